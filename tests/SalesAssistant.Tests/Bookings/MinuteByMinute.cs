using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;

namespace SalesAssistant.Tests.Bookings;

/// <summary>A range of hours as a person would write it: minutes since midnight, an end before the start crosses midnight.</summary>
sealed record Hours(int Start, int End);

/// <summary>One question to the engine, with the hours in the form they are written in.</summary>
sealed record SlotCase(
    DateTimeZone Zone,
    IReadOnlyList<Trip> Trips,
    IReadOnlyDictionary<IsoDayOfWeek, List<Hours>> Weekly,
    IReadOnlyDictionary<LocalDate, List<Hours>> Overrides,
    SlotQuestion Question);

/// <summary>
/// The rules for free slots, applied to every single minute of the window: slow, and plain enough to be seen to be right.
/// Knows nothing of offsets, intervals or the engine; it only asks what the wall clock shows.
/// </summary>
static class MinuteByMinute
{
    static readonly Duration Minute = Duration.FromMinutes(1);

    public static List<Instant> FreeStarts(SlotCase it)
    {
        var question = it.Question;
        var minutes = new List<(Instant At, LocalDateTime Local, bool Free)>();
        var blocks = question.Busy.Where(item => Blocks(item, question)).Select(item => BlockOf(item, it)).ToList();
        for (var at = WholeMinute(question.From); at < question.To; at += Minute)
        {
            var local = Clock(at, it);
            var free = Works(local, it)
                && at >= question.From && at + Minute <= question.To
                && at >= question.Now + Duration.FromMinutes(question.MinNoticeMinutes)
                && !blocks.Any(b => b is { } block && block.Start < at + Minute && at < block.End);
            minutes.Add((at, local, free));
        }

        var starts = new List<Instant>();
        for (var i = 0; i < minutes.Count; i++)
        {
            if (!minutes[i].Free || (i > 0 && minutes[i - 1].Free))
                continue;
            var end = i;
            while (end < minutes.Count && minutes[end].Free)
                end++;
            var start = i;
            while (start < end && MinuteOfDay(minutes[start].Local) % question.AlignMinutes != 0)
                start++;
            for (; start + question.DurationMinutes <= end; start += question.IntervalMinutes)
                if (!IsFull(minutes[start].Local.Date, it))
                    starts.Add(minutes[start].At);
        }

        return starts;
    }

    /// <summary>A rep is away while the clock there shows a date of the trip; of several such trips, on the one listed last.</summary>
    static LocalDateTime Clock(Instant at, SlotCase it) =>
        at.InZone(it.Trips.LastOrDefault(trip => at.InZone(trip.Zone).Date is var there && there >= trip.From && there <= trip.Until)?.Zone ?? it.Zone).LocalDateTime;

    static bool Works(LocalDateTime local, SlotCase it) =>
        RangesOf(local.Date, it).Any(r => Holds(r, MinuteOfDay(local)))
        || RangesOf(local.Date.PlusDays(-1), it).Any(r => Holds(r, MinuteOfDay(local) + 1440));

    static List<Hours> RangesOf(LocalDate date, SlotCase it) =>
        it.Overrides.TryGetValue(date, out var replaced) ? replaced : it.Weekly.GetValueOrDefault(date.DayOfWeek, []);

    static bool Holds(Hours range, int minute)
    {
        var end = range.End < range.Start ? range.End + 1440 : range.End;
        return minute >= range.Start && minute < end;
    }

    static int MinuteOfDay(LocalDateTime local) => local.Hour * 60 + local.Minute;

    static bool Blocks(BusyItem item, SlotQuestion question) =>
        !(item.Id is { } id && question.ExcludeIds.Contains(id))
        && (item.Status is BusyStatus.Busy or BusyStatus.Oof or BusyStatus.Unknown || (item.Status == BusyStatus.Tentative && question.TentativeBlocks));

    static (Instant Start, Instant End)? BlockOf(BusyItem item, SlotCase it)
    {
        if (Extent(item, it) is not { } extent)
            return null;
        return (extent.Start - Duration.FromMinutes(it.Question.BufferAfterMinutes + item.BufferBeforeMinutes),
            extent.End + Duration.FromMinutes(it.Question.BufferBeforeMinutes + item.BufferAfterMinutes));
    }

    static (Instant Start, Instant End)? Extent(BusyItem item, SlotCase it)
    {
        var (start, end) = item switch
        {
            BusyItem.Timed timed => (timed.Start, timed.End),
            BusyItem.AllDay days when days.EndDate <= days.StartDate => (Instant.MinValue, Instant.MinValue),
            BusyItem.AllDay days => (FirstMinuteOf(days.StartDate, it), FirstMinuteOf(days.EndDate, it)),
            _ => throw new NotSupportedException(),
        };
        return start < end ? (start, end) : null;
    }

    /// <summary>Looks through three days for the first minute whose date is this one or a later one.</summary>
    static Instant FirstMinuteOf(LocalDate date, SlotCase it)
    {
        var at = Instant.FromUtc(date.Year, date.Month, date.Day, 0, 0) - Duration.FromHours(36);
        while (Clock(at, it).Date < date)
            at += Minute;
        return at;
    }

    static bool IsFull(LocalDate date, SlotCase it) =>
        Own(it, day => day == date) >= (it.Question.MaxPerLocalDay ?? int.MaxValue)
        || Own(it, day => MondayOf(day) == MondayOf(date)) >= (it.Question.MaxPerLocalWeek ?? int.MaxValue);

    static int Own(SlotCase it, Func<LocalDate, bool> on) => it.Question.Busy.Count(item => item.Own
        && !(item.Id is { } id && it.Question.ExcludeIds.Contains(id))
        && Extent(item, it) is { } extent
        && on(item is BusyItem.AllDay days ? days.StartDate : Clock(extent.Start, it).Date));

    static LocalDate MondayOf(LocalDate date)
    {
        while (date.DayOfWeek != IsoDayOfWeek.Monday)
            date = date.PlusDays(-1);
        return date;
    }

    static Instant WholeMinute(Instant instant) =>
        Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 60 * 60);
}
