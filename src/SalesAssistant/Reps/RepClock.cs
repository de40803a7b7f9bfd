using NodaTime;

namespace SalesAssistant.Reps;

/// <summary>A rep's stay in another zone. It lasts while the clock there shows one of its dates, both included.</summary>
public sealed record Trip(LocalDate From, LocalDate Until, DateTimeZone Zone);

/// <summary>A stretch of time, in Unix seconds and half-open, in which a clock's offset (seconds east of UTC) stays the same.</summary>
public readonly record struct Stretch(long Start, long End, int Offset);

/// <summary>
/// What the clock on a rep's wall shows at every instant: the home zone's time, and the other zone's during a trip. Where trips overlap,
/// the one that is listed last counts.
/// </summary>
/// <remarks>
/// Setting out and coming back are changes of the clock like those to summer time, only larger: some local times are left out, others come
/// twice. Whoever can deal with the one can deal with the other.
/// </remarks>
public sealed class RepClock
{
    readonly List<Stay> stays = [];

    public RepClock(DateTimeZone home, IReadOnlyList<Trip>? trips = null)
    {
        Home = home;
        var bounds = new SortedSet<long> { long.MinValue };
        var away = (trips ?? []).Select(trip => new Stay(Midnight(trip.From, trip.Zone), Midnight(trip.Until.PlusDays(1), trip.Zone), trip.Zone)).ToList();
        foreach (var stay in away)
            bounds.UnionWith([stay.Start, stay.End]);
        var starts = bounds.ToList();
        for (var i = 0; i < starts.Count; i++)
        {
            var zone = away.LastOrDefault(stay => stay.Start <= starts[i] && starts[i] < stay.End)?.Zone ?? home;
            stays.Add(new Stay(starts[i], i + 1 < starts.Count ? starts[i + 1] : long.MaxValue, zone));
        }
    }

    /// <summary>The zone the rep lives in.</summary>
    public DateTimeZone Home { get; }

    /// <summary>The zone the rep is in at that instant.</summary>
    public DateTimeZone ZoneAt(Instant instant)
    {
        var second = instant.ToUnixTimeSeconds();
        foreach (var stay in stays)
            if (second < stay.End)
                return stay.Zone;
        return Home;
    }

    /// <summary>What the clock shows.</summary>
    public LocalDateTime At(Instant instant) => instant.InZone(ZoneAt(instant)).LocalDateTime;

    /// <summary>The first instant at which the clock shows this date, or a later one when it never shows this one.</summary>
    public Instant StartOfDay(LocalDate date)
    {
        foreach (var stay in stays)
        {
            var start = Math.Max(stay.Start, Midnight(date, stay.Zone));
            if (start < stay.End)
                return Instant.FromUnixTimeSeconds(start);
        }

        throw new InvalidOperationException("The last stay has no end.");
    }

    /// <summary>The stretches of constant offset between two Unix seconds, in order and without a gap.</summary>
    public List<Stretch> Stretches(long from, long to)
    {
        var stretches = new List<Stretch>(2);
        foreach (var stay in stays)
        {
            var (first, last) = (Math.Max(from, stay.Start), Math.Min(to, stay.End));
            if (first >= last)
                continue;
            foreach (var interval in stay.Zone.GetZoneIntervals(Instant.FromUnixTimeSeconds(first), Instant.FromUnixTimeSeconds(last)))
            {
                var start = interval.HasStart ? Math.Max(first, interval.Start.ToUnixTimeSeconds()) : first;
                var end = interval.HasEnd ? Math.Min(last, interval.End.ToUnixTimeSeconds()) : last;
                stretches.Add(new Stretch(start, end, interval.WallOffset.Seconds));
            }
        }

        return stretches;
    }

    /// <summary>The first second of a date in a zone; of a date that the zone skipped, the moment at which it was skipped.</summary>
    static long Midnight(LocalDate date, DateTimeZone zone)
    {
        var midnight = zone.MapLocal(date.AtMidnight());
        return (midnight.Count > 0 ? midnight.First().ToInstant() : midnight.EarlyInterval.End).ToUnixTimeSeconds();
    }

    sealed record Stay(long Start, long End, DateTimeZone Zone);
}
