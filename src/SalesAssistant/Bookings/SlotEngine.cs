using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>
/// Computes the free starts of one host: for the offer, for the re-check before a booking and for the <c>slots</c> command. Pure.
/// </summary>
/// <remarks>
/// Time is whole Unix seconds: offsets, hours and lengths are, and a free run that begins or ends within a second holds nothing more
/// when it is rounded inward. The clock is asked once for its stretches of constant offset; working ranges and busy items are then walked
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
        if (window.End - window.Start < length || question.MaxPerLocalDay <= 0 || question.MaxPerLocalWeek <= 0)
            return [];

        var offsets = question.Hours.Clock.Stretches(window.Start, window.End);
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

    /// <summary>What stands in the way of a meeting at this very start; <see cref="SlotVerdict.Free"/> when nothing does.</summary>
    public static SlotVerdict Judge(SlotQuestion question, Instant start)
    {
        if (IsFree(question, start))
            return SlotVerdict.Free;
        if (start < question.Now + Duration.FromMinutes(question.MinNoticeMinutes))
            return SlotVerdict.TooSoon;
        if (start < question.From || start + Duration.FromMinutes(question.DurationMinutes) > question.To)
            return SlotVerdict.OutsideWindow;
        var unlimited = question with { MaxPerLocalDay = null, MaxPerLocalWeek = null };
        if (!IsFree(unlimited with { Busy = [] }, start))
            return SlotVerdict.OutsideHours;
        if (!IsFree(unlimited, start))
            return SlotVerdict.Blocked;
        return IsFree(question with { MaxPerLocalDay = null }, start) ? SlotVerdict.DayFull : SlotVerdict.WeekFull;
    }

    /// <summary>The items that keep a meeting from this start, in the order of the question.</summary>
    public static IReadOnlyList<BusyItem> Blockers(SlotQuestion question, Instant start) =>
        [.. question.Busy.Where(item => !IsFree(question with { Busy = [item], MaxPerLocalDay = null, MaxPerLocalWeek = null, From = start, To = Instant.MaxValue, Now = start, MinNoticeMinutes = 0 }, start))];

    /// <summary>The items that block and overlap a time, which has its buffers with it already.</summary>
    /// <param name="clock">The host's, for items of whole days.</param>
    public static IEnumerable<BusyItem> InTheWay(IEnumerable<BusyItem> items, RepClock clock, Instant from, Instant to, bool tentativeBlocks = true) =>
        items.Where(item => Blocks(item.Status, tentativeBlocks) && Bounds(item, clock, out var start, out var end) && start < to && end > from);

    static Span Window(SlotQuestion question)
    {
        var earliest = question.Now + Duration.FromMinutes(question.MinNoticeMinutes);
        return new Span(RoundUp(Instant.Max(question.From, earliest)), RoundDown(question.To));
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
            if (!Blocks(item.Status, question.TentativeBlocks) || IsExcluded(item, question) || !Bounds(item, question.Hours.Clock, out var start, out var end))
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

    static bool Bounds(BusyItem item, RepClock clock, out Instant start, out Instant end)
    {
        switch (item)
        {
            case BusyItem.Timed timed:
                (start, end) = (timed.Start, timed.End);
                return start < end;
            case BusyItem.AllDay days when days.StartDate < days.EndDate:
                (start, end) = (clock.StartOfDay(days.StartDate), clock.StartOfDay(days.EndDate));
                return start < end;
            default:
                (start, end) = (default, default);
                return false;
        }
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

    /// <summary>Lays starts into free runs, which come in order.</summary>
    sealed class StartList(SlotQuestion question, List<Stretch> offsets)
    {
        readonly long length = question.DurationMinutes * 60L;
        readonly long interval = question.IntervalMinutes * 60L;
        readonly long align = question.AlignMinutes * 60L;
        readonly HashSet<int>? fullDays = Full(question, question.MaxPerLocalDay, day => day);
        readonly HashSet<int>? fullWeeks = Full(question, question.MaxPerLocalWeek, WeekOf);
        int at;

        public List<Instant> Found { get; } = [];

        public void AddFrom(Span run)
        {
            if (FirstAligned(run) is not { } start)
                return;
            for (; start + length <= run.End; start += interval)
                if (!IsFull(start))
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

        bool IsFull(long start)
        {
            if (fullDays is null && fullWeeks is null)
                return false;
            var day = (int)FloorDivide(start + OffsetAt(start), Day);
            return fullDays?.Contains(day) == true || fullWeeks?.Contains(WeekOf(day)) == true;
        }

        /// <summary>The days (or what <paramref name="of"/> makes of a day's number) on which as many own meetings start as are allowed.</summary>
        static HashSet<int>? Full(SlotQuestion question, int? limit, Func<int, int> of)
        {
            if (limit is null)
                return null;
            return [.. question.Busy
                .Where(item => item.Own && !IsExcluded(item, question) && Bounds(item, question.Hours.Clock, out _, out _))
                .GroupBy(item => of(WorkingCalendar.DayNumber(item switch
                {
                    BusyItem.AllDay days => days.StartDate,
                    BusyItem.Timed timed => question.Hours.Clock.At(timed.Start).Date,
                    _ => throw new InvalidOperationException("No such item."),
                })))
                .Where(group => group.Count() >= limit)
                .Select(group => group.Key)];
        }

        /// <summary>Weeks begin on Monday; 1970-01-01 was a Thursday.</summary>
        static int WeekOf(int day) => (int)FloorDivide(day + 3, 7);
    }
}
