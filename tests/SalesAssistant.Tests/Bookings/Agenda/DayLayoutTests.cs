using NodaTime;
using SalesAssistant.Bookings.Agenda;
using SalesAssistant.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Agenda;

/// <summary>Days of any length are drawn so that every instant has a place of its own, and what overlaps stands side by side.</summary>
public sealed class DayLayoutTests
{
    const int Hour = 3600;
    static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    static readonly RepClock Home = new(Berlin);

    [Fact]
    public void A_usual_day_is_as_high_as_its_hours()
    {
        var day = ClockDay.Of(Home, new LocalDate(2026, 11, 23));
        var axis = new ClockAxis([day], 8 * Hour, 18 * Hour);
        Assert.Equal(10 * Hour, axis.Length);
        Assert.Equal([8, 9, 10], axis.Lines(Hour).Take(3).Select(line => line.Clock / Hour));
        Assert.Equal(90 * 60, axis.At(day, Local(2026, 11, 23, 9, 30)));
        // Outside of what is shown is at the edge.
        Assert.Equal(0, axis.At(day, Local(2026, 11, 23, 7, 0)));
        Assert.Equal(10 * Hour, axis.At(day, Local(2026, 11, 23, 20, 0)));
        Assert.Empty(axis.MissingOn(day));
    }

    [Fact]
    public void The_hour_that_comes_twice_has_its_place_twice_and_other_days_are_empty_there()
    {
        var saturday = ClockDay.Of(Home, new LocalDate(2026, 10, 24));
        var sunday = ClockDay.Of(Home, new LocalDate(2026, 10, 25));
        Assert.Equal(Duration.FromHours(25), sunday.Length);
        var axis = new ClockAxis([saturday, sunday], 8 * Hour, 18 * Hour);
        Assert.Equal(25 * Hour, axis.Length);
        var first = Instant.FromUtc(2026, 10, 25, 0, 30);
        Assert.Equal((2 * Hour) + 1800, axis.At(sunday, first));
        Assert.Equal((3 * Hour) + 1800, axis.At(sunday, first + Duration.FromHours(1)));
        Assert.Equal(4 * Hour, axis.At(sunday, first + Duration.FromMinutes(90)));
        // Saturday's three o'clock is beside Sunday's, and the hour before is not there.
        Assert.Equal(4 * Hour, axis.At(saturday, Local(2026, 10, 24, 3, 0)));
        Assert.Equal(3 * Hour, axis.At(saturday, Local(2026, 10, 24, 3, 0), isEnd: true));
        Assert.Equal([(3 * Hour, 4 * Hour)], axis.MissingOn(saturday));
        Assert.Empty(axis.MissingOn(sunday));
        Assert.Equal([(2 * Hour, false), (2 * Hour, true), (3 * Hour, false)], axis.Lines(Hour).Skip(2).Take(3).Select(line => (line.Clock, line.IsAgain)));
    }

    [Fact]
    public void The_hour_that_is_left_out_is_not_there_on_its_day()
    {
        var sunday = ClockDay.Of(Home, new LocalDate(2026, 3, 29));
        Assert.Equal(Duration.FromHours(23), sunday.Length);
        var axis = new ClockAxis([sunday]);
        Assert.Equal(24 * Hour, axis.Length);
        Assert.Equal([(2 * Hour, 3 * Hour)], axis.MissingOn(sunday));
        Assert.Equal(3 * Hour, axis.At(sunday, Instant.FromUtc(2026, 3, 29, 1, 0)));
        Assert.Equal(2 * Hour, axis.At(sunday, Instant.FromUtc(2026, 3, 29, 1, 0), isEnd: true));
    }

    [Fact]
    public void A_trip_to_the_west_makes_a_day_longer_and_the_way_home_makes_one_shorter()
    {
        var clock = new RepClock(Berlin, [new Trip(new LocalDate(2027, 2, 2), new LocalDate(2027, 2, 4), DateTimeZoneProviders.Tzdb["America/New_York"])]);
        var there = ClockDay.Of(clock, new LocalDate(2027, 2, 2));
        var back = ClockDay.Of(clock, new LocalDate(2027, 2, 5));
        Assert.Equal((Duration.FromHours(30), Duration.FromHours(18)), (there.Length, back.Length));
        var axis = new ClockAxis([there, back]);
        Assert.Equal(30 * Hour, axis.Length);
        // 09:00 in New York is beside 09:00 in Berlin three days later.
        Assert.Equal(axis.At(back, Local(2027, 2, 5, 9, 0)), axis.At(there, Instant.FromUtc(2027, 2, 2, 14, 0)));
        Assert.Equal([(0, 12 * Hour)], axis.MissingOn(back));
    }

