using System.Globalization;
using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Pages;

/// <summary>Sentences about bookings for the people who sell.</summary>
static class BookingWords
{
    /// <summary>Why something was not done, and what to do; null when it was.</summary>
    public static string? Fault(BookingOutcome outcome) => outcome switch
    {
        BookingOutcome.Confirmed or BookingOutcome.Creating or BookingOutcome.Repeated or BookingOutcome.Held or BookingOutcome.Moved or BookingOutcome.Moving or BookingOutcome.Cancelled or BookingOutcome.Cancelling => null,
        BookingOutcome.Taken => "Somebody has just taken that time. Please choose another; nothing was changed.",
        BookingOutcome.Unread => "The rep’s calendar can’t be read just now, so nothing was booked. Please try again, or choose another rep.",
        BookingOutcome.Busy => "Something is still being done about this meeting in the rep’s calendar. Please try again in a moment.",
        BookingOutcome.DayFull => "The rep has as many of these meetings on that day as are allowed. Please choose another day.",
        BookingOutcome.WeekFull => "The rep has as many of these meetings in that week as are allowed. Please choose another week.",
        BookingOutcome.OutsideHours => "The rep doesn’t work then any more. Please choose another time.",
        BookingOutcome.TooSoon => "That time is over, or too soon to be booked. Please choose a later one.",
        BookingOutcome.TooFar => "That is further ahead than can be booked.",
        BookingOutcome.NotYours => "That is somebody else’s: only the rep who has the conversation or holds the meeting, or an Admin, can do this.",
        BookingOutcome.Over => "The meeting has already begun.",
        BookingOutcome.NotOffered => "That time is no longer offered. Please choose another.",
        _ => "The meeting is no longer there.",
    };

    public static string Of(BookingState state) => state switch
    {
        BookingState.Held => "Held",
        BookingState.Creating or BookingState.Verifying or BookingState.Inviting => "Being put into the calendar",
        BookingState.Confirmed => "Booked",
        BookingState.Cancelling => "Being cancelled",
        BookingState.Cancelled => "Cancelled",
        BookingState.Failed => "Could not be booked",
        _ => "Ran out",
    };

    /// <summary>"Monday, 23 November 2026, 09:00 to 09:30 (Europe/Berlin)".</summary>
    /// <param name="start">UTC.</param>
    /// <param name="end">UTC.</param>
    public static string When(DateTime start, DateTime end, DateTimeZone zone)
    {
        var (from, to) = (Instant.FromDateTimeUtc(start).InZone(zone).LocalDateTime, Instant.FromDateTimeUtc(end).InZone(zone).LocalDateTime);
        return string.Create(CultureInfo.InvariantCulture, $"{from:dddd, d MMMM yyyy, HH:mm} to {to:HH:mm} ({zone.Id})");
    }

    public static DateTimeZone ZoneOf(string? id, SalesTeam team) => (id is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)) ?? team.Company.TimeZone;
}
