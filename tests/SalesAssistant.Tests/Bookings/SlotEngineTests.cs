using CsCheck;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class SlotEngineTests
{
    /// <summary>Set SLOT_CASES to run the full form.</summary>
    static readonly long Cases = long.TryParse(Environment.GetEnvironmentVariable("SLOT_CASES"), out var n) ? n : 300;

    [Fact]
    public void The_engine_finds_what_a_minute_by_minute_reading_of_the_rules_finds()
    {
        var withSlots = 0;
        SlotCases.Any.Sample(
            it =>
            {
                var expected = MinuteByMinute.FreeStarts(it);
                withSlots += expected.Count > 0 ? 1 : 0;
                Assert.Equal(expected, SlotEngine.FreeStarts(it.Question));
            },
            iter: Cases, threads: 1, print: Describe);
        Assert.True(withSlots > Cases / 4, $"Only {withSlots} of {Cases} cases had a free slot at all.");
    }

    [Fact]
    public void What_is_offered_can_be_booked_also_when_the_clock_has_moved_on() => SlotCases.Any.Sample(
        it =>
        {
            foreach (var start in SlotEngine.FreeStarts(it.Question))
            {
                var later = Instant.Min(it.Question.Now + Duration.FromMinutes(7), start - Duration.FromMinutes(it.Question.MinNoticeMinutes));
                Assert.True(SlotEngine.IsFree(it.Question with { Now = later }, start));
            }
        },
        iter: Cases, threads: 1, print: Describe);

    [Theory]
    [InlineData("America/New_York", "2026-03-08", "13:00", "17:00", "2026-03-08T17:00:00Z", 8)]  // the day begins at -5 and the afternoon is at -4
    [InlineData("Europe/Berlin", "2026-10-25", "13:00", "17:00", "2026-10-25T12:00:00Z", 8)]
    [InlineData("Europe/Berlin", "2026-03-29", "02:00", "03:00", null, 0)]                      // the hour that is not there
    [InlineData("Europe/Berlin", "2026-10-25", "02:00", "03:00", "2026-10-25T00:00:00Z", 4)]     // the hour that comes twice
    [InlineData("Australia/Lord_Howe", "2026-04-05", "01:30", "02:00", "2026-04-04T14:30:00Z", 2)]
    [InlineData("Pacific/Apia", "2011-12-30", "09:00", "17:00", null, 0)]                        // the date that Samoa left out
    [InlineData("Asia/Kathmandu", "2026-12-01", "09:00", "10:00", "2026-12-01T03:15:00Z", 2)]
    public void A_working_range_means_the_wall_clock_of_that_date(string zone, string date, string start, string end, string? first, int count)
    {
        var day = LocalDatePattern.Iso.Parse(date).Value;
        Assert.True(DayRange.TryParse(start, end, out var range));
        var starts = SlotEngine.FreeStarts(Question(zone) with
        {
            Hours = new WorkingCalendar(DateTimeZoneProviders.Tzdb[zone], [], [new DateOverride(day, [range])]),
            Now = Instant.FromUtc(2000, 1, 1, 0, 0),
            From = Instant.FromUtc(day.Year, day.Month, day.Day, 0, 0) - Duration.FromDays(2),
            To = Instant.FromUtc(day.Year, day.Month, day.Day, 0, 0) + Duration.FromDays(2),
        });
        Assert.Equal(count, starts.Count);
        Assert.Equal(first, count == 0 ? null : InstantPattern.General.Format(starts[0]));
    }

    [Fact]
    public void Alignment_follows_the_clock_when_it_changes_before_the_first_start()
    {
        // On Lord Howe Island 02:00 becomes 02:30: from 01:45 the next full hour on the wall is 03:00, half an hour and fifteen minutes later.
        Assert.True(DayRange.TryParse("01:45", "04:30", out var range));
        var starts = SlotEngine.FreeStarts(Question("Australia/Lord_Howe") with
        {
            Hours = new WorkingCalendar(DateTimeZoneProviders.Tzdb["Australia/Lord_Howe"], [], [new DateOverride(new LocalDate(2026, 10, 4), [range])]),
            AlignMinutes = 60,
            IntervalMinutes = 60,
            Now = Instant.FromUtc(2026, 10, 1, 0, 0),
            From = Instant.FromUtc(2026, 10, 1, 0, 0),
            To = Instant.FromUtc(2026, 10, 8, 0, 0),
        });
        Assert.Equal([Instant.FromUtc(2026, 10, 3, 16, 0), Instant.FromUtc(2026, 10, 3, 17, 0)], starts);
    }

    [Fact]
    public void A_whole_day_ends_where_the_next_begins_also_without_a_midnight()
    {
        // In Havana the eighth of March 2026 begins at 01:00.
        Assert.True(DayRange.TryParse("00:00", "24:00", out var range));
        var zone = DateTimeZoneProviders.Tzdb["America/Havana"];
        var starts = SlotEngine.FreeStarts(Question("America/Havana") with
        {
            Hours = new WorkingCalendar(zone, [new WeeklyHours([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday], range)], []),
            Busy = [new BusyItem.AllDay(new LocalDate(2026, 3, 7), new LocalDate(2026, 3, 8))],
            Now = Instant.FromUtc(2026, 3, 1, 0, 0),
            From = Instant.FromUtc(2026, 3, 6, 0, 0),
            To = Instant.FromUtc(2026, 3, 9, 0, 0),
        });
        Assert.Equal(new LocalDateTime(2026, 3, 8, 1, 0), starts[0].InZone(zone).LocalDateTime);
    }

    [Fact]
    public void On_a_trip_the_hours_mean_the_clock_there()
    {
        var newYork = DateTimeZoneProviders.Tzdb["America/New_York"];
        var starts = SlotEngine.FreeStarts(Question("Europe/Berlin") with
        {
            Hours = new WorkingCalendar(
                DateTimeZoneProviders.Tzdb["Europe/Berlin"],
                [new WeeklyHours([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday], new DayRange(9 * 3600, 10 * 3600))],
                [],
                [new Trip(new LocalDate(2026, 12, 1), new LocalDate(2026, 12, 1), newYork)]),
            DurationMinutes = 60,
            From = At(0, 0) - Duration.FromDays(1),
            To = At(0, 0) + Duration.FromDays(2),
            Now = At(0, 0) - Duration.FromDays(2),
        });
        Assert.Equal(
            ["2026-11-30T08:00:00Z", "2026-12-01T14:00:00Z", "2026-12-02T08:00:00Z"],
            starts.Select(InstantPattern.General.Format));
    }

    [Fact]
    public void A_limit_a_week_counts_from_monday_to_sunday()
    {
        var question = Question("UTC") with
        {
            Hours = new WorkingCalendar(DateTimeZone.Utc, [new WeeklyHours([IsoDayOfWeek.Friday, IsoDayOfWeek.Monday], new DayRange(9 * 3600, 10 * 3600))], []),
            To = At(0, 0) + Duration.FromDays(7),
            Busy = [new BusyItem.Timed(At(9, 0), At(10, 0)) { Own = true }],
            MaxPerLocalWeek = 1,
        };
        Assert.Equal(["2026-12-07T09:00:00Z", "2026-12-07T09:30:00Z"], SlotEngine.FreeStarts(question).Select(InstantPattern.General.Format));
        Assert.Equal(SlotVerdict.WeekFull, SlotEngine.Judge(question, Instant.FromUtc(2026, 12, 4, 9, 0)));
    }

    [Fact]
    public void The_verdict_names_what_stands_in_the_way()
    {
        var question = Question("UTC") with
        {
            Busy = [new BusyItem.Timed(At(12, 0), At(13, 0)) { Id = "lunch", Own = true }],
            Now = At(9, 0),
            MinNoticeMinutes = 60,
        };
        Assert.Equal(
            [SlotVerdict.TooSoon, SlotVerdict.Free, SlotVerdict.Blocked, SlotVerdict.OutsideHours, SlotVerdict.OutsideWindow],
            new[] { At(9, 30), At(10, 0), At(11, 45), At(16, 45), At(23, 45) }.Select(start => SlotEngine.Judge(question, start)));
        Assert.Equal(SlotVerdict.DayFull, SlotEngine.Judge(question with { MaxPerLocalDay = 1 }, At(10, 0)));
        Assert.Equal("lunch", Assert.Single(SlotEngine.Blockers(question, At(11, 45))).Id);
    }

    [Fact]
    public void A_start_is_free_by_the_verdict_exactly_when_the_meeting_fits_there() => SlotCases.Any.Sample(
        it =>
        {
            foreach (var start in SlotEngine.FreeStarts(it.Question))
                Assert.Equal(SlotVerdict.Free, SlotEngine.Judge(it.Question, start));
            foreach (var start in SlotEngine.FreeStarts(it.Question with { Busy = [], MaxPerLocalDay = null, MaxPerLocalWeek = null }).Except(SlotEngine.FreeStarts(it.Question)).Take(20))
                Assert.Equal(SlotEngine.IsFree(it.Question, start), SlotEngine.Judge(it.Question, start) == SlotVerdict.Free);
        },
        iter: Cases, threads: 1, print: Describe);

    [Fact]
    public void Buffers_of_the_meeting_and_of_the_item_add_up()
    {
        var starts = Starts(Question("UTC") with
        {
            BufferBeforeMinutes = 15,
            BufferAfterMinutes = 10,
            AlignMinutes = 5,
            IntervalMinutes = 5,
            Busy = [new BusyItem.Timed(At(12, 0), At(13, 0)) { BufferBeforeMinutes = 5, BufferAfterMinutes = 20 }],
        });
        Assert.Contains("11:15", starts);
        Assert.DoesNotContain("11:20", starts);
        Assert.Equal("13:35", starts.First(s => string.CompareOrdinal(s, "12:00") > 0));
    }

    [Fact]
    public void Notice_counts_to_the_second()
    {
        Assert.Equal("11:00", Starts(Question("UTC") with { Now = At(9, 0), MinNoticeMinutes = 120 })[0]);
        Assert.Equal("11:30", Starts(Question("UTC") with { Now = At(9, 0) + Duration.FromSeconds(1), MinNoticeMinutes = 120 })[0]);
        Assert.Equal("11:30", Starts(Question("UTC") with { Now = At(9, 0) + Duration.FromMilliseconds(1), MinNoticeMinutes = 120 })[0]);
    }

    [Fact]
    public void A_meeting_that_is_being_moved_does_not_stand_in_its_own_way()
    {
        var question = Question("UTC") with { Busy = [new BusyItem.Timed(At(9, 0), At(17, 0)) { Id = "mine", Own = true }], MaxPerLocalDay = 1 };
        Assert.Empty(Starts(question));
        Assert.NotEmpty(Starts(question with { ExcludeIds = new HashSet<string> { "mine" } }));
    }

    [Fact]
    public void Only_items_that_take_time_block()
    {
        foreach (var status in Enum.GetValues<BusyStatus>())
        {
            var question = Question("UTC") with { Busy = [new BusyItem.Timed(At(9, 0), At(17, 0)) { Status = status }] };
            var blocks = status is BusyStatus.Busy or BusyStatus.Oof or BusyStatus.Unknown or BusyStatus.Tentative;
            Assert.Equal(!blocks, Starts(question).Count > 0);
            Assert.Equal(!blocks || status == BusyStatus.Tentative, Starts(question with { TentativeBlocks = false }).Count > 0);
        }
    }

    /// <summary>Tuesday, the first of December 2026, nine to five.</summary>
    static SlotQuestion Question(string zone) => new()
    {
        Hours = new WorkingCalendar(
            DateTimeZoneProviders.Tzdb[zone],
            [new WeeklyHours([IsoDayOfWeek.Tuesday], new DayRange(9 * 3600, 17 * 3600))],
            []),
        DurationMinutes = 30,
        IntervalMinutes = 30,
        AlignMinutes = 30,
        Now = At(0, 0),
        From = At(0, 0),
        To = At(0, 0) + Duration.FromDays(1),
    };

    static Instant At(int hour, int minute) => Instant.FromUtc(2026, 12, 1, hour, minute);

    static List<string> Starts(SlotQuestion question) =>
        [.. SlotEngine.FreeStarts(question).Select(s => InstantPattern.CreateWithInvariantCulture("HH:mm").Format(s))];

    static string Describe(SlotCase it) => $"""
        {it.Zone} {string.Join("; ", it.Trips)} {it.Question}
        weekly {string.Join("; ", it.Weekly.Select(d => $"{d.Key}: {string.Join(", ", d.Value)}"))}
        overrides {string.Join("; ", it.Overrides.Select(d => $"{d.Key}: {string.Join(", ", d.Value)}"))}
        busy {string.Join("; ", it.Question.Busy)} without {string.Join(",", it.Question.ExcludeIds)}
        expected {string.Join(" ", MinuteByMinute.FreeStarts(it))}
        found    {string.Join(" ", SlotEngine.FreeStarts(it.Question))}
        """;
}
