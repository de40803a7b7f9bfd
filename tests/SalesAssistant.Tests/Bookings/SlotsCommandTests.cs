using System.Text.Json;
using SalesAssistant.Bookings;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class SlotsCommandTests
{
    const string Question = """
        {"id":"s1","timezone":"America/New_York","workingHours":[{"days":["mon","tue"],"start":"09:00","end":"17:00"}],"overrides":[{"date":"2026-12-24","ranges":[{"start":"09:00","end":"12:00"}]}],"busy":[{"start":"2026-12-01T15:00:00Z","end":"2026-12-01T16:00:00Z","status":"busy","id":"b1","own":true,"bufferBeforeMinutes":0,"bufferAfterMinutes":0}, {"allDay":true,"startDate":"2026-12-02","endDate":"2026-12-03","status":"busy"}],"excludeIds":[],"durationMinutes":30,"intervalMinutes":30,"alignMinutes":30,"bufferBeforeMinutes":0,"bufferAfterMinutes":0,"minNoticeMinutes":120,"maxPerLocalDay":null,"tentativeBlocks":true,"now":"2026-12-01T00:00:00Z","from":"2026-12-01T00:00:00Z","to":"2026-12-08T00:00:00Z"}
        """;

    [Fact]
    public void A_line_gives_a_line_with_the_free_starts()
    {
        var (code, lines, errors) = Run(Question);
        Assert.Equal(0, code);
        Assert.Empty(errors);
        var answer = Assert.Single(lines);
        Assert.Equal("s1", answer.GetProperty("id").GetString());
        var slots = answer.GetProperty("slots").EnumerateArray().Select(s => s.GetString()).ToList();
        // Tuesday has sixteen half hours, two of them taken; Monday has sixteen.
        Assert.Equal(["2026-12-01T14:00:00Z", "2026-12-01T14:30:00Z", "2026-12-01T16:00:00Z"], slots[..3]);
        Assert.Equal(14 + 16, slots.Count);
    }

    [Fact]
    public void Explain_says_of_every_start_what_stands_in_its_way()
    {
        var (_, lines, _) = Run(Question, explain: true);
        var explained = lines[0].GetProperty("explain").EnumerateArray()
            .ToDictionary(e => e.GetProperty("start").GetString()!, e => (e.GetProperty("verdict").GetString(), e.TryGetProperty("by", out var by) && by.ValueKind == JsonValueKind.Array ? by[0].GetString() : null));
        Assert.Equal(("Free", null), explained["2026-12-01T14:00:00Z"]);
        Assert.Equal(("Blocked", "b1"), explained["2026-12-01T15:30:00Z"]);
        Assert.Equal(30, explained.Values.Count(verdict => verdict.Item1 == "Free"));
    }

    [Fact]
    public void A_trip_and_a_limit_a_week_are_read()
    {
        var away = Run(Question.Replace("\"excludeIds\":[]", "\"excludeIds\":[],\"travel\":[{\"from\":\"2026-12-07\",\"until\":\"2026-12-07\",\"timezone\":\"Europe/Berlin\"}]"));
        Assert.Contains("2026-12-07T08:00:00Z", away.Lines[0].GetProperty("slots").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(16, Run(Question.Replace("\"maxPerLocalDay\":null", "\"maxPerLocalWeek\":1")).Lines[0].GetProperty("slots").GetArrayLength());
    }

    [Theory]
    [InlineData("not json", "not the JSON")]
    [InlineData("[]", "not the JSON")]
    [InlineData("null", "null")]
    [InlineData("{}", "\"timezone\" is missing")]
    public void A_line_that_is_no_question_gets_an_error_and_the_others_an_answer(string bad, string message)
    {
        var (code, lines, errors) = Run(bad + "\n\n" + Question);
        Assert.Equal(1, code);
        Assert.Contains(message, lines[0].GetProperty("error").GetString());
        Assert.Equal(30, lines[1].GetProperty("slots").GetArrayLength());
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("America/New_York", "Mars/Olympus", "not a known time zone")]
    [InlineData("\"durationMinutes\":30", "\"durationMinutes\":0", "durationMinutes")]
    [InlineData("\"durationMinutes\":30", "\"durationMinutes\":\"long\"", "$.durationMinutes")]
    [InlineData("\"intervalMinutes\":30", "\"intervalMinutes\":-5", "intervalMinutes")]
    [InlineData("\"alignMinutes\":30", "\"alignMinutes\":0", "alignMinutes")]
    [InlineData("\"mon\",\"tue\"", "\"mon\",\"tuesdy\"", "\"tuesdy\" is not a day")]
    [InlineData("\"start\":\"09:00\",\"end\":\"17:00\"", "\"start\":\"nine\",\"end\":\"17:00\"", "not a range of hours")]
    [InlineData("\"status\":\"busy\",\"id\"", "\"status\":\"3\",\"id\"", "not a status")]
    [InlineData("2026-12-01T15:00:00Z", "2026-12-01T15:00:00", "not a moment")]
    [InlineData("2026-12-01T15:00:00Z", "9999-12-31T23:59:59Z", "not a moment")]
    [InlineData("\"to\":\"2026-12-08T00:00:00Z\"", "\"to\":\"2286-12-08T00:00:00Z\"", "more than ten years")]
    [InlineData("2026-12-24", "2026-02-30", "not a date")]
    [InlineData("\"maxPerLocalDay\":null", "\"maxPerLocalDay\":-1", "maxPerLocalDay")]
    [InlineData("\"excludeIds\":[]", "\"excludeIds\":[null]", "excludeIds")]
    [InlineData("\"busy\":[", "\"busy\":[null,", "busy")]
    public void An_error_names_what_is_wrong(string good, string bad, string message)
    {
        var (code, lines, _) = Run(Question.Replace(good, bad));
        Assert.Equal(1, code);
        Assert.Equal("s1", lines[0].GetProperty("id").GetString());
        Assert.Contains(message, lines[0].GetProperty("error").GetString());
    }

    [Fact]
    public void Statuses_and_offsets_are_read_as_calendars_write_them()
    {
        var question = Question.Replace("\"status\":\"busy\",\"id\"", "\"status\":\"workingElsewhere\",\"id\"").Replace("2026-12-01T15:00:00Z", "2026-12-01T10:00:00-05:00");
        Assert.Equal(32, Run(question).Lines[0].GetProperty("slots").GetArrayLength());
    }

    static (int Code, List<JsonElement> Lines, string Errors) Run(string input, bool explain = false)
    {
        using var answers = new StringWriter();
        using var errors = new StringWriter();
        var code = SlotsCommand.Run(new StringReader(input), answers, errors, explain);
        return (code, [.. answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)], errors.ToString());
    }
}
