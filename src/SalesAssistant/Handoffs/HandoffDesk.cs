using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Data;
using SalesAssistant.Reps;

namespace SalesAssistant.Handoffs;

/// <summary>
/// Opens handoffs, tells reps, and moves on when nobody comes. All of it inside a unit of work of the caller, so that the
/// conversation, the handoff and the notice to the rep are stored together or not at all.
/// </summary>
public sealed class HandoffDesk(RepDirectory reps, HandoffRulesFile rules, EngagementHub hub)
{
    /// <summary>Puts a conversation into the queue and tells the first rep of the route.</summary>
    public HandoffOpened Open(WriteSession session, string conversationId, int episode, HandoffReason reason, string question, string? found, DateTime now)
    {
        var route = Route(now);
        var handoff = new Handoff
        {
            Id = NewId(),
            ConversationId = conversationId,
            Episode = episode,
            Reason = reason,
            Question = question,
            Found = found,
            At = now,
            Rep = route.Told.Email,
            RepsTold = 1,
            NextStepAt = route.OpensAt is null ? now + rules.Current.ClaimWithin : null,
            Hub = hub.Address is null ? null : HubState.Asked,
        };
        session.Insert(handoff);
        if (hub.Address is not null)
            TellHub(session, handoff.Id, conversationId, null, now);
        Tell(session, handoff, route.Told, now);
        var waiting = session.Db.Set<Handoff>().Count(other => other.State == HandoffState.Waiting && other.At < now);
        return new HandoffOpened(handoff.Id, route.Told, waiting + 1, route.OpensAt);
    }

    /// <summary>A rep takes over: the handoff that waits is theirs, or one is written for a rep who stepped in unasked.</summary>
    /// <returns>The handoff's id.</returns>
    public static string Claim(WriteSession session, string conversationId, int episode, string? handoffId, string rep, string question, DateTime now)
    {
        if (handoffId is not null && session.Execute(
            """UPDATE "Handoffs" SET "State" = 'Claimed', "Rep" = @rep, "ClaimedAt" = @now, "NextStepAt" = NULL WHERE "Id" = @id""",
            ("@rep", rep), ("@now", now), ("@id", handoffId)) == 1)
            return handoffId;
        var takeover = new Handoff
        {
            Id = NewId(),
            ConversationId = conversationId,
            Episode = episode,
            Reason = HandoffReason.Takeover,
            Question = question,
            At = now,
            State = HandoffState.Claimed,
            Rep = rep,
            ClaimedAt = now,
        };
        session.Insert(takeover);
        return takeover.Id;
    }

    /// <summary>Something is owed to the hub.</summary>
    /// <param name="message">The number of a message of the visitor; null for the handoff itself.</param>
    public static void TellHub(WriteSession session, string handoffId, string conversationId, int? message, DateTime now) => session.Insert(new HubEvent
    {
        Id = NewId(),
        HandoffId = handoffId,
        ConversationId = conversationId,
        Sequence = message,
        At = now,
    });

    /// <summary>Writes down what the hub said of a handoff.</summary>
    /// <returns>False when it had said so before, or was never asked.</returns>
    public static bool NoteHub(WriteSession session, string handoffId, HubState state) => session.Execute(
        """UPDATE "Handoffs" SET "Hub" = @state WHERE "Id" = @id AND "Hub" <> @state""", ("@state", state.ToString()), ("@id", handoffId)) == 1;

    /// <summary>The hub's people are gone again: the handoff waits for our own, who have as long as for any other.</summary>
    public void Reopen(WriteSession session, string handoffId, DateTime now)
    {
        var handoff = session.Db.Set<Handoff>().Single(candidate => candidate.Id == handoffId);
        var route = Route(now);
        (handoff.State, handoff.ClaimedAt, handoff.Rep, handoff.RepsTold) = (HandoffState.Waiting, null, route.Told.Email, 1);
        handoff.NextStepAt = route.OpensAt is null ? now + rules.Current.ClaimWithin : null;
        session.Db.SaveChanges();
        Tell(session, handoff, route.Told, now);
    }

    /// <summary>Ends a handoff with what the rep reports.</summary>
    public static void End(WriteSession session, string handoffId, HandoffState state, Verdict? verdict, DateTime now)
    {
        var handoff = session.Db.Set<Handoff>().Single(candidate => candidate.Id == handoffId);
        handoff.State = state;
        handoff.EndedAt = now;
        handoff.NextStepAt = null;
        handoff.Outcome = verdict?.Outcome ?? handoff.Outcome;
        handoff.Objection = Meaningful(verdict?.Objection) ?? handoff.Objection;
        handoff.MissingContent = Meaningful(verdict?.MissingContent) ?? handoff.MissingContent;
        handoff.VerdictNote = Meaningful(verdict?.Note) ?? handoff.VerdictNote;
        session.Db.SaveChanges();
    }

