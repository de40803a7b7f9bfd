using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Local;
using SalesAssistant.Data;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Agenda;

/// <summary>What a rep has between two instants.</summary>
/// <param name="Unread">Why the rep's own calendar could not be read, for people who look after it; null when it could, and with the embedded one.</param>
public sealed record RepAgenda(IReadOnlyList<AgendaItem> Items, string? Unread);

/// <summary>Reads a rep's bookings, holds, kept time, and what else stands in the rep's calendar.</summary>
public sealed class AgendaReader(IDbContextFactory<SalesDb> reads, CalendarReader calendars)
{
    /// <param name="showsSubjects">Whether to say what the rep keeps time free for: that is the rep's own affair.</param>
    /// <param name="now">UTC.</param>
    public async Task<RepAgenda> Read(Rep rep, Instant from, Instant to, bool showsSubjects, DateTime now, CancellationToken cancel)
    {
        var host = rep.Email.ToLowerInvariant();
        var (start, end) = (from.ToDateTimeUtc(), to.ToDateTimeUtc());
        await using var db = await reads.CreateDbContextAsync(cancel);
        var bookings = await Held(db, host, now).Where(booking => booking.Start < end && booking.End > start).ToListAsync(cancel);
        var items = bookings.Select(booking => Of(booking, rep)).ToList();
        if (!calendars.IsOutside)
        {
            var (first, last) = (DateOnly.FromDateTime(start).AddDays(-1), DateOnly.FromDateTime(end).AddDays(1));
            var own = await db.Set<HostEvent>().AsNoTracking()
                .Where(one => one.HostEmail == host && one.BookingId == null && one.CancelledAt == null && ((one.Start < end && one.End > start) || (one.FirstDate <= last && one.EndDate >= first))).ToListAsync(cancel);
            items.AddRange(own.Select(one => Of(AgendaKind.Kept, one.Id, one.When, rep, showsSubjects && one.Subject is { Length: > 0 } subject ? subject : "Kept free")));
            return new RepAgenda(Touching(items, from, to), null);
        }

        var read = await calendars.Anew([host], from, to, cancel);
        if (read!.FaultOf(host) is { } fault)
            return new RepAgenda(Touching(items, from, to), fault);
        // Our own meetings come back in free/busy without a name: they are known by their time.
        var ours = bookings.Select(booking => (Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End))).ToHashSet();
        items.AddRange(read.Of(host).Where(item => item is not BusyItem.Timed timed || !ours.Contains((timed.Start, timed.End))).Select((item, i) => Of(AgendaKind.Busy, $"busy-{i}", item, rep, Words(item.Status))));
        return new RepAgenda(Touching(items, from, to), null);
    }

    /// <summary>Agreed meetings that are to come and lie where the rep doesn't work (any more), the next first.</summary>
    /// <param name="now">UTC.</param>
    public async Task<IReadOnlyList<Booking>> OutsideHours(Rep rep, DateTime now, CancellationToken cancel)
    {
        await using var db = await reads.CreateDbContextAsync(cancel);
        var coming = await Held(db, rep.Email.ToLowerInvariant(), now).Where(booking => booking.State != BookingState.Held && booking.State != BookingState.Cancelling && booking.Start > now).OrderBy(booking => booking.Start).Take(500).ToListAsync(cancel);
        return [.. coming.Where(booking => IsOutsideHours(booking, rep))];
    }

    static IQueryable<Booking> Held(SalesDb db, string host, DateTime now) => Availability.Standing(db, now).AsNoTracking()
        .Where(booking => booking.HostEmail == host || db.Set<BookingCoHost>().Any(with => with.BookingId == booking.Id && with.HostEmail == host));

    static AgendaItem Of(Booking booking, Rep rep) => new(
        booking.State == BookingState.Held ? AgendaKind.Hold : AgendaKind.Meeting, booking.Id, Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End),
        booking.State == BookingState.Held ? "Held for a visitor" : booking.Name ?? booking.Title)
    {
        Detail = booking.Title,
        Booking = booking,
        IsOutsideHours = IsOutsideHours(booking, rep),
    };

    static AgendaItem Of(AgendaKind kind, string id, BusyItem item, Rep rep, string title)
    {
        var (start, end) = item switch
        {
            BusyItem.Timed timed => (timed.Start, timed.End),
            BusyItem.AllDay days => (rep.Calendar.Clock.StartOfDay(days.StartDate), rep.Calendar.Clock.StartOfDay(days.EndDate)),
            _ => throw new InvalidOperationException("No such item."),
        };
        return new AgendaItem(kind, id, start, end, title) { IsAllDay = item is BusyItem.AllDay, BlocksNothing = item.Status is BusyStatus.Free or BusyStatus.WorkingElsewhere };
    }

    static List<AgendaItem> Touching(IEnumerable<AgendaItem> items, Instant from, Instant to) => [.. items.Where(item => item.Start < to && item.End > from && item.Start < item.End).OrderBy(item => item.Start)];

    static bool IsOutsideHours(Booking booking, Rep rep)
    {
        var (start, end) = (Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End));
        var clock = rep.Calendar.Clock;
        var working = new[] { ClockDay.Of(clock, clock.At(start).Date), ClockDay.Of(clock, clock.At(end).Date) }.Distinct().SelectMany(day => day.Working(rep.Calendar)).OrderBy(span => span.From).ToList();
        // Ranges that touch or overlap are one.
        var reached = start;
        foreach (var span in working)
            if (span.From <= reached && span.To > reached)
                reached = span.To;
        return reached < end;
    }

    static string Words(BusyStatus status) => status switch
    {
        BusyStatus.Free => "Free",
        BusyStatus.Tentative => "Tentative",
        BusyStatus.Oof => "Out of office",
        BusyStatus.WorkingElsewhere => "Working elsewhere",
        _ => "Busy",
    };
}
