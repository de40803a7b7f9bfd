using NodaTime;
using SalesAssistant.Bookings;

namespace SalesAssistant.Tests.Bookings;

/// <summary>A range of hours as a person would write it: minutes since midnight, an end before the start crosses midnight.</summary>
sealed record Hours(int Start, int End);

/// <summary>One question to the engine, with the hours in the form they are written in.</summary>
sealed record SlotCase(
    DateTimeZone Zone,
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
            var local = at.InZone(it.Zone).LocalDateTime;
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
        if (Extent(item, it.Zone) is not { } extent)
            return null;
        return (extent.Start - Duration.FromMinutes(it.Question.BufferAfterMinutes + item.BufferBeforeMinutes),
            extent.End + Duration.FromMinutes(it.Question.BufferBeforeMinutes + item.BufferAfterMinutes));
    }

    static (Instant Start, Instant End)? Extent(BusyItem item, DateTimeZone zone)
    {
        var (start, end) = item switch
        {
            BusyItem.Timed timed => (timed.Start, timed.End),
            BusyItem.AllDay days when days.EndDate <= days.StartDate => (Instant.MinValue, Instant.MinValue),
            BusyItem.AllDay days => (FirstMinuteOf(days.StartDate, zone), FirstMinuteOf(days.EndDate, zone)),
            _ => throw new NotSupportedException(),
        };
        return start < end ? (start, end) : null;
    }

    /// <summary>Looks through three days for the first minute whose date is this one or a later one.</summary>
    static Instant FirstMinuteOf(LocalDate date, DateTimeZone zone)
    {
        var at = Instant.FromUtc(date.Year, date.Month, date.Day, 0, 0) - Duration.FromHours(36);
        while (at.InZone(zone).Date < date)
            at += Minute;
        return at;
    }

    static bool IsFull(LocalDate date, SlotCase it) =>
        it.Question.MaxPerLocalDay is { } limit
        && it.Question.Busy.Count(item => item.Own
            && !(item.Id is { } id && it.Question.ExcludeIds.Contains(id))
            && Extent(item, it.Zone) is { } extent
            && (item is BusyItem.AllDay days ? days.StartDate : extent.Start.InZone(it.Zone).Date) == date) >= limit;

    static Instant WholeMinute(Instant instant) =>
        Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds() / 60 * 60);
}
