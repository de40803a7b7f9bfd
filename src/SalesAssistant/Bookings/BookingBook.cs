using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings;

/// <summary>A booking as the API and the export show it. Times are UTC.</summary>
public sealed record BookingRow(
    string Id,
    BookingState State,
    DateTime Start,
    DateTime End,
    string Host,
    string MeetingType,
    string Title,
    string? Name,
    string? Email,
    string TimeZone,
    string? ConversationId,
    DateTime CreatedAt,
    DateTime? CancelledAt,
    string? Phone,
    MeetingOutcome? Outcome,
    string? OutcomeBy,
    DateTime? OutcomeAt)
{
    public static BookingRow Of(Booking booking) => new(
        booking.Id, booking.State, booking.Start, booking.End, booking.HostEmail, booking.MeetingTypeId, booking.Title,
        booking.Name, booking.Email, booking.TimeZone, booking.ConversationId, booking.CreatedAt, booking.CancelledAt, booking.Phone,
        booking.Outcome, booking.OutcomeBy, booking.OutcomeAt);
}

/// <summary>Reads bookings. A hold is not a booking yet, and one that ran out never became one.</summary>
public sealed class BookingBook(IDbContextFactory<SalesDb> reads)
{
    static readonly BookingState[] Standing = [BookingState.Creating, BookingState.Verifying, BookingState.Inviting, BookingState.Confirmed];

    const int DefaultLimit = 50;
    const int LargestLimit = 500;

    /// <summary>A booking or hold by its id; null when there is none.</summary>
    public async Task<Booking?> Find(string id, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await db.Set<Booking>().AsNoTracking().SingleOrDefaultAsync(booking => booking.Id == id, cancel);
    }

    /// <summary>The booking that took the place of this one: it was moved to another host, or booked again by its link. Null when none did.</summary>
    public async Task<Booking?> SuccessorOf(string id, CancellationToken cancel)
    {
        var (again, moved) = (BookingDesk.AgainKey(id), BookingDesk.MovedKey(id));
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await Agreed(db).Where(booking => (booking.IdempotencyKey == again || booking.IdempotencyKey!.StartsWith(moved)) && booking.State != BookingState.Failed)
            .OrderByDescending(booking => booking.CreatedAt).FirstOrDefaultAsync(cancel);
    }

    /// <summary>What is still owed to the host's calendar for this booking, or was last; null when nothing ever was.</summary>
    public async Task<CalendarWork?> WorkOf(string id, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await db.Set<CalendarWork>().AsNoTracking().SingleOrDefaultAsync(work => work.BookingId == id, cancel);
    }

    /// <summary>Agreed meetings that have begun and may have taken place, the latest first.</summary>
    /// <param name="since">Only those that began at or after this, UTC.</param>
    /// <param name="now">UTC.</param>
    public async Task<IReadOnlyList<Booking>> Begun(DateTime since, DateTime now, int most, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await Agreed(db).Where(booking => booking.State == BookingState.Confirmed && booking.Start <= now && booking.Start >= since).OrderByDescending(booking => booking.Start).Take(most).ToListAsync(cancel);
    }

    /// <summary>All that were agreed in this conversation, the latest first.</summary>
    public async Task<IReadOnlyList<Booking>> Of(string conversationId, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await Agreed(db).Where(booking => booking.ConversationId == conversationId).OrderByDescending(booking => booking.Start).ToListAsync(cancel);
    }

    /// <summary>E-mails that were not taken, or not yet although they were tried, of bookings made since then, the latest first.</summary>
    /// <param name="since">UTC.</param>
    public async Task<IReadOnlyList<(BookingMail Mail, Booking Booking)>> MailTrouble(DateTime since, int most, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        var found = await (
            from mail in db.Set<BookingMail>().AsNoTracking()
            join booking in db.Set<Booking>().AsNoTracking() on mail.BookingId equals booking.Id
            where mail.At >= since && (mail.State == BookingMailState.Failed || (mail.State == BookingMailState.Pending && mail.Outcome != null))
            orderby mail.At descending
            select new { mail, booking }).Take(most).ToListAsync(cancel);
        return [.. found.Select(one => (one.mail, one.booking))];
    }

