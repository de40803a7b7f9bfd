using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations;

/// <summary>A meeting as it is ordered for a visitor.</summary>
/// <param name="SlotId">One that was offered here.</param>
/// <param name="TimeZone">IANA zone of the visitor.</param>
/// <param name="IdempotencyKey">The same key again is the same order.</param>
/// <param name="Email">Null only where there is a number to call.</param>
/// <param name="ConversationId">The conversation in which the visitor hears of it; null for none.</param>
/// <param name="Phone">For a meeting that is a call: where the host calls, with its country code.</param>
/// <param name="Language">In which the visitor is written to; null for that of the conversation, or nobody knows.</param>
public sealed record BookingOrder(string? SlotId, string Name, string? Email, string TimeZone, string IdempotencyKey, string? ConversationId = null, string? Phone = null, string? Language = null);

/// <summary>Who acts for a visitor.</summary>
/// <param name="By">As in <see cref="BookingAct.By"/>.</param>
/// <param name="MayAll">Also about the meetings and conversations of others.</param>
public sealed record BookingActor(string By, bool MayAll);

/// <summary>
/// Books, moves and calls off for a visitor: at the desk at which visitors book themselves, with the same re-check, cells and steps. The
/// conversation hears of it by <see cref="BookingNews"/>, which are written in the same unit, or by the calendar's protocol when it is done.
/// </summary>
public sealed class BookingsOnBehalf(
    BookingDesk desk, ContactBook contacts, MeetingBrief brief, BookingSignals signals, BatchWriter writer, WallClock clock, IDbContextFactory<SalesDb> reads, ILogger<BookingsOnBehalf> log)
{
    /// <param name="by">Null for a program, by the API.</param>
    /// <returns>Confirmed, with another calendar than the embedded one Creating, Repeated, or the reason why not.</returns>
    public async Task<BookingResult> Book(BookingOrder order, BookingActor? by, CancellationToken cancel)
    {
        var elsewhere = await desk.LookElsewhere(order.SlotId, cancel);
        var told = await Find(order.ConversationId, cancel) is { } talk ? await brief.Write(talk, cancel, order.Name, order.Phone) : null;
        var result = await BookingDesk.AgainIfTaken(() => writer.Write(session =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (BookingDesk.Repeated(session, order.IdempotencyKey) is { } repeated)
                return repeated;
            var conversation = order.ConversationId is null ? null : session.Db.Set<Conversation>().AsNoTracking().SingleOrDefault(candidate => candidate.Id == order.ConversationId);
            if (conversation is { Owner: { } owner } && by is not { MayAll: true } && !owner.Equals(by?.By, StringComparison.OrdinalIgnoreCase))
                return new BookingResult(BookingOutcome.NotYours);
            var held = desk.Hold(session, order.SlotId, order.TimeZone, conversation?.Id, elsewhere, now);
            if (held.Outcome != BookingOutcome.Held)
                return held;
            var contact = contacts.Note(session, conversation?.ContactId, order.Name, order.Email, order.TimeZone, now, order.Phone);
            var booked = desk.Confirm(session, held.Booking!.Id, new Attendee(order.Name, order.Email, order.TimeZone, contact, Brief: told, Phone: order.Phone, Language: order.Language ?? conversation?.Language ?? conversation?.Locale), order.IdempotencyKey, now);
            if (by is not null)
                Note(session, booked, BookingActKind.Booked, by, null, now);
            return booked;
        }));
        if (by is not null)
            Log(result, by);
        return result;
    }

    /// <summary>Moves a meeting to another start of the same kind, and says why.</summary>
    /// <param name="reason">As the visitor is to read it; null for none.</param>
    /// <returns>As <see cref="BookingDesk.Move"/>, or NotYours.</returns>
    public async Task<BookingResult> Move(string bookingId, string? slotId, string? reason, BookingActor by, CancellationToken cancel)
    {
        var elsewhere = await desk.LookElsewhere(slotId, cancel);
        var result = await BookingDesk.AgainIfTaken(() => writer.Write(session =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (!IsTheirs(session, bookingId, by))
                return new BookingResult(BookingOutcome.NotYours);
            var moved = desk.Move(session, bookingId, slotId, elsewhere, now);
            Note(session, moved, BookingActKind.Moved, by, reason, now);
            return moved;
        }));
        Log(result, by);
        return result;
    }

    /// <summary>Calls a meeting off, and says why.</summary>
    /// <param name="reason">As the visitor is to read it; null for none.</param>
    /// <returns>As <see cref="BookingDesk.Cancel"/>, or NotYours.</returns>
    public async Task<BookingResult> CallOff(string bookingId, string? reason, BookingActor by)
    {
        var result = await writer.Write(session =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (!IsTheirs(session, bookingId, by))
                return new BookingResult(BookingOutcome.NotYours);
            // What is off already was told already.
            if (BookingDesk.Find(session, bookingId) is { State: BookingState.Cancelled or BookingState.Cancelling } off)
                return new BookingResult(off.State == BookingState.Cancelled ? BookingOutcome.Cancelled : BookingOutcome.Cancelling, off);
            var done = desk.Cancel(session, bookingId, now);
            Note(session, done, BookingActKind.CalledOff, by, reason, now);
            return done;
        });
        Log(result, by);
        return result;
    }

    /// <summary>Writes down who has done it, and what the conversation is to hear now; with another calendar it hears when that has done its part.</summary>
    void Note(WriteSession session, BookingResult result, BookingActKind kind, BookingActor by, string? reason, DateTime now)
    {
        if (result is not { Outcome: BookingOutcome.Confirmed or BookingOutcome.Creating or BookingOutcome.Moved or BookingOutcome.Moving or BookingOutcome.Cancelled or BookingOutcome.Cancelling, Booking: { } booking })
            return;
        BookingAct.Write(session, booking.Id, kind, by.By, reason, now);
        BookingNewsKind? news = result.Outcome switch
        {
            BookingOutcome.Confirmed => BookingNewsKind.Confirmed,
            BookingOutcome.Moved => BookingNewsKind.Moved,
            BookingOutcome.Cancelled => BookingNewsKind.Cancelled,
            _ => null,
        };
        if (news is { } known)
            BookingNews.Write(session, signals, booking, known, null, now);
    }

    static bool IsTheirs(WriteSession session, string bookingId, BookingActor by) =>
        by.MayAll || (BookingDesk.Find(session, bookingId) is { } booking && BookingDesk.HostsOf(session, booking).Contains(by.By, StringComparer.OrdinalIgnoreCase));

    void Log(BookingResult result, BookingActor by) => log.LogInformation("{By} has acted about booking {Booking} for a visitor: {Outcome}", by.By, result.Booking?.Id, result.Outcome);

    async Task<Conversation?> Find(string? id, CancellationToken cancel)
    {
        if (id is null)
            return null;
        await using var db = reads.CreateDbContext();
        return await db.Set<Conversation>().AsNoTracking().FirstOrDefaultAsync(candidate => candidate.Id == id, cancel);
    }
}
