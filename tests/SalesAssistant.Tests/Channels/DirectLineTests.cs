using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Direct Line 3.0 as its clients see it, over real HTTP and WebSockets.</summary>
public sealed class DirectLineTests(DirectLineTests.Running running) : IClassFixture<DirectLineTests.Running>
{
    readonly SalesApp app = running.App;

    [Fact]
    public async Task A_conversation_begins_with_a_greeting_that_says_it_is_an_AI()
    {
        using var server = Server();
        var started = await server.Post("conversations");

        Assert.Equal(201, started.Status);
        Assert.Equal("3600", started.Text("expires_in"));
        var greeting = Assert.Single(await server.Activities(started.Text("conversationId")!));
        Assert.Contains("AI", greeting.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("bot", greeting.GetProperty("from").GetProperty("role").GetString());
        Assert.Equal("markdown", greeting.GetProperty("textFormat").GetString());
        Assert.Equal($"{started.Text("conversationId")}|0000001", greeting.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Every_message_is_echoed_before_the_answer_and_nothing_of_it_is_lost()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        await using var socket = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);

        var sent = await client.Post($"conversations/{id}/activities", """
            {"type":"message","id":"mine","from":{"id":"u1","name":"Ada","role":"bot"},"text":"What does <b>Larkfield</b> offer?","textFormat":"markdown","locale":"en-GB","timestamp":"2001-01-01T00:00:00Z",
             "entities":[{"type":"ClientCapabilities","supportsListening":true}],"attachments":[],"channelData":{"clientActivityID":"c-1","x":{"y":[1,null]}},"unknown":"kept","serviceUrl":"https://evil.example/"}
            """);

        Assert.Equal(200, sent.Status);
        var echo = await socket.Hears("<b>Larkfield</b>");
        var answer = await socket.Hears(activity => activity.TryGetProperty("replyToId", out var answered) && answered.GetString() == sent.Text("id"), "the answer");
        Assert.Equal(sent.Text("id"), echo.GetProperty("id").GetString());
        Assert.Equal("c-1", echo.GetProperty("channelData").GetProperty("clientActivityID").GetString());
        Assert.Equal(JsonValueKind.Null, echo.GetProperty("channelData").GetProperty("x").GetProperty("y")[1].ValueKind);
        Assert.Equal("kept", echo.GetProperty("unknown").GetString());
        Assert.Equal(("user", "u1", "Ada"), (echo.GetProperty("from").GetProperty("role").GetString(), echo.GetProperty("from").GetProperty("id").GetString(), echo.GetProperty("from").GetProperty("name").GetString()));
        Assert.Equal("plain", echo.GetProperty("textFormat").GetString());
        Assert.False(echo.TryGetProperty("serviceUrl", out _));
        Assert.Equal("bot", answer.GetProperty("from").GetProperty("role").GetString());
        Assert.True(socket.Activities.FindIndex(a => Id(a) == Id(echo)) < socket.Activities.FindIndex(a => Id(a) == Id(answer)));
    }

    [Fact]
    public async Task An_answer_carries_its_sources()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        await using var socket = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);

        await client.Says(id, "What does the Academy cost?");

