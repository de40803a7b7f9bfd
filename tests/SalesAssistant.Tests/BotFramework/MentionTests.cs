using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>T12: the bot's own mention goes, from text and entities; everybody else's stays.</summary>
public class MentionTests
{
    const string Bot = """{"type":"mention","mentioned":{"id":"28:bot","name":"Bot"},"text":"<at>Bot</at>"}""";
    const string Mia = """{"type":"mention","mentioned":{"id":"29:mia","name":"Mia"},"text":"<at>Mia</at>"}""";
    const string Namesake = """{"type":"mention","mentioned":{"id":"29:bot","name":"Bot"},"text":"<at>Bot</at>"}""";

    [Theory]
    [InlineData("<at>Bot</at> what does it cost?", Bot, "what does it cost?", 0)]
    [InlineData("<at>Bot</at>&nbsp;what does it cost?\r\n", Bot, "what does it cost?", 0)]
    [InlineData("<at>Bot</at>\r\nwhat does it cost?", Bot, "what does it cost?", 0)]
    [InlineData("Hey <at>Bot</at>, hello", Bot, "Hey , hello", 0)]
    [InlineData("Tell me <at>Bot</at> about prices", Bot, "Tell me about prices", 0)]
    [InlineData("Line one\n<at>Bot</at> line two", Bot, "Line one\nline two", 0)]
    [InlineData("what does it cost? <at>Bot</at>", Bot, "what does it cost?", 0)]
    [InlineData("<at>Bot</at>", Bot, "", 0)]
    [InlineData("<at>Bot</at> and <at>Bot</at> again", Bot, "and again", 0)]
    [InlineData("<at>bot</at> hello", Bot, "hello", 0)]
    [InlineData("<at>Bot</at> ask <at>Mia</at>", Bot + "," + Mia, "ask <at>Mia</at>", 1)]
    [InlineData("<at>Mia</at> said hello", Mia, "<at>Mia</at> said hello", 1)]
    [InlineData("<at>Bot</at> meet <at>Bot</at>", Bot + "," + Namesake, "meet <at>Bot</at>", 1)]
    [InlineData("<at>Bot</at> meet <at>Bot</at>", Namesake + "," + Bot, "<at>Bot</at> meet", 1)]
    [InlineData("no tags here", Bot, "no tags here", 0)]
    [InlineData("<at id=\"28:bot\">Our Helper</at> hi", Bot, "hi", 0)]
    [InlineData("<at id=\"0\">Bot</at> hi", """{"type":"mention","mentioned":{"id":"28:bot","name":"Bot"},"text":"<at id=\"0\">Bot</at>"}""", "hi", 0)]
    [InlineData("<at>Bot</at> hi", """{"type":"Mention","mentioned":{"id":"28:bot","name":"Bot"},"text":null}""", "hi", 0)]
    [InlineData("<at>Bot</at> hi", """{"type":"MENTION","mentioned":{"id":"28:bot","name":"Bot"},"text":""}""", "hi", 0)]
    [InlineData("<at>Bot</at> hi", """{"type":"mention","mentioned":{"id":"28:bot","name":"Bot"}}""", "hi", 0)]
    [InlineData("<at>Tom &amp; Co</at> hi", """{"type":"mention","mentioned":{"id":"28:bot","name":"Tom & Co"}}""", "hi", 0)]
    [InlineData("@Bot hi", """{"type":"mention","mentioned":{"id":"28:bot","name":"Bot"},"text":"@Bot"}""", "hi", 0)]
    [InlineData("<at>Bot</at> hi", """{"type":"mention","mentioned":"28:bot"}""", "<at>Bot</at> hi", 1)]
    [InlineData("<at>Bot</at> hi", """{"type":"mention","mentioned":{"id":7}}""", "<at>Bot</at> hi", 1)]
    [InlineData("<at>Bot</at> hi", "null", "<at>Bot</at> hi", 1)]
    [InlineData("hi", """{"type":"clientInfo","country":"DE"}""", "hi", 1)]
    public void Removes_only_the_recipients_mention(string text, string entities, string left, int entitiesLeft)
    {
        var activity = ActivityJsonTests.Read($$"""
            {"type":"message","text":{{JsonSerializer.Serialize(text)}},"recipient":{"id":"28:bot","name":"Bot"},"entities":[{{entities}}]}
            """);

        Assert.Equal(left, activity.RemoveRecipientMention());
        Assert.Equal(left, activity.Text);
        Assert.Equal(entitiesLeft, activity.Entities!.Count);
    }

    [Fact]
    public void Without_text_or_recipient_nothing_happens()
    {
        Assert.Null(ActivityJsonTests.Read("""{"type":"message","recipient":{"id":"b"},"entities":[]}""").RemoveRecipientMention());
        Assert.Equal("<at>Bot</at>", ActivityJsonTests.Read($$"""{"type":"message","text":"<at>Bot</at>","entities":[{{Bot}}]}""").RemoveRecipientMention());
    }
}
