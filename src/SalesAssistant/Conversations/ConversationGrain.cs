using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations;

/// <inheritdoc cref="IConversationGrain"/>
/// <remarks>
/// The fields are a copy of the tables, never more: any moment may be the last one of this activation. Every change is put
/// together as a <see cref="Draft"/> and committed before it is believed. Turns run on a one-shot interleaving timer beside the
/// calls; <see cref="gate"/> keeps two drafts from being put together at once, and is never held while the model thinks.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing that must be disposed.")]
public sealed class ConversationGrain(
    IDbContextFactory<SalesDb> reads,
    BatchWriter writer,
    ConversationFeed feed,
    AssistantTurn assistant,
    Reactions reactions,
    RepDirectory reps,
    WallClock clock,
    Fragments fragments,
    AssistantOptions pace,
    ConversationOptions options,
    ILogger<ConversationGrain> log) : Grain, IConversationGrain
{
    const int Remembered = 40;

    /// <summary>So many of the last messages go to the model with a question.</summary>
    const int Context = 12;

    /// <summary>Who goes on writing is waited for again, so many times the wait at most.</summary>
    const int MostWaits = 4;

    readonly SemaphoreSlim gate = new(1, 1);
    readonly List<Message> recent = [];
    readonly List<Turn> owed = [];
    Conversation? conversation;
    IGrainTimer? timer;
    bool isPaying;
    Pause? pause;
    CancellationTokenSource? thinking;
    Answer? underWay;
    int refused;

    string Id => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        PayDebts();
    }

    public async Task<ConversationHead> Start(ConversationStart start)
    {
        var recalled = await Recall(start);
        await Change(start, draft =>
        {
            Describe(draft, start, recalled);
            Greet(draft);
            return true;
        });
        return Head();
    }

    public async Task<Received?> Receive(IncomingMessage message)
    {
        if (Known(message.IncomingId) is { } known)
            return new(known.Sequence, known.At, Repeated: true);
        var card = message.Card is null ? null : await Find(stored => stored.ChannelMessageId == message.Card && stored.Card != null);
        var recalled = await Recall(message.Start);
        Received? received;
        try
        {
            received = await Change(message.Start, draft =>
            {
                if (draft.Conversation.EndedAt is not null)
                    return null;
                Describe(draft, message.Start, recalled);
                WakeEpisode(draft);
                // Who writes can be written to.
                draft.Conversation.Unreachable = null;
                // What was shown stands before the newer word that cuts it off.
                var cut = owed.Find(turn => turn.Shown is not null);
                if (cut is not null)
                    Discard(draft, cut);
                var heard = draft.Hear(message, card?.Sequence);
                if (message.Action is null)
                    reactions.Learn(draft.Conversation, heard.Sequence, message.Text, draft.Now);
                Greet(draft);
                if (draft.Conversation.Owner is null)
                    OweAnswer(draft, heard, message.Action, cut);
                else if (draft.Conversation is { Owner: EngagementHub.Owner, HandoffId: { } handoff })
                    draft.AlsoWrite(session => HandoffDesk.TellHub(session, handoff, Id, heard.Sequence, draft.Now));
                return new Received(heard.Sequence, heard.At, Repeated: false);
            });
        }
        catch (UniqueViolationException) when (message.IncomingId is not null)
        {
            // Older than what is remembered here: the table knows it.
            await using var db = reads.CreateDbContext();
            var stored = await db.Set<Message>().AsNoTracking().FirstOrDefaultAsync(m => m.ConversationId == Id && m.IncomingId == message.IncomingId);
            if (stored is null)
                throw;
            return new(stored.Sequence, stored.At, Repeated: true);
        }
        // A newer word makes the answer under way moot; it is thought again with both.
        thinking?.Cancel();
        pause = received is not null && message is { Action: null, Files: null } && fragments.IsFragment(message.Text) && owed.LastOrDefault() is { Action: null } waiting
            ? new Pause(waiting.Number, clock.GetUtcNow(), clock.GetUtcNow() + pace.BurstWait)
            : null;
        PayDebts();
        return received;
    }

    public Task NoteTyping()
    {
        if (pause is { } begun)
        {
            var (longer, longest) = (clock.GetUtcNow() + pace.BurstWait, begun.Since + (MostWaits * pace.BurstWait));
            pause = begun with { Until = longer < longest ? longer : longest };
            PayDebts();
        }
        return Task.CompletedTask;
    }

    public async Task Amend(Amendment amendment)
    {
        if (conversation is null || await Find(message => message.IncomingId == amendment.IncomingId && message.Sender == Sender.Contact) is not { } found)
            return;
        var amended = await Change(null, draft =>
        {
            // Look again: it may have been changed while it was looked for.
            var stored = recent.Find(message => message.Sequence == found.Sequence) ?? found;
            if (amendment.Text == stored.Text || (amendment.Text is null && stored.DeletedAt is not null))
                return false;
            draft.Amend(stored, next =>
            {
                next.Text = amendment.Text ?? "";
                next.EditedAt = amendment.Text is null || stored.DeletedAt is not null ? stored.EditedAt : draft.Now;
                next.DeletedAt = amendment.Text is null ? draft.Now : null;
            });
            reactions.Learn(draft.Conversation, stored.Sequence, amendment.Text ?? "", draft.Now);
            if (owed.Find(turn => turn.Action is null && turn.FromSequence <= stored.Sequence && stored.Sequence <= turn.ThroughSequence) is { } turn)
            {
                // Nobody waits any more for the answer to a question that was taken back. What was shown is an answer to the words that were.
                var isMoot = amendment.Text is null && WordsBehind(turn).All(message => message.Sequence == stored.Sequence || message.DeletedAt is not null);
                if (isMoot || turn.Shown is not null)
                    Discard(draft, turn);
                if (!isMoot && turn.Shown is not null)
                    draft.OweAgain(turn);
            }
            return true;
        });
        if (!amended)
            return;
        // What is being thought may be about words that are no longer there: it is thought again.
        thinking?.Cancel();
        PayDebts();
    }

    public async Task React(MessageReactions given)
    {
        if (conversation is null || await Find(message => message.ChannelMessageId == given.ChannelMessageId || message.IncomingId == given.ChannelMessageId) is not { } found)
            return;
        await Change(null, draft =>
        {
            var stored = recent.Find(message => message.Sequence == found.Sequence) ?? found;
            var after = Reaction.After(stored.Reactions, given.Added, given.Removed, given.By, draft.Now);
            if (after != stored.Reactions)
                draft.Amend(stored, next => next.Reactions = after);
            return true;
        });
    }

    public async Task<bool> Rate(GivenRating given)
    {
        if (conversation is null || await Find(message => given.Sequence != null ? message.Sequence == given.Sequence : message.ChannelMessageId == given.Message) is not { IsAnswer: true } found)
            return false;
        await Change(null, draft =>
        {
            var stored = recent.Find(message => message.Sequence == found.Sequence) ?? found;
            if (stored.Rating == given.Value && (given.Reason is null || given.Reason == stored.RatingReason))
                return false;
            draft.Amend(stored, next =>
            {
                next.RatingReason = given.Reason ?? (given.Value == stored.Rating ? stored.RatingReason : null);
                (next.Rating, next.RatedBy, next.RatedAt) = (given.Value, given.Value is null ? null : given.By, given.Value is null ? null : draft.Now);
            });
            return true;
        });
        return true;
    }

    public async Task EndByVisitor()
    {
        if (conversation is null || conversation.Status == ConversationStatus.Resolved)
            return;
        await Change(null, draft =>
        {
            if (draft.Conversation.Status == ConversationStatus.Resolved)
                return false;
            EndHandoff(draft, HandoffState.Resolved, null);
            EndEpisode(draft, "visitor");
            return true;
        });
        thinking?.Cancel();
    }

    public async Task GiveUp(string why)
    {
        if (conversation is null)
            return;
        await Change(null, draft =>
        {
            draft.Conversation.Unreachable = why;
            draft.AlsoWrite(session => session.Execute(
                """UPDATE "Messages" SET "Delivery" = 'Failed', "DeliveryOutcome" = @why WHERE "ConversationId" = @id AND "Delivery" = 'Pending'""", ("@why", why), ("@id", Id)));
            return true;
        });
        foreach (var message in recent.Where(message => message.Delivery == Delivery.Pending))
            (message.Delivery, message.DeliveryOutcome) = (Delivery.Failed, why);
    }

    public async Task Reach()
    {
        if (conversation?.Unreachable is null)
            return;
        await Change(null, draft =>
        {
            draft.Conversation.Unreachable = null;
            draft.Change();
            return true;
        });
    }

    public async Task StopAnswer(int turn)
    {
        var stopped = await Change(null, draft =>
        {
            if (owed.Find(candidate => candidate.Number == turn) is not { Shown: not null } found)
                return false;
            var shown = Discard(draft, found)!;
            // The channel has ended the stream itself, with what was shown.
            (shown.Delivery, shown.DeliveryOutcome) = (Delivery.Delivered, Obstacle.StoppedByVisitor);
            return true;
        });
        if (stopped)
            thinking?.Cancel();
    }

    public Task<bool> IsThinking() => Task.FromResult(conversation is { Owner: null } && owed.Exists(turn => turn.Epoch == conversation.Epoch));

    public async Task<Received?> End(IncomingMessage farewell)
    {
        var received = await Change(farewell.Start, draft =>
        {
            if (draft.Conversation.EndedAt is not null)
                return null;
            Describe(draft, farewell.Start, null);
            DiscardOwed(draft);
            EndHandoff(draft, HandoffState.Resolved, null);
            var line = draft.HearEnd(farewell, reactions.Phrase("visitorEnded", draft.Conversation));
            EndEpisode(draft, "visitor");
            return new Received(line.Sequence, line.At, Repeated: false);
        });
        thinking?.Cancel();
        return received;
    }

    public async Task<RepOutcome> Claim(string rep)
    {
        if (reps.Find(rep) is not { } known)
            return new(RepResult.UnknownRep, conversation?.Owner);
        if (conversation is null)
            return new(RepResult.NotFound);
        var outcome = await Change(null, draft =>
        {
            var next = draft.Conversation;
            if (next.Owner is not null)
                return new RepOutcome(Is(next.Owner, known.Email) ? RepResult.Done : RepResult.OwnedByOther, next.Owner);
            if (next.EndedAt is not null)
                return new RepOutcome(RepResult.Ended);
            WakeEpisode(draft);
            Give(draft, known.Email);
            var line = draft.Say(Sender.System, reactions.Phrase("repJoined", next, ("rep", known.Name)), rep: known.Email);
            return new RepOutcome(RepResult.Done, known.Email, line.Sequence);
        });
        if (outcome.Result == RepResult.Done)
            thinking?.Cancel();
        return outcome;
    }

    public async Task<RepOutcome> Reply(string rep, string text, string? clientId = null)
    {
        if (Refuse(rep, text) is { } refusal)
            return refusal;
        if (Known(clientId) is { } known)
            return new(RepResult.Done, conversation!.Owner, known.Sequence);
        return await Change(null, draft =>
        {
            var owner = draft.Conversation.Owner;
            if (draft.Conversation.EndedAt is not null)
                return new RepOutcome(RepResult.Ended);
            if (owner is null || !Is(owner, rep))
                return new RepOutcome(RepResult.NotOwner, owner);
            var said = draft.Say(Sender.Rep, text.Trim(), rep: owner, clientId: clientId);
            draft.Conversation.ReadSequence = said.Sequence;
            return new RepOutcome(RepResult.Done, owner, said.Sequence);
        });
    }

    public async Task<RepOutcome> AddNote(string rep, string text, string? clientId = null)
    {
        if (Refuse(rep, text) is { } refusal)
            return refusal;
        if (Known(clientId) is { } known)
            return new(RepResult.Done, conversation!.Owner, known.Sequence);
        return await Change(null, draft =>
        {
            var note = draft.Note(Sender.Rep, text.Trim(), reps.Find(rep)!.Email, clientId);
            return new RepOutcome(RepResult.Done, draft.Conversation.Owner, note.Sequence);
        });
    }

    public async Task<RepOutcome> Return(string rep, Verdict? verdict)
    {
        if (Refuse(rep) is { } refusal)
            return refusal;
        return await Change(null, draft =>
        {
            var next = draft.Conversation;
            if (next.Owner is null || !Is(next.Owner, rep))
                return new RepOutcome(RepResult.NotOwner, next.Owner);
            var name = reps.Find(next.Owner)?.Name ?? next.Owner;
            GiveBack(draft, verdict);
            var line = draft.Say(Sender.System, reactions.Phrase("repReturned", next, ("rep", name)));
            return new RepOutcome(RepResult.Done, null, line.Sequence);
        });
    }

    public async Task<RepOutcome> Resolve(string rep, Verdict? verdict)
    {
        if (Refuse(rep) is { } refusal)
            return refusal;
        var outcome = await Change(null, draft =>
        {
            var next = draft.Conversation;
            if (next.Owner is not null && !Is(next.Owner, rep))
                return new RepOutcome(RepResult.OwnedByOther, next.Owner);
            if (next.Status == ConversationStatus.Resolved)
                return new RepOutcome(RepResult.Done);
            DiscardOwed(draft);
            EndHandoff(draft, HandoffState.Resolved, verdict);
            var line = draft.Say(Sender.System, reactions.Phrase("resolved", next));
            EndEpisode(draft, reps.Find(rep)!.Email);
            return new RepOutcome(RepResult.Done, null, line.Sequence);
        });
        if (outcome.Result == RepResult.Done)
            thinking?.Cancel();
        return outcome;
    }

    public async Task<bool> TakeHubStatus(HubState state)
    {
        if (conversation is null)
            return false;
        var done = await Change(null, draft => (state, draft.Conversation) switch
        {
            (HubState.Accepted, { HandoffId: not null, Owner: null }) => GiveToHub(draft),
            (HubState.Accepted, { Owner: EngagementHub.Owner }) => true,
            (HubState.Failed, { HandoffId: not null, Owner: null or EngagementHub.Owner }) => TakeFromHub(draft),
            (HubState.Completed, { Owner: EngagementHub.Owner }) => EndAtHub(draft),
            _ => false,
        });
        if (done && state == HubState.Accepted)
            thinking?.Cancel();
        return done;
    }

    public async Task<bool> ReplyFromHub(string text, string? clientId)
    {
        if (conversation is null)
            return false;
        if (Known(clientId) is not null)
            return true;
        try
        {
            return await Change(null, draft =>
            {
                if (draft.Conversation.Owner != EngagementHub.Owner)
                    return false;
                draft.Say(Sender.Rep, text, rep: EngagementHub.Owner, clientId: clientId);
                return true;
            });
        }
        catch (UniqueViolationException) when (clientId is not null)
        {
            // Older than what is remembered here.
            return true;
        }
    }

    public async Task<ErasedConversation> Erase(PersonalWords words)
    {
        await gate.WaitAsync();
        try
        {
            thinking?.Cancel();
            var erased = await writer.Write(session => ConversationEraser.Erase(session, Id, words, clock.GetUtcNow().UtcDateTime));
            (pause, underWay) = (null, null);
            await Load(CancellationToken.None);
            if (conversation is { } emptied)
                feed.Publish(new ConversationChange(Id, emptied.ChannelId, emptied.LastSequence, [], Amended: true));
            return erased;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task MarkRead(int sequence)
    {
        if (conversation is null || sequence <= conversation.ReadSequence)
            return;
        await Change(null, draft =>
        {
            draft.Conversation.ReadSequence = Math.Max(draft.Conversation.ReadSequence, Math.Min(sequence, draft.Conversation.LastSequence));
            draft.Change();
            return true;
        });
    }

    public Task<Obstacle?> ObstacleTo(Sender sender, int epoch) => Task.FromResult(
        sender == Sender.Assistant && conversation?.Epoch != epoch ? new Obstacle(Delivery.Discarded, Obstacle.SpeakerChanged)
        : conversation?.Unreachable is { } why ? new Obstacle(Delivery.Failed, why)
        : null);

    public Task Settle(int sequence, Delivery delivery, string outcome, int attempts, string? channelMessageId)
    {
        if (recent.FindLast(message => message.Sequence == sequence) is { } message)
            (message.Delivery, message.DeliveryOutcome, message.DeliveryAttempts, message.ChannelMessageId) = (delivery, outcome, attempts, channelMessageId ?? message.ChannelMessageId);
        return writer.Write(session => session.Execute(
            """UPDATE "Messages" SET "Delivery" = @delivery, "DeliveryOutcome" = @outcome, "DeliveryAttempts" = @attempts, "ChannelMessageId" = COALESCE(@channel, "ChannelMessageId") WHERE "ConversationId" = @id AND "Sequence" = @sequence""",
            ("@delivery", delivery.ToString()), ("@outcome", outcome), ("@attempts", attempts), ("@channel", channelMessageId), ("@id", Id), ("@sequence", sequence)),
            // Nobody waits for this one; what a crash forgets of it is sent again.
            WriteUrgency.Soon);
    }

    public async Task Wake()
    {
        if (conversation is null)
            return;
        PayDebts();
        await TakeNews();
        var now = clock.GetUtcNow().UtcDateTime;
        if (conversation.Status == ConversationStatus.Open && conversation.Owner is null && conversation.HandoffId is not null)
            await Change(null, draft => { reactions.TakeHandoffsNextStep(draft); return true; });
        else if (conversation.Status == ConversationStatus.Snoozed && conversation.SnoozedUntil <= now)
            await Change(null, draft =>
            {
                draft.Conversation.Status = ConversationStatus.Open;
                draft.Conversation.SnoozedUntil = null;
                draft.Change();
                return true;
            });
        if (conversation.Status != ConversationStatus.Resolved && owed.Count == 0 && conversation.SnoozedUntil is null && conversation.LastMessageAt + options.Idle <= now)
            await Change(null, draft =>
            {
                EndHandoff(draft, HandoffState.Resolved, null);
                EndEpisode(draft, "idle");
                return true;
            });
    }

    /// <summary>Something has become of a booking: the assistant owes word of it. While a rep or nobody speaks, the product itself says it.</summary>
    async Task TakeNews()
    {
        IReadOnlyList<(Bookings.BookingNews, Bookings.Booking)> news;
        await using (var db = reads.CreateDbContext())
            news = await MeetingReactions.News(db, Id, CancellationToken.None);
        if (news.Count == 0)
            return;
        var isOwed = await Change(null, draft =>
        {
            if (draft.Conversation is { Owner: null, EndedAt: null })
            {
                if (!owed.Exists(turn => CardAction.Of(turn.Action)?.Action == CardAction.News && turn.Epoch == draft.Conversation.Epoch))
                    draft.OweNews();
                return true;
            }
            reactions.TellNews(draft, news);
            return false;
        });
        if (isOwed)
            PayDebts();
    }

    // --- turns -------------------------------------------------------------------------------------------------------------

    /// <summary>Sees to it that the turns owed are run. The row is the debt; the timer only pays it.</summary>
    void PayDebts()
    {
        if (owed.Count == 0 || isPaying)
            return;
        timer?.Dispose();
        timer = this.RegisterGrainTimer(RunTurns, new GrainTimerCreationOptions(PauseBefore(owed[0]), Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    /// <summary>How long the visitor may still go on before this turn is thought; zero when it is due.</summary>
    TimeSpan PauseBefore(Turn turn) =>
        pause is { } begun && begun.Turn == turn.Number && begun.Until - clock.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    async Task RunTurns(CancellationToken stopping)
    {
        // One that was replaced while it was on its way leaves the debt to its successor.
        if (isPaying || stopping.IsCancellationRequested)
            return;
        isPaying = true;
        try
        {
            while (owed.Count > 0 && PauseBefore(owed[0]) == TimeSpan.Zero && !stopping.IsCancellationRequested)
                await Run(owed[0], stopping);
        }
        finally
        {
            isPaying = false;
        }
        if (stopping.IsCancellationRequested)
            return;
        timer?.Dispose();
        timer = null;
        // What was begun meanwhile is waited for.
        PayDebts();
    }

    async Task Run(Turn turn, CancellationToken stopping)
    {
        var through = turn.ThroughSequence;
        var words = TextOf(turn);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        thinking = cancel;
        Action<Draft> reaction;
        try
        {
            reaction = await Think(turn, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A burst joined, a rep came, or the silo stops: whoever asks next decides what is still owed.
            return;
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Turn {Turn} of conversation {Conversation} failed", turn.Number, Id);
            reaction = draft => reactions.Apologise(draft, turn);
        }
        finally
        {
            if (thinking == cancel)
                thinking = null;
            if (underWay?.Turn == turn.Number)
                underWay = null;
        }

        try
        {
            await Change(null, draft => Settle(draft, turn, through, words, reaction));
        }
        catch (UniqueViolationException taken) when (++refused < 4)
        {
            // Somebody else took what this turn was about to take, a slot for one: think again.
            log.LogDebug(taken, "Turn {Turn} of conversation {Conversation} is thought again", turn.Number, Id);
        }
    }

    bool Settle(Draft draft, Turn turn, int through, string words, Action<Draft> reaction)
    {
        // Look again: while the model thought, a rep may have come, or the visitor gone on.
        var current = owed.Find(candidate => candidate.Number == turn.Number);
        if (current is null || draft.Conversation.Epoch != turn.Epoch)
        {
            KeepUnsaid(draft, turn, reaction);
            return false;
        }
        if (current.ThroughSequence != through || TextOf(current) != words)
            return false;
        var settled = current.Copy();
        settled.State = TurnState.Answered;
        settled.SettledAt = draft.Now;
        (settled.Shown, settled.StreamId) = (null, null);
        var contactBefore = draft.Conversation.ContactId;
        reaction(draft);
        reactions.AskToRemember(draft, turn, contactBefore);
        if (turn.Action is { } press && CardAction.Of(press) is { } action && CardBehind(turn, action) is { } card)
            draft.AlsoWrite(_ => UseUp(draft, card, action, press));
        settled.Receipt = draft.Receipt;
        draft.Update(current, settled);
        return true;
    }

    /// <summary>The message with the card that was pressed: as the press says, else the last that offers this; null when none is remembered.</summary>
    Message? CardBehind(Turn turn, CardAction action) =>
        recent.Find(message => message.Sequence == turn.FromSequence)?.ReplyTo is { } named
            ? recent.Find(message => message.Sequence == named && message.Card is not null)
            : recent.FindLast(message => message.Sequence < turn.FromSequence && message.Card is not null && CardPresses.Offers(message.Card, action));

    /// <summary>A card that has led on is not pressed again: it says what was chosen, wherever it is looked at from now on.</summary>
    static void UseUp(Draft draft, Message card, CardAction action, string press)
    {
        if (card.UsedBy is null && draft.Messages.Any(said => CardPresses.LedOn(action, said.Card)))
            draft.Amend(card, next => next.UsedBy = press);
    }

    /// <summary>What the turn will say and do. Awaits the model and reads; changes nothing.</summary>
    async Task<Action<Draft>> Think(Turn turn, CancellationToken cancel)
    {
        var state = conversation!;
        if (turn.Action is not null)
            return await reactions.ToAction(state, turn, cancel);
        var question = TextOf(turn);
        if (string.IsNullOrWhiteSpace(question) && WordsBehind(turn).Any(message => message.Files is not null && message.DeletedAt is null))
            return draft => reactions.TakeFiles(draft, turn);
        if (await reactions.ToDialog(state, turn, question, cancel) is { } continued)
            return continued;
        var outcome = await assistant.Run(await reactions.Request(state, question, SaidBefore(turn), cancel), assistant.Streams ? Watch(turn, cancel) : null, cancel);
        return await reactions.ToOutcome(state, turn, question, outcome, cancel);
    }

    /// <summary>The episode's last messages before the turn, oldest first.</summary>
    List<Said> SaidBefore(Turn turn)
    {
        var said = new List<Said>(Context);
        var forgotten = Told.Of(conversation!).ForgottenThrough;
        for (var at = recent.Count - 1; at >= 0 && said.Count < Context && recent[at].Episode >= turn.Episode; at--)
        {
            var message = recent[at];
            if (message.Sequence < turn.FromSequence && message.Sequence > forgotten && message.Episode == turn.Episode && message.Audience == Audience.Everyone && message.Text.Length > 0)
                said.Add(new Said(message.Sender == Sender.Contact ? "user" : "assistant", message.Text));
        }
        said.Reverse();
        return said;
    }

    /// <summary>Shows the turn's answer while it grows. One that was shown in an earlier life comes whole: what is thought now need not go on with it.</summary>
    Func<TurnOutcome.Answered, Task>? Watch(Turn turn, CancellationToken cancel) => turn.Shown is not null ? null : async answered =>
    {
        if (underWay?.Turn != turn.Number)
            underWay = new Answer(turn.Number, turn.ThroughSequence);
        // A sentence that was not verified adds nothing.
        if (underWay.SoFar?.Text == answered.Text)
            return;
        underWay.SoFar = new ShownAnswer(answered.Text, answered.Citations, answered.Receipt);
        try
        {
            // Where the channel sets the pace it asks itself; on Direct Line nothing waits, and what nobody looks at is not shown.
            if (conversation!.Reference is not null)
                feed.Show(new AnswerUnderWay(Id, conversation.ChannelId, turn.Number, turn.ThroughSequence, null, 0, null, clock.GetUtcNow().UtcDateTime));
            else if (feed.IsWatched(Id) && await Show(turn.Number) is { } shown)
                feed.Show(shown);
        }
        catch (System.Data.Common.DbException failure)
        {
            log.LogWarning(failure, "The answer of turn {Turn} of conversation {Conversation} is not shown before it is whole", turn.Number, Id);
        }
        cancel.ThrowIfCancellationRequested();
    };

    public async Task<AnswerUnderWay?> Show(int turn)
    {
        // No draft is being put together while it is looked at, and none begins before what is shown is written: what cuts it off knows it.
        await gate.WaitAsync();
        try
        {
            if (underWay is not { } answer || answer.Turn != turn || conversation is not { Unreachable: null } state
                || owed.Find(candidate => candidate.Number == turn) is not { } current || current.Epoch != state.Epoch || current.ThroughSequence != answer.Through)
                return null;
            var (soFar, stream) = (answer.SoFar!, current.StreamId ?? (state.Reference is null ? $"{Id}|answer-{turn}" : null));
            if (!soFar.Text.StartsWith(answer.Shown, StringComparison.Ordinal))
                return null;
            if (soFar.Text != answer.Shown || current.Shown is null)
            {
                var shown = soFar.Write();
                var written = await writer.Write(session => session.Execute(
                    """
                    UPDATE "Turns" SET "Shown" = @shown, "StreamId" = @stream WHERE "ConversationId" = @id AND "Number" = @number AND "State" = 'Owed'
                    AND EXISTS (SELECT 1 FROM "Conversations" WHERE "Id" = @id AND "Epoch" = @epoch)
                    """,
                    ("@shown", shown), ("@stream", stream), ("@id", Id), ("@number", turn), ("@epoch", current.Epoch)));
                if (written == 0)
                    return null;
                (current.Shown, current.StreamId) = (shown, stream);
                (answer.Shown, answer.Number) = (soFar.Text, answer.Number + 1);
                answer.Given.Add(soFar);
            }
            // In milliseconds as messages are: what is shown last is not later than the message that it comes to.
            var now = Draft.InMilliseconds(clock.GetUtcNow().UtcDateTime);
            return new AnswerUnderWay(Id, state.ChannelId, turn, current.ThroughSequence, stream, answer.Number, soFar.Text, now > state.LastMessageAt ? now : state.LastMessageAt.AddMilliseconds(1));
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task NoteShown(int turn, string? streamId, string text)
    {
        await gate.WaitAsync();
        try
        {
            if (owed.Find(candidate => candidate.Number == turn) is not { } current)
                return;
            if (underWay is { } answer && answer.Turn == turn)
                (answer.Shown, current.Shown) = (text, answer.Given.FindLast(given => given.Text == text)?.Write());
            current.StreamId = streamId;
            await writer.Write(session => session.Execute(
                """UPDATE "Turns" SET "Shown" = @shown, "StreamId" = @stream WHERE "ConversationId" = @id AND "Number" = @number AND "State" = 'Owed'""",
                ("@shown", current.Shown), ("@stream", streamId), ("@id", Id), ("@number", turn)));
        }
        finally
        {
            gate.Release();
        }
    }

    IEnumerable<Message> WordsBehind(Turn turn) =>
        recent.Skip(recent.FindLastIndex(message => message.Sequence < turn.FromSequence) + 1).Where(message => message.Sender == Sender.Contact && message.Sequence <= turn.ThroughSequence);

    /// <summary>What the turn is about, as the visitor wants it now.</summary>
    string TextOf(Turn turn) => string.Join("\n", WordsBehind(turn).Where(message => message.DeletedAt is null && (message.Files is null || message.Text.Length > 0)).Select(message => message.Text));

    /// <summary>A late answer is kept for those who want to know, and never sent.</summary>
    void KeepUnsaid(Draft draft, Turn turn, Action<Draft> reaction)
    {
        // It was thought about words that are erased.
        if (draft.Conversation.ErasedAt >= turn.OwedAt)
            return;
        var unsaid = new Draft(draft.Conversation.Copy(), isNew: false, draft.Now);
        reaction(unsaid);
        var text = string.Join("\n", unsaid.Messages.Select(message => message.Text));
        draft.AlsoWrite(session => session.Execute(
            """
            UPDATE "Turns" SET "State" = CASE "State" WHEN 'Interrupted' THEN 'Interrupted' ELSE 'Discarded' END, "SettledAt" = @now, "DiscardedText" = @text
            WHERE "ConversationId" = @id AND "Number" = @number AND "State" <> 'Answered'
            """,
            ("@now", draft.Now), ("@text", text), ("@id", Id), ("@number", turn.Number)));
    }

    // --- drafts ------------------------------------------------------------------------------------------------------------

    /// <summary>Who it is that begins, looked up before anything is put together; a conversation that goes on knows it already.</summary>
    async Task<Recalled?> Recall(ConversationStart start) => conversation is null ? await reactions.Recall(start, clock.GetUtcNow().UtcDateTime) : null;

    static void Describe(Draft draft, ConversationStart start, Recalled? recalled)
    {
        var next = draft.Conversation;
        next.Person ??= start.Person;
        next.VisitorId ??= start.VisitorId;
        next.VisitorName ??= start.VisitorName;
        next.Locale ??= start.Locale;
        next.TimeZone ??= start.TimeZone;
        next.PageUrl ??= start.PageUrl;
        next.Referrer ??= start.Referrer;
        next.Campaign ??= start.Campaign;
        next.Reference = start.Reference ?? next.Reference;
        if (draft.IsNew)
        {
            recalled?.On(draft);
            draft.AlsoWrite(session => session.Insert(new Episode { ConversationId = next.Id, Number = 1, StartedAt = draft.Now }));
        }
    }

    /// <summary>Says hello once, and that this is an AI: no later than the assistant's first word.</summary>
    void Greet(Draft draft)
    {
        if (draft.Conversation.GreetedAt is not null)
            return;
        draft.Conversation.GreetedAt = draft.Now;
        draft.Say(Sender.Assistant, reactions.Phrase(draft.Conversation.RememberConsentId is null ? "greeting" : "greetingBack", draft.Conversation), new MessageCard.QuickReplies(reactions.QuickReplies(draft.Conversation)));
    }

    /// <summary>The visitor writes again: a resolved conversation starts its next episode, a snoozed one comes back to its rep.</summary>
    static void WakeEpisode(Draft draft)
    {
        var next = draft.Conversation;
        if (next.Status == ConversationStatus.Resolved)
        {
            next.Episode++;
            next.Status = ConversationStatus.Pending;
            next.Epoch++;
            next.Dialog = null;
            draft.AlsoWrite(session => session.Insert(new Episode { ConversationId = next.Id, Number = next.Episode, StartedAt = draft.Now }));
        }
        else if (next.Status == ConversationStatus.Snoozed)
        {
            next.Status = ConversationStatus.Open;
            next.SnoozedUntil = null;
        }
    }

    /// <summary>Words join the words that already wait for an answer; a button's press is a turn of its own.</summary>
    /// <param name="cut">The turn whose answer this message has just cut off; null for none. What it was about is still owed.</param>
    void OweAnswer(Draft draft, Message heard, string? action, Turn? cut)
    {
        var waiting = owed.LastOrDefault() is { Action: null } last && last.Epoch == draft.Conversation.Epoch ? last : null;
        if (cut is not null && (action is not null || waiting != cut))
            draft.OweAgain(cut);
        if (action is null && waiting is not null && waiting == cut)
        {
            draft.Owe(heard, null, from: waiting.FromSequence);
        }
        else if (action is null && waiting is not null)
        {
            var joined = waiting.Copy();
            joined.ThroughSequence = heard.Sequence;
            draft.Update(waiting, joined);
        }
        else
        {
            draft.Owe(heard, action);
        }
    }

    /// <summary>One of the hub's people speaks from here on, as after a rep's claim.</summary>
    bool GiveToHub(Draft draft)
    {
        var next = draft.Conversation;
        Give(draft, EngagementHub.Owner);
        draft.AlsoWrite(session => HandoffDesk.NoteHub(session, next.HandoffId!, HubState.Accepted));
        draft.Say(Sender.System, reactions.Phrase("hubJoined", next), rep: EngagementHub.Owner);
        return true;
    }

    /// <summary>The hub reached nobody: the assistant speaks, says so once, and the handoff waits for our own reps.</summary>
    bool TakeFromHub(Draft draft)
    {
        var next = draft.Conversation;
        var hadIt = next.Owner is not null;
        if (hadIt)
        {
            next.Owner = null;
            next.Epoch++;
            draft.Say(Sender.System, reactions.Phrase("hubReturned", next));
        }
        draft.AlsoWrite(session => reactions.TellHubFailed(session, draft, hadIt));
        return true;
    }

    bool EndAtHub(Draft draft)
    {
        var next = draft.Conversation;
        if (next.HandoffId is { } handoff)
            draft.AlsoWrite(session => HandoffDesk.NoteHub(session, handoff, HubState.Completed));
        GiveBack(draft, null);
        draft.Say(Sender.System, reactions.Phrase("hubReturned", next));
        return true;
    }

    /// <summary>A person speaks from here on, and what the assistant still owed is owed no more.</summary>
    void Give(Draft draft, string owner)
    {
        var next = draft.Conversation;
        next.Owner = owner;
        next.Epoch++;
        next.Status = ConversationStatus.Open;
        next.SnoozedUntil = null;
        DiscardOwed(draft);
        var question = LastWordsOfContact();
        draft.AlsoWrite(session => next.HandoffId = HandoffDesk.Claim(session, next.Id, next.Episode, next.HandoffId, owner, question, draft.Now));
    }

    /// <summary>The assistant speaks again.</summary>
    static void GiveBack(Draft draft, Verdict? verdict)
    {
        EndHandoff(draft, HandoffState.Returned, verdict);
        var next = draft.Conversation;
        next.Owner = null;
        next.Epoch++;
        next.Status = ConversationStatus.Pending;
    }

    void DiscardOwed(Draft draft)
    {
        foreach (var turn in owed)
            Discard(draft, turn);
    }

    /// <summary>The answer is owed no more. What was shown of it stands as what it came to.</summary>
    /// <returns>The message that says so; null when nothing was shown.</returns>
    static Message? Discard(Draft draft, Turn turn)
    {
        if (draft.SettledTurns.Any(settled => settled.Number == turn.Number))
            return null;
        var discarded = turn.Copy();
        discarded.SettledAt = draft.Now;
        Message? closed = null;
        if (turn.Shown is { } shown)
        {
            closed = draft.Close(turn);
            discarded.State = TurnState.Interrupted;
            discarded.Receipt = JsonSerializer.Serialize(ShownAnswer.Read(shown).Receipt, JsonSerializerOptions.Web);
            (discarded.Shown, discarded.StreamId) = (null, null);
        }
        else
        {
            discarded.State = TurnState.Discarded;
        }
        draft.Update(turn, discarded);
        return closed;
    }

    static void EndHandoff(Draft draft, HandoffState state, Verdict? verdict)
    {
        if (draft.Conversation.HandoffId is not { } handoff)
            return;
        draft.Conversation.HandoffId = null;
        draft.AlsoWrite(session => HandoffDesk.End(session, handoff, state, verdict, draft.Now));
    }

    void EndEpisode(Draft draft, string by)
    {
        var next = draft.Conversation;
        DiscardOwed(draft);
        next.Status = ConversationStatus.Resolved;
        next.Owner = null;
        next.Epoch++;
        next.Dialog = null;
        draft.AlsoWrite(session => session.Execute(
            """UPDATE "Episodes" SET "ResolvedAt" = @now, "ResolvedBy" = @by WHERE "ConversationId" = @id AND "Number" = @number""",
            ("@now", draft.Now), ("@by", by), ("@id", next.Id), ("@number", next.Episode)));
    }

    /// <summary>
    /// Puts a change together from the committed state, commits it, and only then believes it. When somebody else changed the
    /// conversation meanwhile (a frozen twin, a moved grain), it is put together anew.
    /// </summary>
    async Task<T> Change<T>(ConversationStart? start, Func<Draft, T> build)
    {
        await gate.WaitAsync();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var draft = new Draft(conversation?.Copy() ?? New(start), conversation is null, clock.GetUtcNow().UtcDateTime);
                var result = build(draft);
                if (!draft.HasChanges)
                    return result;
                try
                {
                    await writer.Write(session => draft.Write(session));
                }
                catch (StaleConversationException) when (attempt < 4)
                {
                    await Load(CancellationToken.None);
                    continue;
                }
                Adopt(draft);
                feed.Publish(new ConversationChange(Id, draft.Conversation.ChannelId, draft.Conversation.LastSequence, draft.Messages, draft.Amended.Any()));
                return result;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    void Adopt(Draft draft)
    {
        conversation = draft.Conversation;
        recent.AddRange(draft.Messages);
        if (recent.Count > 2 * Remembered)
            recent.RemoveRange(0, recent.Count - Remembered);
        foreach (var message in draft.Amended)
        {
            if (recent.FindIndex(candidate => candidate.Sequence == message.Sequence) is >= 0 and var place)
                recent[place] = message;
        }
        owed.AddRange(draft.NewTurns);
        foreach (var turn in draft.SettledTurns)
        {
            var index = owed.FindIndex(candidate => candidate.Number == turn.Number);
            if (index >= 0 && turn.State == TurnState.Owed)
                owed[index] = turn;
            else if (index >= 0)
                owed.RemoveAt(index);
        }
    }

    async Task Load(CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        recent.Clear();
        owed.Clear();
        conversation = await db.Set<Conversation>().AsNoTracking().FirstOrDefaultAsync(candidate => candidate.Id == Id, cancel);
        if (conversation is null)
            return;
        recent.AddRange(await db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == Id)
            .OrderByDescending(message => message.Sequence).Take(Remembered).OrderBy(message => message.Sequence).ToListAsync(cancel));
        owed.AddRange(await db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == Id && turn.State == TurnState.Owed)
            .OrderBy(turn => turn.Number).ToListAsync(cancel));
    }

    Conversation New(ConversationStart? start) => new()
    {
        Id = Id,
        ChannelId = start?.ChannelId ?? throw new InvalidOperationException($"Conversation {Id} does not exist."),
        CreatedAt = clock.GetUtcNow().UtcDateTime,
    };

    RepOutcome? Refuse(string rep, string? text = "-") =>
        reps.Find(rep) is null ? new(RepResult.UnknownRep, conversation?.Owner)
        : conversation is null ? new(RepResult.NotFound)
        : string.IsNullOrWhiteSpace(text) ? new(RepResult.EmptyText, conversation.Owner)
        : null;

    Message? Known(string? incomingId) => incomingId is null ? null : recent.Find(message => message.IncomingId == incomingId);

    /// <summary>The latest message of which this is true: of those that are remembered, else of the table's.</summary>
    async Task<Message?> Find(System.Linq.Expressions.Expression<Func<Message, bool>> which)
    {
        if (recent.FindLast(new Predicate<Message>(which.Compile(preferInterpretation: true))) is { } known)
            return known;
        await using var db = reads.CreateDbContext();
        return await db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == Id).Where(which).OrderByDescending(message => message.Sequence).FirstOrDefaultAsync();
    }

    string LastWordsOfContact() => recent.LastOrDefault(message => message.Sender == Sender.Contact)?.Text ?? "";

    ConversationHead Head() => new(Id, conversation!.Status, conversation.Owner, conversation.Epoch, conversation.LastSequence);

    static bool Is(string owner, string rep) => owner.Equals(rep, StringComparison.OrdinalIgnoreCase);

    /// <summary>A turn is not thought yet, because its last message was only a beginning.</summary>
    /// <param name="Since">When that message came.</param>
    /// <param name="Until">When it is answered as it is.</param>
    sealed record Pause(int Turn, DateTimeOffset Since, DateTimeOffset Until);

    /// <summary>What is verified by now of the answer that is being thought.</summary>
    sealed class Answer(int turn, int through)
    {
        public int Turn => turn;
        public int Through => through;
        public ShownAnswer? SoFar { get; set; }

        /// <summary>What was given to be shown, in the order of time.</summary>
        public List<ShownAnswer> Given { get; } = [];

        /// <summary>How much of it was shown; nothing of that is taken back.</summary>
        public string Shown { get; set; } = "";

        /// <summary>How often it was shown.</summary>
        public int Number { get; set; }
    }
}
