using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Edits, deletions, reactions, installation and the end, as Teams tells of them.</summary>
public sealed class ChannelEventsTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Asked = "What does the Academy Starter plan cost?";

    ChannelServer server = null!;
    SalesApp app = null!;
    BotChannel channel = null!;
    GatedModel model = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ChannelServer.StartAsync(countsIds: true);
        app = await SalesApp.Start(services => GatedModel.Replace(services, made => model = made), BotChannel.Settings);
        // The model is made with the first turn.
        using var warm = new BotChannel(app, server, "warm");
        await warm.Says(Asked);
        await warm.Hears("€29");
        channel = new BotChannel(app, server, "a:1", "msteams", "personal");
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task T3_an_edit_that_comes_before_the_answer_is_what_is_answered_once()
    {
        model.IsHeld = true;
        await channel.Says("How do I cancel Studio?", "q1");
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 1), "the model thinks");

        Assert.Equal(202, await Edits("q1", Asked));
        model.Open();
        await channel.Hears("€29");
        await channel.Settles();

        var stored = await channel.Stored();
        Assert.Equal((Asked, true), (stored[0].Text, stored[0].EditedAt is not null));
        Assert.Single(stored, message => message.Turn is not null);
        Assert.Single(await Turns());
    }

    [Fact]
    public async Task T3_an_edit_that_comes_after_the_answer_is_only_written_down()
    {
        await channel.Says(Asked, "q1");
        await channel.Hears("€29");

        await Edits("q1", "What does Studio cost?");
        await channel.Says("hello", "q2");
        await Eventually.Holds(async () => (await Turns()).Count(turn => turn.State == TurnState.Answered) == 2, "the greeting is answered");

        var stored = await channel.Stored();
        Assert.Equal("What does Studio cost?", stored[0].Text);
        Assert.NotNull(stored[0].EditedAt);
        Assert.Equal(2, (await Turns()).Count);
    }

    [Fact]
    public async Task T3_a_question_that_was_taken_back_before_the_answer_is_not_answered()
    {
        model.IsHeld = true;
        await channel.Says(Asked, "q1");
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 1), "the model thinks");

        Assert.Equal(202, await channel.Posts("messageDelete", """{"id":"q1","channelData":{"eventType":"softDeleteMessage"}}"""));
        model.Open();
        await channel.Says("hello", "q2");
        await Eventually.Holds(async () => (await Turns()).Exists(turn => turn.State == TurnState.Answered), "what came after it is answered");
        await channel.Settles();

        var stored = await channel.Stored();
        Assert.Equal(("", true), (stored[0].Text, stored[0].DeletedAt is not null));
        Assert.DoesNotContain(channel.HeardTexts, text => text?.Contains("€29", StringComparison.Ordinal) == true);
        Assert.Equal([TurnState.Discarded, TurnState.Answered], (await Turns()).Select(turn => turn.State));
    }

    [Fact]
    public async Task T3_what_was_taken_back_can_be_given_back_and_what_was_never_sent_changes_nothing()
    {
        await channel.Says(Asked, "q1");
        await channel.Hears("€29");
        await channel.Posts("messageDelete", """{"id":"q1","channelData":{"eventType":"softDeleteMessage"}}""");
        Assert.NotNull((await channel.Stored())[0].DeletedAt);

        await channel.Posts("messageUpdate", $$$"""{"id":"q1","text":"{{{Asked}}}","channelData":{"eventType":"undeleteMessage"}}""");
        Assert.Equal(202, await Edits("never", "What?"));

        var first = (await channel.Stored())[0];
        Assert.Equal((Asked, null), (first.Text, first.DeletedAt));
        Assert.Single(await Turns());
    }

    [Theory]
    [InlineData("msteams", """{"id":"event1","replyToId":"{0}","reactionsAdded":[{"type":"like"},null,{}]}""")]
    [InlineData("test", """{"id":"{0}","reactionsAdded":[{"type":"like"}]}""")]
    public async Task T2_a_reaction_is_kept_with_the_message_that_it_is_about(string channelId, string fields)
    {
        using var visitor = new BotChannel(app, server, $"reacts-{channelId}", channelId);
        await visitor.Says(Asked);
        await visitor.Hears("€29");
        await visitor.Settles();
        var answer = (await visitor.Stored()).Single(message => message.Turn is not null);

        Assert.Equal(202, await visitor.Posts("messageReaction", fields.Replace("{0}", answer.ChannelMessageId, StringComparison.Ordinal)));
        var liked = (await visitor.Stored()).Where(message => message.Reactions is not null).ToList();
        Assert.Equal(answer.Sequence, Assert.Single(liked).Sequence);
        Assert.Equal(("like", "u1"), (Reaction.To(liked[0])[0].Type, Reaction.To(liked[0])[0].By));

        await visitor.Posts("messageReaction", $$"""{"replyToId":"{{answer.ChannelMessageId}}","reactionsRemoved":[{"type":"like"}]}""");
        Assert.DoesNotContain(await visitor.Stored(), message => message.Reactions is not null);
        Assert.Equal(2, visitor.Requests.Count);
    }

    [Fact]
    public async Task T4_installation_and_joining_come_together_and_greet_once_without_a_name()
    {
        var statuses = await Task.WhenAll(
            channel.Posts("installationUpdate", """{"action":"add"}"""),
            channel.Posts("conversationUpdate", """{"membersAdded":[{"id":"bot1"},{"id":"u1"}]}"""),
            channel.Posts("installationUpdate", """{"action":"add-upgrade"}"""));
        Assert.All(statuses, status => Assert.Equal(202, status));
        await channel.Says("hello");
        await Eventually.Holds(() => Task.FromResult(channel.Heard.Count == 2), "greeting and answer");

        Assert.Single(channel.HeardTexts, text => text!.Contains("AI assistant", StringComparison.Ordinal));
        Assert.DoesNotContain(channel.HeardTexts, text => text!.Contains("undefined", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("remove-upgrade")]
    public async Task T4_who_removed_the_bot_is_left_alone_until_it_is_added_again(string action)
    {
        await channel.Says("hello");
        await channel.Settles();
        var conversation = app.Conversation(channel.ConversationId);
        await conversation.Claim(Mia);
        await channel.Settles();
        var before = channel.Requests.Count;

        Assert.Equal(202, await channel.Posts("installationUpdate", $$"""{"action":"{{action}}"}"""));
        await conversation.Reply(Mia, "Are you still there?");
        Assert.Equal((Delivery.Failed, "BotUninstalled"), await Last());

        await channel.Posts("installationUpdate", """{"action":"add"}""");
        await conversation.Reply(Mia, "Welcome back.");
        await channel.Hears("Welcome back.");
        await channel.Settles();
        Assert.Equal(before + 1, channel.Requests.Count);
    }

    [Fact]
    public async Task When_the_visitor_ends_the_conversation_the_episode_is_over_without_a_word()
    {
        model.IsHeld = true;
        await channel.Says(Asked);
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 1), "the model thinks");

        Assert.Equal(202, await channel.Posts("endOfConversation", """{"code":"userCancelled"}"""));
        model.Open();
        await channel.Settles();

        Assert.DoesNotContain(await channel.Stored(), message => message.Turn is not null);
        var (state, episode) = await app.Read(async db => ((await db.FindAsync<Conversation>(channel.ConversationId))!.Status, await db.Set<Episode>().SingleAsync(one => one.ConversationId == channel.ConversationId)));
        Assert.Equal((ConversationStatus.Resolved, "visitor"), (state, episode.ResolvedBy));

        await channel.Says(Asked);
        await channel.Hears("€29");
    }

    [Fact]
    public async Task On_our_own_Direct_Line_the_visitor_ends_it_the_same_way()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says(Asked);
        await prospect.Hears("€29");
        var before = prospect.Heard.Count;

        await prospect.Ends();

        Assert.Equal(ConversationStatus.Resolved, await app.Read(async db => (await db.FindAsync<Conversation>(prospect.Conversation))!.Status));
        await prospect.NeverHeard("closed");
        Assert.Equal(before, prospect.Heard.Count);
    }

    Task<int> Edits(string id, string text) => channel.Posts("messageUpdate", $$$"""{"id":"{{{id}}}","text":"{{{text}}}","channelData":{"eventType":"editMessage"}}""");

    async Task<(Delivery, string?)> Last() => (await channel.Stored())[^1] is var last ? (last.Delivery, last.DeliveryOutcome) : default;

    Task<List<Turn>> Turns() => app.Read(db => db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == channel.ConversationId).OrderBy(turn => turn.Number).ToListAsync());
}
