using System.Text.Json;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Data;

namespace SalesAssistant.Conversations;

/// <summary>
/// A change to a conversation while it is put together: the next state, what is said, and what else is written with it. All of it
/// commits in one unit, or nothing does.
/// </summary>
public sealed class Draft
{
    readonly List<Message> messages = [];
    readonly List<Turn> newTurns = [];
    readonly List<(Turn Before, Turn Turn)> settledTurns = [];
    readonly List<(Message Before, Message Message)> amended = [];
    readonly List<Action<WriteSession>> steps = [];
    readonly Conversation before;
    readonly int? expectedVersion;
    readonly DateTime now;
    DateTime lastAt;

    /// <param name="next">A copy of the committed state, to be changed.</param>
    /// <param name="isNew">True for a conversation that has no row yet.</param>
    public Draft(Conversation next, bool isNew, DateTime now)
    {
        Conversation = next;
        before = next.Copy();
        this.now = now;
        expectedVersion = isNew ? null : next.Version;
        lastAt = next.LastMessageAt;
        next.Version++;
    }

    public Conversation Conversation { get; }
    public DateTime Now => now;
    public IReadOnlyList<Message> Messages => messages;
    public IReadOnlyList<Turn> NewTurns => newTurns;
    public IEnumerable<Turn> SettledTurns => settledTurns.Select(settled => settled.Turn);

    /// <summary>Messages that were stored before, as they are now.</summary>
    public IEnumerable<Message> Amended => amended.Select(pair => pair.Message);

    /// <summary>The proof of what is said, as JSON; null where nothing needs one.</summary>
    public string? Receipt { get; set; }

    /// <summary>True for a conversation that has no row yet.</summary>
    public bool IsNew => expectedVersion is null;

    /// <summary>Set by <see cref="Change"/> and every method that writes: a draft without changes is not committed.</summary>
    public bool HasChanges { get; private set; }

    /// <summary>True when more is written in the same unit than the conversation's own rows.</summary>
    public bool HasSteps => steps.Count > 0;

    /// <summary>Marks the state as changed.</summary>
    public void Change() => HasChanges = true;

    /// <summary>Adds what else is written in the same unit. It runs on the writer's thread, before the messages are inserted, and may still say something.</summary>
    public void AlsoWrite(Action<WriteSession> step)
    {
        steps.Add(step);
        HasChanges = true;
    }

    /// <summary>Takes a message of the visitor.</summary>
    /// <param name="card">The number of the message whose card was pressed; null for words.</param>
    public Message Hear(IncomingMessage incoming, int? card = null) => Take(incoming, Sender.Contact, incoming.Text, card);

    /// <summary>Takes the visitor's last word: that the conversation has ended.</summary>
    public Message HearEnd(IncomingMessage farewell, string line)
    {
        Conversation.EndedAt = now;
        return Take(farewell, Sender.System, line, null);
    }

    Message Take(IncomingMessage incoming, Sender sender, string text, int? card) => Add(new Message
    {
        ConversationId = Conversation.Id,
        Sequence = ++Conversation.LastSequence,
        Episode = Conversation.Episode,
        Sender = sender,
        Text = text,
        At = NextTime(),
        IncomingId = incoming.IncomingId,
        Activity = incoming.Activity,
        ReplyTo = card,
        Files = incoming.Files,
        Epoch = Conversation.Epoch,
    });

    /// <summary>
    /// Says something to the visitor. Of a turn's answer that was shown already nothing is taken back: what goes on with it ends its
    /// stream, and before anything else it is closed as it was shown.
    /// </summary>
    public Message Say(Sender sender, string text, MessageCard? card = null, IReadOnlyList<Citation>? citations = null, string? rep = null, Turn? turn = null, string? clientId = null)
    {
        if (turn?.Shown is not { } json || messages.Exists(message => message.Turn == turn.Number))
            return Say(sender, text, card, citations, rep, turn, clientId, null);
        if (text.StartsWith(ShownAnswer.Read(json).Text, StringComparison.Ordinal))
            return Say(sender, text, card, citations, rep, turn, clientId, turn.StreamId);
        Close(turn);
        return Say(sender, text, card, citations, rep, turn, clientId, null);
    }

    /// <summary>Says what was shown of a turn's answer as what it came to.</summary>
    public Message Close(Turn turn)
    {
        var shown = ShownAnswer.Read(turn.Shown!);
        return Say(Sender.Assistant, shown.Text, null, shown.Citations, null, turn, null, turn.StreamId);
    }

