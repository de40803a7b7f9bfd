using CsCheck;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.When;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class WhenPhraseTests
{
    /// <summary>The visitor's clock: Monday, 23 November 2026, 10:00, in London.</summary>
    static readonly LocalDateTime Now = new(2026, 11, 23, 10, 0);

    static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    /// <summary>The table of cases: the words, and each reading as its kind, start and (behind two dots) exclusive end. A question mark: it is asked which is meant.</summary>
    [Theory]
    [InlineData("today", "date 11-23")]
    [InlineData("Tomorrow, please", "date 11-24")]
    [InlineData("the day after tomorrow", "date 11-25")]
    [InlineData("Can I talk to someone on Thursday afternoon?", "dateTimeRange 11-26 12:00..11-26 18:00")]
    [InlineData("thurs at 3", "dateTime 11-26 15:00")]
    [InlineData("this Friday", "date 11-27")]
    [InlineData("Monday", "date 11-30")]
    [InlineData("next Tuesday", "date 12-01")]
    [InlineData("next Tuesday after 3pm", "dateTimeRange 12-01 15:00..")]
    [InlineData("next Tuesday after 3", "dateTimeRange 12-01 15:00..")]
    [InlineData("Friday next week", "date 12-04")]
    [InlineData("next week on Friday before noon", "dateTimeRange 12-04..12-04 12:00")]
    [InlineData("next week", "dateRange 11-30..12-07")]
    [InlineData("this week", "dateRange 11-23..11-30")]
    [InlineData("next week in the mornings", "dateTimeRange 11-30 06:00..12-06 12:00")]
    [InlineData("this afternoon", "dateTimeRange 11-23 12:00..11-23 18:00")]
    [InlineData("tomorrow morning your time", "dateTimeRange 11-24 06:00..11-24 12:00 Company")]
    [InlineData("tomorrow morning after 10", "dateTimeRange 11-24 10:00..11-24 12:00")]
    [InlineData("tonight", "dateTimeRange 11-23 17:00..11-23 22:00")]
    [InlineData("Wednesday evening", "dateTimeRange 11-25 17:00..11-25 22:00")]
    [InlineData("tomorrow at noon", "dateTime 11-24 12:00")]
    [InlineData("on the 5th", "date 12-05")]
    [InlineData("the 5th at 14:30", "dateTime 12-05 14:30")]
    [InlineData("the 23rd", "date 11-23")]
    [InlineData("Dec 3", "date 12-03")]
    [InlineData("3rd of December at 9", "dateTime 12-03 09:00")]
    [InlineData("December 3rd, 2026 around 10:30 am", "dateTime 12-03 10:30")]
    [InlineData("2026-12-03", "date 12-03")]
    [InlineData("2026-12-03 between 2 and 4", "dateTimeRange 12-03 14:00..12-03 16:00")]
    [InlineData("from 11 to 1 pm on Thursday", "dateTimeRange 11-26 11:00..11-26 13:00")]
    [InlineData("tomorrow 9:30-11:00", "dateTimeRange 11-24 09:30..11-24 11:00")]
    [InlineData("at 14:30", "time 11-23 14:30")]
    [InlineData("after 3", "timeRange 11-23 15:00..")]
    [InlineData("before 10 am", "timeRange ..11-24 10:00")]
    [InlineData("3pm works", "time 11-23 15:00")]
    [InlineData("between 2pm and 4pm", "timeRange 11-23 14:00..11-23 16:00")]
    [InlineData("10am-1pm on wed", "dateTimeRange 11-25 10:00..11-25 13:00")]
    [InlineData("at 8 in the evening", "time 11-23 20:00")]
    [InlineData("at 7 in the morning", "time 11-24 07:00")]
    [InlineData("12 pm", "time 11-23 12:00")]
    [InlineData("half past nine", "time 11-24 09:30")]
    [InlineData("quarter to 4", "time 11-23 15:45")]
    [InlineData("five o'clock tomorrow", "dateTime 11-24 17:00")]
    [InlineData("in two weeks", "date 12-07")]
    [InlineData("in 3 days", "date 11-26")]
    [InlineData("in the afternoon", "timeRange 11-23 12:00..11-23 18:00")]
    [InlineData("Thursday or Friday", "date 11-26 | date 11-27")]
    [InlineData("at 3 or at 4", "time 11-23 15:00 | time 11-23 16:00")]
    [InlineData("February 30", "NoSuchDay")]
    [InlineData("2026-02-30", "NoSuchDay")]
    [InlineData("at 25:00", "NoSuchTime")]
    [InlineData("before 9 but after 11", "Contradiction")]
    [InlineData("12/3", "date 27-03-12 | date 12-03 ?")]
    [InlineData("any time Friday but not lunch", "date 11-27 without 1")]
    [InlineData("any time Friday but not at lunchtime", "date 11-27 without 1")]
    [InlineData("something later", "Later")]
    [InlineData("another day", "AnotherDay")]
    [InlineData("with someone else", "AnotherHost")]
    [InlineData("Anything later that day?", "Later")]
    [InlineData("can we do it a bit earlier", "Earlier")]
    [InlineData("Tuesday or Wednesday next week", "date 12-01 | date 12-02")]
    [InlineData("next Tuesday or Thursday at 3 or 4pm", "dateTime 12-01 15:00 | dateTime 12-03 15:00 | dateTime 12-03 16:00")]
    [InlineData("Monday to Wednesday", "dateRange 11-30..12-03")]
    [InlineData("5-9 December", "dateRange 12-05..12-10")]
    [InlineData("between the 5th and the 9th", "dateRange 12-05..12-10")]
    [InlineData("from Dec 5 until Dec 9", "dateRange 12-05..12-10")]
    [InlineData("the week of December 7", "dateRange 12-07..12-14")]
    [InlineData("early next week", "dateRange 11-30..12-03")]
    [InlineData("end of next month", "dateRange 12-21..27-01-01")]
    [InlineData("in March", "dateRange 27-03-01..27-04-01")]
    [InlineData("this weekend", "dateRange 11-28..11-30")]
    [InlineData("Good morning, do you have anything on Friday?", "date 11-27")]
    [InlineData("not Monday", "without 1")]
    [InlineData("I can't do Monday, Tuesday is fine", "date 11-24 without 1")]
    [InlineData("any day except Friday", "without 1")]
    [InlineData("not before 10 tomorrow", "dateTimeRange 11-24 10:00..")]
    [InlineData("Tuesday the 5th", "date 12-05 | date 11-24 ?")]
    [InlineData("Saturday the 5th at 11", "dateTime 12-05 11:00")]
    [InlineData("a week on Tuesday", "date 12-01")]
    [InlineData("two weeks from Monday", "date 12-14")]
    [InlineData("Tuesday in two weeks", "date 12-08")]
    [InlineData("in two weeks on Tuesday", "date 12-08")]
    [InlineData("in an hour", "dateTime 11-23 11:00")]
    [InlineData("in half an hour", "dateTime 11-23 10:30")]
    [InlineData("3ish tomorrow", "dateTime 11-24 15:00")]
    [InlineData("tomorrow around 3", "dateTime 11-24 15:00")]
    [InlineData("tomorrow at 3 or 4", "dateTime 11-24 15:00 | dateTime 11-24 16:00")]
    [InlineData("Tuesday at 3, Wednesday at 4", "dateTime 11-24 15:00 | dateTime 11-25 16:00")]
    [InlineData("on 3.12.2026 at 10.30", "dateTime 12-03 10:30")]
    [InlineData("14h30 on Friday", "dateTime 11-27 14:30")]
    [InlineData("1430 hours tomorrow", "dateTime 11-24 14:30")]
    [InlineData("Friday 10", "dateTime 11-27 10:00")]
    [InlineData("Friday at ten thirty", "dateTime 11-27 10:30")]
    [InlineData("half nine on Monday", "dateTime 11-30 09:30")]
    [InlineData("twenty past two on Friday", "dateTime 11-27 14:20")]
    [InlineData("tomorrow 3pm CET", "dateTime 11-24 14:00 Europe/Berlin")]
    [InlineData("tomorrow at 10 Berlin time", "dateTime 11-24 09:00 Europe/Berlin")]
    [InlineData("yesterday at 5", "dateTime 11-22 17:00 Past")]
    [InlineData("today at 8", "dateTime 11-23 20:00")]
    [InlineData("today at 5", "dateTime 11-23 17:00")]
    [InlineData("first thing on Monday", "dateTimeRange 11-30 08:00..11-30 10:00")]
    [InlineData("late afternoon on Thursday", "dateTimeRange 11-26 15:00..11-26 18:00")]
    [InlineData("mid-morning Friday", "dateTimeRange 11-27 09:30..11-27 11:30")]
    [InlineData("Mondays or Wednesdays after 4", "dateTimeRange 11-30 16:00.. | dateTimeRange 11-25 16:00..")]
    [InlineData("within the next two weeks", "dateRange 11-23..12-08")]
    [InlineData("in the next few days", "dateRange 11-23..11-27")]
    [InlineData("after next week", "dateRange 12-07..")]
    [InlineData("any time after Wednesday", "dateRange 11-26..")]
    [InlineData("by Friday", "dateRange ..11-28")]
    [InlineData("before Friday noon", "dateTimeRange 11-27..11-27 12:00")]
    [InlineData("Friday doesn't work, how about Monday?", "date 11-30 without 1")]
    [InlineData("let's do the 31st", "date 12-31")]
    [InlineData("the 31st of this month", "NoSuchDay")]
    [InlineData("Feb 29", "date 28-02-29")]
    [InlineData("29 Feb 2027", "NoSuchDay")]
    [InlineData("1 March", "date 27-03-01")]
    [InlineData("March 28 2027 at 1:30 am", "dateTime 27-03-28 01:30 Skipped")]
    [InlineData("noon", "time 11-23 12:00")]
    [InlineData("midnight", "time 11-24")]
    [InlineData("9am to 5pm", "timeRange 11-23 09:00..11-23 17:00")]
    [InlineData("9-5 Monday", "dateTimeRange 11-30 09:00..11-30 17:00")]
    [InlineData("from 9 to 5 tomorrow", "dateTimeRange 11-24 09:00..11-24 17:00")]
    [InlineData("tmrw @ 4", "dateTime 11-24 16:00")]
    [InlineData("2nd of January, 2027", "date 27-01-02")]
    [InlineData("4/12", "date 12-04 | date 27-04-12 ?")]
    [InlineData("12/13", "date 12-13")]
    [InlineData("I have 10-15 minutes on Monday", "date 11-30")]
    [InlineData("call me in 20 minutes", "dateTime 11-23 10:20")]
    [InlineData("Can we meet the first week of December?", "dateRange 12-01..12-08")]
    [InlineData("Is 30 minutes enough on Thursday at 2?", "dateTime 11-26 14:00")]
    [InlineData("Thursday 3-4", "dateTimeRange 11-26 15:00..11-26 16:00")]
    [InlineData("not on Tuesday and not on Friday", "without 2")]
    [InlineData("anything but mornings", "without 1")]
    [InlineData("wed 16:00", "dateTime 11-25 16:00")]
    [InlineData("We moved in May 2025 and have 2 stores", "dateRange 25-05-01..25-06-01 Past")]
    [InlineData("how about 4?", "time 11-23 16:00")]
    [InlineData("next month", "dateRange 12-01..27-01-01")]
    [InlineData("Friday lunch", "dateTimeRange 11-27 12:00..11-27 14:00")]
    [InlineData("after lunch tomorrow", "dateTimeRange 11-24 13:00..11-24 18:00")]
    [InlineData("the last week of January", "dateRange 27-01-25..27-02-01")]
    [InlineData("Monday morning or Tuesday afternoon", "dateTimeRange 11-30 06:00..11-30 12:00 | dateTimeRange 11-24 12:00..11-24 18:00")]
    [InlineData("this coming Thursday", "date 11-26")]
    [InlineData("in a fortnight", "date 12-07")]
    [InlineData("early January", "dateRange 27-01-01..27-01-11")]
    [InlineData("not Monday and Tuesday", "without 2")]
    [InlineData("after Thursday 3pm", "dateTimeRange 11-26 15:00..")]
    [InlineData("by tomorrow at 5", "dateTimeRange 11-24..11-24 17:00")]
    [InlineData("Tuesday, December 1st at 3:00 PM", "dateTime 12-01 15:00")]
    [InlineData("after 2 and before 5 tomorrow", "dateTimeRange 11-24 14:00..11-24 17:00")]
    [InlineData("Tuesday and Thursday after 2", "dateTimeRange 11-24 14:00.. | dateTimeRange 11-26 14:00..")]
    [InlineData("I'm free Monday, Wednesday and Friday mornings", "dateTimeRange 11-30 06:00..11-30 12:00 | dateTimeRange 11-25 06:00..11-25 12:00 | dateTimeRange 11-27 06:00..11-27 12:00")]
    [InlineData("not until next week", "dateRange 11-30..")]
    [InlineData("from Thursday on", "dateRange 11-26..")]
    [InlineData("not before Wednesday", "dateRange 11-25..")]
    [InlineData("Wednesday or later", "dateRange 11-25..")]
    [InlineData("What about 2 or 3 on the 2nd?", "dateTime 12-02 14:00 | dateTime 12-02 15:00")]
    [InlineData("I sat down with Tom on Monday at ten", "dateTime 11-30 10:00")]
    [InlineData("Do you have time the day after tomorrow between 9 and half past 11?", "dateTimeRange 11-25 09:00..11-25 11:30")]
    [InlineData("We are open Mon-Fri 9-5", "dateTimeRange 11-30 09:00..12-04 17:00")]
    [InlineData("tomorrow, the 24th, at 15h", "dateTime 11-24 15:00")]
    [InlineData("Sunday the 29th of November at 4 in the afternoon", "dateTime 11-29 16:00")]
    [InlineData("it's 5 pm my time", "time 11-23 17:00")]
    [InlineData("next weekend", "dateRange 12-05..12-07")]
    [InlineData("noon on Tuesday", "dateTime 11-24 12:00")]
    [InlineData("Tuesday 12:00-13:00", "dateTimeRange 11-24 12:00..11-24 13:00")]
    [InlineData("Friday at 3:30p.m.", "dateTime 11-27 15:30")]
    [InlineData("at 3 o clock on friday", "dateTime 11-27 15:00")]
    [InlineData("Are you available on 1 December at 10 am EST?", "dateTime 12-01 15:00 America/New_York")]
    [InlineData("tomorrow night at 8", "dateTime 11-24 20:00")]
    [InlineData("late next week", "dateRange 12-03..12-05")]
    [InlineData("rest of the week", "dateRange 11-23..11-30")]
    [InlineData("later this week", "dateRange 11-24..11-30")]
    [InlineData("between Monday and Wednesday next week", "dateRange 11-30..12-03")]
    [InlineData("Mon 30 Nov 2pm", "dateTime 11-30 14:00")]
    [InlineData("30/11 at 14:00", "dateTime 11-30 14:00")]
    [InlineData("30.11. 14:00", "dateTime 11-30 14:00")]
    [InlineData("11/30/2026 2pm", "dateTime 11-30 14:00")]
    [InlineData("this evening after 6", "dateTimeRange 11-23 18:00..11-23 22:00")]
    [InlineData("at 5 tomorrow morning", "dateTime 11-24 05:00")]
    [InlineData("call at 10 or 11 on Thursday or 3pm on Friday", "dateTime 11-26 10:00 | dateTime 11-26 11:00 | dateTime 11-27 15:00")]
    public void Words_about_time_are_read(string words, string expected) => Assert.Equal(expected, Show(WhenPhrase.Read(words, Now, London)));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("I want to talk to a person")]
    [InlineData("we have 3 shops and 12 people")]
    [InlineData("after 3 years with you")]
    [InlineData("may I ask what it costs?")]
    [InlineData("24/7 support")]
    [InlineData("What does plan 3 cost?")]
    [InlineData("ok 11")]
    [InlineData("does 4 work?")]
    [InlineData("the second one")]
    [InlineData("we need this by Q3 2027")]
    [InlineData("I have been with Shopify since 2019 and want 2 more stores")]
    public void Words_that_name_no_time_are_not_read_into(string? words) => Assert.Equal("", Show(WhenPhrase.Read(words, Now, London)));

    [Theory]
    [InlineData("12/3", "America/Chicago", "date 12-03 | date 27-03-12 ?")]
    [InlineData("12/3", "Europe/Berlin", "date 27-03-12 | date 12-03 ?")]
    [InlineData("3/3", "Europe/Berlin", "date 27-03-03")]
    [InlineData("29 March 2026 at 2:30 am", "Europe/Berlin", "dateTime 03-29 02:30 Past")]
    [InlineData("28 March 2027 at 2:30 am", "Europe/Berlin", "dateTime 27-03-28 02:30 Skipped")]
    [InlineData("tomorrow at 9 CET", "America/New_York", "dateTime 11-24 03:00 Europe/Berlin")]
    public void A_zone_decides_what_words_mean_in_it(string words, string zone, string expected) =>
        Assert.Equal(expected, Show(WhenPhrase.Read(words, Now, DateTimeZoneProviders.Tzdb[zone])));

    [Theory]
    [InlineData("next Tuesday after 3", "2026-12-01 15:00", true)]
    [InlineData("next Tuesday after 3", "2026-12-01 14:30", false)]
    [InlineData("Thursday or Friday", "2026-11-27 09:00", true)]
    [InlineData("any time Friday but not lunch", "2026-11-27 11:30", true)]
    [InlineData("any time Friday but not lunch", "2026-11-27 11:45", false)]  // would last into lunch
    [InlineData("any time Friday but not lunch", "2026-11-27 14:00", true)]
    [InlineData("not Monday", "2026-11-30 09:00", false)]
    [InlineData("not Monday", "2026-12-01 09:00", true)]
    [InlineData("in two weeks", "2026-12-09 09:00", true)]                     // that week rather than that day
    [InlineData("in two weeks", "2026-12-14 09:00", false)]
    [InlineData("tomorrow around 3", "2026-11-24 14:30", true)]
    [InlineData("tomorrow at 3", "2026-11-24 14:30", false)]
    [InlineData("tomorrow morning your time", "2026-11-24 16:00", true)]       // ten in New York, where "your" is
    [InlineData("tomorrow morning your time", "2026-11-24 09:00", false)]
    public void A_wish_allows_what_suits(string words, string start, bool allowed)
    {
        var wish = WhenPhrase.Read(words, Now, London, DateTimeZoneProviders.Tzdb["America/New_York"]).Wish!;
        var at = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(start).Value.InZoneStrictly(London).ToInstant();
        Assert.Equal(allowed, wish.Allows(at, at + Duration.FromMinutes(30), London));
    }

    [Theory]
    [InlineData("12/3")]
    [InlineData("February 30")]
    [InlineData("at 25:00")]
    [InlineData("before 9 but after 11")]
    [InlineData("I want to talk to a person")]
    public void What_is_ambiguous_or_can_not_be_is_no_wish(string words) => Assert.Null(WhenPhrase.Read(words, Now, London).Wish);

    [Fact]
    public void A_day_of_a_month_that_is_over_is_next_years()
    {
        Assert.Equal("date 27-03-01", Show(WhenPhrase.Read("1 March", Now, London)));
        Assert.Equal("date 28-02-29", Show(WhenPhrase.Read("Feb 29", Now, London)));
        Assert.Equal("date 27-01-31", Show(WhenPhrase.Read("the 31st", new LocalDateTime(2027, 1, 31, 9, 0), London)));
        Assert.Equal("date 27-03-31", Show(WhenPhrase.Read("the 31st", new LocalDateTime(2027, 2, 1, 9, 0), London)));
    }

    [Fact]
    public void No_jumble_of_words_about_time_is_too_much() =>
        Gen.OneOf("12", "3", "31st", "the", "at", "from", "between", "to", "-", "until", "half past", "quarter to", "noon", "am", "pm", "may", "feb 31", "not", "or", "and", "except",
                "next", "week", "tuesday", "in", "two", "0", "99", ":", "00", "2026-13-40", "o'clock", "morning", "tonight", "after", "🙂", ",", "your time", "5/6", "24:00", "doesn't work", "month", "last", "ish")
            .Array[0, 100]
            .Sample(words => { WhenPhrase.Read(string.Join(' ', words), Now, London); }, iter: 1000);

    static string Show(WhenMeaning meaning) => string.Join(' ', new[]
    {
        string.Join(" | ", meaning.Readings.Select(Show)),
        meaning.IsAmbiguous ? "?" : "",
        meaning.Fault == WhenFault.None ? "" : meaning.Fault.ToString(),
        meaning.Change == WhenChange.None ? "" : meaning.Change.ToString(),
        meaning.Clock == WhenClock.Visitor ? "" : meaning.NamedZone?.Id ?? meaning.Clock.ToString(),
        meaning.Except.Count == 0 ? "" : $"without {meaning.Except.Count}",
    }.Where(part => part.Length > 0));

    static string Show(WhenReading reading)
    {
        var kind = char.ToLowerInvariant(reading.Kind.ToString()[0]) + reading.Kind.ToString()[1..];
        var isPoint = reading.End is null && reading.Kind is WhenKind.Date or WhenKind.Time or WhenKind.DateTime;
        return $"{kind} {Show(reading.Start)}{(isPoint ? "" : $"..{Show(reading.End)}")}";
    }

    static string Show(LocalDateTime? time) => time is not { } at ? "" : LocalDateTimePattern.CreateWithInvariantCulture(
        (at.Year == 2026 ? "MM-dd" : "yy-MM-dd") + (at.TimeOfDay == LocalTime.Midnight ? "" : " HH:mm")).Format(at);
}
