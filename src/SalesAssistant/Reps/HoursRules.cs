using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.Reps;

/// <summary>
/// What a person types about hours, read and judged: each method gives the value, or sentences that say what to mend. The file's own rules
/// are wider (its ranges may overlap and be empty); where a person types, either is a slip.
/// </summary>
public static class HoursRules
{
    /// <summary>Further ahead the year is mistyped.</summary>
    const int FurthestYears = 5;

    /// <summary>Reads the ranges of one day.</summary>
    /// <param name="day">How the day is called in a sentence.</param>
    /// <param name="typed">Start and end as typed, such as "09:00"; an end before the start is on the next day, "00:00" as an end is midnight.</param>
    public static (IReadOnlyList<DayRange> Ranges, IReadOnlyList<string> Faults) Ranges(string day, IEnumerable<(string? Start, string? End)> typed)
    {
        var (ranges, faults) = (new List<DayRange>(), new List<string>());
        foreach (var (start, end) in typed)
        {
            if (string.IsNullOrWhiteSpace(start) || string.IsNullOrWhiteSpace(end))
                faults.Add($"{day}: a range needs a start and an end. For a day off, remove the range.");
            else if (!DayRange.TryParse(start.Trim(), end.Trim(), out var range))
                faults.Add($"{day}: “{start}” to “{end}” are not times of day. Write them as 09:00 and 17:30.");
            else if (range.IsEmpty)
                faults.Add($"{day}: {start} to {end} is no time at all. For a day off, remove the range; for the whole day, write 00:00 to 24:00.");
            else
                ranges.Add(range);
        }

        ranges.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        foreach (var (first, second) in ranges.Zip(ranges.Skip(1)).Where(pair => pair.Second.Start < pair.First.End))
            faults.Add($"{day}: {first} and {second} overlap. Make them one range, or part them.");
        return (ranges, faults);
    }

    /// <summary>What of one day runs into the next.</summary>
    /// <param name="weekly">Monday to Sunday.</param>
    public static IReadOnlyList<string> AcrossMidnight(IReadOnlyList<IReadOnlyList<DayRange>> weekly)
    {
        var faults = new List<string>();
        for (var i = 0; i < 7; i++)
            foreach (var late in weekly[i].Where(range => range.CrossesMidnight))
                foreach (var early in weekly[(i + 1) % 7].Where(range => range.Start < late.End - DayRange.SecondsADay))
                    faults.Add($"{RepHours.Day(i)}: {late} goes on into {RepHours.Day((i + 1) % 7)}, where {early} begins before it is over.");
        return faults;
    }

    /// <summary>Reads a date that is to come.</summary>
    /// <param name="what">Which date is meant, to begin a sentence.</param>
    /// <param name="today">By the rep's clock.</param>
    public static (LocalDate? Date, string? Fault) Date(string what, string? typed, LocalDate today)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return (null, $"{what} is missing, or is a day that doesn't exist. Write it as 2026-12-24.");
        if (LocalDatePattern.Iso.Parse(typed.Trim()) is not { Success: true, Value: var date })
            return (null, $"{what}: there is no {typed.Trim()}. Write a date of the calendar as 2026-12-24.");
        if (date < today)
            return (null, $"{what}: {Words(date)} is over.");
        return date > today.PlusYears(FurthestYears) ? (null, $"{what}: {Words(date)} is more than {FurthestYears} years away. Is the year right?") : (date, null);
    }

    /// <summary>Reads a first and a last day; the first may be over while the last is to come.</summary>
    /// <param name="today">By the rep's clock.</param>
    public static (Absence? Span, string? Fault) Span(string? from, string? until, LocalDate today)
    {
        // Whoever is away already may still change how long.
        var (first, faultOfFirst) = Date("The first day", from, today.PlusDays(-TeamFile.LongestAbsence));
        if (first is null)
            return (null, faultOfFirst);
        var (last, faultOfLast) = Date("The last day", until, today);
        if (last is null)
            return (null, faultOfLast);
        if (last < first)
            return (null, $"The last day, {Words(last.Value)}, is before the first, {Words(first.Value)}.");
        return Period.DaysBetween(first.Value, last.Value) >= TeamFile.LongestAbsence
            ? (null, $"That is more than {TeamFile.LongestAbsence} days. Is the year right?")
            : (new Absence(first.Value, last.Value), null);
    }

    /// <summary>Reads an IANA time zone, with a suggestion where the name is only mistyped.</summary>
    public static (DateTimeZone? Zone, string? Fault) Zone(string? typed)
    {
        var name = (typed ?? "").Trim();
        if (name.Length == 0)
            return (null, "The time zone is missing. Write it as Europe/Berlin.");
        var known = DateTimeZoneProviders.Tzdb.Ids;
        if (known.FirstOrDefault(id => id.Equals(name.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase)) is { } id)
            return (DateTimeZoneProviders.Tzdb[id], null);
        var like = name.Replace(' ', '_');
        var near = known.Where(candidate => candidate.Contains('/', StringComparison.Ordinal))
            .FirstOrDefault(candidate => candidate.Split('/')[^1].Equals(like.Split('/')[^1], StringComparison.OrdinalIgnoreCase))
            ?? known.Where(candidate => Distance(candidate.ToLowerInvariant(), like.ToLowerInvariant()) <= 2).OrderBy(candidate => Distance(candidate.ToLowerInvariant(), like.ToLowerInvariant())).FirstOrDefault();
        return (null, $"“{name}” is not a known time zone. {(near is null ? "Write it as Europe/Berlin." : $"Do you mean {near}?")}");
    }

    /// <summary>What stands in the way of a further trip.</summary>
    public static string? Overlap(Trip trip, IEnumerable<Trip> others) =>
        others.FirstOrDefault(other => other.From <= trip.Until && trip.From <= other.Until) is { } other
            ? $"From {Words(other.From)} to {Words(other.Until)} the rep is in {other.Zone.Id} already. A rep is in one place at a time."
            : null;

    static string Words(LocalDate date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>How many characters differ (Levenshtein).</summary>
    static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2)
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