    [Theory]
    [InlineData("Europe/Berlin"), InlineData("Australia/Lord_Howe"), InlineData("America/Sao_Paulo"), InlineData("Asia/Kathmandu"), InlineData("Africa/Cairo")]
    public void Time_runs_down_the_page_and_no_two_instants_share_a_place(string zone)
    {
        var clock = new RepClock(DateTimeZoneProviders.Tzdb[zone]);
        for (var monday = new LocalDate(2018, 1, 1); monday < new LocalDate(2019, 1, 1); monday = monday.PlusDays(7))
        {
            var week = Enumerable.Range(0, 7).Select(i => ClockDay.Of(clock, monday.PlusDays(i))).ToList();
            var axis = new ClockAxis(week);
            foreach (var day in week)
            {
                var before = -1;
                for (var at = day.Start; at < day.End; at += Duration.FromMinutes(15))
                {
                    var place = axis.At(day, at);
                    Assert.True(place > before && place < axis.Length, $"{zone} {day.Date} {at}: {before} then {place} of {axis.Length}");
                    before = place;
                }
                Assert.Equal(axis.Length - axis.MissingOn(day).Sum(span => span.To - span.From), (int)day.Length.TotalSeconds);
            }
        }
    }

    [Fact]
    public void What_crosses_midnight_is_on_both_days()
    {
        var monday = ClockDay.Of(Home, new LocalDate(2026, 11, 23));
        var tuesday = ClockDay.Of(Home, new LocalDate(2026, 11, 24));
        var axis = new ClockAxis([monday, tuesday]);
        var late = Item("late", Local(2026, 11, 23, 23, 0), Local(2026, 11, 24, 1, 0));
        var first = Assert.Single(DayLayout.Lay(monday, axis, [late]));
        Assert.Equal((23 * Hour, Hour, false, true), (first.Top, first.Height, first.IsFromBefore, first.GoesOn));
        var second = Assert.Single(DayLayout.Lay(tuesday, axis, [late]));
        Assert.Equal((0, Hour, true, false), (second.Top, second.Height, second.IsFromBefore, second.GoesOn));
        // One that ends at midnight is no matter of the next day.
        Assert.Empty(DayLayout.Lay(tuesday, axis, [Item("evening", Local(2026, 11, 23, 23, 0), Local(2026, 11, 24, 0, 0))]));
    }

    [Fact]
    public void Hours_that_cross_midnight_are_shaded_on_both_days()
    {
        var hours = new WorkingCalendar(Berlin, [new WeeklyHours([IsoDayOfWeek.Monday], new DayRange(22 * Hour, 26 * Hour))], []);
        Assert.Equal([(Local(2026, 11, 23, 22, 0), Local(2026, 11, 24, 0, 0))], ClockDay.Of(Home, new LocalDate(2026, 11, 23)).Working(hours));
        Assert.Equal([(Local(2026, 11, 24, 0, 0), Local(2026, 11, 24, 2, 0))], ClockDay.Of(Home, new LocalDate(2026, 11, 24)).Working(hours));
    }

    [Fact]
    public void What_overlaps_stands_side_by_side_and_what_does_not_has_the_whole_width()
    {
        var day = ClockDay.Of(Home, new LocalDate(2026, 11, 23));
        var boxes = DayLayout.Lay(day, new ClockAxis([day]),
        [
            Item("a", Local(2026, 11, 23, 9, 0), Local(2026, 11, 23, 12, 0)),
            Item("b", Local(2026, 11, 23, 9, 30), Local(2026, 11, 23, 10, 0)),
            // b's column is free again, although a still runs.
            Item("c", Local(2026, 11, 23, 10, 0), Local(2026, 11, 23, 11, 0)),
            Item("d", Local(2026, 11, 23, 13, 0), Local(2026, 11, 23, 14, 0)),
            // Too short to be read: it is drawn higher, and what follows makes way.
            Item("e", Local(2026, 11, 23, 15, 0), Local(2026, 11, 23, 15, 5)),
            Item("f", Local(2026, 11, 23, 15, 5), Local(2026, 11, 23, 16, 0)),
            Item("all day", day.Start, day.End) with { IsAllDay = true },
        ]);
        Assert.Equal([("a", 0, 2), ("b", 1, 2), ("c", 1, 2), ("d", 0, 1), ("e", 0, 2), ("f", 1, 2)], boxes.Select(box => (box.Item.Id, box.Column, box.Columns)));
    }

    static AgendaItem Item(string id, Instant start, Instant end) => new(AgendaKind.Meeting, id, start, end, id);

    static Instant Local(int year, int month, int day, int hour, int minute) => new LocalDateTime(year, month, day, hour, minute).InZoneStrictly(Berlin).ToInstant();
}
