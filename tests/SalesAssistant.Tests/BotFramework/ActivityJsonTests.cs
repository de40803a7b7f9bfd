using System.Text;
using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>How activities are read and written: rules J1 to J7 of the protocol.</summary>
public class ActivityJsonTests
{
    [Theory]
    [InlineData("""{"type":"message","channelId":"webchat","from":{"id":"u1","aadObjectId":"o1"},"membersAdded":[{"id":"m"}]}""")]
    [InlineData("""{"Type":"message","ChannelId":"webchat","From":{"Id":"u1","AadObjectId":"o1"},"MembersAdded":[{"Id":"m"}]}""")]
    [InlineData("""{"TYPE":"message","CHANNELID":"webchat","FROM":{"ID":"u1","AADOBJECTID":"o1"},"MEMBERSADDED":[{"ID":"m"}]}""")]
    public void J1_any_casing_is_read_and_the_exact_casing_written(string json)
    {
        var activity = Read(json);

        Assert.Equal("message", activity.Type);
        Assert.Equal("o1", activity.From!.AadObjectId);
        Assert.Equal(
            """{"type":"message","channelId":"webchat","from":{"id":"u1","aadObjectId":"o1"},"membersAdded":[{"id":"m"}]}""",
            Write(activity));
    }

    [Theory]
    [InlineData("""{"type":"message","text":"a","text":"b"}""")]
    [InlineData("""{"type":"message","text":"a","Text":"b"}""")]
    [InlineData("""{"type":"message","channelData":{"a":1,"a":2}}""")]
    public void J1_a_key_twice_in_one_object_is_refused(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void J2_nothing_is_written_as_null()
    {
        var json = Write(new Activity { Type = "message", Text = "hello", From = new ChannelAccount { Id = "b" } });

        Assert.Equal("""{"type":"message","from":{"id":"b"},"text":"hello"}""", json);
    }

    [Fact]
    public void J2_a_null_that_came_in_is_as_if_it_had_not() =>
        Assert.Equal("""{"type":"message"}""", Write(Read("""{"type":"message","text":null,"value":null,"from":null,"attachments":null}""")));

    [Fact]
    public void J3_what_is_unknown_survives_at_every_level()
    {
        const string json = """
            {"type":"message","from":{"id":"u","x":1},"conversation":{"id":"c","x":{"y":[1,2,{"z":null}]}},"recipient":{"id":"b","x":true},
             "attachments":[{"contentType":"t","x":"1","content":{"deep":{"Name":"Text"}}}],"entities":[{"type":"clientInfo","x":[]}],
             "suggestedActions":{"to":[],"actions":[{"type":"imBack","x":1.50}],"x":1},"membersAdded":[{"id":"m","x":1}],
             "reactionsAdded":[{"type":"like","x":1}],"textHighlights":[{"text":"a","x":1}],"semanticAction":{"id":"s","x":1},
             "relatesTo":{"channelId":"c","x":1,"conversation":{"id":"d","x":1}},"x":{"Text":"not ours"},"properties":{"a":1}}
            """;

        AssertSameJson(json, Write(Read(json)));
    }

    [Theory]
    [InlineData("""{"a":{"B":[1,2.50,1e400,"x",null,true]}}""")]
    [InlineData("\"a primitive\"")]
    [InlineData("12345678901234567890123")]
    [InlineData("true")]
    [InlineData("[1,[2,[3]]]")]
    public void J3_channelData_value_and_content_stay_as_they_came(string raw)
    {
        var json = $$"""{"type":"message","attachments":[{"contentType":"t","content":{{raw}}}],"channelData":{{raw}},"value":{{raw}}}""";

        AssertSameJson(json, Write(Read(json)));
    }

    [Theory]
    [InlineData("2026-11-23T04:14:30.155Z", "2026-11-23T04:14:30.155Z")]
    [InlineData("2026-11-23T04:14:30.155+00:00", "2026-11-23T04:14:30.155Z")]
    [InlineData("2022-03-25T00:57:22.5223034+00:00", "2022-03-25T00:57:22.5223034Z")]
    [InlineData("2022-03-25T00:57:22.5223034\\u002B00:00", "2022-03-25T00:57:22.5223034Z")]
    [InlineData("2016-09-23T13:07:49.4714686-07:00", "2016-09-23T20:07:49.4714686Z")]
    [InlineData("2016-09-23T13:07:49", "2016-09-23T13:07:49Z")]
    [InlineData("2016-09-23T13:07:49.123456789Z", "2016-09-23T13:07:49.1234567Z")]
    [InlineData("Fri, 23 Sep 2016 13:07:49 GMT", "2016-09-23T13:07:49Z")]
    public void J4_every_form_of_timestamp_is_read_and_UTC_written(string read, string written)
    {
        var activity = Read($$"""{"type":"message","timestamp":"{{read}}","expiration":"{{read}}"}""");

        Assert.Equal($$"""{"type":"message","timestamp":"{{written}}","expiration":"{{written}}"}""", Write(activity));
    }

    [Fact]
    public void J4_the_local_timestamp_keeps_its_offset() => AssertSameJson(
        """{"type":"message","localTimestamp":"2016-09-23T13:07:49.4714686-07:00","localTimezone":"America/Los_Angeles"}""",
        Write(Read("""{"type":"message","localTimestamp":"2016-09-23T13:07:49.4714686-07:00","localTimezone":"America/Los_Angeles"}""")));

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"2026-13-45T99:99:99Z\"")]
    [InlineData("17")]
    [InlineData("{\"a\":[1]}")]
    [InlineData("[]")]
    public void J4_a_bad_local_timestamp_never_fails_the_activity(string bad)
    {
        var activity = Read($$"""{"type":"message","localTimestamp":{{bad}},"timestamp":{{bad}},"text":"hello"}""");

        Assert.Null(activity.LocalTimestamp);
        Assert.Equal("hello", activity.Text);
    }

    [Fact]
    public void J5_unknown_names_are_carried()
    {
        const string json = """{"type":"somethingNew","deliveryMode":"pigeon","textFormat":"braille","inputHint":"x","importance":"!","code":"?"}""";

        AssertSameJson(json, Write(Read(json)));
    }

    [Fact]
    public void J6_ids_stay_as_they_are()
    {
        const string json = """{"type":"message","id":"A|00\/ü ;=@ 1","conversation":{"id":"19:x@thread.tacv2;messageid=1"},"replyToId":"a"}""";

        Assert.Equal("A|00/ü ;=@ 1", Read(json).Id);
        AssertSameJson(json, Write(Read(json)));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("\"3\"")]
    public void J7_a_number_may_come_as_a_string(string three) =>
        Assert.Equal(3, Read($$$"""{"type":"message","textHighlights":[{"occurrence":{{{three}}}}]}""").TextHighlights![0].Occurrence);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"message\"")]
    [InlineData("{\"type\":\"message\"")]
    [InlineData("{\"type\":\"message\"} {}")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"text\":{\"a\":1}}")]
    [InlineData("{\"attachments\":{}}")]
    [InlineData("{\"from\":\"u1\"}")]
    public void What_is_no_activity_is_refused(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Theory]
    [InlineData("text")]
    [InlineData("channelData")]
    public void What_is_not_UTF8_is_refused(string field)
    {
        byte[] json = [.. Encoding.UTF8.GetBytes($$"""{"type":"message","{{field}}":"a"""), 0xC3, 0x28, .. "\"}"u8];

        Assert.Throws<JsonException>(() => ActivityJson.Read(json));
    }

    [Theory]
    [InlineData("""cut \ud83d""", "cut \uFFFD")]
    [InlineData("""\ude00 first""", "\uFFFD first")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\ud83d\ude00\\ud83d""", "😀\\ud83d")]
    public void Half_an_emoji_does_not_lose_the_message(string written, string read)
    {
        var activity = Read($$$"""{"type":"message","text":"{{{written}}}","channelData":{"a":"{{{written}}}"}}""");

        Assert.Equal(read, activity.Text);
        Assert.Equal(read, JsonDocument.Parse(Write(activity)).RootElement.GetProperty("channelData").GetProperty("a").GetString());
    }

    [Fact]
    public void Depth_is_limited_and_what_was_read_can_be_written_inside_something_else()
    {
        string Nested(int depth) => $$"""{"type":"message","channelData":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        var deepest = Read(Nested(ActivityJson.DefaultMaxDepth - 1));
        ActivityJson.Write(new SalesAssistant.BotFramework.DirectLine.ActivitySet { Activities = [deepest] }, ActivityJsonContext.Wire.ActivitySet);
        Assert.Throws<JsonException>(() => Read(Nested(ActivityJson.DefaultMaxDepth)));
        Assert.Throws<JsonException>(() => Read(Nested(100_000)));
        Assert.Throws<JsonException>(() => ActivityJson.Read(Encoding.UTF8.GetBytes(Nested(20)), maxDepth: 10));
    }

    [Fact]
    public async Task A_stream_is_read_like_a_span_also_with_a_byte_order_mark()
    {
        using var stream = new MemoryStream([0xEF, 0xBB, 0xBF, .. """{"type":"message","text":"Grüße"}"""u8]);

        Assert.Equal("Grüße", (await ActivityJson.ReadAsync(stream, cancellationToken: TestContext.Current.CancellationToken))!.Text);
    }

    [Fact]
    public void Letters_are_written_as_letters_and_markup_is_escaped()
    {
        var json = Write(new Activity { Type = "message", Text = "Grüße, 世界 </script>" });

        Assert.Contains("Grüße, 世界", json, StringComparison.Ordinal);
        Assert.DoesNotContain("</script>", json, StringComparison.Ordinal);
        Assert.Equal("Grüße, 世界 </script>", Read(json).Text);
    }

    internal static Activity Read(string json) => ActivityJson.Read(Encoding.UTF8.GetBytes(json));

    internal static string Write(Activity activity) => Encoding.UTF8.GetString(ActivityJson.Write(activity));

    static void AssertSameJson(string expected, string actual) => Assert.True(
        JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(actual).RootElement), actual);
}
