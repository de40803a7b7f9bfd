using CsCheck;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;

namespace SalesAssistant.Tests.Bookings;

/// <summary>Random zones, hours and calendars, thickest around the moments when clocks change.</summary>
static class SlotCases
{
    /// <summary>Zones with an ordinary change, a half-hour one, none, odd offsets, changes at midnight, a two-hour change, a date left out.</summary>
    static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Antarctica/Troll", "Asia/Kolkata", "Asia/Kathmandu",
        "Pacific/Chatham", "Australia/Adelaide", "America/St_Johns", "America/Havana", "America/Santiago", "Africa/Cairo", "Asia/Beirut",
        "America/Sao_Paulo", "Atlantic/Azores", "Africa/Casablanca", "Europe/Dublin", "Pacific/Kiritimati", "UTC",
    ];

    static readonly Gen<int> Grain = Gen.OneOf(5, 10, 15, 20, 25, 30, 45, 60, 7, 90);

    static readonly Gen<Hours> AnyHours = Gen.Select(
        Mixed((3, Gen.Int[0, 95].Select(q => q * 15)), (1, Gen.Int[0, 1439])),
        Mixed((3, Gen.Int[0, 96].Select(q => q * 15)), (1, Gen.Int[0, 1440])),
        (start, end) => new Hours(start, end));

    static readonly Gen<List<Hours>> Ranges = AnyHours.List[0, 3];

    public static readonly Gen<SlotCase> Any =
        from zone in Gen.OneOf(Zones).Select(id => DateTimeZoneProviders.Tzdb[id])
        from near in Near(zone)
        from lead in Gen.Int[0, 3 * 1440]
        from window in Gen.Int[0, 4 * 1440]
        from seconds in Mixed((3, Gen.Const(0)), (1, Gen.Int[0, 59]))
        let origin = near - Duration.FromMinutes(lead)
        let date = near.InZone(zone).Date
        from weekly in Gen.Dictionary(Gen.Int[1, 7].Select(d => (IsoDayOfWeek)d), Ranges)[3, 7]
        from overrides in Gen.Dictionary(Gen.Int[-3, 3].Select(d => date.PlusDays(d)), Ranges)[0, 3]
        from busy in Busy(near, date).List[0, 8]
        from excluded in Gen.OneOf("a", "b", "c").HashSet[0, 1]
        from shape in Gen.Select(Gen.Int[1, 24].Select(n => n * 5), Grain, Grain, Gen.Int[0, 6].Select(n => n * 5), Gen.Int[0, 6].Select(n => n * 5))
        from limit in Mixed((3, Gen.Const((int?)null)), (2, Gen.Int[0, 3].Select(n => (int?)n)))
        from weekLimit in Mixed((4, Gen.Const((int?)null)), (1, Gen.Int[0, 4].Select(n => (int?)n)))
        from trips in Mixed((2, Gen.Const(new List<Trip>())), (1, Trip(date).List[1, 2]))
        from tentative in Gen.Bool
        from notice in Mixed((1, Gen.Const(0)), (1, Gen.Int[0, 2000]))
        from sinceNow in Gen.Int[-600, 1440]
        let offsetNow = Duration.FromMinutes(sinceNow) + Duration.FromSeconds(seconds)
        select new SlotCase(zone, trips, weekly, overrides, new SlotQuestion
        {
            Hours = new WorkingCalendar(
                zone,
                weekly.SelectMany(day => day.Value.Select(h => new WeeklyHours([day.Key], RangeOf(h)))),
                overrides.Select(day => new DateOverride(day.Key, [.. day.Value.Select(RangeOf)])),
                trips),
            Busy = busy,
            ExcludeIds = excluded,
            DurationMinutes = shape.Item1,
            IntervalMinutes = shape.Item2,
            AlignMinutes = shape.Item3,
            BufferBeforeMinutes = shape.Item4,
            BufferAfterMinutes = shape.Item5,
            MaxPerLocalDay = limit,
            MaxPerLocalWeek = weekLimit,
            TentativeBlocks = tentative,
            MinNoticeMinutes = notice,
            Now = origin - offsetNow,
            From = origin + Duration.FromSeconds(seconds % 7),
            To = origin + Duration.FromMinutes(window) + Duration.FromSeconds(seconds % 11),
        });

    static Gen<Trip> Trip(LocalDate date) =>
        from start in Gen.Int[-3, 3]
        from days in Gen.Int[0, 3]
        from zone in Gen.OneOf(Zones)
        select new Trip(date.PlusDays(start), date.PlusDays(start + days), DateTimeZoneProviders.Tzdb[zone]);

    /// <summary>Mostly a change of the zone's clocks, else any moment of some years; for Samoa often the day it left out.</summary>
    static Gen<Instant> Near(DateTimeZone zone)
    {
        var first = Instant.FromUtc(zone.Id == "Pacific/Apia" ? 2010 : 2019, 1, 1, 0, 0);
        var anywhere = Gen.Int[0, 9 * 365 * 1440].Select(minutes => first + Duration.FromMinutes(minutes));
        var changes = zone.GetZoneIntervals(first, first + Duration.FromDays(9 * 365)).Where(i => i.HasEnd).Select(i => i.End).ToArray();
        var skipped = Instant.FromUtc(2011, 12, 30, 10, 0);
        return changes.Length == 0 ? anywhere
            : zone.Id == "Pacific/Apia" ? Mixed((1, anywhere), (2, Gen.OneOf(changes)), (3, Gen.Const(skipped)))
            : Mixed((1, anywhere), (3, Gen.OneOf(changes)));
    }

    static Gen<BusyItem> Busy(Instant near, LocalDate date)
    {
        var common = Gen.Select(
            Gen.Enum<BusyStatus>(), Gen.OneOf<string?>(null, "a", "b", "c"), Gen.Bool,
            Mixed((2, Gen.Const(0)), (1, Gen.Int[0, 40])), Mixed((2, Gen.Const(0)), (1, Gen.Int[0, 40])));
        var timed =
            from c in common
            from start in Gen.Int[-3 * 1440, 3 * 1440]
            from length in Gen.Int[-10, 240]
            from second in Mixed((3, Gen.Const(0)), (1, Gen.Int[0, 59]))
            let at = near + Duration.FromMinutes(start) + Duration.FromSeconds(second)
            select (BusyItem)new BusyItem.Timed(at, at + Duration.FromMinutes(length))
            {
                Status = c.Item1,
                Id = c.Item2,
                Own = c.Item3,
                BufferBeforeMinutes = c.Item4,
                BufferAfterMinutes = c.Item5,
            };
        var allDay =
            from c in common
            from start in Gen.Int[-3, 3]
            from days in Gen.Int[0, 2]
            select (BusyItem)new BusyItem.AllDay(date.PlusDays(start), date.PlusDays(start + days))
            {
                Status = c.Item1,
                Id = c.Item2,
                Own = c.Item3,
                BufferBeforeMinutes = c.Item4,
                BufferAfterMinutes = c.Item5,
            };
        return Mixed((4, timed), (1, allDay));
    }

    static Gen<T> Mixed<T>(params (int Times, Gen<T> Of)[] parts) =>
        Gen.Frequency<T>([.. parts.Select(p => (p.Times, (IGen<T>)p.Of))]);

    static DayRange RangeOf(Hours hours)
    {
        static string Text(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
        // "24:00" begins no day: as a start it would be the next date's midnight.
        return DayRange.TryParse(Text(hours.Start), Text(hours.End), out var range) ? range : throw new InvalidOperationException(hours.ToString());
    }
}
