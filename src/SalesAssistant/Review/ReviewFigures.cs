using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Review;

/// <summary>What a figure counts. The figure and the list behind it use the same predicate, so that they can't disagree.</summary>
public enum Figure
{
    /// <summary>Episodes in which the visitor wrote.</summary>
    Conversations,

    /// <summary>Of these, the ones without a handoff and without a question that went unanswered.</summary>
    AnsweredAlone,

    /// <summary>Of these, the ones that were handed to a person.</summary>
    HandedOff,

    /// <summary>Of these, the ones with a question that the content did not answer.</summary>
    Unanswered,

    /// <summary>Of these, the ones with an answer that the visitor found helpful.</summary>
    Helpful,

    /// <summary>Of these, the ones with an answer that the visitor found of no help.</summary>
    Unhelpful,

    /// <summary>Of these, the ones with a meeting that was agreed in the conversation from then on until the next episode began.</summary>
    Met,

    /// <summary>Of these, the ones with such a meeting that took place, as a rep has said.</summary>
    Held,

    /// <summary>Of these, the ones with such a meeting to which the visitor didn't come, as a rep has said.</summary>
    NoShow,
}

/// <summary>Marketing's figures: an episode counts in the period in which it began.</summary>
public sealed class ReviewFigures(IDbContextFactory<SalesDb> reads)
{
    /// <summary>How many episodes a figure counts.</summary>
    public async Task<int> Count(Figure figure, DateTime since, DateTime until, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        return await Episodes(db, figure, since, until).CountAsync(cancel);
    }

    /// <summary>The episodes that a figure counts, the latest first.</summary>
    public async Task<IReadOnlyList<CountedEpisode>> List(Figure figure, DateTime since, DateTime until, int take, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        return await (
            from episode in Episodes(db, figure, since, until)
            join conversation in db.Set<Conversation>() on episode.ConversationId equals conversation.Id
            orderby episode.StartedAt descending
            select new CountedEpisode(episode.ConversationId, episode.Number, episode.StartedAt, conversation.ChannelId, conversation.VisitorName,
                db.Set<Message>().Where(message => message.ConversationId == episode.ConversationId && message.Episode == episode.Number && message.Sender == Sender.Contact && message.Text != "")
                    .OrderBy(message => message.Sequence).Select(message => message.Text).FirstOrDefault(),
                db.Set<Message>().Where(message => message.ConversationId == episode.ConversationId && message.Episode == episode.Number && message.Rating == Rating.Down && message.RatingReason != null)
                    .OrderByDescending(message => message.Sequence).Select(message => message.RatingReason).FirstOrDefault()))
            .Take(take).ToListAsync(cancel);
    }

    static IQueryable<Episode> Episodes(SalesDb db, Figure figure, DateTime since, DateTime until)
    {
        var written = db.Set<Episode>().AsNoTracking().Where(episode => episode.StartedAt >= since && episode.StartedAt < until
            && db.Set<Message>().Any(message => message.ConversationId == episode.ConversationId && message.Episode == episode.Number && message.Sender == Sender.Contact));
        return figure switch
        {
            Figure.Conversations => written,
            Figure.HandedOff => written.Where(episode => db.Set<Handoff>().Any(handoff => handoff.ConversationId == episode.ConversationId && handoff.Episode == episode.Number)),
            Figure.Unanswered => written.Where(episode => db.Set<Turn>().Any(turn => turn.ConversationId == episode.ConversationId && turn.Episode == episode.Number
                && db.Set<MissedQuestion>().Any(missed => missed.ConversationId == turn.ConversationId && missed.Turn == turn.Number))),
            Figure.Helpful => Rated(Rating.Up),
            Figure.Unhelpful => Rated(Rating.Down),
            Figure.Met => Led(booking => true),
            Figure.Held => Led(booking => booking.Outcome == MeetingOutcome.Held),
            Figure.NoShow => Led(booking => booking.Outcome == MeetingOutcome.NoShow),
            Figure.AnsweredAlone => written.Where(episode =>
                !db.Set<Handoff>().Any(handoff => handoff.ConversationId == episode.ConversationId && handoff.Episode == episode.Number)
                && !db.Set<Turn>().Any(turn => turn.ConversationId == episode.ConversationId && turn.Episode == episode.Number
                    && db.Set<MissedQuestion>().Any(missed => missed.ConversationId == turn.ConversationId && missed.Turn == turn.Number))),
            _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, null),
        };

        // A booking knows its conversation and the moment; the episode is the one that ran then.
        IQueryable<Episode> Led(System.Linq.Expressions.Expression<Func<Booking, bool>> which) => written.Where(episode => db.Set<Booking>().Where(which).Any(booking =>
            booking.ConversationId == episode.ConversationId && booking.ConfirmedAt != null && booking.CreatedAt >= episode.StartedAt
            && !db.Set<Episode>().Any(next => next.ConversationId == episode.ConversationId && next.Number == episode.Number + 1 && next.StartedAt <= booking.CreatedAt)));

        IQueryable<Episode> Rated(Rating rating) =>
            written.Where(episode => db.Set<Message>().Any(message => message.ConversationId == episode.ConversationId && message.Episode == episode.Number && message.Rating == rating));
    }
}

/// <summary>An episode behind a figure, with the words it began with, and what was missed in its last answer that was of no help.</summary>
public sealed record CountedEpisode(string ConversationId, int Number, DateTime StartedAt, string ChannelId, string? Visitor, string? FirstWords, string? Complaint);
