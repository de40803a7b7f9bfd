using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>
/// Computes the free starts of one host: for the offer, for the re-check before a booking and for the <c>slots</c> command. Pure.
/// </summary>
/// <remarks>
/// Time is whole Unix seconds: offsets, hours and lengths are, and a free run that begins or ends within a second holds nothing more
/// when it is rounded inward. The zone is asked once for its stretches of constant offset; working ranges and busy items are then walked
/// side by side, so that the cost grows with ranges plus items plus slots.
/// </remarks>
public static class SlotEngine
{
    const int Day = DayRange.SecondsADay;

    /// <summary>All starts that the question allows, in order.</summary>
    public static IReadOnlyList<Instant> FreeStarts(SlotQuestion question)
    {
        var window = Window(question);
        var length = question.DurationMinutes * 60L;
        if (window.End - window.Start < length || question.MaxPerLocalDay <= 0)
            return [];

        var offsets = Offsets(question.Hours.Zone, window);
        var starts = new StartList(question, offsets);
        var blocked = Blocked(question, window);
        var next = 0;
        foreach (var run in WorkingRuns(question.Hours, offsets))
        {
            // What is left of the run is free until the next blocked span; spans that ended earlier are never looked at again.
            var from = run.Start;
            while (from < run.End)
            {
                while (next < blocked.Count && blocked[next].End <= from)
                    next++;
                var until = next < blocked.Count ? Math.Min(blocked[next].Start, run.End) : run.End;
                if (until - from >= length)
                    starts.AddFrom(new Span(from, until));
                if (until >= run.End)
                    break;
                from = blocked[next].End;
            }
        }

        return starts.Found;
    }

    /// <summary>Whether this very start is free: the meeting fits into a free run there, whatever starts would be offered around it.</summary>
    /// <remarks>Offers made a while ago must stay bookable although notice and neighbours have since moved the grid of starts.</remarks>
    public static bool IsFree(SlotQuestion question, Instant start)
    {
        var only = question with
        {
            From = Instant.Max(question.From, start),
            To = Instant.Min(question.To, start + Duration.FromMinutes(question.DurationMinutes)),
            AlignMinutes = 1,
            IntervalMinutes = question.DurationMinutes,
        };
        return FreeStarts(only) is [var found] && found == start;
    }

    static Span Window(SlotQuestion question)
    {
        var earliest = question.Now + Duration.FromMinutes(question.MinNoticeMinutes);
        return new Span(RoundUp(Instant.Max(question.From, earliest)), RoundDown(question.To));
    }

    static List<Stretch> Offsets(DateTimeZone zone, Span window)
    {
        var stretches = new List<Stretch>(2);
        foreach (var interval in zone.GetZoneIntervals(Instant.FromUnixTimeSeconds(window.Start), Instant.FromUnixTimeSeconds(window.End)))
        {
            var start = interval.HasStart ? Math.Max(window.Start, interval.Start.ToUnixTimeSeconds()) : window.Start;
            var end = interval.HasEnd ? Math.Min(window.End, interval.End.ToUnixTimeSeconds()) : window.End;
            stretches.Add(new Stretch(start, end, interval.WallOffset.Seconds));
        }

        return stretches;
    }

    /// <summary>Working time as instants, in order; adjacent and overlapping ranges are one run.</summary>
    /// <remarks>
    /// Within a stretch of constant offset, local time is just shifted. So a local time that a transition skips falls between two stretches
    /// and is not there, and one that occurs twice falls into both.
    /// </remarks>
    static List<Span> WorkingRuns(WorkingCalendar hours, List<Stretch> stretches)
    {
        var runs = new List<Span>();
        foreach (var stretch in stretches)
        {
            // Yesterday too: its last range may cross midnight.
            var first = (int)FloorDivide(stretch.Start + stretch.Offset, Day) - 1;
            var last = (int)FloorDivide(stretch.End + stretch.Offset - 1, Day);
            for (var day = first; day <= last; day++)
            {
                var midnight = day * (long)Day - stretch.Offset;
                foreach (var range in hours.RangesOn(day))
                {
                    var start = Math.Max(midnight + range.Start, stretch.Start);
                    var end = Math.Min(midnight + range.End, stretch.End);
                    if (start >= end)
                        continue;
                    if (runs.Count > 0 && start <= runs[^1].End)
                        runs[^1] = runs[^1] with { End = Math.Max(runs[^1].End, end) };
                    else
                        runs.Add(new Span(start, end));
                }
            }
        }

        return runs;
    }

