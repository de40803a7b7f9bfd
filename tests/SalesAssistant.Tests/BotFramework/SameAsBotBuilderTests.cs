using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>botbuilder's own ConnectorClient (npm botframework-connector) and ours, on the wire beside each other.</summary>
public sealed class SameAsBotBuilderTests
{
    const string Conversation = "19:a/b@thread.tacv2;messageid=1764";
    const string Member = "29:1a+b/c=ü|x";
    const string Answered = "f:1764 09|0001";

    const string Activity = """
        {"type":"message","timestamp":"2026-11-23T04:14:30.155Z","from":{"id":"28:bot","name":"Lark","role":"bot"},"conversation":{"id":"c1","isGroup":true,"tenantId":"t1"},
         "recipient":{"id":"29:u","aadObjectId":"o1"},"textFormat":"markdown","text":"Grüße, 5 € — \"ja\"\n<b>&amp;</b> 😀","locale":"de-DE","inputHint":"acceptingInput",
         "suggestedActions":{"to":["29:u"],"actions":[{"type":"imBack","title":"Yes","value":"Yes"}]},
         "attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.4","body":[{"type":"TextBlock","text":"a"}]}}],
         "entities":[{"type":"mention","text":"<at>Lark</at>","mentioned":{"id":"28:bot"}}],"channelData":{"tenant":{"id":"t1"},"deep":[1,2.5,null,{"x":true}]},"replyToId":"1"}
        """;

    const string Parameters = """{"isGroup":false,"bot":{"id":"28:bot"},"members":[{"id":"29:u"}],"tenantId":"t1","channelData":{"tenant":{"id":"t1"}}}""";
    const string Attachment = """{"type":"text/plain","name":"a.txt","originalBase64":"YQ==","thumbnailBase64":"YQ=="}""";

    [Theory, InlineData(""), InlineData("emea/0b2f"), InlineData("emea/0b2f/")]
    public async Task The_same_calls_are_the_same_requests(string path)
    {
        await using var theirs = await ChannelServer.StartAsync();
        await using var ours = await ChannelServer.StartAsync();

        await NodeClients.Run("call-connector.mjs", Input(), new Uri(theirs.Address, path).ToString());
        await Call(new Uri(ours.Address, path));

        Assert.Equal(17, theirs.Requests.Count);
        foreach (var (their, our) in theirs.Requests.Zip(ours.Requests))
        {
            Assert.Equal($"{their.Method} {their.Target}", $"{our.Method} {our.Target}");
            Assert.True(JsonNode.DeepEquals(Json(their.Body), Json(our.Body)), $"{their.Target}\ntheirs: {their.Body}\nours:   {our.Body}");
            Assert.Equal(their.Headers.GetValueOrDefault("content-type"), our.Headers.GetValueOrDefault("content-type"));
        }
    }

    static string Input() => new JsonObject
    {
        ["conversation"] = Conversation,
        ["member"] = Member,
        ["answered"] = Answered,
        ["activity"] = JsonNode.Parse(Activity),
        ["history"] = new JsonObject { ["activities"] = new JsonArray(JsonNode.Parse(Activity)) },
        ["parameters"] = JsonNode.Parse(Parameters),
        ["attachment"] = JsonNode.Parse(Attachment),
    }.ToJsonString();

    static async Task Call(Uri serviceUrl)
    {
        using var clients = new ConnectorClients();
        var client = clients.For(serviceUrl);
        var stop = TestContext.Current.CancellationToken;
        var activity = Read<Activity>(Activity);
        Func<Task<HttpResponseMessage>>[] calls =
        [
            () => client.CreateConversationAsync(Read<ConversationParameters>(Parameters), stop),
            () => client.SendToConversationAsync(Conversation, activity, stop),
            () => client.ReplyToActivityAsync(Conversation, Answered, activity, stop),
            () => client.UpdateActivityAsync(Conversation, Answered, activity, stop),
            () => client.DeleteActivityAsync(Conversation, Answered, stop),
            () => client.SendConversationHistoryAsync(Conversation, new Transcript { Activities = [activity] }, stop),
            () => client.GetConversationMembersAsync(Conversation, stop),
            () => client.GetConversationMemberAsync(Conversation, Member, stop),
            () => client.GetConversationPagedMembersAsync(Conversation, 50, "a b/c+d", stop),
            () => client.GetConversationPagedMembersAsync(Conversation, null, null, stop),
            () => client.GetActivityMembersAsync(Conversation, Answered, stop),
            () => client.DeleteConversationMemberAsync(Conversation, Member, stop),
            () => client.UploadAttachmentAsync(Conversation, Read<AttachmentData>(Attachment), stop),
            () => client.GetAttachmentInfoAsync(Answered, stop),
            () => client.GetAttachmentAsync(Answered, "original", stop),
            () => client.GetTeamDetailsAsync(Conversation, stop),
            () => client.GetTeamConversationsAsync(Conversation, stop),
        ];
        foreach (var call in calls)
            (await call()).Dispose();
    }

    static T Read<T>(string json) where T : class =>
        ActivityJson.Read(Encoding.UTF8.GetBytes(json), (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)ActivityJsonContext.Wire.GetTypeInfo(typeof(T))!);

    static JsonNode? Json(string body) => body.Length == 0 ? null : JsonNode.Parse(body);
}
