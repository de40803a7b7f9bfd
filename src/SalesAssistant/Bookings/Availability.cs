using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>One host and one kind of meeting, put as the engine's question. The offer and the re-check before a booking both ask this way.</summary>
static class Availability
{
    /// <summary>The states in which a booking owns its time.</summary>
    static readonly BookingState[] Live =
        [BookingState.Held, BookingState.Creating, BookingState.Verifying, BookingState.Inviting, BookingState.Confirmed, BookingState.Cancelling];

    /// <summary>Buffers of two meetings can keep them this far apart.</summary>
    static readonly TimeSpan Reach = TimeSpan.FromDays(3);

    /// <summary>Bookings of these hosts that own their time and can matter to a meeting that starts at or after <paramref name="from"/>. A hold that has run out owns nothing.</summary>
    public static IQueryable<Booking> LiveFrom(IQueryable<Booking> bookings, IReadOnlyCollection<string> hosts, DateTime from, DateTime now)
    {
        var earliest = from - Reach;
        return bookings.AsNoTracking().Where(booking => hosts.Contains(booking.HostEmail) && booking.End > earliest
            && Live.Contains(booking.State) && !(booking.State == BookingState.Held && booking.HeldUntil <= now));
    }

    /// <summary>The question for the whole horizon of the meeting, from now on.</summary>
    /// <param name="bookings">The host's live bookings.</param>
    public static SlotQuestion Question(MeetingType meeting, Rep rep, IEnumerable<Booking> bookings, Instant now) => new()
    {
        Hours = rep.Calendar,
        Busy = [.. bookings.Select(booking => new BusyItem.Timed(Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End))
        {
            Id = booking.Id,
            // The limit a day is one on meetings of this kind.
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
        Now = now,
        From = now,
        To = Horizon(meeting, rep, now),
    };

    /// <summary>The end of the host's last local date that can be booked.</summary>
    static Instant Horizon(MeetingType meeting, Rep rep, Instant now) =>
        now.InZone(rep.Zone).Date.PlusDays(meeting.HorizonDays + 1).AtStartOfDayInZone(rep.Zone).ToInstant();
}
