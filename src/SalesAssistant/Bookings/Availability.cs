using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Local;
using SalesAssistant.Data;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>The time that one booking owns, UTC, with the buffers it was booked with.</summary>
sealed record TakenTime(
    string BookingId, string HostEmail, string MeetingTypeId, DateTime Start, DateTime End, int BufferBeforeMinutes, int BufferAfterMinutes);

/// <summary>One host and one kind of meeting, put as the engine's question. The offer and the re-check before a booking both ask this way.</summary>
static class Availability
{
    /// <summary>No meeting and no buffer is longer.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(MeetingsFile.MinutesADay);

    /// <summary>Cells are taken whole.</summary>
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(2 * MeetingsFile.CellMinutes);

    /// <summary>
    /// What these hosts have, alone or with others, that owns its time and can matter to a meeting of this kind between the two moments (UTC): all of the host's
    /// week or day where that is limited, otherwise what can touch it. Of hundreds of hosts that is a few rows instead of thousands.
    /// </summary>
    static ILookup<string, TakenTime> Taken(SalesDb db, MeetingType meeting, IReadOnlyCollection<string> hosts, DateTime from, DateTime to, DateTime now)
    {
        // Two meetings of one local week are less than eight days apart, and two of one local day less than two.
        var reach = meeting.MaxPerWeek is not null ? TimeSpan.FromDays(8) : meeting.MaxPerDay is not null ? TimeSpan.FromDays(2) : TimeSpan.Zero;
        var (earliest, latest) = (from - reach - TimeSpan.FromMinutes(meeting.BufferBeforeMinutes) - Margin, to + reach + TimeSpan.FromMinutes(meeting.BufferAfterMinutes) + Margin);
        var (earliestBuffered, latestBuffered) = (earliest - Longest, latest + Longest);
        var earliestStart = earliestBuffered - Longest;
        var standing = Standing(db, now);
        var live = standing.Where(booking => booking.Start > earliestStart && booking.Start < latestBuffered
            && (booking.Start < latest || booking.BufferBeforeMinutes > 0) && (booking.End > earliest || (booking.BufferAfterMinutes > 0 && booking.End > earliestBuffered)));
        var own = live.Where(booking => hosts.Contains(booking.HostEmail))
            .Select(booking => new TakenTime(booking.Id, booking.HostEmail, booking.MeetingTypeId, booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes));
        var shared = db.Set<BookingCoHost>().Where(host => hosts.Contains(host.HostEmail))
            .Join(live, host => host.BookingId, booking => booking.Id, (host, booking) =>
                new TakenTime(booking.Id, host.HostEmail, booking.MeetingTypeId, booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes));
        // A meeting that is being moved owns its new time too, however far away the old one is.
        var moving = db.Set<CalendarWork>()
            .Where(work => work.State == CalendarWorkState.Pending && work.Kind == CalendarWorkKind.Move && work.MoveStart < latestBuffered && work.MoveEnd > earliestBuffered)
            .Join(standing, work => work.BookingId, booking => booking.Id, (work, booking) => new { Work = work, Booking = booking });
        var movingOwn = moving.Select(move =>
            new TakenTime(move.Booking.Id, move.Booking.HostEmail, move.Booking.MeetingTypeId, move.Work.MoveStart!.Value, move.Work.MoveEnd!.Value, move.Work.MoveBufferBefore, move.Work.MoveBufferAfter));
        var movingShared = moving.Join(db.Set<BookingCoHost>(), move => move.Booking.Id, host => host.BookingId, (move, host) =>
            new TakenTime(move.Booking.Id, host.HostEmail, move.Booking.MeetingTypeId, move.Work.MoveStart!.Value, move.Work.MoveEnd!.Value, move.Work.MoveBufferBefore, move.Work.MoveBufferAfter));
        return own.AsEnumerable().Concat(shared).Concat(movingOwn).Concat(movingShared).ToLookup(taken => taken.HostEmail);
    }

