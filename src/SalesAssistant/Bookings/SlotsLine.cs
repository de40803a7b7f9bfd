using NodaTime;
using NodaTime.Text;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>One line of input to the <c>slots</c> command, as it is written.</summary>
sealed record SlotsLine(
    string? Timezone,
    IReadOnlyList<SlotsLine.WeeklyLine?>? WorkingHours,
    IReadOnlyList<SlotsLine.OverrideLine?>? Overrides,
    IReadOnlyList<SlotsLine.BusyLine?>? Busy,
    IReadOnlyList<string?>? ExcludeIds,
    int? DurationMinutes,
    int? IntervalMinutes,
    int? AlignMinutes,
    int? BufferBeforeMinutes,
    int? BufferAfterMinutes,
    int? MinNoticeMinutes,
    int? MaxPerLocalDay,
    int? MaxPerLocalWeek,
    IReadOnlyList<SlotsLine.TripLine?>? Travel,
    bool? TentativeBlocks,
    string? Now,
    string? From,
    string? To)
{
    const int LongestMinutes = 366 * 1440;
    static readonly Duration LongestWindow = Duration.FromDays(10 * 366);

    /// <exception cref="FormatException">Something in the line is missing or wrong; the message names it.</exception>
    public SlotQuestion Question()
    {
        var zone = Zone("timezone", Timezone);
        var duration = Minutes("durationMinutes", DurationMinutes ?? throw Missing("durationMinutes"), 1);
        var interval = Minutes("intervalMinutes", IntervalMinutes ?? duration, 1);
        var now = Moment("now", Now);
        var from = From is null ? now : Moment("from", From);
        var to = Moment("to", To);
        if (to - from > LongestWindow)
            throw new FormatException("\"from\" to \"to\" is more than ten years");
        if (MaxPerLocalDay < 0)
            throw new FormatException("\"maxPerLocalDay\" is negative");
        if (MaxPerLocalWeek < 0)
            throw new FormatException("\"maxPerLocalWeek\" is negative");
        return new SlotQuestion
        {
            Hours = new WorkingCalendar(zone, Each(WorkingHours, "workingHours").Select(w => w.Hours()), Each(Overrides, "overrides").Select(o => o.Override()), [.. Each(Travel, "travel").Select(t => t.Trip())]),
            Busy = [.. Each(Busy, "busy").Select(b => b.Item())],
            ExcludeIds = Each(ExcludeIds, "excludeIds").ToHashSet(),
            DurationMinutes = duration,
            IntervalMinutes = interval,
            AlignMinutes = Minutes("alignMinutes", AlignMinutes ?? interval, 1),
            BufferBeforeMinutes = Minutes("bufferBeforeMinutes", BufferBeforeMinutes ?? 0, 0),
            BufferAfterMinutes = Minutes("bufferAfterMinutes", BufferAfterMinutes ?? 0, 0),
            MinNoticeMinutes = Minutes("minNoticeMinutes", MinNoticeMinutes ?? 0, 0),
            MaxPerLocalDay = MaxPerLocalDay,
            MaxPerLocalWeek = MaxPerLocalWeek,
            TentativeBlocks = TentativeBlocks ?? true,
            Now = now,
            From = from,
            To = to,
        };
    }

    static IEnumerable<T> Each<T>(IReadOnlyList<T?>? list, string name) where T : class =>
        (list ?? []).Select(entry => entry ?? throw new FormatException($"\"{name}\" holds a null"));

    static FormatException Missing(string name) => new($"\"{name}\" is missing");

    static DateTimeZone Zone(string name, string? id) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id ?? throw Missing(name)) ?? throw new FormatException($"\"{id}\" is not a known time zone");

    static int Minutes(string name, int value, int least) =>
        value >= least && value <= LongestMinutes ? value : throw new FormatException($"\"{name}\" must be from {least} to {LongestMinutes}");

    static Instant Moment(string name, string? text)
    {
        if (text is null)
            throw Missing(name);
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var moment } && IsThisAge(moment.Date))
            return moment.ToInstant();
        throw new FormatException($"\"{name}\" is not a moment such as 2026-12-01T09:00:00Z: \"{text}\"");
    }

    static LocalDate Date(string name, string? text) =>
        LocalDatePattern.Iso.Parse(text ?? throw Missing(name)) is { Success: true, Value: var date } && IsThisAge(date)
            ? date
            : throw new FormatException($"\"{name}\" is not a date such as 2026-12-24: \"{text}\"");

    /// <summary>Far from the ends of the calendar, so that adding minutes to a moment can't fail.</summary>
    static bool IsThisAge(LocalDate date) => date.Year is >= 1900 and < 2300;

    static DayRange Range(string? start, string? end) =>
        DayRange.TryParse(start, end, out var range) ? range : throw new FormatException($"\"{start}\" to \"{end}\" is not a range of hours such as 09:00 to 17:00");

    public sealed record WeeklyLine(IReadOnlyList<string?>? Days, string? Start, string? End)
    {
        public WeeklyHours Hours() => new(
            [.. (Days ?? throw Missing("days")).Select(d => TeamFile.TryParseDay(d, out var day) ? day : throw new FormatException($"\"{d}\" is not a day such as mon"))],
            Range(Start, End));
    }

    public sealed record RangeLine(string? Start, string? End);

    public sealed record OverrideLine(string? Date, IReadOnlyList<RangeLine?>? Ranges)
    {
        public DateOverride Override() =>
            new(SlotsLine.Date("date", Date), [.. Each(Ranges, "ranges").Select(r => Range(r.Start, r.End))]);
    }

    public sealed record TripLine(string? From, string? Until, string? Timezone)
    {
        public Trip Trip() => Date("from", From) is var from && Date("until", Until) is var until && until >= from
            ? new Trip(from, until, Zone("timezone", Timezone))
            : throw new FormatException($"a trip until {Until} can't begin on {From}");
    }

    public sealed record BusyLine(
        bool? AllDay, string? Start, string? End, string? StartDate, string? EndDate,
        string? Status, string? Id, bool? Own, int? BufferBeforeMinutes, int? BufferAfterMinutes)
    {
        public BusyItem Item()
        {
            BusyItem item = AllDay == true
                ? new BusyItem.AllDay(Date("startDate", StartDate), Date("endDate", EndDate))
                : new BusyItem.Timed(Moment("start", Start), Moment("end", End));
            return item with
            {
                Status = StatusOf(Status),
                Id = Id,
                Own = Own ?? false,
                BufferBeforeMinutes = Minutes("bufferBeforeMinutes", BufferBeforeMinutes ?? 0, 0),
                BufferAfterMinutes = Minutes("bufferAfterMinutes", BufferAfterMinutes ?? 0, 0),
            };
        }

        /// <summary>An item that doesn't say how it is shown counts as busy.</summary>
        static BusyStatus StatusOf(string? text)
        {
            if (text is null)
                return BusyStatus.Busy;
            foreach (var status in Enum.GetValues<BusyStatus>())
                if (text.Equals(status.ToString(), StringComparison.OrdinalIgnoreCase))
                    return status;
            throw new FormatException($"\"{text}\" is not a status such as busy");
        }
    }
}
