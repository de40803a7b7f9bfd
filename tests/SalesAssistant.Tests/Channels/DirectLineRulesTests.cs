using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Rules of Direct Line that show over a conversation's whole life: its watermarks, its many sockets, its end.</summary>
public sealed class DirectLineRulesTests(DirectLineTests.Running running) : IClassFixture<DirectLineTests.Running>
{
    readonly SalesApp app = running.App;

    [Fact]
    public async Task Watermarks_are_exact_through_reconnects_and_restarts()
    {
        string[] settings = ["--DirectLine:Secret", DirectLineTests.Running.Secret];
        var before = await SalesApp.Start(settings: settings);
        using var server = new DirectLineClient(new Uri(before.Address), DirectLineTests.Running.Secret);
        var started = await server.Post("conversations");
        var id = started.Text("conversationId")!;
        for (var i = 0; i < 5; i++) await server.Says(id, $"before {i}");
        await Settled(before, id);
        var all = await Ids(server, id);
        // Whatever a client has read, it gets the rest and nothing twice: by asking, and by socket.
        for (var read = 0; read <= all.Count; read++)
        {
            var mark = read == 0 ? "-" : $"{int.Parse(all[read - 1].Split('|')[1])}";
            Assert.Equal(all[read..], await Ids(server, id, mark));
            await using var socket = await DirectLineSocket.Open((await server.Get($"conversations/{id}?watermark={mark}")).Text("streamUrl")!);
            foreach (var missed in all[read..]) await socket.Hears(activity => activity.GetProperty("id").GetString() == missed, missed);
            Assert.Equal(all[read..], socket.Activities.Select(activity => activity.GetProperty("id").GetString()));
        }
        var last = (await server.Get($"conversations/{id}/activities")).Text("watermark")!;
        await before.DisposeAsync();

        await using var after = await SalesApp.Start(settings: settings, data: before.DataDirectory);
        using var again = new DirectLineClient(new Uri(after.Address), started.Text("token"));
        Assert.Empty(await again.Activities(id, last));
        await using var stream = await DirectLineSocket.Open((await again.Get($"conversations/{id}?watermark={last}")).Text("streamUrl")!);
        await again.Says(id, "after");
        Assert.Equal("after", (await stream.Hears(_ => true, "the first new thing")).GetProperty("text").GetString());
        Assert.Equal($"{int.Parse(last) + 1}", stream.Watermark);
        Assert.Equal(all, (await Ids(again, id))[..all.Count]);
    }