    Message Say(Sender sender, string text, MessageCard? card, IReadOnlyList<Citation>? citations, string? rep, Turn? turn, string? clientId, string? stream) => Add(new Message
    {
        ConversationId = Conversation.Id,
        Sequence = ++Conversation.LastSequence,
        Episode = Conversation.Episode,
        Sender = sender,
        Rep = rep,
        Text = text,
        Language = sender == Sender.Rep ? null : Conversation.Language ?? Conversation.Locale?.Split('-')[0],
        Card = card is null ? null : JsonSerializer.Serialize(card, JsonSerializerOptions.Web),
        Citations = citations is null or { Count: 0 } ? null : JsonSerializer.Serialize(citations, JsonSerializerOptions.Web),
        At = NextTime(),
        IncomingId = clientId,
        ReplyTo = turn?.ThroughSequence,
        Turn = turn?.Number,
        Epoch = Conversation.Epoch,
        // A log that its clients read is delivered once it is stored; a channel that is called is owed, unless it takes nothing more.
        Delivery = Conversation.Reference is null ? Delivery.Delivered : Conversation.Unreachable is null ? Delivery.Pending : Delivery.Failed,
        DeliveryOutcome = Conversation.Reference is null ? null : Conversation.Unreachable,
        ChannelMessageId = stream,
    });

    /// <summary>Changes a message that was stored before.</summary>
    /// <param name="stored">As the row has it.</param>
    public void Amend(Message stored, Action<Message> change)
    {
        var next = stored.Copy();
        change(next);
        next.Amendment = ++Conversation.Amendments;
        amended.Add((stored, next));
        HasChanges = true;
    }

    /// <summary>Writes something that only reps see.</summary>
    public Message Note(Sender sender, string text, string? rep, string? clientId = null) => Add(new Message
    {
        ConversationId = Conversation.Id,
        Sequence = ++Conversation.LastSequence,
        Episode = Conversation.Episode,
        Sender = sender,
        Audience = Audience.Reps,
        Rep = rep,
        Text = text,
        At = NextTime(),
        IncomingId = clientId,
        Epoch = Conversation.Epoch,
    });

    /// <summary>Writes down that the assistant owes an answer.</summary>
    /// <param name="to">The message that it answers, the last one if there are several.</param>
    /// <param name="from">The number of the first.</param>
    public Turn Owe(Message to, string? action, int? from = null) => Owe(from ?? to.Sequence, to.Sequence, action);

    /// <summary>Writes down that the assistant owes this answer anew: it was cut off.</summary>
    public Turn OweAgain(Turn turn) => Owe(turn.FromSequence, turn.ThroughSequence, turn.Action);

    /// <summary>Writes down that the assistant owes word of what has become of a booking.</summary>
    public Turn OweNews() => Owe(Conversation.LastSequence, Conversation.LastSequence, JsonSerializer.Serialize(new CardAction(CardAction.News), JsonSerializerOptions.Web));

    Turn Owe(int from, int through, string? action)
    {
        var turn = new Turn
        {
            ConversationId = Conversation.Id,
            Number = ++Conversation.LastTurn,
            Episode = Conversation.Episode,
            Epoch = Conversation.Epoch,
            FromSequence = from,
            ThroughSequence = through,
            Action = action,
            OwedAt = now,
        };
        newTurns.Add(turn);
        HasChanges = true;
        return turn;
    }

    /// <summary>Writes a turn's new state: settled, or joined by a further message.</summary>
    /// <param name="before">As the row has it.</param>
    public void Update(Turn before, Turn turn)
    {
        settledTurns.Add((before, turn));
        HasChanges = true;
    }

    /// <summary>The unit of work.</summary>
    /// <exception cref="StaleConversationException">Somebody else has changed the conversation since the copy was made.</exception>
    internal void Write(WriteSession session)
    {
        if (expectedVersion is not { } version)
        {
            RunSteps(session);
            session.Insert(Conversation);
        }
        else if (steps.Count == 0)
        {
            if (!session.UpdateFrom(before, Conversation, expected: version))
                throw new StaleConversationException();
        }
        else
        {
            // The guard comes first: whoever lost the race must not run any step. The row comes last, as steps may still change it.
            if (session.Execute("""UPDATE "Conversations" SET "Version" = @next WHERE "Id" = @id AND "Version" = @version""",
                ("@next", Conversation.Version), ("@id", Conversation.Id), ("@version", version)) == 0)
                throw new StaleConversationException();
            RunSteps(session);
            session.UpdateFrom(before, Conversation);
        }
        foreach (var message in messages)
            session.Insert(message);
        foreach (var (stored, message) in amended)
            session.UpdateFrom(stored, message);
        foreach (var turn in newTurns)
            session.Insert(turn);
        foreach (var (before, turn) in settledTurns)
            session.UpdateFrom(before, turn);
    }

    void RunSteps(WriteSession session)
    {
        foreach (var step in steps)
            step(session);
    }

    Message Add(Message message)
    {
        messages.Add(message);
        Conversation.LastMessageAt = message.At;
        HasChanges = true;
        return message;
    }

    /// <summary>Clients sort by time, in milliseconds: each message is later than the one before, also when the clock isn't.</summary>
    DateTime NextTime()
    {
        var at = InMilliseconds(now);
        if (at <= lastAt)
            at = lastAt.AddMilliseconds(1);
        return lastAt = at;
    }

    /// <summary>The millisecond that it falls in.</summary>
    internal static DateTime InMilliseconds(DateTime at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
}

/// <summary>The conversation has changed under a draft: build it anew from the stored state.</summary>
public sealed class StaleConversationException : Exception;
