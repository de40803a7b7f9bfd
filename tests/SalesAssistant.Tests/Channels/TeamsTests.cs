using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Messages;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>What is particular to Teams: channels and group chats, suggested actions, HTML, typing.</summary>
public sealed class TeamsTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Asked = "What does the Academy Starter plan cost?";
    const string Mention = """[{"type":"mention","mentioned":{"id":"bot1","name":"Lark"},"text":"<at>Lark</at>"}]""";

    ChannelServer server = null!;
    SalesApp app = null!;
    GatedModel model = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ChannelServer.StartAsync(countsIds: true);
        app = await SalesApp.Start(services =>
        {
            var clock = new HurriedClock();
            services.AddSingleton(provider => new ConnectorSender(provider.GetRequiredService<ConnectorClients>(), clock));
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ChannelDelivery>(provider, (TimeProvider)clock));
            GatedModel.Replace(services, made => model = made);
        }, BotChannel.Settings);
        using var warm = new BotChannel(app, server, "warm");
        await warm.Says(Asked);
        await warm.Hears("€29");
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("channel", "19:general@thread.tacv2;messageid=1001")]
    [InlineData("groupChat", "19:group@thread.v2")]
    public async Task Among_several_people_only_what_names_the_bot_is_heard_and_the_answer_goes_into_the_same_thread(string type, string id)
    {
        using var thread = new BotChannel(app, server, id, "msteams", type);
        Assert.Equal(202, await thread.Posts("conversationUpdate", """{"membersAdded":[{"id":"u2"}]}"""));
        Assert.Equal(202, await thread.Posts("installationUpdate", """{"action":"add"}"""));
        Assert.Equal(202, await thread.Says($"Tom, {Asked}"));
        Assert.Equal(202, await thread.Posts("message", """{"id":"2","text":"<at>Tom</at> hello","entities":[{"type":"mention","mentioned":{"id":"u2","name":"Tom"},"text":"<at>Tom</at>"}]}"""));
        Assert.Empty(await thread.Stored());

        Assert.Equal(202, await thread.Posts("message", $$"""{"id":"3","text":"<at>Lark</at> {{Asked}}","entities":{{Mention}}}"""));
        await thread.Hears("€29");

        // The greeting says that this is an AI; its suggestions are buttons, since there are no suggested actions here.
        var greeting = await thread.Sees("AI assistant");
        Assert.False(greeting.TryGetProperty("suggestedActions", out _));
        Assert.Equal("Action.Execute", greeting.GetProperty("attachments")[0].GetProperty("content").GetProperty("actions")[0].GetProperty("type").GetString());
        Assert.EndsWith("/activities/3", thread.Requests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suggestion_that_is_a_button_says_its_words()
    {
        using var group = new BotChannel(app, server, "19:words@thread.v2", "msteams", "groupChat");

        Assert.Equal(200, await group.Posts("invoke", $$$$$"""{"id":"1","name":"adaptiveCard/action","value":{"action":{"type":"Action.Execute","verb":"say","data":{"action":"say","label":"{{{{{Asked}}}}}"}}}}"""));

        await group.Hears("€29");
        Assert.Equal(Asked, (await group.Stored())[0].Text);
    }

    [Fact]
    public async Task In_a_chat_of_two_nobody_needs_to_be_named_and_suggestions_are_suggested_actions()
    {
        using var chat = new BotChannel(app, server, "a:two", "msteams", "personal");
        await chat.Posts("message", $$"""{"id":"1","text":"{{Asked}}","attachments":[{"contentType":"text/html","content":"<div><b>Something else entirely</b></div>"}]}""");

        await chat.Hears("€29");
        Assert.Equal(Asked, (await chat.Stored())[0].Text);
        Assert.Equal(3, chat.Heard[0].GetProperty("suggestedActions").GetProperty("actions").GetArrayLength());
        Assert.False(chat.Heard[0].TryGetProperty("attachments", out _));
    }

    [Fact]
    public async Task T7_while_an_answer_takes_long_the_visitor_sees_typing_and_never_after_the_answer()
    {
        using var chat = new BotChannel(app, server, "a:typing", "msteams", "personal");
        model.IsHeld = true;
        await chat.Says(Asked);
        await Eventually.Holds(() => Task.FromResult(Types(chat).Count(type => type == "typing") >= 2), "typing is shown again");
        model.Open();
        await chat.Hears("€29");
        await app.Conversation(chat.ConversationId).Claim(Mia);
        await chat.Hears("Mia Berger is here now.");

        Assert.All(chat.Heard.Where(activity => activity.GetProperty("type").GetString() == "typing"), typing => Assert.False(typing.TryGetProperty("text", out _)));
        var answer = chat.HeardTexts.ToList().FindIndex(text => text?.Contains("€29", StringComparison.Ordinal) == true);
        Assert.DoesNotContain("typing", Types(chat).Skip(answer));
    }

    [Fact]
    public async Task T7_a_rep_who_has_the_conversation_is_not_announced_by_the_assistants_typing()
    {
        using var chat = new BotChannel(app, server, "a:rep", "msteams", "personal");
        model.IsHeld = true;
        await chat.Says(Asked);
        await Eventually.Holds(() => Task.FromResult(Types(chat).Contains("typing")), "typing is shown");
        var conversation = app.Conversation(chat.ConversationId);
        await conversation.Claim(Mia);
        await chat.Says("Are you there?");
        await conversation.Reply(Mia, "Hello, I am here now.");
        await chat.Hears("Hello, I am here now.");
        await chat.Settles();

        var types = Types(chat);
        Assert.DoesNotContain("typing", types.Skip(chat.HeardTexts.ToList().IndexOf("Mia Berger is here now.")));
        model.Open();
    }

    [Fact]
    public async Task T7_a_channel_that_does_not_show_typing_is_sent_none()
    {
        using var other = new BotChannel(app, server, "quiet");
        using var chat = new BotChannel(app, server, "a:loud", "msteams", "personal");
        model.IsHeld = true;
        await other.Says(Asked);
        await chat.Says(Asked);
        await Eventually.Holds(() => Task.FromResult(Types(chat).Contains("typing")), "typing is shown where it can be");

        Assert.DoesNotContain("typing", Types(other));
        model.Open();
    }

    static List<string?> Types(BotChannel channel) => [.. channel.Heard.Select(activity => activity.GetProperty("type").GetString())];
}
