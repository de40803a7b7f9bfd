using System.Text.Json;
using SalesAssistant.Bookings.When;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class WhenCommandTests
{
    [Fact]
    public void A_phrase_gives_kind_start_end_and_grain() => Assert.Equal(
        """{"id":"w1","found":true,"kind":"dateTimeRange","start":"2026-12-01T15:00:00","end":null,"grain":"minute"}""",
        Answer("""{"id":"w1","text":"next Tuesday after 3pm","reference":"2026-11-23T10:00:00","timeZone":"Europe/London"}""").GetRawText());

    [Fact]
    public void What_can_be_meant_in_two_ways_has_alternatives()
    {
        var answer = Answer("""{"id":7,"text":"12/3 at 4pm","reference":"2026-11-23T10:00:00","timeZone":"America/New_York"}""");
        Assert.Equal((7, "2026-12-03T16:00:00"), (answer.GetProperty("id").GetInt32(), answer.GetProperty("start").GetString()));
        Assert.Equal("2027-03-12T16:00:00", answer.GetProperty("alternatives")[0].GetProperty("start").GetString());
    }

    [Theory]
    [InlineData("""{"id":1,"text":"nächsten Dienstag nach 15 Uhr","reference":"2026-11-23T10:00:00","timeZone":"Europe/Berlin"}""", "2026-12-01T15:00:00")]
    [InlineData("""{"id":1,"text":"am 5. um halb zehn","language":"de","reference":"2026-11-23T10:00:00","timeZone":"Europe/Berlin"}""", "2026-12-05T09:30:00")]
    [InlineData("""{"id":1,"text":"next Tuesday at half nine","language":"en","reference":"2026-11-23T10:00:00","timeZone":"Europe/Berlin"}""", "2026-12-01T09:30:00")]
    public void German_is_understood_by_itself_and_by_its_name(string line, string start) => Assert.Equal(start, Answer(line).GetProperty("start").GetString());

    [Theory]
    [InlineData("we sell shoes", "found", "false")]
    [InlineData("February 30", "fault", "noSuchDay")]
    [InlineData("yesterday at 4", "fault", "past")]
    [InlineData("with someone else", "change", "anotherHost")]
    [InlineData("tomorrow at 4 your time", "clock", "Company")]
    public void What_else_the_words_say_is_told(string text, string field, string value) =>
        Assert.Equal(value, Answer(JsonSerializer.Serialize(new { id = "w", text, reference = "2026-11-23T10:00:00", timeZone = "Europe/London" })).GetProperty(field).ToString(), ignoreCase: true);

    [Theory]
    [InlineData("not json", "not the JSON")]
    [InlineData("""{"id":1,"reference":"2026-11-23T10:00:00"}""", "\"text\" is missing")]
    [InlineData("""{"id":1,"text":"today"}""", "\"reference\" is missing")]
    [InlineData("""{"id":1,"text":"today","reference":"now"}""", "is not a time such as")]
    [InlineData("""{"id":1,"text":"today","reference":"9999-12-31T23:59:59"}""", "is not a time such as")]
    [InlineData("""{"id":1,"text":"today","reference":"2026-11-23T10:00:00","timeZone":"Mars"}""", "not a known time zone")]
    [InlineData("""{"id":1,"text":"today","reference":"2026-11-23T10:00:00","language":"fr"}""", "en and de are understood")]
    public void A_line_that_is_no_phrase_gets_an_error_and_the_others_an_answer(string bad, string message)
    {
        var (code, lines, errors) = Run(bad + "\n\n" + """{"id":2,"text":"today","reference":"2026-11-23T10:00:00+00:00"}""");
        Assert.Equal(1, code);
        Assert.Contains(message, lines[0].GetProperty("error").GetString());
        Assert.True(lines[1].GetProperty("found").GetBoolean());
        Assert.Single(errors.Trim().Split('\n'));
    }

    static JsonElement Answer(string line)
    {
        var (code, lines, _) = Run(line);
        Assert.Equal(0, code);
        return Assert.Single(lines);
    }

    static (int Code, List<JsonElement> Lines, string Errors) Run(string input)
    {
        using var answers = new StringWriter();
        using var errors = new StringWriter();
        var code = WhenCommand.Run(new StringReader(input), answers, errors);
        return (code, [.. answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)], errors.ToString());
    }
}