    /// <summary>What happens to a handoff that nobody has claimed in time.</summary>
    public HandoffStep NextStep(WriteSession session, string handoffId, DateTime now)
    {
        var handoff = session.Db.Set<Handoff>().SingleOrDefault(candidate => candidate.Id == handoffId);
        if (handoff is not { State: HandoffState.Waiting, NextStepAt: { } due } || due > now)
            return new HandoffStep.NotYet();
        var next = AtWork(now).Skip(handoff.RepsTold).FirstOrDefault();
        handoff.RepsTold++;
        handoff.NextStepAt = next is null ? null : now + rules.Current.ClaimWithin;
        handoff.Rep = next?.Email ?? handoff.Rep;
        session.Db.SaveChanges();
        if (next is null)
            return new HandoffStep.Nobody();
        Tell(session, handoff, next, now);
        return new HandoffStep.Told(next);
    }

    /// <summary>
    /// Erases what a conversation's handoffs and missed questions hold of the visitor. Reasons, times, reps, outcomes and what was found in the content
    /// stay; a rep's objection and missing content stay unless they name the person. What waits or runs ends.
    /// </summary>
    public static ErasedHandoffs Erase(WriteSession session, string conversationId, PersonalWords words, DateTime now)
    {
        var handoffs = session.Db.Set<Handoff>().AsNoTracking().Where(handoff => handoff.ConversationId == conversationId).ToList();
        foreach (var handoff in handoffs)
            session.Execute(
                """
                UPDATE "Handoffs" SET "Question" = '', "VerdictNote" = NULL, "Objection" = @objection, "MissingContent" = @missing, "NextStepAt" = NULL,
                "EndedAt" = COALESCE("EndedAt", @now), "State" = CASE WHEN "State" IN ('Waiting', 'Claimed') THEN 'Resolved' ELSE "State" END WHERE "Id" = @id
                """,
                ("@objection", words.AreIn(handoff.Objection) ? null : handoff.Objection), ("@missing", words.AreIn(handoff.MissingContent) ? null : handoff.MissingContent), ("@now", now), ("@id", handoff.Id));
        var missed = session.Db.Set<MissedQuestion>().AsNoTracking().Where(candidate => candidate.ConversationId == conversationId).ToList();
        foreach (var question in missed)
            // What was erased before has kept what it may keep.
            if (question.Question.Length > 0)
                session.Execute("""UPDATE "MissedQuestions" SET "Question" = '', "Topic" = @topic WHERE "ConversationId" = @id AND "Turn" = @turn""", ("@topic", words.Without(question.Topic)), ("@id", conversationId), ("@turn", question.Turn));
        session.Execute("""UPDATE "HubEvents" SET "State" = 'Failed', "Outcome" = 'Erased', "SettledAt" = @now WHERE "ConversationId" = @id AND "State" = 'Pending'""", ("@now", now), ("@id", conversationId));
        return new(handoffs.Count, missed.Count, [.. missed.Select(question => question.Question.Length > 0 ? words.Without(question.Topic) : question.Topic)],
            session.Db.Set<HubEvent>().Any(one => one.ConversationId == conversationId && one.State != HubEventState.Failed));
    }

    /// <summary>The first rep to tell, and when the company opens if nobody works now.</summary>
    (Rep Told, DateTime? OpensAt) Route(DateTime now)
    {
        if (AtWork(now).FirstOrDefault() is { } present)
            return (present, null);
        var first = Everyone().FirstOrDefault() ?? reps.Current.Reps[0];
        return (first, Everyone().Select(rep => rep.Calendar.NextOpening(Instant.FromDateTimeUtc(now))).Where(opening => opening is not null).Min()?.ToDateTimeUtc());
    }

    IEnumerable<Rep> AtWork(DateTime now)
    {
        var instant = Instant.FromDateTimeUtc(now);
        return Everyone().Where(rep => rep.Calendar.IsWorking(instant));
    }

    IEnumerable<Rep> Everyone() => rules.Current.Route.Select(reps.Find).OfType<Rep>();

    static void Tell(WriteSession session, Handoff handoff, Rep rep, DateTime now) => session.Insert(new Notification
    {
        Id = NewId(),
        Rep = rep.Email,
        HandoffId = handoff.Id,
        ConversationId = handoff.ConversationId,
        At = now,
    });

    static string? Meaningful(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    static string NewId() => RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 20);
}

/// <summary>What was erased of a conversation's handoffs and questions without an answer, and still counts.</summary>
/// <param name="AtHub">An engagement hub was sent something of it.</param>
public sealed record ErasedHandoffs(int Handoffs, int MissedQuestions, IReadOnlyList<string> Topics, bool AtHub);

/// <summary>A handoff has been opened.</summary>
/// <param name="Position">Place in the queue, from 1.</param>
/// <param name="OpensAt">When somebody will be there, UTC; null when somebody is there now.</param>
public sealed record HandoffOpened(string HandoffId, Rep Told, int Position, DateTime? OpensAt);

/// <summary>What happened to a handoff that waited too long.</summary>
public abstract record HandoffStep
{
    public sealed record NotYet : HandoffStep;

    /// <summary>The next rep has been told.</summary>
    public sealed record Told(Rep Rep) : HandoffStep;

    /// <summary>All have been told and none has come.</summary>
    public sealed record Nobody : HandoffStep;
}
