using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Messages;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Messages on their way to a channel: in order, once, settled by name, and only from whoever speaks.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";

    ChannelServer server = null!;
    SalesApp app = null!;
    BotChannel channel = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ChannelServer.StartAsync();
        app = await SalesApp.Start(InAHurry, BotChannel.Settings);
        channel = new BotChannel(app, server);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task R3_messages_stay_in_order_while_the_channel_is_busy()
    {
        server.Answers(429, retryAfter: "1").Answers(503).Answers(502);
        await channel.Says("What does the Academy Starter plan cost?");
        await channel.Hears("€29");
        await channel.Says("hello");
        await Eventually.Holds(() => Task.FromResult(channel.Heard.Count == 6), "three refused, three taken");
        await channel.Settles();

        // The first three requests were refused, and each message came through once, in order.
        var stored = (await channel.Stored()).Where(message => message.Sender != Sender.Contact).ToList();
        Assert.Equal([4, 1, 1], stored.Select(message => message.DeliveryAttempts));
        Assert.Equal(stored.Select(message => message.Text.Split('\n')[0]), channel.HeardTexts.Skip(3).Select(text => text!.Split('\n')[0]));
    }

    [Fact]
    public async Task A_channel_that_is_down_for_longer_is_tried_again_later()
    {
        for (var i = 0; i < 10; i++) server.Answers(503);

        await channel.Says("hello");
        await channel.Settles();

        Assert.Equal([Delivery.Delivered, Delivery.Delivered], (await channel.Stored()).Where(message => message.Sender != Sender.Contact).Select(message => message.Delivery));
        Assert.Equal(12, server.Requests.Count);
    }

    [Theory]
    [InlineData(403, """{"error":{"code":"BotNotInConversationRoster","message":"x"}}""", "BotNotInConversationRoster")]
    [InlineData(404, "\"NotFound\"", "Rejected")]
    [InlineData(401, "", "Unauthorized")]
    public async Task R4_a_refusal_is_settled_with_its_name_and_not_repeated(int status, string body, string outcome)
    {
        server.Answers(status, body);

        await channel.Says("hello");
        await channel.Settles();

        var refused = (await channel.Stored())[1];
        Assert.Equal((Delivery.Failed, outcome, 1), (refused.Delivery, refused.DeliveryOutcome, refused.DeliveryAttempts));
        // Who is not there is not tried again; a refusal of another kind says nothing about the next message.
        Assert.Equal(status == 403 ? 1 : 2, server.Requests.Count);
    }

    [Theory]
    [InlineData("BotNotInConversationRoster")]
    [InlineData("ConversationBlockedByUser")]
    [InlineData("BotDisabledByAdmin")]
    [InlineData("MessageWritesBlocked")]
    public async Task R4_who_can_not_be_written_to_any_more_is_left_alone_until_they_write_also_after_a_restart(string code)
    {
        server.Answers(403, $$$"""{"error":{"code":"{{{code}}}","message":"x"}}""");
        await channel.Says("What does the Academy Starter plan cost?");
        await channel.Settles();
        await Eventually.Holds(async () => (await channel.Stored()).Exists(message => message.Turn is not null), "the answer is stored");
        await channel.Settles();
        Assert.All((await channel.Stored()).Where(message => message.Sender != Sender.Contact), message => Assert.Equal((Delivery.Failed, code), (message.Delivery, message.DeliveryOutcome)));

        await app.DisposeAsync();
        app = await SalesApp.Start(InAHurry, BotChannel.Settings, app.DataDirectory);
        channel.Dispose();
        channel = new BotChannel(app, server);
        var conversation = app.Conversation(channel.ConversationId);
        await conversation.Claim(Mia);
        await conversation.Reply(Mia, "Are you still there?");
        var unsent = (await channel.Stored())[^1];
        Assert.Equal((Delivery.Failed, code, 0), (unsent.Delivery, unsent.DeliveryOutcome, unsent.DeliveryAttempts));
        Assert.Single(server.Requests);

        await channel.Says("I am back.");
        await conversation.Reply(Mia, "Welcome back.");
        await channel.Hears("Welcome back.");
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task R6_a_message_whose_answer_was_lost_is_not_said_again()
    {
        server.HangsUp();

        await channel.Says("hello");
        await channel.Settles();

        Assert.Equal(Delivery.Unknown, (await channel.Stored())[1].Delivery);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_was_owed_when_the_program_ended_is_delivered_after_the_next_start_in_order()
    {
        for (var i = 0; i < 1000; i++) server.Answers(503);
        await channel.Says("What does the Academy Starter plan cost?", "a1");
        await Eventually.Holds(async () => (await channel.Stored()).Exists(message => message.Turn is not null), "the answer is stored");
        await app.DisposeAsync();
        await server.DisposeAsync();

        server = await ChannelServer.StartAsync(server.Address.Port);
        app = await SalesApp.Start(InAHurry, BotChannel.Settings, app.DataDirectory);
        channel = new BotChannel(app, server);
        await channel.Settles();

        Assert.Equal(2, channel.Heard.Count);
        Assert.Contains("AI", channel.HeardTexts[0], StringComparison.Ordinal);
        Assert.Contains("€29", channel.HeardTexts[1], StringComparison.Ordinal);
        Assert.Equal("a1", channel.Heard[1].GetProperty("replyToId").GetString());
    }

    [Fact]
    public async Task The_assistants_answer_that_is_still_to_be_sent_when_a_rep_comes_is_never_sent()
    {
        var busy = new TaskCompletionSource();
        server.Answers(busy.Task);
        await channel.Says("What does the Academy Starter plan cost?");
        await Eventually.Holds(async () => (await channel.Stored()).Exists(message => message.Turn is not null), "the answer is stored behind the greeting, which is on its way");
        await Eventually.Holds(() => Task.FromResult(server.Requests.Count == 1), "the greeting is on its way");

        var conversation = app.Conversation(channel.ConversationId);
        await conversation.Claim(Mia);
        await conversation.Reply(Mia, "Hello, I am here now.");
        busy.SetResult();
        await channel.Hears("Hello, I am here now.");
        await channel.Settles();

        Assert.DoesNotContain(channel.HeardTexts, text => text!.Contains("€29", StringComparison.Ordinal));
        Assert.Single(await channel.Stored(), message => message.Delivery == Delivery.Discarded && message.DeliveryOutcome == "SpeakerChanged");
        Assert.Equal("plain", channel.Heard[^1].GetProperty("textFormat").GetString());
    }

    [Fact]
    public async Task What_a_rep_said_is_sent_also_when_the_rep_has_left_meanwhile()
    {
        await channel.Says("hello");
        await channel.Settles();
        var busy = new TaskCompletionSource();
        server.Answers(busy.Task);
        var conversation = app.Conversation(channel.ConversationId);
        await conversation.Claim(Mia);
        await conversation.Reply(Mia, "Goodbye from Mia.");
        await conversation.Return(Mia, null);
        busy.SetResult();

        await channel.Hears("Goodbye from Mia.");
        await channel.Settles();
        Assert.All((await channel.Stored()).Where(message => message.Sender is Sender.Rep or Sender.System), message => Assert.Equal(Delivery.Delivered, message.Delivery));
    }

    [Fact]
    public async Task A_slow_channel_holds_up_nobody_elses()
    {
        var never = new TaskCompletionSource();
        server.Answers(never.Task);
        await channel.Says("hello");
        await Eventually.Holds(() => Task.FromResult(server.Requests.Count == 1), "the first greeting is on its way");

        using var other = new BotChannel(app, server, "c2");
        await other.Says("What does the Academy Starter plan cost?");
        await other.Hears("€29");
        never.SetResult();
    }

    static void InAHurry(IServiceCollection services)
    {
        var clock = new HurriedClock();
        services.AddSingleton(provider => new ConnectorSender(provider.GetRequiredService<ConnectorClients>(), clock));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ChannelDelivery>(provider, (TimeProvider)clock));
    }
}
