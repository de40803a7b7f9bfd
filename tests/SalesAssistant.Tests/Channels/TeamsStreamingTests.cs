using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Messages;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Answers that grow while they are thought, in a personal chat of Teams: its pace, its refusals, and one answer whatever happens.</summary>
public sealed class TeamsStreamingTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Asked = "What do the Academy plans cost?";
    const string Starter = "The Academy Starter plan costs €29 a month or €290 a year.";
    const string Growth = "The Academy Growth plan costs €59 a month or €590 a year.";
    const string Team = "The Academy Team plan costs €119 a month or €1,190 a year.";
    const string NotAllowed = """{"error":{"code":"ContentStreamNotAllowed","message":"Content stream is not allowed"}}""";

    readonly FakeTimeProvider time = new();
    ModelServer model = null!;
    ChannelServer server = null!;
    SalesApp app = null!;
    BotChannel chat = null!;
    volatile int grown;

    public async ValueTask InitializeAsync()
    {
        model = await ModelServer.Start();
        server = await ChannelServer.StartAsync(countsIds: true);
        app = await SalesApp.Start(services =>
        {
            services.AddSingleton(provider => new ConnectorSender(provider.GetRequiredService<ConnectorClients>(), time));
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ChannelDelivery>(provider, (TimeProvider)time));
        }, [.. BotChannel.Settings, "--Model:Endpoint", model.Endpoint, "--Model:Name", "test"]);
        app.Services.GetRequiredService<ConversationFeed>().SubscribeAll(_ => { }, _ => grown++);
        chat = new BotChannel(app, server, "a:chat", "msteams", "personal");
    }

    public async ValueTask DisposeAsync()
    {
        chat.Dispose();
        await app.DisposeAsync();
        await server.DisposeAsync();
        await model.DisposeAsync();
    }

    [Fact]
    public async Task The_first_post_opens_a_stream_that_grows_once_a_second_and_ends_as_one_message()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        // What comes within the second waits for its end, and then all of it is shown at once.
        await answer.Says(Growth);
        await answer.Says(Team);
        await HasThought(3);
        time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Single(Stream());
        await Passes(() => Stream().Count == 2, "the second");
        answer.Ends();
        await Passes(() => Stream().Count == 3, "the end");
        await chat.Settles();

        var stream = Stream();
        Assert.Equal(["typing", "typing", "message"], stream.Select(activity => activity.GetProperty("type").GetString()));
        Assert.Equal([Starter, $"{Starter} {Growth} {Team}"], stream.Take(2).Select(activity => activity.GetProperty("text").GetString()));
        Assert.StartsWith($"{Starter} {Growth} {Team}\n\nSource: ", stream[2].GetProperty("text").GetString(), StringComparison.Ordinal);
        // The id is what Teams answered to the first; the last has no number.
        Assert.Equal([(null, 1), ("m2", 2), ("m2", null)], stream.Select(activity => (Info(activity, "streamId")?.GetString(), Info(activity, "streamSequence")?.GetInt32())));
        Assert.Equal(["streaming", "streaming", "final"], stream.Select(activity => Info(activity, "streamType")?.GetString()));
        Assert.All(stream, activity => Assert.Equal(Info(activity, "streamType")!.Value.GetString(), activity.GetProperty("channelData").GetProperty("streamType").GetString()));
        Assert.Equal("Sent", (await Answer()).DeliveryOutcome);
        Assert.Equal("", await NodeClients.Run("check-activities.mjs", string.Join('\n', chat.Requests.Select(request => JsonSerializer.Serialize(JsonDocument.Parse(request.Body).RootElement)))));
    }

    [Theory]
    [InlineData("groupChat", "19:group@thread.v2", "msteams")]
    [InlineData("channel", "19:general@thread.tacv2;messageid=1", "msteams")]
    [InlineData(null, "c2", "test")]
    [InlineData(null, "c3", "directline")]
    public async Task Among_several_people_and_on_other_channels_it_is_one_message(string? type, string id, string channelId)
    {
        using var other = new BotChannel(app, server, id, channelId, type);
        var answer = Prepared();
        await other.Posts("message", $$"""{"id":"1","text":"<at>Lark</at> {{Asked}}","entities":[{"type":"mention","mentioned":{"id":"bot1","name":"Lark"},"text":"<at>Lark</at>"}]}""");
        await answer.Says(Starter);
        await answer.Says(Growth);
        answer.Ends();
        await other.Hears("€59");

        var said = Assert.Single(other.Heard, activity => activity.GetRawText().Contains("€29", StringComparison.Ordinal));
        Assert.Null(Info(said, "streamType"));
    }

    [Theory]
    [InlineData(403, NotAllowed)]
    [InlineData(400, """{"error":{"code":"BadArgument","message":"Streaming api is not enabled"}}""")]
    public async Task Where_streams_are_not_allowed_the_answer_is_one_message(int status, string body)
    {
        var answer = await Asks();
        server.Answers(status, body);
        await answer.Says(Starter);
        await Eventually.Holds(() => Task.FromResult(Stream().Count == 1), "the first activity of the answer");
        await Eventually.Holds(async () => (await Turn()).Shown is null, "nothing counts as shown");
        await answer.Says(Growth);
        answer.Ends();
        await Passes(() => Finals().Count == 1, "the answer");
        await chat.Settles();

        Assert.Null(Info(Finals()[0], "streamType"));
        Assert.Equal((Delivery.Delivered, "Sent"), ((await Answer()).Delivery, (await Answer()).DeliveryOutcome));
        Assert.Equal(2, Stream().Count);
    }

    [Fact]
    public async Task A_first_post_whose_answer_was_lost_is_not_repeated_and_the_answer_is_one_message()
    {
        var answer = await Asks();
        server.HangsUp();
        await answer.Says(Starter);
        await Eventually.Holds(() => Task.FromResult(Stream().Count == 1), "the first activity of the answer");
        await answer.Says(Growth);
        answer.Ends();
        await Passes(() => Finals().Count == 1, "the answer");
        await chat.Settles();

        Assert.Null(Info(Finals()[0], "streamType"));
        Assert.Equal(2, Stream().Count);
    }

    [Fact]
    public async Task A_final_message_whose_answer_was_lost_is_not_said_again()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        server.HangsUp();
        answer.Ends();
        await Passes(() => Finals().Count == 1, "the answer");
        await chat.Settles();

        Assert.Equal(Delivery.Unknown, (await Answer()).Delivery);
        Assert.Single(Finals());
    }

    [Fact]
    public async Task A_stream_that_took_too_long_is_replaced_by_the_whole_answer()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        server.Answers(403, """{"error":{"code":"ContentStreamNotAllowed","message":"Content stream finished due to exceeded streaming time."}}""");
        await answer.Says(Growth);
        await Passes(() => Stream().Count == 2, "the refused one");
        answer.Ends();
        await Passes(() => Finals().Count == 1, "the answer");
        await chat.Settles();

        Assert.Equal("PUT", chat.Requests[^1].Method);
        Assert.EndsWith("/activities/m2", chat.Requests[^1].Target, StringComparison.Ordinal);
        Assert.Null(Info(Finals()[0], "streamType"));
    }

    [Fact]
    public async Task A_channel_that_takes_neither_the_end_nor_an_update_gets_the_answer_as_a_message()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        server.Answers(403, NotAllowed).Answers(405);
        answer.Ends();
        await Passes(() => Finals().Count == 3, "the answer");
        await chat.Settles();

        Assert.Equal(["POST", "PUT", "POST"], chat.Requests.TakeLast(3).Select(request => request.Method));
        Assert.Null(Info(Finals()[2], "streamType"));
        Assert.False(Finals()[2].TryGetProperty("id", out _));
        Assert.Equal((Delivery.Delivered, "Sent"), ((await Answer()).Delivery, (await Answer()).DeliveryOutcome));
    }

    [Fact]
    public async Task A_visitor_who_stops_the_answer_is_sent_nothing_more_of_it()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        server.Answers(403, """{"error":{"code":"ContentStreamNotAllowed","message":"Content stream was canceled by user."}}""");
        await answer.Says(Growth);
        await Passes(() => Stream().Count == 2, "the refused one");
        await answer.Left;
        await Eventually.Holds(async () => (await Turn()).State == TurnState.Interrupted, "the turn is settled");

        var stored = await Answer();
        Assert.Equal((Starter, Delivery.Delivered, "StoppedByVisitor"), (stored.Text, stored.Delivery, stored.DeliveryOutcome));
        Assert.Empty(Finals());
        model.CallsTool("smalltalk_say", new { kind = "thanks" });
        await chat.Says("Thanks.");
        await Passes(() => Finals().Count == 1, "the next answer");
        Assert.Null(Info(Finals()[0], "streamType"));
    }

    [Fact]
    public async Task A_claim_ends_the_stream_with_what_was_shown_before_the_rep_speaks()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        // Verified, but not shown: the second is not over.
        await answer.Says(Growth);
        await HasThought(2);
        await app.Conversation(chat.ConversationId).Claim(Mia);
        await app.Conversation(chat.ConversationId).Reply(Mia, "Hello, I am here now.");
        await Passes(() => chat.HeardTexts.Contains("Hello, I am here now."), "the rep");
        await chat.Settles();

        Assert.DoesNotContain(chat.HeardTexts, text => text?.Contains("€59", StringComparison.Ordinal) == true);
        var end = Finals()[0];
        Assert.Equal(("final", "m2"), (Info(end, "streamType")?.GetString(), Info(end, "streamId")?.GetString()));
        Assert.StartsWith(Starter, end.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(["Mia Berger is here now.", "Hello, I am here now."], Finals().Skip(1).Select(activity => activity.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_whole_answer_that_waits_for_its_second_when_a_rep_comes_ends_with_what_was_shown()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        await answer.Says(Growth);
        answer.Ends();
        await Eventually.Holds(async () => (await Turn()).State == TurnState.Answered, "the answer is stored");
        await app.Conversation(chat.ConversationId).Claim(Mia);
        await Passes(() => chat.HeardTexts.Contains("Mia Berger is here now."), "the rep");
        await chat.Settles();

        Assert.DoesNotContain(chat.HeardTexts, text => text?.Contains("€59", StringComparison.Ordinal) == true);
        Assert.Equal((Starter, "final"), (Finals()[0].GetProperty("text").GetString(), Info(Finals()[0], "streamType")?.GetString()));
        Assert.Equal((Delivery.Discarded, "SpeakerChanged"), ((await Answer()).Delivery, (await Answer()).DeliveryOutcome));
    }

    [Fact]
    public async Task A_channel_that_is_busy_is_shown_less_often_and_gets_the_whole_answer()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await IsShown();
        server.Answers(429, retryAfter: "5");
        await answer.Says(Growth);
        await Passes(() => Stream().Count == 2, "the refused one");
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(2, Stream().Count);
        await Passes(() => Stream().Count == 3, "the same again");
        answer.Ends();
        await Passes(() => Finals().Count == 1, "the answer");

        Assert.Equal([Starter, $"{Starter} {Growth}", $"{Starter} {Growth}"], Stream().Take(3).Select(activity => activity.GetProperty("text").GetString()));
        // What was refused has no number.
        Assert.Equal([1, 2, 2], Stream().Take(3).Select(activity => Info(activity, "streamSequence")!.Value.GetInt32()));
    }

    [Fact]
    public async Task A_stream_that_a_crash_left_is_ended_by_the_whole_answer()
    {
        await using var product = new SalesProcess(Directory.CreateTempSubdirectory("streaming-").FullName, [.. BotChannel.Settings, "--Model:Endpoint", model.Endpoint, "--Model:Name", "test"]);
        await product.Start();
        var answer = Prepared();
        using var asked = await product.Http.PostAsync("/api/messages", new StringContent(chat.Activity("message", $$"""{"id":"1","text":"{{Asked}}"}"""), Encoding.UTF8, "application/json"));
        Assert.True(asked.IsSuccessStatusCode);
        await answer.Says(Starter);
        await Eventually.Holds(() => Task.FromResult(Stream().Count == 1), "the first");
        // Once it is shown more, what the channel answered to the first has been noted.
        await answer.Says(Growth);
        await Eventually.Holds(() => Task.FromResult(Stream().Count == 2), "the second");
        await product.Kill();

        var again = Prepared();
        await product.Start();
        await again.Says(Starter);
        await again.Says(Growth);
        again.Ends();
        await Eventually.Holds(() => Task.FromResult(Finals().Count == 1), "the whole answer");

        Assert.Equal(("final", Info(Stream()[1], "streamId")!.Value.GetString()), (Info(Finals()[0], "streamType")?.GetString(), Info(Finals()[0], "streamId")?.GetString()));
        Assert.Equal(3, Stream().Count);
    }

    /// <summary>The visitor asks and was greeted, and the model is about to answer.</summary>
    async Task<SlowAnswer> Asks()
    {
        var answer = Prepared();
        Assert.Equal(202, await chat.Says(Asked));
        await answer.Asked;
        await Eventually.Holds(async () => (await chat.Stored()) is [_, { Delivery: Delivery.Delivered }, ..], "the greeting is delivered");
        return answer;
    }

    SlowAnswer Prepared()
    {
        model.CallsTool("content_search", new { query = Asked });
        return model.SaysSlowly();
    }

    /// <summary>Waits until the first activity of the answer was sent, and what the channel said to it is noted.</summary>
    async Task IsShown()
    {
        await Eventually.Holds(() => Task.FromResult(Stream().Count == 1), "the first activity of the answer");
        await Eventually.Holds(async () => (await Turn()).StreamId == "m2", "its id is noted");
    }

    /// <summary>The model has said so many sentences, and the product has verified them.</summary>
    Task HasThought(int sentences) => Eventually.Holds(() => Task.FromResult(grown == sentences), $"{sentences} sentences");

    /// <summary>Lets the channel's clock run until this holds.</summary>
    Task Passes(Func<bool> condition, string what) => Eventually.Holds(() =>
    {
        if (condition()) return Task.FromResult(true);
        time.Advance(TimeSpan.FromMilliseconds(250));
        return Task.FromResult(false);
    }, what);

    /// <summary>What was sent of the answer: all that names a price.</summary>
    List<JsonElement> Stream() => [.. chat.Heard.Where(activity => activity.TryGetProperty("text", out var text) && text.GetString()!.Contains('€', StringComparison.Ordinal))];

    /// <summary>The messages after the greeting.</summary>
    List<JsonElement> Finals() => [.. chat.Heard.Where(activity => activity.GetProperty("type").GetString() == "message").Skip(1)];

    static JsonElement? Info(JsonElement activity, string field) =>
        activity.TryGetProperty("entities", out var entities) && entities.EnumerateArray().FirstOrDefault(entity => entity.GetProperty("type").GetString() == "streaminfo") is { ValueKind: JsonValueKind.Object } info
        && info.TryGetProperty(field, out var value) ? value : null;

    Task<Turn> Turn() => app.Read(db => db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == chat.ConversationId).OrderByDescending(turn => turn.Number).FirstAsync());

    async Task<Message> Answer() => (await chat.Stored()).First(message => message.Turn is not null);
}
