using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Messages;
using SalesAssistant.Conversations;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The bot's own token on its way to a channel: got once, renewed in time, sent to the proved channel and nowhere else, told to nobody.</summary>
public sealed class ReplyTokenTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";

    readonly CapturedLog log = new();
    readonly StandingClock clock = new();
    OpenIdServer openId = null!;
    ChannelServer server = null!;
    OpenIdServer.Key key = null!;
    SalesApp app = null!;
    BotChannel teams = null!;

    public async ValueTask InitializeAsync()
    {
        openId = await OpenIdServer.Start();
        server = await ChannelServer.StartAsync();
        key = openId.Channels.Adds("teams", "msteams");
        app = await SalesApp.Start(Services, openId.Settings(server, "--Logging:LogLevel:Default", "Trace"));
        teams = Teams("c1");
    }

    public async ValueTask DisposeAsync()
    {
        teams.Dispose();
        await app.DisposeAsync();
        await server.DisposeAsync();
        await openId.DisposeAsync();
    }

    [Fact]
    public async Task O2_twenty_replies_at_once_share_one_token()
    {
        var channels = Enumerable.Range(0, 20).Select(number => Teams($"visitor-{number}")).ToList();
        await Task.WhenAll(channels.Select(channel => channel.Says("hello")));
        foreach (var channel in channels) await channel.Settles();

        Assert.Equal(40, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("Bearer bots-token-1", request.Headers["Authorization"]));
        var asked = Assert.Single(openId.TokenRequests);
        Assert.Equal($"grant_type=client_credentials&client_id={OpenIdServer.AppId}&client_secret={OpenIdServer.Secret}&scope=https%3A%2F%2Fapi.botframework.com%2F.default", asked);
        foreach (var channel in channels) channel.Dispose();
    }

    [Fact]
    public async Task O2_a_token_is_replaced_five_minutes_before_its_end()
    {
        await Exchange("a");
        clock.Advance(TimeSpan.FromMinutes(54));
        await Exchange("b");
        Assert.Single(openId.TokenRequests);

        clock.Advance(TimeSpan.FromMinutes(2));
        await Exchange("c");
        Assert.Equal(2, openId.TokenRequests.Count);
        Assert.Equal("Bearer bots-token-2", server.Requests.Last().Headers["Authorization"]);

        // When there is no other to be had, the old one serves to its end.
        clock.Advance(TimeSpan.FromMinutes(57));
        openId.GivesNoTokens = true;
        await Exchange("d");
        Assert.Equal("Bearer bots-token-2", server.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task R3_401_a_token_that_the_channel_does_not_accept_is_dropped_and_the_message_sent_once_more()
    {
        server.Answers(401);
        await Exchange("a");

        Assert.Equal(2, openId.TokenRequests.Count);
        Assert.Equal(["Bearer bots-token-1", "Bearer bots-token-2", "Bearer bots-token-2"], server.Requests.Select(request => request.Headers["Authorization"]));
        Assert.Equal(server.Requests.First().Body, server.Requests.ElementAt(1).Body);
        Assert.All(await Sent(), message => Assert.Equal((Delivery.Delivered, "Sent"), (message.Delivery, message.DeliveryOutcome)));
    }

    [Fact]
    public async Task R3_401_twice_is_a_refusal()
    {
        server.Answers(401).Answers(401);
        await Exchange("a");

        Assert.Equal((Delivery.Failed, "Unauthorized"), (await Sent()).Select(message => (message.Delivery, message.DeliveryOutcome)).First());
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal("Bearer bots-token-3", server.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task O3_the_token_follows_no_redirect()
    {
        await using var elsewhere = await ChannelServer.StartAsync();
        server.Answers(307, location: elsewhere.Address.ToString()).Answers(302, location: elsewhere.Address.ToString());
        await Exchange("a");

        Assert.Empty(elsewhere.Requests);
        Assert.All(await Sent(), message => Assert.Equal(Delivery.Failed, message.Delivery));
    }

    [Fact]
    public async Task O3_neither_token_nor_secret_is_ever_logged()
    {
        server.Answers(401).Answers(503).Answers(302, location: "/");
        await Exchange("a");
        clock.Advance(TimeSpan.FromHours(2));
        openId.GivesNoTokens = true;
        await teams.Says("hello again", "b");
        await Eventually.Holds(() => Task.FromResult(log.Lines.Any(line => line.Contains("503 (temporarily_unavailable)", StringComparison.Ordinal))), "the log says why there is no token");

        Assert.DoesNotContain(log.Lines, line => line.Contains("bots-token", StringComparison.Ordinal) || line.Contains(OpenIdServer.Secret, StringComparison.Ordinal) || line.Contains("eyJ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task O2_without_a_token_a_reply_stays_owed_and_goes_out_when_there_is_one()
    {
        openId.GivesNoTokens = true;
        await teams.Says("hello", "a");
        await Eventually.Holds(async () => (await Sent()) is [{ DeliveryOutcome: "NoToken", DeliveryAttempts: > 12 }, ..], "it is tried for longer than a channel that is away");
        Assert.All(await Sent(), message => Assert.Equal(Delivery.Pending, message.Delivery));
        Assert.Empty(server.Requests);
        // However often replies are tried, the endpoint is left alone for a while after each failure.
        Assert.Single(openId.TokenRequests);

        openId.GivesNoTokens = false;
        clock.Advance(TimeSpan.FromSeconds(6));
        await teams.Settles();
        Assert.All(await Sent(), message => Assert.Equal(Delivery.Delivered, message.Delivery));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task O2_after_a_restart_a_rep_reaches_the_visitor_with_a_token()
    {
        await Exchange("a");
        await Restart(openId.Settings(server));
        await RepSays("Hello, I am back.");

        var request = server.Requests.Last();
        Assert.Contains("Hello, I am back.", request.Body, StringComparison.Ordinal);
        Assert.Equal("Bearer bots-token-2", request.Headers["Authorization"]);
        Assert.DoesNotContain("serviceUrlVerifiedFor", request.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task O2_a_service_url_that_nobody_proved_gets_no_token_also_after_a_restart()
    {
        await Restart(BotChannel.Settings);
        await Exchange("a", """{"serviceUrlVerifiedFor":"0a1b2c3d-0000-4000-8000-00000000b07a","relatesTo":{"serviceUrlVerifiedFor":"0a1b2c3d-0000-4000-8000-00000000b07a"}}""");
        await Restart(openId.Settings(server));
        await RepSays("Hello, I am back.");

        Assert.Contains("Hello, I am back.", server.Requests.Last().Body, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.False(request.Headers.ContainsKey("Authorization")));
        Assert.Empty(openId.TokenRequests);
    }

    [Fact]
    public async Task O2_what_was_proved_to_another_bot_is_not_proved_to_this_one()
    {
        await Exchange("a");
        await Restart([.. openId.Settings(server), "--BotFramework:AppId", "another-bot"]);
        await RepSays("Hello, I am back.");

        Assert.False(server.Requests.Last().Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task O1_after_a_restart_a_host_that_is_no_longer_listed_is_not_spoken_to()
    {
        await Exchange("a");
        var before = server.Requests.Count;
        await Restart([.. openId.Settings(server), "--BotFramework:AllowedHosts", "smba.trafficmanager.net"]);
        await RepSays("Hello, I am back.");

        Assert.Equal(before, server.Requests.Count);
        Assert.Equal((Delivery.Failed, "HostNotAllowed"), (await Sent()).Select(message => (message.Delivery, message.DeliveryOutcome)).Last());
    }

    [Fact]
    public async Task O2_that_a_service_url_was_proved_is_kept_and_told_to_nobody()
    {
        await Restart(openId.Settings(server, "--Handoff:Hub", server.Address.ToString()));
        Assert.Equal(202, await teams.Says("Can I speak to a person please?"));
        var told = await Eventually.Get(() => Task.FromResult(server.Requests.FirstOrDefault(request => request.Target == $"/v3/conversations/{teams.ConversationId}/activities")), "the hub is told");

        // The hub is the administrator's own choice, so it has the token too.
        Assert.StartsWith("Bearer bots-token-", told.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("relatesTo", told.Body, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.DoesNotContain("serviceUrlVerifiedFor", request.Body, StringComparison.Ordinal));
    }

    BotChannel Teams(string conversation) => new(app, server, conversation, "msteams")
    {
        Authorization = () => $"Bearer {ForgedToken.OfChannel(key, server.Address.ToString(), clock.GetUtcNow())}",
    };

    /// <summary>The visitor says something and everything that is owed for it is settled.</summary>
    async Task Exchange(string id, string fields = "{}")
    {
        var activity = System.Text.Json.Nodes.JsonNode.Parse(fields)!.AsObject();
        (activity["id"], activity["text"]) = (id, "hello");
        Assert.Equal(202, await teams.Posts("message", activity.ToJsonString()));
        await Eventually.Holds(async () => (await teams.Stored()) is { Count: > 0 } stored && stored[^1].Sender == Sender.Assistant && stored[^1].ReplyTo is not null, "an answer");
        await teams.Settles();
    }

    async Task RepSays(string text)
    {
        var conversation = app.Conversation(teams.ConversationId);
        await conversation.Claim(Mia);
        await conversation.Reply(Mia, text);
        await teams.Settles();
    }

    async Task<List<Message>> Sent() => [.. (await teams.Stored()).Where(message => message.Sender != Sender.Contact)];

    async Task Restart(string[] settings)
    {
        teams.Dispose();
        await app.DisposeAsync();
        app = await SalesApp.Start(Services, settings, app.DataDirectory);
        teams = Teams("c1");
    }

    void Services(IServiceCollection services)
    {
        var hurried = new HurriedClock(times: 10_000);
        services.AddSingleton<WallClock>(clock);
        services.AddSingleton<ILoggerProvider>(log);
        services.AddSingleton(provider => new ConnectorSender(provider.GetRequiredService<ConnectorClients>(), hurried));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ChannelDelivery>(provider, (TimeProvider)hurried));
    }
}
