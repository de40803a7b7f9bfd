using SalesAssistant.BotFramework.Activities;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>What can be asked of an activity.</summary>
public class ActivityTests
{
    [Theory]
    [InlineData("""{"channelId":"c","conversation":{"id":"1"},"from":{"id":"u"}}""", "type")]
    [InlineData("""{"type":"","channelId":"c","conversation":{"id":"1"},"from":{"id":"u"}}""", "type")]
    [InlineData("""{"type":"message","conversation":{"id":"1"},"from":{"id":"u"}}""", "channelId")]
    [InlineData("""{"type":"message","channelId":"c","from":{"id":"u"}}""", "conversation.id")]
    [InlineData("""{"type":"message","channelId":"c","conversation":{},"from":{"id":"u"}}""", "conversation.id")]
    [InlineData("""{"type":"message","channelId":"c","conversation":{"id":"1"}}""", "from.id")]
    [InlineData("""{"type":"message","channelId":"c","conversation":{"id":"1"},"from":{"name":"u"}}""", "from.id")]
    [InlineData("""{"type":"event","channelId":"c","conversation":{"id":"1"},"from":{"id":"u"}}""", "name")]
    [InlineData("""{"type":"invoke","channelId":"c","conversation":{"id":"1"},"from":{"id":"u"}}""", "name")]
    [InlineData("""{"type":"command","channelId":"c","conversation":{"id":"1"},"from":{"id":"u"}}""", "name")]
    public void E3_a_missing_field_is_named(string json, string field)
    {
        var error = ActivityValidation.Check(ActivityJsonTests.Read(json));

        Assert.Equal(ErrorCodes.MissingProperty, error?.Code);
        Assert.Contains($"'{field}'", error!.Message!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message")]
    [InlineData("typing")]
    [InlineData("somethingNew")]
    public void E3_a_missing_recipient_or_an_unknown_type_is_tolerated(string type) => Assert.Null(ActivityValidation.Check(
        ActivityJsonTests.Read($$$"""{"type":"{{{type}}}", "channelId":"c","conversation":{"id":"1"},"from":{"id":"u"}}""")));

    [Fact]
    public void T13_a_conversation_reference_holds_what_a_later_message_needs()
    {
        var incoming = ActivityJsonTests.Read("""
            {"type":"message","id":"a1","channelId":"msteams","serviceUrl":"https://smba.trafficmanager.net/emea/","locale":"de-DE",
             "conversation":{"id":"c1","tenantId":"t"},"from":{"id":"u"},"recipient":{"id":"b"},"text":"hi"}
            """);

        var reference = incoming.GetConversationReference();
        var reply = incoming.CreateReply("Hello");

        Assert.Equal(("a1", "u", "b", "c1", "msteams", "https://smba.trafficmanager.net/emea/", "de-DE"),
            (reference.ActivityId, reference.User!.Id, reference.Bot!.Id, reference.Conversation!.Id, reference.ChannelId, reference.ServiceUrl, reference.Locale));
        Assert.Equal(("b", "u", "c1", "a1", null, "plain"),
            (reply.From!.Id, reply.Recipient!.Id, reply.Conversation!.Id, reply.ReplyToId, reply.Id, reply.TextFormat));
    }

    [Fact]
    public void T8_suggested_actions_always_say_to_whom() => Assert.Contains(
        "\"suggestedActions\":{\"to\":[],",
        ActivityJsonTests.Write(new Activity { Type = "message", SuggestedActions = new SuggestedActions { Actions = [] } }),
        StringComparison.Ordinal);
}