    [Fact]
    public async Task What_has_changed_comes_again_under_its_id_to_every_socket_and_to_whoever_comes_back()
    {
        using var server = Server();
        var id = (await server.Post("conversations")).Text("conversationId")!;
        await using var socket = await DirectLineSocket.Open((await server.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);
        await server.Says(id, "Can I talk to someone next week?");
        var card = await socket.Hears(activity => activity.GetRawText().Contains("\"action\":\"slot\"", StringComparison.Ordinal), "free times");
        var cardId = card.GetProperty("id").GetString()!;
        var press = PressIn(card, "slot");
        var before = (await server.Get($"conversations/{id}/activities")).Text("watermark")!;

        await server.Post($"conversations/{id}/activities", $$$"""{"type":"message","from":{"id":"u1"},"value":{{{press.GetRawText()}}},"channelData":{"postBack":true}}""");

        // Web Chat puts an activity in the place of the one with its id: nobody presses this card again.
        bool IsUsed(JsonElement activity) => activity.GetProperty("id").GetString() == cardId && !activity.GetRawText().Contains("\"action\"", StringComparison.Ordinal);
        var used = await socket.Hears(IsUsed, "the card as it is now");
        Assert.Contains(press.GetProperty("label").GetString()!, used.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(card.GetProperty("timestamp").GetString(), used.GetProperty("timestamp").GetString());
        await Settled(app, id);
        Assert.Single(await server.Activities(id, before), IsUsed);
        Assert.Single(await server.Activities(id), activity => activity.GetProperty("id").GetString() == cardId);
        Assert.Single(await server.Activities(id), IsUsed);
        var after = (await server.Get($"conversations/{id}/activities?watermark={before}")).Text("watermark")!;
        Assert.Empty(await server.Activities(id, after));
        await using var back = await DirectLineSocket.Open((await server.Get($"conversations/{id}?watermark={before}")).Text("streamUrl")!);
        await back.Hears(IsUsed, "the card for who was away");
    }

    static JsonElement PressIn(JsonElement node, string action) => Presses(node).First(press => press.GetProperty("action").GetString() == action);

    static IEnumerable<JsonElement> Presses(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Array => node.EnumerateArray().SelectMany(Presses),
        JsonValueKind.Object when node.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String => [node],
        JsonValueKind.Object => node.EnumerateObject().SelectMany(pair => Presses(pair.Value)),
        _ => [],
    };

    [Fact]
    public async Task Any_number_of_sockets_may_show_one_conversation()
    {
        using var server = Server();
        var id = (await server.Post("conversations")).Text("conversationId")!;
        var sockets = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => await DirectLineSocket.Open((await server.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!)));

        var sent = await server.Says(id, "to all of them");

        foreach (var socket in sockets)
        {
            Assert.Equal(sent.Text("id"), (await socket.Hears("to all of them")).GetProperty("id").GetString());
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task After_endOfConversation_neither_side_can_say_anything_and_what_was_said_can_be_read()
    {
        using var server = Server();
        var started = await server.Post("conversations");
        var id = started.Text("conversationId")!;
        using var client = new DirectLineClient(new Uri(app.Address), started.Text("token"));
        await using var other = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);
        await client.Says(id, "Can I speak to a person please?");
        await Settled(app, id);

        var ended = await client.Post($"conversations/{id}/activities", """{"type":"endOfConversation","from":{"id":"u1"},"code":"userCancelled","channelData":{"clientActivityID":"end"}}""");

        Assert.Equal(200, ended.Status);
        var farewell = await other.Hears(activity => activity.GetProperty("type").GetString() == "endOfConversation", "the end");
        Assert.Equal((ended.Text("id"), "userCancelled", "user"), (farewell.GetProperty("id").GetString(), farewell.GetProperty("code").GetString(), farewell.GetProperty("from").GetProperty("role").GetString()));
        var history = await Ids(client, id);
        var refused = await client.Says(id, "one more thing");
        Assert.Equal((400, "ConversationEnded"), (refused.Status, refused.ErrorCode));
        Assert.Equal(400, (await client.Post($"conversations/{id}/activities", """{"type":"endOfConversation"}""")).Status);
        using var api = app.Api();
        foreach (var act in (string[])["claim", "reply"])
            Assert.Equal(HttpStatusCode.Conflict, (await api.PostAsJsonAsync($"/api/v1/conversations/{id}/{act}", new { rep = "mia@example.com", text = "hello" })).StatusCode);
        Assert.Equal(200, (await client.Post("conversations")).Status);
        Assert.Equal(200, (await client.Get($"conversations/{id}?watermark=0")).Status);
        Assert.Equal(history, await Ids(client, id));
        var conversation = await app.Read(db => db.Set<Conversation>().AsNoTracking().SingleAsync(conversation => conversation.Id == id));
        Assert.Equal((ConversationStatus.Resolved, null), (conversation.Status, conversation.HandoffId));
    }

    [Fact]
    public async Task The_chat_page_starts_anew_when_its_conversation_has_ended()
    {
        using var http = app.Http();
        async Task<JsonElement> Opens(string? resume) => await (await http.PostAsJsonAsync("/chat/token", new { resume })).Content.ReadFromJsonAsync<JsonElement>();
        var first = await Opens(null);
        var id = first.GetProperty("conversationId").GetString()!;
        using var client = new DirectLineClient(new Uri(app.Address), first.GetProperty("token").GetString());
        Assert.Equal(id, (await Opens(first.GetProperty("resume").GetString())).GetProperty("conversationId").GetString());

        await client.Post($"conversations/{id}/activities", """{"type":"endOfConversation"}""");

        Assert.NotEqual(id, (await Opens(first.GetProperty("resume").GetString())).GetProperty("conversationId").GetString());
    }

    [Fact]
    public async Task A_session_has_one_name_as_long_as_its_conversation_and_a_page_of_another_website_can_read_it()
    {
        using var server = Server();
        using var client = new DirectLineClient(new Uri(app.Address), (await server.Post("conversations")).Text("token"));
        using var other = new DirectLineClient(new Uri(app.Address), (await server.Post("conversations")).Text("token"));
        using var stranger = new DirectLineClient(new Uri(app.Address), null);

        var asked = new HttpRequestMessage(HttpMethod.Get, "session/getsessionid") { Headers = { { "Origin", "https://www.example.com" } } };
        var answer = await client.Send(asked);

        Assert.Equal(200, answer.Status);
        Assert.Equal(answer.Text("sessionId"), (await client.Get("session/getsessionid")).Text("sessionId"));
        Assert.NotEqual(answer.Text("sessionId"), (await other.Get("session/getsessionid")).Text("sessionId"));
        Assert.Equal(401, (await stranger.Get("session/getsessionid")).Status);
        // DirectLineJS asks as with cookies.
        Assert.Equal("https://www.example.com", answer.Response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", answer.Response.Headers.GetValues("Access-Control-Allow-Credentials").Single());
    }

    [Fact]
    public async Task How_much_of_a_request_is_read_is_set()
    {
        await using var narrow = await SalesApp.Start(settings: ["--DirectLine:Secret", DirectLineTests.Running.Secret, "--Activities:LargestBody", "5000", "--Activities:DeepestJson", "20"]);
        await using var deep = await SalesApp.Start(settings: ["--DirectLine:Secret", DirectLineTests.Running.Secret, "--Activities:LargestBody", "400000", "--Activities:DeepestJson", "200"]);
        using var few = new DirectLineClient(new Uri(narrow.Address), DirectLineTests.Running.Secret);
        using var many = new DirectLineClient(new Uri(deep.Address), DirectLineTests.Running.Secret);
        var (small, large) = ((await few.Post("conversations")).Text("conversationId"), (await many.Post("conversations")).Text("conversationId"));
        var (nested, long300) = (Nested(100), $$"""{"type":"message","text":"{{new string('a', 300_000)}}"}""");

        Assert.Equal(413, (await few.Post($"conversations/{small}/activities", $$"""{"type":"message","text":"{{new string('a', 6000)}}"}""")).Status);
        Assert.Equal(400, (await few.Post($"conversations/{small}/activities", Nested(30))).Status);
        Assert.Equal(200, (await many.Post($"conversations/{large}/activities", long300)).Status);
        Assert.Equal(200, (await many.Post($"conversations/{large}/activities", nested)).Status);
        // It comes back as deep as it went.
        using var http = deep.Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", DirectLineTests.Running.Secret);
        Assert.Contains(string.Concat(Enumerable.Repeat("{\"a\":", 100)), await http.GetStringAsync($"/v3/directline/conversations/{large}/activities"), StringComparison.Ordinal);

        static string Nested(int depth) => $$"""{"type":"message","text":"hi","channelData":{{string.Concat(Enumerable.Repeat("{\"a\":", depth))}}1{{new string('}', depth)}}}""";
    }

    DirectLineClient Server() => new(new Uri(app.Address), DirectLineTests.Running.Secret);

    static Task Settled(SalesApp app, string conversation) => Eventually.Holds(
        () => app.Read(async db => !await db.Set<Turn>().AnyAsync(turn => turn.ConversationId == conversation && turn.State == TurnState.Owed)), "all is answered");

    static async Task<List<string>> Ids(DirectLineClient client, string conversation, string watermark = "") =>
        [.. (await client.Activities(conversation, watermark)).Select(activity => activity.GetProperty("id").GetString()!)];
}
