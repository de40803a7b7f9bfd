using System.Globalization;
using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations;

/// <summary>A booking in words: in the chat, by e-mail and on the visitor's page they are the same.</summary>
public sealed class MeetingWords(RepDirectory reps)
{
    /// <summary>A phrase with what the booking fills in. A call has sentences of its own where the others speak of an invitation.</summary>
    /// <param name="zone">The reader's.</param>
    /// <param name="reason">Named; null for none.</param>
    /// <param name="rep">The name of whoever acts for the visitor; null for nobody.</param>
    public string Say(PhraseBook book, string phrase, Booking booking, DateTimeZone zone, string? reason = null, string? rep = null) => book.Say(booking.Phone is not null && book.Has($"{phrase}Call") ? $"{phrase}Call" : phrase,
        ("phone", booking.Phone), ("title", booking.Title), ("host", HostName(booking.HostEmail)), ("when", When(booking, zone, book)), ("name", booking.Name), ("email", booking.Email), ("reason", reason), ("rep", rep), ("company", reps.Current.Company.Name));

    public string HostName(string email) => reps.Find(email)?.Name ?? email;

    /// <summary>The visitor's zone as the booking has it, else the company's.</summary>
    public DateTimeZone ZoneOf(Booking booking) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(booking.TimeZone) ?? reps.Current.Company.TimeZone;

    /// <summary>The host's zone at the meeting's start; the visitor's for somebody who has left the team.</summary>
    public DateTimeZone HostZoneOf(Booking booking) => reps.Find(booking.HostEmail)?.Calendar.Clock.ZoneAt(Instant.FromDateTimeUtc(Utc(booking.Start))) ?? ZoneOf(booking);

    /// <summary>By the visitor's clock, and by the host's where it shows another time.</summary>
    public string When(Booking booking, DateTimeZone zone, PhraseBook book) => When(booking, zone, reps.Find(booking.HostEmail) is null ? zone : HostZoneOf(booking), book);

    /// <summary>By the reader's clock, and by the other's where it shows another time.</summary>
    public static string When(Booking booking, DateTimeZone zone, DateTimeZone other, PhraseBook book)
    {
        var start = Instant.FromDateTimeUtc(Utc(booking.Start));
        var both = other.GetUtcOffset(start) == zone.GetUtcOffset(start) ? "" : $", {book.Say("formats.elsewhere", ("time", start.InZone(other).ToString("HH:mm", CultureInfo.InvariantCulture)), ("zone", other.Id))}";
        return $"{Times(booking, zone, book)} ({zone.Id}{both})";
    }

    /// <summary>"Tuesday, 1 December 2026, 10:00 to 10:30".</summary>
    public static string Times(Booking booking, DateTimeZone zone, PhraseBook book)
    {
        var start = Instant.FromDateTimeUtc(Utc(booking.Start)).InZone(zone);
        var end = Instant.FromDateTimeUtc(Utc(booking.End)).InZone(zone);
        return $"{book.Day(start.Date, withYear: true)}, {book.Say("formats.span", ("from", start.ToString("HH:mm", CultureInfo.InvariantCulture)), ("to", end.ToString("HH:mm", CultureInfo.InvariantCulture)))}";
    }

    static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
