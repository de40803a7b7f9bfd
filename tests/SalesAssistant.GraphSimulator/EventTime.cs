using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace SalesAssistant.GraphSimulator;

/// <summary>When an event is: from one instant to another, or whole days, which have no zone of their own.</summary>
public abstract record EventTime
{
    public sealed record Timed(Instant Start, Instant End) : EventTime;

    /// <param name="End">The day after the last.</param>
    public sealed record AllDay(LocalDate Start, LocalDate End) : EventTime;

    /// <summary>The time that it takes in a mailbox of this zone.</summary>
    public (Instant Start, Instant End) In(DateTimeZone zone) => this switch
    {
        Timed timed => (timed.Start, timed.End),
        AllDay days => (zone.AtStartOfDay(days.Start).ToInstant(), zone.AtStartOfDay(days.End).ToInstant()),
        _ => throw new InvalidOperationException(),
    };

    public bool Overlaps(Instant from, Instant to, DateTimeZone zone)
    {
        var (start, end) = In(zone);
        return start < to && (end > from || (start == end && start >= from));
    }
}

/// <summary>How often an event comes again, at the same time of the clock on the wall.</summary>
/// <param name="EveryDays">1 for every day, 7 for every week.</param>
public sealed record Repetition(int EveryDays, int Count);

/// <summary>Zones as Graph writes them: by their Windows or IANA name.</summary>
static class Zones
{
    public static DateTimeZone? Find(string? name) =>
        name is null or "UTC" or "Etc/GMT" ? DateTimeZone.Utc
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
            ?? (TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.TryGetValue(name, out var iana) ? DateTimeZoneProviders.Tzdb[iana] : null);

    public static string WindowsName(DateTimeZone zone) => TzdbDateTimeZoneSource.Default.TzdbToWindowsIds.TryGetValue(zone.Id, out var name) ? name : zone.Id;

    /// <summary>A local time such as 2026-12-01T12:00:00.0000000; null when it is none.</summary>
    public static LocalDateTime? Local(string? text) =>
        text is not null && LocalDateTimePattern.ExtendedIso.Parse(text.TrimEnd('Z')) is { Success: true, Value: var local } ? local : null;

    public static string Write(LocalDateTime local) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss'.'fffffff").Format(local);
}
