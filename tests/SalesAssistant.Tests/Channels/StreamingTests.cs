using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Answers that grow while they are thought, on Direct Line: what is verified, in whole texts, until somebody else speaks.</summary>
public sealed class StreamingTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Asked = "What do the Academy plans cost?";
    const string Starter = "The Academy Starter plan costs €29 a month or €290 a year.";
    const string Growth = "The Academy Growth plan costs €59 a month or €590 a year.";
    const string Team = "The Academy Team plan costs €119 a month or €1,190 a year.";

    ModelServer model = null!;
    SalesApp app = null!;
    DirectLineClient client = null!;
    DirectLineSocket socket = null!;
    string conversation = "";

    public async ValueTask InitializeAsync()
    {
        model = await ModelServer.Start();
        app = await SalesApp.Start(settings: Settings);
        using var server = new DirectLineClient(new Uri(app.Address), Secret);
        var started = (await server.Post("conversations")).Json;
        conversation = started.GetProperty("conversationId").GetString()!;
        client = new DirectLineClient(new Uri(app.Address), started.GetProperty("token").GetString());
        socket = await DirectLineSocket.Open(started.GetProperty("streamUrl").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await socket.DisposeAsync();
        client.Dispose();
        await app.DisposeAsync();
        await model.DisposeAsync();
    }

    const string Secret = "a-secret-of-the-streaming-tests";

    string[] Settings => ["--DirectLine:Secret", Secret, "--Model:Endpoint", model.Endpoint, "--Model:Name", "test"];

    [Fact]
    public async Task An_answer_grows_sentence_by_sentence_and_ends_as_one_message()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        await answer.Says(Growth);
        await socket.Hears(Shows($"{Starter} {Growth}"), "the first two");
        answer.Ends();
        var final = await socket.Hears(Ends, "the end");

        var shown = socket.Activities.Where(IsShown).ToList();
        Assert.Equal([1, 2], shown.Select(activity => activity.GetProperty("channelData").GetProperty("streamSequence").GetInt32()));
        var stream = shown[0].GetProperty("id").GetString();
        Assert.All(shown.Append(final), activity =>
        {
            Assert.Equal(stream, activity.GetProperty("channelData").GetProperty("streamId").GetString());
            Assert.Equal(stream, StreamInfo(activity).GetProperty("streamId").GetString());
            Assert.Equal("bot", activity.GetProperty("from").GetProperty("role").GetString());
        });
        Assert.Equal(3, shown.Append(final).Select(activity => activity.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(("message", $"{Starter} {Growth}"), (final.GetProperty("type").GetString(), final.GetProperty("text").GetString()));
        Assert.False(StreamInfo(final).TryGetProperty("streamSequence", out _));
        // Times grow: clients sort by them.
        var times = socket.Activities.Select(activity => activity.GetProperty("timestamp").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        var stored = Assert.Single(await app.Messages(conversation), message => message.Turn is not null);
        Assert.Equal(2, JsonSerializer.Deserialize<List<Citation>>(stored.Citations!, JsonSerializerOptions.Web)!.Count);
    }

    [Fact]
    public async Task A_sentence_that_is_not_verified_never_leaves_the_house()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        await answer.Says("The Academy Growth plan costs €9 a month.", Growth);
        await answer.Says("Mia is the best seller of all.", "Mia is the best seller of all.", Growth);
        await answer.Says(Team);
        await socket.Hears(Shows($"{Starter} {Team}"), "what is true");
        answer.Ends();
        await socket.Hears(Ends, "the end");

        Assert.DoesNotContain(socket.Activities, activity => activity.GetRawText().Contains("€9 ", StringComparison.Ordinal) || activity.GetRawText().Contains("best seller", StringComparison.Ordinal));
        Assert.Equal(2, JsonSerializer.Deserialize<Receipt>((await Turns())[0].Receipt!, JsonSerializerOptions.Web)!.Dropped);
    }

    [Fact]
    public async Task A_claim_closes_the_answer_with_what_was_shown_and_no_word_of_it_follows()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        await app.Conversation(conversation).Claim(Mia);
        await answer.Says(Growth);
        answer.Ends();
        await app.Conversation(conversation).Reply(Mia, "Hello, I am here now.");
        await socket.Hears("Hello, I am here now.");

        Assert.DoesNotContain(socket.Activities, activity => activity.GetRawText().Contains("€59", StringComparison.Ordinal));
        var final = Assert.Single(socket.Activities, Ends);
        Assert.Equal(Starter, final.GetProperty("text").GetString());
        Assert.Equal([Starter, "Mia Berger is here now.", "Hello, I am here now."], (await app.Messages(conversation)).Skip(2).Select(message => message.Text));
        var turn = Assert.Single(await Turns());
        Assert.Equal((TurnState.Interrupted, null, null), (turn.State, turn.Shown, turn.StreamId));
        Assert.Equal(Starter, Assert.Single(JsonSerializer.Deserialize<Receipt>(turn.Receipt!, JsonSerializerOptions.Web)!.Sentences).Text);
    }

    [Fact]
    public async Task Before_the_first_sentence_a_claim_leaves_nothing_to_close()
    {
        var answer = await Asks();
        answer.Writes("""{"sentences":[{"sentence":"The Academy""");
        await app.Conversation(conversation).Claim(Mia);
        await socket.Hears("Mia Berger is here now.");

        Assert.DoesNotContain(socket.Activities, activity => IsShown(activity) || Ends(activity));
        Assert.Equal(TurnState.Discarded, Assert.Single(await Turns()).State);
    }

    [Fact]
    public async Task A_newer_word_closes_what_was_shown_and_is_answered_together_with_the_first()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        var second = Prepared();
        await client.Says(conversation, "And for a team?");
        await second.Says(Team);
        await socket.Hears(Shows(Team), "the second answer");
        second.Ends();
        await socket.Hears(activity => Ends(activity) && activity.GetProperty("text").GetString() == Team, "the second end");

        Assert.Equal([Asked, Starter, "And for a team?", Team], (await app.Messages(conversation)).Skip(1).Select(message => message.Text));
        Assert.Equal($"{Asked}\nAnd for a team?", (await second.Asked)["messages"]!.AsArray().Last(message => message!["role"]!.GetValue<string>() == "user")!["content"]!.GetValue<string>());
        Assert.Equal([TurnState.Interrupted, TurnState.Answered], (await Turns()).Select(turn => turn.State));
        Assert.Equal(2, socket.Activities.Where(Ends).Select(activity => activity.GetProperty("channelData").GetProperty("streamId").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_visitor_who_ends_the_conversation_hears_nothing_more_of_it()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        Assert.Equal(200, (await client.Post($"conversations/{conversation}/activities", """{"type":"endOfConversation","from":{"id":"u1"}}""")).Status);
        await answer.Says(Growth);
        await answer.Left;
        await socket.Hears(activity => activity.GetProperty("type").GetString() == "endOfConversation", "the end of the conversation");

        Assert.Equal(Starter, Assert.Single(socket.Activities, Ends).GetProperty("text").GetString());
        Assert.DoesNotContain(socket.Activities, activity => activity.GetRawText().Contains("€59", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_breaks_off_leaves_what_was_shown_and_a_kind_sentence()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        answer.Breaks();
        await socket.Hears("I'm sorry, I couldn't work that out just now.");

        Assert.Equal(Starter, Assert.Single(socket.Activities, Ends).GetProperty("text").GetString());
        Assert.Equal(HandoffReason.ToolFailure, (await app.Read(db => db.Set<Handoff>().SingleAsync(candidate => candidate.ConversationId == conversation))).Reason);
    }

    [Fact]
    public async Task A_client_that_asks_again_and_again_sees_one_message_and_nothing_before_it()
    {
        await socket.DisposeAsync();
        var feed = app.Services.GetRequiredService<ConversationFeed>();
        await Eventually.Holds(() => Task.FromResult(!feed.IsWatched(conversation)), "nobody looks on any more");
        var answer = await Asks();
        await answer.Says(Starter);
        await answer.Says(Growth);
        answer.Ends();
        await Eventually.Holds(async () => (await client.Activities(conversation)).Any(activity => activity.GetRawText().Contains("€59", StringComparison.Ordinal)), "the answer");
        var seen = await client.Activities(conversation);

        Assert.Equal("message", Assert.Single(seen, activity => activity.GetRawText().Contains("€29", StringComparison.Ordinal)).GetProperty("type").GetString());
        // Nobody saw it grow: it ends nothing.
        Assert.DoesNotContain(seen, Ends);
    }

    [Fact]
    public async Task A_socket_that_was_lost_in_the_middle_comes_back_to_the_whole_answer_once()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        // What is under way moves no watermark: it is that of the last message.
        var watermark = socket.Watermark!;
        Assert.Equal("2", watermark);
        await socket.DisposeAsync();
        socket = await DirectLineSocket.Open((await client.Get($"conversations/{conversation}?watermark={watermark}")).Text("streamUrl")!);
        await answer.Says(Growth);
        var next = await socket.Hears(Shows($"{Starter} {Growth}"), "both sentences");
        // The first that this client sees of the stream has the stream's own id.
        Assert.Equal(next.GetProperty("channelData").GetProperty("streamId").GetString(), next.GetProperty("id").GetString());
        answer.Ends();
        await socket.Hears(Ends, "the end");

        Assert.Equal(2, socket.Activities.Count);
        Assert.Single(await client.Activities(conversation), Ends);
    }

    [Fact]
    public async Task What_was_shown_when_the_program_was_killed_is_ended_by_one_whole_answer()
    {
        await using var product = new SalesProcess(Directory.CreateTempSubdirectory("streaming-").FullName, Settings);
        await product.Start();
        using var server = new DirectLineClient(new Uri(product.Address), Secret);
        var started = (await server.Post("conversations")).Json;
        var id = started.GetProperty("conversationId").GetString()!;
        using var visitor = new DirectLineClient(new Uri(product.Address), started.GetProperty("token").GetString());
        await using var before = await DirectLineSocket.Open(started.GetProperty("streamUrl").GetString()!);
        var answer = Prepared();
        await visitor.Says(id, Asked);
        await answer.Says(Starter);
        var stream = (await before.Hears(Shows(Starter), "the first sentence")).GetProperty("id").GetString();
        await product.Kill();

        var again = Prepared();
        await product.Start();
        await using var after = await DirectLineSocket.Open((await visitor.Get($"conversations/{id}?watermark={before.Watermark}")).Text("streamUrl")!);
        await again.Says(Starter);
        await again.Says(Growth);
        again.Ends();
        var whole = await after.Hears(Ends, "the whole answer");

        Assert.Equal(($"{Starter} {Growth}", stream), (whole.GetProperty("text").GetString(), whole.GetProperty("channelData").GetProperty("streamId").GetString()));
        Assert.Single(after.Activities);
    }

    [Fact]
    public async Task Every_activity_of_a_stream_passes_Microsofts_schema()
    {
        var answer = await Asks();
        await answer.Says(Starter);
        await socket.Hears(Shows(Starter), "the first sentence");
        answer.Ends();
        await socket.Hears(Ends, "the end");

        Assert.Equal("", await NodeClients.Run("check-activities.mjs", string.Join('\n', socket.Activities.Select(activity => JsonSerializer.Serialize(activity)))));
    }

    /// <summary>The visitor asks, and the model is about to answer.</summary>
    async Task<SlowAnswer> Asks()
    {
        var answer = Prepared();
        Assert.Equal(200, (await client.Says(conversation, Asked)).Status);
        await answer.Asked;
        return answer;
    }

    SlowAnswer Prepared()
    {
        model.CallsTool("content_search", new { query = Asked });
        return model.SaysSlowly();
    }

    Task<List<Turn>> Turns() => app.Read(db => db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == conversation).OrderBy(turn => turn.Number).ToListAsync());

    static bool IsShown(JsonElement activity) => activity.GetProperty("type").GetString() == "typing";
    static Func<JsonElement, bool> Shows(string text) => activity => IsShown(activity) && activity.GetProperty("text").GetString() == text;
    static bool Ends(JsonElement activity) => activity.TryGetProperty("channelData", out var data) && data.TryGetProperty("streamType", out var type) && type.GetString() == "final";
    static JsonElement StreamInfo(JsonElement activity) => Assert.Single(activity.GetProperty("entities").EnumerateArray(), entity => entity.GetProperty("type").GetString() == "streaminfo");
}
