using Microsoft.Graph.Models;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>Times as Graph has them: a local time and the name of a zone, Windows' or IANA's.</summary>
static class GraphTimes
{
    public static DateTimeTimeZone Write(Instant at) => new() { DateTime = LocalDateTimePattern.ExtendedIso.Format(at.InUtc().LocalDateTime), TimeZone = "UTC" };

    /// <summary>Null when time or zone can't be read: nobody guesses then.</summary>
    public static Instant? Read(DateTimeTimeZone? time) =>
        Local(time) is { } local && Zone(time!.TimeZone) is { } zone ? zone.AtLeniently(local).ToInstant() : null;

    public static LocalDateTime? Local(DateTimeTimeZone? time) =>
        time?.DateTime is { } text && LocalDateTimePattern.ExtendedIso.Parse(text.TrimEnd('Z')) is { Success: true, Value: var local } ? local : null;

    /// <summary>Null for a zone that only its owner knows ("tzone://Microsoft/Custom", "Customized Time Zone").</summary>
    public static DateTimeZone? Zone(string? name) =>
        name is null ? null
        : name is "UTC" ? DateTimeZone.Utc
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
            ?? (TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.TryGetValue(name, out var iana) ? DateTimeZoneProviders.Tzdb[iana] : null);
}
