using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>/api/messages as a Bot Framework channel sees it, with the replies at the channel's own address.</summary>
public sealed class MessagesTests(MessagesTests.Running running) : IClassFixture<MessagesTests.Running>, IDisposable
{
    const string Mia = "mia@example.com";

    readonly SalesApp app = running.App;
    readonly BotChannel channel = new(running.App, running.Server, $"c-{Guid.NewGuid()}");

    public void Dispose() => channel.Dispose();

    [Fact]
    public async Task A_message_is_taken_at_once_and_answered_at_the_service_url()
    {
        Assert.Equal(202, await channel.Says("What does the Academy Starter plan cost?", "a1"));

        await channel.Hears("€29");
        var greeting = channel.Heard[0];
        var answer = channel.Heard[1];
        Assert.Contains("AI", greeting.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(["message", "test", "a1", "markdown"], new[] { "type", "channelId", "replyToId", "textFormat" }.Select(name => answer.GetProperty(name).GetString()));
        Assert.Equal(("bot1", "bot"), (answer.GetProperty("from").GetProperty("id").GetString(), answer.GetProperty("from").GetProperty("role").GetString()));
        Assert.Equal("u1", answer.GetProperty("recipient").GetProperty("id").GetString());
        Assert.NotEmpty(answer.GetProperty("channelData").GetProperty("citations")[0].GetProperty("quote").GetString()!);
        Assert.Equal([$"/v3/conversations/{channel.Name}/activities", $"/v3/conversations/{channel.Name}/activities/a1"], channel.Requests.Select(request => request.Target));

        await channel.Settles();
        Assert.All((await channel.Stored()).Where(message => message.Sender != Sender.Contact), message =>
            Assert.Equal((Delivery.Delivered, "Sent", 1, "1"), (message.Delivery, message.DeliveryOutcome, message.DeliveryAttempts, message.ChannelMessageId)));
    }

    [Fact]
    public async Task E4_an_activity_is_acknowledged_with_an_empty_body()
    {
        using var answer = await channel.Post(channel.Activity("message", """{"id":"a1","text":"hello"}"""));
        Assert.Equal((HttpStatusCode.Accepted, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task T11_what_went_wrong_inside_stands_in_no_activity()
    {
        await using var broken = await SalesApp.Start(settings: [.. BotChannel.Settings, "--Model:Endpoint", "http://127.0.0.1:1/v1"]);
        using var other = new BotChannel(broken, running.Server, $"c-{Guid.NewGuid()}");
        await other.Says("What does the Academy Starter plan cost?");
        await other.Hears("I'm sorry, I couldn't work that out just now.");

        Assert.All(other.Heard, activity => Assert.Contains(activity.GetProperty("type").GetString(), (string[])["message", "typing"]));
        Assert.All(other.Requests, request => Assert.DoesNotMatch("(?i)exception|refused|127\\.0\\.0\\.1:1/|   at ", request.Body));
    }

    [Fact]
    public async Task E8_the_same_activity_sent_again_is_handled_once()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => channel.Says("What does the Academy Starter plan cost?", "same")));
        await channel.Hears("€29");
        Assert.Equal(202, await channel.Says("What does the Academy Starter plan cost?", "same"));
        await channel.Says("hello", "other");
        await Eventually.Holds(() => Task.FromResult(channel.Heard.Count == 3), "greeting, answer, answer");

        Assert.All(statuses, status => Assert.Equal(202, status));
        Assert.Equal(2, (await channel.Stored()).Count(message => message.Sender == Sender.Contact));
    }

    [Fact]
    public async Task T1_the_visitor_is_greeted_once_however_often_somebody_joins()
    {
        const string Joined = """{"membersAdded":[{"id":"bot1"},{"id":"u1"}]}""";
        Assert.Equal(202, await channel.Posts("conversationUpdate", """{"membersAdded":[{"id":"bot1"}]}"""));
        Assert.Empty(await channel.Stored());

        Assert.All(await Task.WhenAll(channel.Posts("conversationUpdate", Joined), channel.Posts("conversationUpdate", Joined)), status => Assert.Equal(202, status));
        await channel.Says("hello");
        await Eventually.Holds(() => Task.FromResult(channel.Heard.Count == 2), "greeting and answer");

        Assert.Single(channel.HeardTexts, text => text!.Contains("AI assistant", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("typing", """{"id":null}""")]
    [InlineData("somethingNew", "{}")]
    [InlineData("event", """{"name":"handoff.status","value":{"state":"accepted"}}""")]
    [InlineData("event", """{"name":"somethingNew"}""")]
    [InlineData("messageReaction", """{"reactionsAdded":[{"type":"like"}]}""")]
    [InlineData("messageUpdate", """{"text":"edited"}""")]
    [InlineData("messageDelete", "{}")]
    [InlineData("installationUpdate", """{"action":"remove"}""")]
    [InlineData("installationUpdate", """{"action":"somethingNew"}""")]
    [InlineData("contactRelationUpdate", """{"action":"add"}""")]
    [InlineData("deleteUserData", "{}")]
    [InlineData("suggestion", """{"text":"x"}""")]
    [InlineData("trace", """{"name":"x","value":{}}""")]
    [InlineData("endOfConversation", """{"code":"unheardOf"}""")]
    [InlineData("conversationUpdate", "{}")]
    [InlineData("conversationUpdate", """{"membersAdded":[],"membersRemoved":[{"id":"u1"}]}""")]
    [InlineData("conversationUpdate", """{"membersAdded":[null,{}]}""")]
    public async Task E7_what_we_do_not_know_or_need_is_taken_and_left_at_that(string type, string fields)
    {
        Assert.Equal(202, await channel.Posts(type, fields));
        Assert.Empty(await channel.Stored());
    }

    [Fact]
    public async Task E5_an_invoke_that_nobody_handles_gets_501() => Assert.Equal(501, await channel.Posts("invoke", """{"name":"composeExtension/query","value":{}}"""));

    [Theory]
    [InlineData("""{"channelId":null}""", "channelId")]
    [InlineData("""{"conversation":null}""", "conversation.id")]
    [InlineData("""{"conversation":{"name":"x"}}""", "conversation.id")]
    [InlineData("""{"from":null}""", "from.id")]
    [InlineData("""{"type":null}""", "type")]
    [InlineData("""{"type":"event"}""", "name")]
    [InlineData("""{"serviceUrl":null}""", "serviceUrl")]
    public async Task E3_a_missing_field_gets_400_and_is_named(string fields, string field)
    {
        var answer = await channel.Post(channel.Activity("message", fields));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("error");
        Assert.Equal("MissingProperty", error.GetProperty("code").GetString());
        Assert.Contains($"'{field}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\":{}}")]
    public async Task E3_bad_JSON_gets_400(string body) => Assert.Equal(HttpStatusCode.BadRequest, (await channel.Post(body)).StatusCode);

    [Fact]
    public async Task E1_only_POST_of_JSON_of_a_bearable_size()
    {
        using var http = app.Http();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.GetAsync("/api/messages", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/messages"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await channel.Post(channel.Activity("message"), "text/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await channel.Post(channel.Activity("typing"), "application/json; charset=UTF-8")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await channel.Post(channel.Activity("message", $$"""{"text":"{{new string('x', 300_000)}}"}"""))).StatusCode);
    }

    [Theory]
    [InlineData("""{"id":"a\u0000b"}""")]
    [InlineData("""{"from":{"id":"a\u0007"}}""")]
    [InlineData("""{"channelId":"a\nb"}""")]
    public async Task J6_what_can_be_no_id_gets_400(string fields) => Assert.Equal(400, await channel.Posts("message", fields));

    [Fact]
    public async Task Azures_own_Direct_Line_is_a_channel_that_is_called_back()
    {
        await channel.Posts("message", """{"id":"1","channelId":"directline","text":"What does the Academy Starter plan cost?"}""");

        await channel.Hears("€29");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("not an address")]
    [InlineData("file:///etc/passwd")]
    public async Task O1_an_address_that_is_not_on_the_list_is_never_spoken_to(string serviceUrl)
    {
        Assert.Equal(401, await channel.Posts("message", $$"""{"id":"1","text":"hello","serviceUrl":"{{serviceUrl}}"}"""));
        Assert.Empty(await channel.Stored());
    }

    [Fact]
    public async Task T12_the_bots_own_mention_is_not_part_of_the_question()
    {
        await channel.Posts("message", """
            {"id":"1","text":"<at>Lark</at>&nbsp;what does the Academy Starter plan cost?\r\n","entities":[{"type":"mention","mentioned":{"id":"bot1","name":"Lark"},"text":"<at>Lark</at>"}]}
            """);

        await channel.Hears("€29");
        Assert.Equal("what does the Academy Starter plan cost?", (await channel.Stored())[0].Text);
    }

    [Fact]
    public async Task T6_a_button_of_a_card_is_a_message_with_a_value_and_no_text()
    {
        Assert.Equal(202, await channel.Posts("message", """{"id":"1","value":{"action":"person","label":"Talk to a person"},"replyToId":"card1"}"""));

        await Eventually.Holds(async () => (await channel.Stored()).Exists(message => message.Turn is not null), "an answer");
        Assert.Equal("Talk to a person", (await channel.Stored())[0].Text);
        Assert.NotNull(await app.Read(async db => (await db.FindAsync<Conversation>(channel.ConversationId))!.HandoffId));
    }

    [Fact]
    public async Task E6_who_expects_replies_gets_them_in_the_answer_and_the_connector_is_not_called()
    {
        async Task<List<string?>> Asks(string id, string text)
        {
            var answer = await channel.Post(channel.Activity("message", $$"""{"id":"{{id}}","text":"{{text}}","deliveryMode":"expectReplies","serviceUrl":null}"""));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            return [.. body.GetProperty("activities").EnumerateArray().Select(activity => activity.GetProperty("text").GetString())];
        }

        var first = await Asks("1", "What does the Academy Starter plan cost?");
        Assert.Equal(2, first.Count);
        Assert.Contains("€29", first[1], StringComparison.Ordinal);
        Assert.Equal(first, await Asks("1", "What does the Academy Starter plan cost?"));

        // What a rep says meanwhile is given with the next request.
        var conversation = app.Conversation(channel.ConversationId);
        await conversation.Claim(Mia);
        await conversation.Reply(Mia, "Hello, I am Mia.");
        var second = await Asks("2", "Are you there?");
        Assert.Equal("Hello, I am Mia.", second[^1]);
        Assert.Empty(channel.Requests);
        Assert.All((await channel.Stored()).Where(message => message.Sender != Sender.Contact), message => Assert.Equal((Delivery.Delivered, "InReply"), (message.Delivery, message.DeliveryOutcome)));

        // A channel that then gives an address is called from there on.
        await conversation.Reply(Mia, "One more thing.");
        await channel.Says("hello");
        await channel.Hears("One more thing.");
    }

    [Fact]
    public async Task E6_what_is_not_a_message_has_no_replies()
    {
        var answer = await channel.Post(channel.Activity("typing", """{"deliveryMode":"expectReplies"}"""));

        Assert.Equal((HttpStatusCode.OK, """{"activities":[]}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Private_notes_never_leave_the_house()
    {
        await channel.Says("hello");
        await app.Conversation(channel.ConversationId).AddNote(Mia, "Looks like a competitor.");
        await channel.Says("hello again");
        await channel.Settles();

        Assert.DoesNotContain(channel.Requests, request => request.Body.Contains("competitor", StringComparison.Ordinal));
    }

    /// <summary>One product and one channel for all: each test has a conversation of its own.</summary>
    public sealed class Running : IAsyncLifetime
    {
        internal ChannelServer Server { get; private set; } = null!;
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await ChannelServer.StartAsync();
            App = await SalesApp.Start(settings: BotChannel.Settings);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
