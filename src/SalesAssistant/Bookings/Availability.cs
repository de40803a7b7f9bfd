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
    /// <summary>The states in which a booking owns its time.</summary>
    static readonly BookingState[] Live =
        [BookingState.Held, BookingState.Creating, BookingState.Verifying, BookingState.Inviting, BookingState.Confirmed, BookingState.Cancelling];

    /// <summary>Two meetings of one local week are at most this far apart, and buffers reach no further.</summary>
    static readonly TimeSpan Reach = TimeSpan.FromDays(8);

    /// <summary>
    /// What these hosts have, alone or with others, that owns its time and can matter to a meeting between the two moments (UTC).
    /// </summary>
    static ILookup<string, TakenTime> Taken(SalesDb db, IReadOnlyCollection<string> hosts, DateTime from, DateTime to, DateTime now)
    {
        var (earliest, latest) = (from - Reach, to + Reach);
        var live = Standing(db, now).Where(booking => booking.Start < latest && booking.End > earliest);
        var own = live.Where(booking => hosts.Contains(booking.HostEmail))
            .Select(booking => new TakenTime(booking.Id, booking.HostEmail, booking.MeetingTypeId, booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes));
        var shared = db.Set<BookingCoHost>().Where(host => hosts.Contains(host.HostEmail))
            .Join(live, host => host.BookingId, booking => booking.Id, (host, booking) =>
                new TakenTime(booking.Id, host.HostEmail, booking.MeetingTypeId, booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes));
        // A meeting that is being moved owns its new time too.
        var moving = db.Set<CalendarWork>().Where(work => work.State == CalendarWorkState.Pending && work.Kind == CalendarWorkKind.Move && work.MoveStart < latest && work.MoveEnd > earliest)
            .Join(live, work => work.BookingId, booking => booking.Id, (work, booking) =>
                new TakenTime(booking.Id, booking.HostEmail, booking.MeetingTypeId, work.MoveStart!.Value, work.MoveEnd!.Value, work.MoveBufferBefore, work.MoveBufferAfter));
        return own.AsEnumerable().Concat(shared).Concat(moving).ToLookup(taken => taken.HostEmail);
    }

    /// <summary>Bookings that own their time. A hold that has run out owns nothing.</summary>
    static IQueryable<Booking> Standing(SalesDb db, DateTime now) =>
        db.Set<Booking>().Where(booking => Live.Contains(booking.State) && !(booking.State == BookingState.Held && booking.HeldUntil <= now));

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
            meeting, HostRanking.Rank(meeting, hosts, email => loads.GetValueOrDefault(email.ToLowerInvariant())), Taken(db, addresses, from, to, now), Instant.FromDateTimeUtc(now), ownerEmail)
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