    /// <summary>Bookings that own their time. A hold that has run out owns nothing.</summary>
    public static IQueryable<Booking> Standing(SalesDb db, DateTime now) =>
        db.Set<Booking>().Where(booking => booking.State != BookingState.Cancelled && booking.State != BookingState.Expired && booking.State != BookingState.Failed
            && !(booking.State == BookingState.Held && booking.HeldUntil <= now));

    /// <summary>Reads all that decides who holds a meeting between two moments. Short: two or three queries by index.</summary>
    /// <param name="hosts">The meeting's hosts.</param>
    /// <param name="from">UTC.</param>
    /// <param name="to">UTC.</param>
    /// <param name="now">UTC.</param>
    /// <param name="elsewhere">What was read of the hosts' calendars; null with the embedded one, which is read here.</param>
    /// <param name="ownerEmail">Who met the contact before; null when nobody did.</param>
    public static HostChoice Choice(
        SalesDb db, MeetingType meeting, IReadOnlyList<(MeetingHost Host, Rep Rep)> hosts, DateTime from, DateTime to, DateTime now, BusyElsewhere? elsewhere, string? ownerEmail = null)
    {
        var addresses = hosts.Select(host => host.Rep.Email.ToLowerInvariant()).ToList();
        var remembered = now.AddDays(-HostRanking.MemoryDays);
        var loads = Standing(db, now)
            .Where(booking => booking.MeetingTypeId == meeting.Id && addresses.Contains(booking.HostEmail) && booking.CreatedAt > remembered)
            .GroupBy(booking => booking.HostEmail)
            .Select(group => new { Host = group.Key, Meetings = group.Count(), Last = group.Max(booking => booking.CreatedAt) })
            .ToDictionary(load => load.Host, load => new HostLoad(load.Meetings, load.Last));
        return new HostChoice(
            meeting, HostRanking.Rank(meeting, hosts, email => loads.GetValueOrDefault(email.ToLowerInvariant())), Taken(db, meeting, addresses, from, to, now), Instant.FromDateTimeUtc(now), ownerEmail)
        {
            Elsewhere = elsewhere,
            Own = elsewhere is null ? LocalCalendars.Own(db, addresses) : null,
        };
    }

    /// <summary>The question for the whole horizon of the meeting, from now on.</summary>
    /// <param name="taken">What the host has with us.</param>
    /// <param name="others">What else is in the host's calendar.</param>
    public static SlotQuestion Question(MeetingType meeting, Rep rep, IEnumerable<TakenTime> taken, IEnumerable<BusyItem> others, Instant now) => new()
    {
        Hours = rep.Calendar,
        Busy = [.. others, .. taken.Select(booking => new BusyItem.Timed(Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End))
        {
            Id = booking.BookingId,
            // The limits a day and a week are on meetings of this kind.
            Own = booking.MeetingTypeId == meeting.Id,
            BufferBeforeMinutes = booking.BufferBeforeMinutes,
            BufferAfterMinutes = booking.BufferAfterMinutes,
        })],
        DurationMinutes = meeting.DurationMinutes,
        IntervalMinutes = meeting.IntervalMinutes,
        AlignMinutes = meeting.AlignMinutes,
        BufferBeforeMinutes = meeting.BufferBeforeMinutes,
        BufferAfterMinutes = meeting.BufferAfterMinutes,
        MinNoticeMinutes = meeting.MinNoticeMinutes,
        MaxPerLocalDay = meeting.MaxPerDay,
        MaxPerLocalWeek = meeting.MaxPerWeek,
        Now = now,
        From = now,
        To = Horizon(meeting, rep, now),
    };

    /// <summary>The end of the host's last local date that can be booked.</summary>
    public static Instant Horizon(MeetingType meeting, Rep rep, Instant now) =>
        rep.Calendar.Clock.StartOfDay(rep.Calendar.Clock.At(now).Date.PlusDays(meeting.HorizonDays + 1));
}
