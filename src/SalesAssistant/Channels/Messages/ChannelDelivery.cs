using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Conversations;
using SalesAssistant.Data;

namespace SalesAssistant.Channels.Messages;

/// <summary>
/// Brings stored messages to the channels that are called back: in order in each conversation, each looked at once more before it
/// goes, each settled with a named outcome. What was owed when the program ended, however it ended, is taken up at the next start;
/// a message that was just going out then is sent again, since it is better said twice than not at all. Where the channel can show an
/// answer while it is thought, that goes the same way, and the message that the answer comes to ends it.
/// </summary>
public sealed class ChannelDelivery(
    ConversationFeed feed,
    IDbContextFactory<SalesDb> reads,
    IGrainFactory grains,
    ConnectorSender sender,
    ChannelActivities activities,
    MessagesOptions options,
    TimeProvider time,
    ILogger<ChannelDelivery> log) : BackgroundService
{
    readonly ConcurrentDictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    readonly CancellationTokenSource sending = new();
    volatile bool open;

    /// <summary>Where this conversation's replies go, as its latest activity said: spares reading it.</summary>
    public void Know(string conversationId, ConversationReference reference)
    {
        With(conversationId, lane =>
        {
            // What waited for the channel's own requests goes out by itself from now on.
            if (lane.Address is { ServiceUrl: null } && reference.ServiceUrl is not null) lane.MustRead = true;
            lane.Address = reference;
        });
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = feed.SubscribeAll(Hear, See);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeUpOwed(stoppingToken);
        open = true;
        foreach (var lane in lanes.Values) Run(lane);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        open = false;
        await base.StopAsync(cancellationToken);

        // What is on its way may arrive: who hangs up now would have to say it again.
        sending.CancelAfter(TimeSpan.FromSeconds(5));
        await Task.WhenAll(lanes.Values.SelectMany(lane => new[] { lane.Running, lane.Typing, lane.Waking }));
    }

    public override void Dispose()
    {
        sending.Dispose();
        base.Dispose();
    }

    IDisposable? subscription;

    void Hear(ConversationChange change)
    {
        // Our own Direct Line owes nothing. The channel's name tells nothing: Azure's Direct Line is one that is called back.
        if (!change.Written.Any(message => message.Delivery == Delivery.Pending) && !lanes.ContainsKey(change.ConversationId)) return;
        Run(With(change.ConversationId, lane =>
        {
            foreach (var message in change.Written)
                if (message.Sender == Sender.Contact) lane.Heard(message);
                else if (message.Delivery == Delivery.Pending) lane.Owed.TryAdd(message.Sequence, message);
            if (open && !lane.ShowsTyping && ShowTyping.Contains(change.ChannelId) && change.Written.Any(message => message.Sender == Sender.Contact))
            {
                lane.ShowsTyping = true;
                lane.Typing = Task.Run(() => Type(lane));
            }
        }));
    }

    /// <summary>An answer grows. How much of it is shown is asked when the channel can take it.</summary>
    void See(AnswerUnderWay answer)
    {
        if (answer.ChannelId != ChannelIds.Msteams || !open) return;
        Run(With(answer.ConversationId, lane => lane.Growing = answer.Turn));
    }

    // Channels that show it, for about three seconds each time.
    static readonly string[] ShowTyping = [ChannelIds.Msteams, ChannelIds.DirectLine, ChannelIds.Emulator];
    static readonly TimeSpan BeforeTyping = TimeSpan.FromSeconds(1);
    static readonly TimeSpan BetweenTypings = TimeSpan.FromSeconds(3);

    /// <summary>As long as an answer is being thought about, it becomes due again and again to show that. It goes the way of all messages, so none overtakes the answer.</summary>
    async Task Type(Lane lane)
    {
        try
        {
            var grain = grains.Conversation(lane.ConversationId);
            for (var wait = BeforeTyping; await Pause(wait) && await grain.IsThinking(); wait = BetweenTypings)
            {
                lock (lane) lane.OwesTyping = true;
                Run(lane);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            log.LogWarning(fault, "Conversation {Conversation} is not shown that an answer is on its way", lane.ConversationId);
        }
        finally
        {
            lock (lane) lane.ShowsTyping = false;
        }
    }

    /// <summary>Shows that an answer is being thought about, if that is still true. Tried once: a moment later it would say something else.</summary>
    async Task SendTyping(Lane lane)
    {
        if (await AddressOf(lane) is not { } address || options.Allowed(address.ServiceUrl) is not { } serviceUrl) return;
        // An answer that grows shows more.
        if (lane.Stream is { Id: not null, IsOff: false }) return;
        var grain = grains.Conversation(lane.ConversationId);
        if (!await grain.IsThinking() || await grain.ObstacleTo(Sender.System, 0) is not null) return;
        var typing = address.CreateActivity(ActivityTypes.Typing);
        (typing.From, typing.ReplyToId) = (ChannelActivities.BotOf(address), null);
        var result = await sender.SendAsync(serviceUrl, typing, sending.Token, options.TrustOf(address), attempts: 1);
        if (result.Outcome != SendOutcome.Sent) log.LogDebug("Typing was not shown in conversation {Conversation}: {Outcome}", lane.ConversationId, result.Outcome);
    }

    async Task TakeUpOwed(CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var owed = await db.Set<Message>().AsNoTracking().Where(message => message.Delivery == Delivery.Pending)
            .OrderBy(message => message.ConversationId).ThenBy(message => message.Sequence).ToListAsync(cancel);
        foreach (var message in owed)
            With(message.ConversationId, lane => lane.Owed.TryAdd(message.Sequence, message));
    }

    void Run(Lane lane)
    {
        lock (lane)
        {
            if (!open || lane.IsRunning || lane.IsIdle) return;
            lane.IsRunning = true;
            lane.Running = Task.Run(() => Drain(lane));
        }
    }

    async Task Drain(Lane lane)
    {
        for (var failures = 0; ;)
        {
            Message? next;
            lock (lane)
            {
                if (!open || lane.IsIdle)
                {
                    lane.IsRunning = false;
                    return;
                }
                next = lane.Owed.Count == 0 ? null : lane.Owed.Values[0];
                // A message shows more than that one is coming.
                lane.OwesTyping &= next is null;
            }
            try
            {
                if (lane.MustRead) await ReadOwed(lane);
                else if (next is null && lane.Growing is { } turn)
                {
                    lock (lane) lane.Growing = null;
                    await ShowMore(lane, turn);
                }
                else if (next is null)
                {
                    lock (lane) lane.OwesTyping = false;
                    await SendTyping(lane);
                }
                else if (await Deliver(lane, next)) lock (lane) lane.Owed.Remove(next.Sequence);
                else lock (lane) lane.Owed.Clear();
                failures = 0;
            }
            catch (OperationCanceledException) when (!open)
            {
                // The program ends: what is owed stays owed.
                return;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                log.LogError(fault, "Message {Sequence} of conversation {Conversation} could not be handled; it is tried again", next?.Sequence, lane.ConversationId);
                if (!await Pause(TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures++))))) return;
            }
        }
    }

    /// <summary>
    /// Shows what the answer has come to by now, all of it each time. A channel that takes no streams, or no more of this one, gets the
    /// answer as one message; what it does not take for load is shown a little later with what has come meanwhile.
    /// </summary>
    async Task ShowMore(Lane lane, int turn)
    {
        if (await AddressOf(lane) is not { } address || !TakesStreams(address) || options.Allowed(address.ServiceUrl) is not { } serviceUrl) return;
        var stream = lane.Stream?.Turn == turn ? lane.Stream : lane.Stream = new AnswerStream(turn, time);
        if (stream.IsOff) return;
        if (stream.Wait > TimeSpan.Zero)
        {
            // It waits beside its lane: what is said meanwhile need not.
            lock (lane) lane.Waking = lane.Waking.IsCompleted ? Task.Run(() => Wake(lane, turn, stream.Wait)) : lane.Waking;
            return;
        }
        var grain = grains.Conversation(lane.ConversationId);
        if (await grain.Show(turn) is not { Text: { } text } answer || text == stream.Text) return;

        var activity = ChannelActivities.Shown(ActivityTypes.Typing, text, address, await AnsweredBy(lane, answer.ReplyTo));
        new StreamInfo(StreamTypes.Streaming, stream.Id, stream.Sequence + 1).AddTo(activity);
        var result = await sender.SendAsync(serviceUrl, activity, sending.Token, options.TrustOf(address), attempts: 1);
        stream.Rest(result.RetryAfter);
        var isFirst = stream.Id is null;
        var refusal = result.RefusalOfStream();
        switch (result.Outcome)
        {
            case SendOutcome.Sent:
                stream.Show(text, result.Id);
                // Without its id nothing can be added to it.
                if (stream.Id is null) stream.IsOff = true;
                else if (isFirst) await grain.NoteShown(turn, stream.Id, text);
                break;
            case SendOutcome.Unknown when isFirst:
                stream.IsOff = true;
                break;
            case SendOutcome.Unknown:
                stream.Show(text, null);
                break;
            case var _ when result.MayRetry:
                await grain.NoteShown(turn, stream.Id, stream.Text);
                lock (lane) lane.Growing ??= turn;
                break;
            case var _ when refusal == StreamRefusal.CanceledByUser && !isFirst:
                lane.Stream = null;
                await grain.NoteShown(turn, stream.Id, stream.Text);
                await grain.StopAnswer(turn);
                break;
            default:
                await grain.NoteShown(turn, stream.Id, stream.Text);
                (stream.IsOff, stream.IsReplaced) = (true, refusal == StreamRefusal.TimeExceeded);
                break;
        }
        if (result.Outcome != SendOutcome.Sent)
            log.LogDebug("An answer under way was not shown in conversation {Conversation}: {Outcome}, status {Status}, {Refusal}", lane.ConversationId, result.Outcome, result.Status, refusal);
    }

    async Task Wake(Lane lane, int turn, TimeSpan wait)
    {
        if (!await Pause(wait)) return;
        lock (lane)
        {
            lane.Growing ??= turn;
            lane.Waking = Task.CompletedTask;
        }
        Run(lane);
    }

    /// <summary>In Teams between two; among several people, and anywhere else, an answer is one message.</summary>
    static bool TakesStreams(ConversationReference address) =>
        address.ChannelId == ChannelIds.Msteams && string.Equals(address.Conversation?.ConversationType, ConversationTypes.Personal, StringComparison.OrdinalIgnoreCase);

    async Task ReadOwed(Lane lane)
    {
        await using var db = reads.CreateDbContext();
        var owed = await db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == lane.ConversationId && message.Delivery == Delivery.Pending).ToListAsync(sending.Token);
        lock (lane)
        {
            foreach (var message in owed) lane.Owed.TryAdd(message.Sequence, message);
            lane.MustRead = false;
        }
    }

    /// <summary>Sends one message until its outcome is settled. False when the conversation is not one that is called back.</summary>
    async Task<bool> Deliver(Lane lane, Message message)
    {
        var grain = grains.Conversation(lane.ConversationId);
        for (var (round, attempts) = (0, message.DeliveryAttempts); ; round++)
        {
            if (await AddressOf(lane) is not { } address) return false;
            if (options.Allowed(address.ServiceUrl) is not { } serviceUrl)
            {
                await grain.Settle(message.Sequence, Delivery.Failed, "HostNotAllowed", attempts, null);
                return true;
            }
            var stream = StreamOf(lane, message);
            if (stream is { Wait.Ticks: > 0 } && !await Pause(stream.Wait)) throw new OperationCanceledException(sending.Token);
            // The last look: an answer begun in another epoch is too late now, whatever was true when it was stored.
            // What says no more than was shown only closes it.
            if (await grain.ObstacleTo(message.Sender, message.Epoch) is { } obstacle && !(obstacle.Delivery == Delivery.Discarded && stream?.Text == message.Text))
            {
                if (stream is not null && obstacle.Delivery == Delivery.Discarded) await CloseStream(lane, stream, message, address, serviceUrl);
                if (stream is not null) lane.Stream = null;
                await grain.Settle(message.Sequence, obstacle.Delivery, obstacle.Outcome, attempts, null);
                return true;
            }

            var activity = activities.Of(message, address, await AnsweredBy(lane, message.ReplyTo));
            var result = stream is null
                ? await sender.SendAsync(serviceUrl, activity, sending.Token, options.TrustOf(address))
                : await EndStream(lane, stream, activity, address, serviceUrl);
            attempts += result.Attempts;
            if (stream is not null && result.RefusalOfStream() == StreamRefusal.CanceledByUser)
            {
                // The visitor has seen a part, and wants no more.
                await grain.Settle(message.Sequence, Delivery.Failed, Obstacle.StoppedByVisitor, attempts, null);
                return true;
            }
            // Without a token nothing was tried, and the fault is ours: it stays owed for as long as that lasts.
            if (!result.MayRetry || (round >= MostRounds && result.Outcome != SendOutcome.NoToken))
            {
                await grain.Settle(message.Sequence, StateOf(result), NameOf(result), attempts, result.Id);
                if (message.Turn is not null && lane.Stream?.Turn == message.Turn) lane.Stream = null;
                if (result.Outcome == SendOutcome.Blocked) await grain.GiveUp(NameOf(result));
                if (result.Outcome != SendOutcome.Sent)
                    log.LogWarning("Message {Sequence} of conversation {Conversation} was not delivered: {Outcome}, status {Status}, code {Code}",
                        message.Sequence, lane.ConversationId, result.Outcome, result.Status, result.Error?.Code);
                return true;
            }
            await grain.Settle(message.Sequence, Delivery.Pending, NameOf(result), attempts, null);
            if (!await Pause(result.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, Math.Min(round, MostRounds)))))) throw new OperationCanceledException(sending.Token);
        }
    }

    /// <summary>The stream that this message ends; null when it is a message like any other.</summary>
    AnswerStream? StreamOf(Lane lane, Message message)
    {
        if (message.Turn is not { } turn) return null;
        // One that was begun in an earlier life is known by its id alone.
        if (lane.Stream?.Turn != turn) return message.ChannelMessageId is { } id && message.Delivery == Delivery.Pending ? lane.Stream = new AnswerStream(turn, time, id) : null;
        return lane.Stream.Id is null ? null : lane.Stream;
    }

    /// <summary>Sends the message as the end of its stream; where the channel no longer takes that, in the stream's place; and at last by itself.</summary>
    async Task<SendResult> EndStream(Lane lane, AnswerStream stream, Activity message, ConversationReference address, Uri serviceUrl)
    {
        var (trust, plain) = (options.TrustOf(address), (message.Entities, message.ChannelData));
        var attempts = 0;
        SendResult result;
        if (!stream.IsReplaced)
        {
            new StreamInfo(StreamTypes.Final, stream.Id, null).AddTo(message);
            result = await sender.SendAsync(serviceUrl, message, sending.Token, trust);
            attempts += result.Attempts;
            if (IsDone(result)) return Ended();
            stream.IsReplaced = true;
            stream.Rest();
            (message.Entities, message.ChannelData) = plain;
        }
        message.Id = stream.Id;
        if (!await Pause(stream.Wait)) throw new OperationCanceledException(sending.Token);
        result = await sender.RunAsync(serviceUrl, (client, stop) => client.UpdateActivityAsync(message.Conversation!.Id!, stream.Id!, message, stop), sending.Token, trust);
        attempts += result.Attempts;
        if (IsDone(result)) return Ended();
        (message.Id, lane.Stream) = (null, null);
        result = await sender.SendAsync(serviceUrl, message, sending.Token, trust);
        return result with { Attempts = attempts + result.Attempts };

        // What is neither taken nor refused for being a stream has the outcome of any message.
        static bool IsDone(SendResult result) => result.RefusalOfStream() is StreamRefusal.None or StreamRefusal.CanceledByUser;

        SendResult Ended()
        {
            if (!result.MayRetry) lane.Stream = null;
            return result with { Attempts = attempts, Id = result.Id ?? stream.Id };
        }
    }

    /// <summary>The whole answer came too late: its stream ends with what was shown.</summary>
    async Task CloseStream(Lane lane, AnswerStream stream, Message message, ConversationReference address, Uri serviceUrl)
    {
        if (stream.Text.Length == 0) return;
        var shown = ChannelActivities.Shown(ActivityTypes.Message, stream.Text, address, await AnsweredBy(lane, message.ReplyTo));
        var result = await EndStream(lane, stream, shown, address, serviceUrl);
        if (result.Outcome != SendOutcome.Sent) log.LogWarning("The answer under way in conversation {Conversation} was not closed: {Outcome}", lane.ConversationId, result.Outcome);
    }

    static Delivery StateOf(SendResult result) => result.Outcome switch
    {
        SendOutcome.Sent => Delivery.Delivered,
        SendOutcome.Unknown => Delivery.Unknown,
        _ => Delivery.Failed,
    };

    static string NameOf(SendResult result) =>
        result.Outcome == SendOutcome.Blocked ? result.Error!.Code! : result.Outcome.ToString();

    // Some rounds of ever longer waits, half an hour in all: after that the channel was away for too long.
    const int MostRounds = 10;

    /// <summary>Waits; false when the program ends meanwhile.</summary>
    async Task<bool> Pause(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, sending.Token);
            return open;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    async Task<ConversationReference?> AddressOf(Lane lane)
    {
        ConversationReference? address;
        lock (lane) address = lane.Address;
        if (address is null)
        {
            await using var db = reads.CreateDbContext();
            var stored = await db.Set<Conversation>().Where(conversation => conversation.Id == lane.ConversationId).Select(conversation => conversation.Reference).FirstOrDefaultAsync();
            if (stored is null) return null;
            address = ActivityJson.ReadText(stored, ActivityJsonContext.Wire.ConversationReference);
            lock (lane) lane.Address ??= address;
        }
        // Without a service URL replies go into the answers to the channel's own requests (ChannelReplies).
        return address.ServiceUrl is null ? null : address;
    }

    /// <summary>The channel's id of the activity that is answered.</summary>
    /// <param name="replyTo">Our number of it; null for none.</param>
    async Task<string?> AnsweredBy(Lane lane, int? replyTo)
    {
        if (replyTo is not { } answered) return null;
        lock (lane)
            if (lane.TryGetHeard(answered, out var known)) return known;
        await using var db = reads.CreateDbContext();
        return await db.Set<Message>().Where(heard => heard.ConversationId == lane.ConversationId && heard.Sequence == answered).Select(heard => heard.IncomingId).FirstOrDefaultAsync();
    }

    /// <summary>Changes what is known of a conversation, under its lock.</summary>
    Lane With(string conversationId, Action<Lane> change)
    {
        if (lanes.Count >= MostLanes && !lanes.ContainsKey(conversationId)) ForgetIdle();
        while (true)
        {
            var lane = lanes.GetOrAdd(conversationId, static id => new Lane(id));
            lock (lane)
            {
                if (lane.IsForgotten) continue;
                change(lane);
                return lane;
            }
        }
    }

    /// <summary>Lanes are only memory of what the tables hold: when there are many, those with nothing to do go.</summary>
    void ForgetIdle()
    {
        foreach (var lane in lanes.Values)
            lock (lane)
                if (!lane.IsRunning && !lane.ShowsTyping && lane.Waking.IsCompleted && lane.Stream?.Id is null && lane.IsIdle) lane.IsForgotten = lanes.TryRemove(KeyValuePair.Create(lane.ConversationId, lane));
    }

    const int MostLanes = 2_000;

    /// <summary>What is owed to one conversation, and what is known about it.</summary>
    sealed class Lane(string conversationId)
    {
        const int MostHeard = 16;
        readonly Queue<(int Sequence, string? Id)> heard = new();

        public string ConversationId => conversationId;
        public SortedList<int, Message> Owed { get; } = [];
        public ConversationReference? Address { get; set; }
        public Task Running { get; set; } = Task.CompletedTask;
        public bool IsRunning { get; set; }
        public Task Typing { get; set; } = Task.CompletedTask;

        /// <summary>Somebody looks after <see cref="OwesTyping"/>.</summary>
        public bool ShowsTyping { get; set; }

        /// <summary>The visitor is to be shown that an answer is on its way.</summary>
        public bool OwesTyping { get; set; }

        /// <summary>The turn whose answer has grown since it was shown; null when none has.</summary>
        public int? Growing { get; set; }

        /// <summary>The answer that is being shown; null when none is.</summary>
        public AnswerStream? Stream { get; set; }

        /// <summary>Sees to it that what has grown is shown when the channel's pace allows it.</summary>
        public Task Waking { get; set; } = Task.CompletedTask;

        /// <summary>There is nothing to do.</summary>
        public bool IsIdle => Owed.Count == 0 && !MustRead && !OwesTyping && Growing is null;

        /// <summary>The table holds owed messages that are not here.</summary>
        public bool MustRead { get; set; }

        /// <summary>It is no longer the conversation's lane.</summary>
        public bool IsForgotten { get; set; }

        public void Heard(Message message)
        {
            heard.Enqueue((message.Sequence, message.IncomingId));
            if (heard.Count > MostHeard) heard.Dequeue();
        }

        public bool TryGetHeard(int sequence, out string? id)
        {
            foreach (var (number, known) in heard)
                if (number == sequence)
                {
                    id = known;
                    return true;
                }
            id = null;
            return false;
        }
    }
}
