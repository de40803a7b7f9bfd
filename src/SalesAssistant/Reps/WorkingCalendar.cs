using NodaTime;

namespace SalesAssistant.Reps;

/// <summary>Hours that return every week.</summary>
public sealed record WeeklyHours(IReadOnlyList<IsoDayOfWeek> Days, DayRange Range);

/// <summary>What replaces the weekly hours on one local date. No ranges: a day off.</summary>
public sealed record DateOverride(LocalDate Date, IReadOnlyList<DayRange> Ranges);

/// <summary>
/// When somebody works, by the clock on their wall, which a trip sets to another zone. Days are counted from 1970-01-01, so that callers
/// can walk over months with integers alone.
/// </summary>
public sealed class WorkingCalendar
{
    static readonly DayRange[] DayOff = [];
    static readonly LocalDate Epoch = new(1970, 1, 1);

    readonly DayRange[][] weekly = new DayRange[7][];
    readonly Dictionary<int, DayRange[]> overrides = [];

    public WorkingCalendar(DateTimeZone zone, IEnumerable<WeeklyHours> weekly, IEnumerable<DateOverride> overrides, IReadOnlyList<Trip>? trips = null)
    {
        Clock = new RepClock(zone, trips);
        var hours = weekly.ToList();
        for (var i = 0; i < 7; i++)
        {
            var day = (IsoDayOfWeek)(i + 1);
            this.weekly[i] = InOrder(hours.Where(h => h.Days.Contains(day)).Select(h => h.Range));
        }

        foreach (var sameDate in overrides.GroupBy(o => o.Date))
            this.overrides[DayNumber(sameDate.Key)] = InOrder(sameDate.SelectMany(o => o.Ranges));
    }

    /// <summary>By which the hours are meant.</summary>
    public RepClock Clock { get; }

    public static int DayNumber(LocalDate date) => Period.DaysBetween(Epoch, date);

    /// <summary>The ranges that belong to a date, by start, none empty; they may overlap.</summary>
    public ReadOnlySpan<DayRange> RangesOn(int dayNumber)
    {
        if (overrides.TryGetValue(dayNumber, out var replaced))
            return replaced;
        // 1970-01-01 was a Thursday.
        var weekday = (dayNumber + 3) % 7;
        return weekly[weekday < 0 ? weekday + 7 : weekday];
    }

    /// <summary>Whether the wall clock shows working time at this instant.</summary>
    public bool IsWorking(Instant instant)
    {
        var local = Clock.At(instant);
        var day = DayNumber(local.Date);
        var second = (int)(local.TimeOfDay.TickOfDay / NodaConstants.TicksPerSecond);
        return Covers(RangesOn(day), second) || Covers(RangesOn(day - 1), second + DayRange.SecondsADay);
    }

    /// <summary>The next instant at which working time begins, within 60 days; null when none does.</summary>
    public Instant? NextOpening(Instant after)
    {
        var today = Clock.At(after).Date;
        for (var offset = 0; offset < 60; offset++)
        {
            var date = today.PlusDays(offset);
            foreach (var range in RangesOn(DayNumber(date)))
            {
                // A trip may have set the clock on by the time of the range: the day's first instant says in which zone it is meant.
                var zone = Clock.ZoneAt(Clock.StartOfDay(date));
                var opening = date.AtMidnight().PlusSeconds(range.Start).InZoneLeniently(zone).ToInstant();
                if (opening > after)
                    return opening;
            }
        }
        return null;
    }

    static bool Covers(ReadOnlySpan<DayRange> ranges, int second)
    {
        foreach (var range in ranges)
            if (second >= range.Start && second < range.End)
                return true;
        return false;
    }

    static DayRange[] InOrder(IEnumerable<DayRange> ranges)
    {
        var sorted = ranges.Where(r => !r.IsEmpty).OrderBy(r => r.Start).ThenBy(r => r.End).ToArray();
        return sorted.Length == 0 ? DayOff : sorted;
    }
}