    /// <summary>The next meeting that was agreed in this conversation and has not begun, also while the host's calendar is being asked; null when there is none.</summary>
    /// <param name="now">UTC.</param>
    public async Task<Booking?> NextOf(string conversationId, DateTime now, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await Agreed(db).Where(booking => booking.ConversationId == conversationId && Standing.Contains(booking.State) && booking.Start > now)
            .OrderBy(booking => booking.Start).FirstOrDefaultAsync(cancel);
    }

    /// <summary>What the company's people have done about a meeting, in order.</summary>
    public async Task<IReadOnlyList<BookingAct>> ActsOn(string bookingId, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await db.Set<BookingAct>().AsNoTracking().Where(act => act.BookingId == bookingId).OrderBy(act => act.At).ToListAsync(cancel);
    }

    /// <summary>All who hold it, the first host in front.</summary>
    public async Task<IReadOnlyList<string>> HostsOf(Booking booking, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return [booking.HostEmail, .. await db.Set<BookingCoHost>().Where(host => host.BookingId == booking.Id).Select(host => host.HostEmail).ToListAsync(cancel)];
    }

    /// <summary>Agreed meetings that have not ended, the next first; also those whose event is being made.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="most">How many at most.</param>
    public async Task<IReadOnlyList<Booking>> Coming(DateTime now, int most, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await Agreed(db).Where(booking => Standing.Contains(booking.State) && booking.End > now).OrderBy(booking => booking.Start).Take(most).ToListAsync(cancel);
    }

    /// <summary>Who held the latest meeting of this contact that was agreed and not called off; null when there was none.</summary>
    public async Task<string?> OwnerOf(string contactId, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        return await Agreed(db).Where(booking => booking.ContactId == contactId && booking.State == BookingState.Confirmed).OrderByDescending(booking => booking.Start)
            .Select(booking => booking.HostEmail).FirstOrDefaultAsync(cancel);
    }

    /// <summary>A page of bookings, the latest made first.</summary>
    /// <param name="cursor">Where the page begins: <see cref="ApiList{T}.Next"/> of the page before.</param>
    public async Task<ApiList<BookingRow>> List(string? cursor, int? limit, CancellationToken cancel)
    {
        var take = Math.Clamp(limit ?? DefaultLimit, 1, LargestLimit);
        await using var db = await reads.CreateDbContextAsync(cancel);
        var bookings = Agreed(db);
        if (Cursor.Read(cursor) is var (before, id))
            bookings = bookings.Where(booking => booking.CreatedAt < before || (booking.CreatedAt == before && string.Compare(booking.Id, id) < 0));
        var page = await bookings.OrderByDescending(booking => booking.CreatedAt).ThenByDescending(booking => booking.Id).Take(take + 1).ToListAsync(cancel);
        var next = page.Count > take ? Cursor.Write(page[take - 1].CreatedAt, page[take - 1].Id) : null;
        return new ApiList<BookingRow>([.. page.Take(take).Select(BookingRow.Of)], next);
    }

    /// <summary>All bookings in the order they were made.</summary>
    /// <param name="since">Only those made at or after this, UTC; null for all.</param>
    public async IAsyncEnumerable<BookingRow> Since(DateTime? since, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        var bookings = Agreed(db).Where(booking => since == null || booking.CreatedAt >= since).OrderBy(booking => booking.CreatedAt).ThenBy(booking => booking.Id);
        await foreach (var booking in bookings.AsAsyncEnumerable().WithCancellation(cancel))
            yield return BookingRow.Of(booking);
    }

    static IQueryable<Booking> Agreed(SalesDb db) =>
        db.Set<Booking>().AsNoTracking().Where(booking => booking.ConfirmedAt != null);
}