        var answer = await socket.Hears(activity => activity.TryGetProperty("channelData", out var data) && data.TryGetProperty("citations", out var _), "an answer with sources");
        var citation = answer.GetProperty("channelData").GetProperty("citations")[0];
        Assert.All(["file", "heading", "quote"], name => Assert.NotEmpty(citation.GetProperty(name).GetString()!));
        Assert.Equal("Assistant", answer.GetProperty("channelData").GetProperty("sender").GetString());
    }

    [Fact]
    public async Task Times_are_strictly_increasing_in_whole_milliseconds()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.Says(id, $"message {i}")));

        var times = (await client.Activities(id)).Select(activity => activity.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds()).ToList();

        Assert.True(times.Count >= 21);
        Assert.Equal(times.Distinct().Order(), times);
    }

    [Fact]
    public async Task The_same_message_sent_again_is_one_message()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Says(id, "Hello there", "same")));

        Assert.Single(answers.Select(answer => answer.Text("id")).Distinct());
        Assert.Single(await client.Activities(id), activity => activity.TryGetProperty("text", out var text) && text.GetString() == "Hello there");
    }

    [Fact]
    public async Task Polling_gives_what_came_after_the_watermark_and_the_next_watermark()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        var first = await client.Get($"conversations/{id}/activities?watermark=");
        await client.Says(id, "second");

        var second = await client.Get($"conversations/{id}/activities?watermark={first.Text("watermark")}");

        Assert.Equal("second", second.Json.GetProperty("activities")[0].GetProperty("text").GetString());
        var last = await Eventually.Get(async () =>
        {
            var all = await client.Get($"conversations/{id}/activities");
            return all.Json.GetProperty("activities").GetArrayLength() >= 3 ? all : null;
        }, "the answer");
        Assert.Empty(await client.Activities(id, last.Text("watermark")!));
        Assert.Equal(last.Text("watermark"), (await client.Get($"conversations/{id}/activities?watermark={last.Text("watermark")}")).Text("watermark"));
        Assert.Equal(last.Json.GetProperty("activities").GetArrayLength(), (await client.Activities(id, "-")).Count);
    }

    [Fact]
    public async Task A_reconnecting_client_gets_what_it_missed_and_one_without_a_watermark_only_what_is_new()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        await using (var first = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!))
        {
            await first.Hears("AI");
            await first.Closes();
        }
        await client.Says(id, "said while away");

        await using var missed = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=1")).Text("streamUrl")!);
        Assert.Contains("said while away", (await missed.Hears(_ => true, "anything")).GetProperty("text").GetString(), StringComparison.Ordinal);

        await Eventually.Holds(async () => (await client.Activities(id)).Count >= 3, "the answer");
        await using var fresh = await DirectLineSocket.Open((await client.Get($"conversations/{id}")).Text("streamUrl")!);
        await client.Says(id, "said now");
        Assert.Equal("said now", (await fresh.Hears(_ => true, "anything")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_conversation_goes_on_after_a_restart_with_the_same_token()
    {
        var before = await SalesApp.Start();
        using var server = new DirectLineClient(new Uri(before.Address), Secret(before));
        var started = await server.Post("conversations");
        var id = started.Text("conversationId")!;
        await server.Says(id, "before");
        await before.DisposeAsync();

        await using var after = await SalesApp.Start(data: before.DataDirectory);

        using var client = new DirectLineClient(new Uri(after.Address), started.Text("token"));
        await client.Says(id, "after");
        var texts = (await client.Activities(id)).Select(activity => activity.GetProperty("text").GetString()).ToList();
        Assert.Single(texts, "before");
        Assert.Single(texts, "after");
    }

    [Fact]
    public async Task Empty_frames_and_whatever_else_a_client_sends_over_the_socket_are_ignored()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        await using var socket = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);

        await socket.SendsText("");
        await socket.SendsText("""{"type":"message","text":"over the socket"}""");
        await socket.SendsText(new string('x', 100_000));
        await socket.SendsText("");
        await client.Says(id, "over HTTP");

        await socket.Hears("over HTTP");
        Assert.DoesNotContain(await client.Activities(id), activity => activity.TryGetProperty("text", out var text) && text.GetString() == "over the socket");
    }

    [Fact]
    public async Task Two_windows_of_one_visitor_see_the_same()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        await using var one = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);
        await using var two = await DirectLineSocket.Open((await client.Get($"conversations/{id}?watermark=0")).Text("streamUrl")!);

        for (var i = 0; i < 10; i++) await client.Says(id, $"number {i}");

        await one.Hears("number 9");
        await two.Hears("number 9");
        var shorter = Math.Min(one.Activities.Count, two.Activities.Count);
        Assert.Equal(one.Activities.Take(shorter).Select(Id), two.Activities.Take(shorter).Select(Id));
        Assert.Equal(one.Activities.Select(Id).Distinct().Count(), one.Activities.Count);
    }

    [Fact]
    public async Task When_the_server_stops_it_closes_the_sockets_politely()
    {
        var own = await Running.Start();
        using var server = new DirectLineClient(new Uri(own.Address), Running.Secret);
        await using var socket = await DirectLineSocket.Open((await server.Post("conversations")).Text("streamUrl")!);
        await socket.Hears("AI");

        var stopping = own.DisposeAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await socket.IsClosed());
        await stopping;
    }

    [Fact]
    public async Task A_server_makes_a_token_that_pins_the_user()
    {
        using var server = Server();
        var made = await server.Post("tokens/generate", """{"User":{"Id":"dl_42","Name":"Ada"},"trustedOrigins":["https://shop.example"]}""");
        using var client = new DirectLineClient(new Uri(app.Address), made.Text("token"));
        var id = made.Text("conversationId")!;

        Assert.Equal(404, (await client.Get($"conversations/{id}")).Status);
        Assert.Equal(201, (await client.Post("conversations", """{"user":{}}""")).Status);
        Assert.Equal(200, (await client.Post("conversations", """{"user":{"id":"somebody-else"},"locale":"en-US"}""")).Status);
        await client.Says(id, "hello");

        var echo = Assert.Single(await client.Activities(id), activity => activity.GetProperty("from").GetProperty("role").GetString() == "user");
        Assert.Equal("dl_42", echo.GetProperty("from").GetProperty("id").GetString());
        Assert.Equal(400, (await server.Post("tokens/generate", """{"user":{"id":"42"}}""")).Status);
        Assert.Equal(400, (await server.Post("tokens/generate", $$$"""{"user":{"id":"dl_{{{new string('x', 300)}}}"}}""")).Status);
        Assert.Equal(400, (await server.Post("tokens/generate", """{"user":{"id":"dl_\u0000"}}""")).Status);
        Assert.Equal(400, (await server.Post("tokens/generate", $$"""{"trustedOrigins":[{{string.Join(',', Enumerable.Repeat("\"https://a.example\"", 100))}}]}""")).Status);
        Assert.Equal(403, (await client.Post("tokens/generate")).Status);
    }

    [Fact]
    public async Task A_token_works_on_the_websites_it_was_made_for_and_on_no_other()
    {
        using var server = Server();
        var made = await server.Post("tokens/generate", """{"trustedOrigins":["https://shop.example"]}""");

        async Task<DirectLineClient.Answer> From(string origin, string path)
        {
            using var client = new DirectLineClient(new Uri(app.Address), made.Text("token"));
            return await client.Send(new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Origin", origin } } });
        }

        Assert.Equal(403, (await From("https://evil.example", "conversations")).Status);
        var started = await From("https://shop.example", "conversations");
        Assert.Equal(201, started.Status);
        Assert.Equal(403, await DirectLineSocket.StatusOf(started.Text("streamUrl")!, "https://evil.example"));
        var again = await From("https://shop.example", "conversations");
        Assert.Equal(101, await DirectLineSocket.StatusOf(again.Text("streamUrl")!, "https://shop.example"));
    }

    [Fact]
    public async Task A_refreshed_token_is_for_the_same_conversation_and_the_old_one_stays_valid()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;

        var refreshed = await client.Post("tokens/refresh");

        Assert.Equal((200, id, "3600"), (refreshed.Status, refreshed.Text("conversationId"), refreshed.Text("expires_in")));
        using var renewed = new DirectLineClient(new Uri(app.Address), refreshed.Text("token"));
        Assert.Equal(200, (await renewed.Says(id, "with the new one")).Status);
        Assert.Equal(200, (await client.Says(id, "with the old one")).Status);
        Assert.Equal(400, (await server.Post("tokens/refresh")).Status);
    }

    [Fact]
    public async Task A_stream_opens_once()
    {
        using var server = Server();
        var started = await server.Post("conversations");
        var stream = started.Text("streamUrl")!;

        Assert.Equal(101, await DirectLineSocket.StatusOf(stream));
        Assert.Equal(403, await DirectLineSocket.StatusOf(stream));
        Assert.Equal(401, await DirectLineSocket.StatusOf(stream[..stream.IndexOf("&t=", StringComparison.Ordinal)]));
        Assert.Equal(403, await DirectLineSocket.StatusOf(stream[..stream.IndexOf("&t=", StringComparison.Ordinal)] + $"&t={started.Text("token")}"));
        using var plain = new HttpClient();
        Assert.Equal(HttpStatusCode.BadRequest, (await plain.GetAsync(stream.Replace("ws://", "http://", StringComparison.Ordinal), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData(null, 401, "Unauthorized")]
    [InlineData("", 401, "Unauthorized")]
    [InlineData("rubbish", 403, "BadArgument")]
    [InlineData("foreign key", 403, "BadArgument")]
    [InlineData("other conversation", 403, "BadArgument")]
    [InlineData("resume token", 403, "BadArgument")]
    [InlineData("expired", 403, "TokenExpired")]
    public async Task Without_the_right_token_nothing_is_told(string? bearer, int status, string code)
    {
        using var server = Server();
        var id = (await server.Post("conversations")).Text("conversationId")!;
        var tokens = app.Services.GetService(typeof(DirectLineTokens)) as DirectLineTokens;
        var yesterday = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(app.Clock.GetUtcNow().AddDays(-1));
        bearer = bearer switch
        {
            "foreign key" => new DirectLineTokens(Encoding.UTF8.GetBytes("somebody else's secret"), app.Clock).Issue(DirectLineTokenKind.Token, id),
            "other conversation" => tokens!.Issue(DirectLineTokenKind.Token, "another"),
            "resume token" => tokens!.Issue(DirectLineTokenKind.Resume, id),
            "expired" => new DirectLineTokens(Encoding.UTF8.GetBytes(Running.Secret), yesterday).Issue(DirectLineTokenKind.Token, id),
            _ => bearer,
        };
        using var client = new DirectLineClient(new Uri(app.Address), string.IsNullOrEmpty(bearer) ? null : bearer);

        foreach (var answer in new[]
        {
            await client.Get($"conversations/{id}"),
            await client.Get($"conversations/{id}/activities"),
            await client.Says(id, "hello"),
        })
        {
            Assert.Equal((status, code), (answer.Status, answer.ErrorCode));
            Assert.NotEmpty(answer.Json.GetProperty("error").GetProperty("message").GetString()!);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"type\":\"message\",\"text\":7}")]
    [InlineData("{\"type\":\"message\",\"text\":\"a\",\"text\":\"b\"}")]
    [InlineData("{\"text\":\"no type\"}")]
    [InlineData("{\"type\":\"message\",\"attachments\":[7]}")]
    public async Task A_body_that_is_no_activity_gets_400(string body)
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;

        var answer = await client.Post($"conversations/{id}/activities", body);

        Assert.Equal(400, answer.Status);
        Assert.NotNull(answer.ErrorCode);
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_or_not_JSON_or_too_large_gets_the_status_for_it()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;
        var path = $"conversations/{id}/activities";
        var notUtf8 = new ByteArrayContent([.. "{\"type\":\"message\",\"text\":\""u8, 0xFF, 0xFE, .. "\"}"u8]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        string Large(int bytes) => $$"""{"type":"message","text":"{{new string('x', bytes)}}"}""";
        var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Large(300_000)))) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        chunked.Headers.ContentLength = null;

        Assert.Equal(400, (await client.Post(path, notUtf8)).Status);
        Assert.Equal(415, (await client.Post(path, """{"type":"message"}""", "text/plain")).Status);
        Assert.Equal(415, (await client.Post(path, """{"type":"message"}""", "application/json; charset=utf-16")).Status);
        Assert.Equal((413, "MessageSizeTooBig"), await client.Post(path, Large(300_000)) switch { var answer => (answer.Status, answer.ErrorCode) });
        Assert.Equal(413, (await client.Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = chunked, Headers = { TransferEncodingChunked = true } })).Status);
        Assert.Equal(200, (await client.Says(id, "still there?")).Status);
    }

    [Fact]
    public async Task A_hundred_thousand_characters_and_no_words_at_all_get_a_kind_sentence()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;

        Assert.Equal(200, (await client.Says(id, new string('x', 100_000))).Status);
        await Eventually.Holds(async () => (await client.Activities(id)).Count == 3, "the answer to the long one");
        Assert.Equal(200, (await client.Says(id, "")).Status);
        await Eventually.Holds(async () => (await client.Activities(id)).Count == 5, "the answer to the empty one");
    }

    [Fact]
    public async Task Control_characters_and_half_an_emoji_do_no_harm()
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;

        var answer = await client.Post($"conversations/{id}/activities", """{"type":"message","from":{"id":"u"},"text":"a\u0000b\u0007c \ud83d","channelData":{"x":"\udc00"}}""");

        Assert.Equal(200, answer.Status);
        Assert.Single(await client.Activities(id, "1"), activity => activity.GetProperty("id").GetString() == answer.Text("id"));
    }

    [Theory]
    [InlineData("typing")]
    [InlineData("event")]
    [InlineData("somethingNew")]
    public async Task Other_activities_are_taken_and_not_answered(string type)
    {
        using var server = Server();
        var (id, client) = await Started(server);
        using var mine = client;

        var answer = await client.Post($"conversations/{id}/activities", JsonSerializer.Serialize(new { type, name = "webchat/join", from = new { id = "u" } }));

        Assert.Equal(200, answer.Status);
        Assert.NotEmpty(answer.Text("id")!);
        Assert.Single(await client.Activities(id));
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_what_is_no_watermark_is_400()
    {
        using var server = Server();
        var id = (await server.Post("conversations")).Text("conversationId")!;

        Assert.Equal((404, "ConversationNotFound"), await server.Get("conversations/nobody") switch { var answer => (answer.Status, answer.ErrorCode) });
        Assert.Equal(404, (await server.Get("conversations/nobody/activities")).Status);
        Assert.Equal(404, (await server.Says("nobody", "hello")).Status);
        Assert.Equal(400, (await server.Get($"conversations/{id}?watermark=x")).Status);
        Assert.Equal(400, (await server.Get($"conversations/{id}/activities?watermark=-5")).Status);
    }

    [Fact]
    public async Task A_page_of_another_website_may_call()
    {
        using var client = new DirectLineClient(new Uri(app.Address), null);

        var preflight = await client.Send(new HttpRequestMessage(HttpMethod.Options, "conversations")
        {
            Headers = { { "Origin", "https://shop.example" }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type,x-ms-bot-agent,x-requested-with" } },
        });
        var refused = await client.Post("conversations");

        Assert.Equal(204, preflight.Status);
        Assert.Equal("*", preflight.Response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var allowed = preflight.Response.Headers.GetValues("Access-Control-Allow-Headers").Single();
        Assert.All(["authorization", "content-type", "x-ms-bot-agent", "x-requested-with"], header => Assert.Contains(header, allowed, StringComparison.Ordinal));
        Assert.Equal("*", refused.Response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("Retry-After", refused.Response.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Fact]
    public async Task A_flood_is_slowed_and_then_refused_while_other_visitors_go_on()
    {
        using var server = Server();
        var (flooded, flooder) = await Started(server);
        var (quiet, visitor) = await Started(server);
        using var one = flooder;
        using var other = visitor;

        var refused = await FirstRefused(Enumerable.Range(0, 200).Select(_ => flooder.Get($"conversations/{flooded}/activities?watermark=100")).ToList());

        Assert.NotNull(refused.Response.Headers.RetryAfter?.Delta);
        Assert.Equal(200, (await visitor.Says(quiet, "hello")).Status);
        Assert.Equal(200, (await server.Get($"conversations/{flooded}/activities")).Status);
    }

    static async Task<DirectLineClient.Answer> FirstRefused(List<Task<DirectLineClient.Answer>> requests)
    {
        while (requests.Count > 0)
        {
            var done = await Task.WhenAny(requests);
            if ((await done).Status == 429) return await done;
            requests.Remove(done);
        }
        throw new InvalidOperationException("Nobody was refused.");
    }

    DirectLineClient Server() => new(new Uri(app.Address), Running.Secret);

    async Task<(string Id, DirectLineClient Client)> Started(DirectLineClient server)
    {
        var started = await server.Post("conversations");
        Assert.Equal(201, started.Status);
        return (started.Text("conversationId")!, new DirectLineClient(new Uri(app.Address), started.Text("token")));
    }

    static string? Id(JsonElement activity) => activity.GetProperty("id").GetString();

    // The secret that the product made for itself.
    static string Secret(SalesApp app) => Convert.ToHexStringLower(File.ReadAllBytes(Path.Combine(app.DataDirectory, "keys", "directline")));

    /// <summary>One product for the tests that need none of their own.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public const string Secret = "a Direct Line secret of the tests";

        public SalesApp App { get; private set; } = null!;

        public static Task<SalesApp> Start() => SalesApp.Start(settings: ["--DirectLine:Secret", Secret]);

        public async ValueTask InitializeAsync() => App = await Start();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
