using CsCheck;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Bookings;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class WhenPhraseTests
{
    /// <summary>The visitor's clock: Monday, 23 November 2026, 10:00.</summary>
    static readonly LocalDateTime Now = new(2026, 11, 23, 10, 0);

    [Theory]
    [InlineData("today", "11-23")]
    [InlineData("Tomorrow, please", "11-24")]
    [InlineData("the day after tomorrow", "11-25")]
    [InlineData("Can I talk to someone on Thursday afternoon?", "11-26 12:00-18:00")]
    [InlineData("thurs at 3", "11-26 @15:00")]
    [InlineData("this Friday", "11-27")]
    [InlineData("Monday", "11-30")]
    [InlineData("next Tuesday", "12-01")]
    [InlineData("next Tuesday after 3pm", "12-01 15:00-")]
    [InlineData("next Tuesday after 3", "12-01 15:00-")]
    [InlineData("Friday next week", "12-04")]
    [InlineData("next week on Friday before noon", "12-04 -12:00")]
    [InlineData("next week", "11-30..12-06")]
    [InlineData("this week", "11-23..11-29")]
    [InlineData("next week in the mornings", "11-30..12-06 06:00-12:00")]
    [InlineData("this afternoon", "11-23 12:00-18:00")]
    [InlineData("tomorrow morning your time", "11-24 06:00-12:00")]
    [InlineData("tomorrow morning after 10", "11-24 10:00-12:00")]
    [InlineData("tonight", "11-23 17:00-")]
    [InlineData("Wednesday evening", "11-25 17:00-22:00")]
    [InlineData("tomorrow at noon", "11-24 @12:00")]
    [InlineData("on the 5th", "12-05")]
    [InlineData("the 5th at 14:30", "12-05 @14:30")]
    [InlineData("the 23rd", "11-23")]
    [InlineData("Dec 3", "12-03")]
    [InlineData("3rd of December at 9", "12-03 @09:00")]
    [InlineData("December 3rd, 2026 around 10:30 am", "12-03 @10:30")]
    [InlineData("2026-12-03", "12-03")]
    [InlineData("2026-12-03 between 2 and 4", "12-03 14:00-16:00")]
    [InlineData("from 11 to 1 pm on Thursday", "11-26 11:00-13:00")]
    [InlineData("tomorrow 9:30-11:00", "11-24 09:30-11:00")]
    [InlineData("at 14:30", "@14:30")]
    [InlineData("after 3", "15:00-")]
    [InlineData("before 10 am", "-10:00")]
    [InlineData("3pm works", "@15:00")]
    [InlineData("between 2pm and 4pm", "14:00-16:00")]
    [InlineData("10am-1pm on wed", "11-25 10:00-13:00")]
    [InlineData("at 8 in the evening", "@20:00")]
    [InlineData("at 7 in the morning", "@07:00")]
    [InlineData("12 pm", "@12:00")]
    [InlineData("half past nine", "@09:30")]
    [InlineData("quarter to 4", "@15:45")]
    [InlineData("five o'clock tomorrow", "11-24 @17:00")]
    [InlineData("in two weeks", "12-07..12-13")]
    [InlineData("in 3 days", "11-26")]
    [InlineData("in the afternoon", "12:00-18:00")]
    public void Words_about_time_become_a_wish(string words, string expected) => Assert.Equal(expected, Show(WhenPhrase.Read(words, Now)));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("I want to talk to a person")]
    [InlineData("we have 3 shops and 12 people")]
    [InlineData("after 3 years with you")]
    [InlineData("may I ask what it costs?")]
    [InlineData("Thursday or Friday")]        // two days: asked back
    [InlineData("at 3 or at 4")]
    [InlineData("February 30")]               // a day that does not exist
    [InlineData("2026-02-30")]
    [InlineData("at 25:00")]
    [InlineData("before 9 but after 11")]
    [InlineData("12/3")]                      // the third of December, or the twelfth of March
    public void What_names_no_time_or_two_is_not_guessed_at(string? words) => Assert.Null(WhenPhrase.Read(words, Now));

    [Fact]
    public void A_day_of_a_month_that_is_over_is_next_years()
    {
        Assert.Equal(new LocalDate(2027, 3, 1), WhenPhrase.Read("1 March", Now)!.FirstDate);
        Assert.Equal(new LocalDate(2028, 2, 29), WhenPhrase.Read("Feb 29", Now)!.FirstDate);
        Assert.Equal(new LocalDate(2027, 1, 31), WhenPhrase.Read("the 31st", new LocalDateTime(2027, 1, 31, 9, 0))!.FirstDate);
        Assert.Equal(new LocalDate(2027, 3, 31), WhenPhrase.Read("the 31st", new LocalDateTime(2027, 2, 1, 9, 0))!.FirstDate);
    }

    [Fact]
    public void No_jumble_of_words_about_time_is_too_much() =>
        Gen.OneOf("12", "3", "31st", "the", "at", "from", "between", "to", "-", "until", "half past", "quarter to", "noon", "am", "pm", "may", "feb 31",
                "next", "week", "tuesday", "in", "two", "0", "99", ":", "00", "2026-13-40", "o'clock", "morning", "tonight", "after", "🙂", ",")
            .Array[0, 300]
            .Sample(words => { WhenPhrase.Read(string.Join(' ', words), Now); }, iter: 2000);

    static string Show(TimeWish? wish)
    {
        if (wish is null)
            return "nothing";
        var day = LocalDatePattern.CreateWithInvariantCulture("MM-dd");
        var clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        var date = wish.FirstDate is not { } first ? "" : first == wish.LastDate ? day.Format(first) : $"{day.Format(first)}..{day.Format(wish.LastDate!.Value)}";
        var time = wish.At is { } at ? $"@{clock.Format(at)}"
            : wish.NotBefore is null && wish.Before is null ? ""
            : $"{(wish.NotBefore is { } from ? clock.Format(from) : "")}-{(wish.Before is { } until ? clock.Format(until) : "")}";
        return $"{date} {time}".Trim();
    }
}