    /// <summary>The spans in which no part of the meeting may lie, by start; they may overlap.</summary>
    static List<Span> Blocked(SlotQuestion question, Span window)
    {
        var blocked = new List<Span>(question.Busy.Count);
        foreach (var item in question.Busy)
        {
            if (!Blocks(item.Status, question.TentativeBlocks) || IsExcluded(item, question) || !Bounds(item, question.Hours.Zone, out var start, out var end))
                continue;
            var span = new Span(
                RoundDown(start) - (question.BufferAfterMinutes + item.BufferBeforeMinutes) * 60L,
                RoundUp(end) + (question.BufferBeforeMinutes + item.BufferAfterMinutes) * 60L);
            if (span.End > window.Start && span.Start < window.End)
                blocked.Add(span);
        }

        blocked.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return blocked;
    }

    static bool Blocks(BusyStatus status, bool tentativeBlocks) => status switch
    {
        BusyStatus.Free or BusyStatus.WorkingElsewhere => false,
        BusyStatus.Tentative => tentativeBlocks,
        _ => true,
    };

    static bool IsExcluded(BusyItem item, SlotQuestion question) =>
        item.Id is not null && question.ExcludeIds.Contains(item.Id);

    static bool Bounds(BusyItem item, DateTimeZone zone, out Instant start, out Instant end)
    {
        switch (item)
        {
            case BusyItem.Timed timed:
                (start, end) = (timed.Start, timed.End);
                return start < end;
            case BusyItem.AllDay days when days.StartDate < days.EndDate:
                (start, end) = (StartOfDay(days.StartDate, zone), StartOfDay(days.EndDate, zone));
                return start < end;
            default:
                (start, end) = (default, default);
                return false;
        }
    }

    /// <summary>The first instant of a date; of a date that a zone skipped, the moment at which it was skipped.</summary>
    static Instant StartOfDay(LocalDate date, DateTimeZone zone)
    {
        var midnight = zone.MapLocal(date.AtMidnight());
        return midnight.Count > 0 ? midnight.First().ToInstant() : midnight.EarlyInterval.End;
    }

    static long RoundDown(Instant instant) => instant.ToUnixTimeSeconds();

    static long RoundUp(Instant instant)
    {
        var seconds = instant.ToUnixTimeSeconds();
        return Instant.FromUnixTimeSeconds(seconds) < instant ? seconds + 1 : seconds;
    }

    static long FloorDivide(long value, long by) => value >= 0 ? value / by : -((-value + by - 1) / by);

    /// <summary>From Start to End in Unix seconds, half-open.</summary>
    readonly record struct Span(long Start, long End);

    /// <summary>A span in which the zone's offset (seconds east of UTC) stays the same.</summary>
    readonly record struct Stretch(long Start, long End, int Offset);

    /// <summary>Lays starts into free runs, which come in order.</summary>
    sealed class StartList(SlotQuestion question, List<Stretch> offsets)
    {
        readonly long length = question.DurationMinutes * 60L;
        readonly long interval = question.IntervalMinutes * 60L;
        readonly long align = question.AlignMinutes * 60L;
        readonly HashSet<int>? fullDays = FullDays(question);
        int at;

        public List<Instant> Found { get; } = [];

        public void AddFrom(Span run)
        {
            if (FirstAligned(run) is not { } start)
                return;
            for (; start + length <= run.End; start += interval)
                if (fullDays is null || !fullDays.Contains((int)FloorDivide(start + OffsetAt(start), Day)))
                    Found.Add(Instant.FromUnixTimeSeconds(start));
        }

        long? FirstAligned(Span run)
        {
            var from = run.Start;
            while (from < run.End)
            {
                var local = from + OffsetAt(from);
                var second = local - FloorDivide(local, Day) * Day;
                // The next multiple of the alignment, and midnight is one whatever the alignment.
                var aligned = Math.Min((second + align - 1) / align * align, Day);
                var start = from + aligned - second;
                var stretchEnd = offsets[at].End;
                if (start < stretchEnd || stretchEnd >= run.End)
                    return start;
                // The clock changes before it gets there: look again from the change on.
                from = stretchEnd;
            }

            return null;
        }

        int OffsetAt(long instant)
        {
            while (instant >= offsets[at].End)
                at++;
            return offsets[at].Offset;
        }

        static HashSet<int>? FullDays(SlotQuestion question)
        {
            if (question.MaxPerLocalDay is not { } limit)
                return null;
            return [.. question.Busy
                .Where(item => item.Own && !IsExcluded(item, question) && Bounds(item, question.Hours.Zone, out _, out _))
                .GroupBy(item => WorkingCalendar.DayNumber(item switch
                {
                    BusyItem.AllDay days => days.StartDate,
                    BusyItem.Timed timed => timed.Start.InZone(question.Hours.Zone).Date,
                    _ => throw new InvalidOperationException("No such item."),
                }))
                .Where(day => day.Count() >= limit)
                .Select(day => day.Key)];
        }
    }
}
