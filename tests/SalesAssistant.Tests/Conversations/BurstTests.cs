using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>A server on which a beginning waits a minute for the rest: longer than any test, unless the clock is moved.</summary>
public sealed class PatientServer : IAsyncLifetime
{
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    public SalesApp App { get; private set; } = null!;
    internal GatedModel Model { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await SalesApp.Start(services => GatedModel.Replace(services, made => Model = made), ["--Assistant:BurstWait", Wait.ToString()]);
        await App.Services.GetRequiredService<global::SalesAssistant.Assistant.AssistantTurn>().Run(new("What does the Academy cost?", [], new Dictionary<string, string>(), new(2026, 11, 23)), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>People write in bursts, in pieces, and put themselves right.</summary>
public sealed class BurstTests(PatientServer server) : IClassFixture<PatientServer>
{
    [Theory]
    [InlineData("Hi", "What does Studio cost?")]
    [InlineData("About Studio,", "what does it cost?")]
    [InlineData("I wanted to ask …", "what Studio costs")]
    public async Task A_beginning_waits_for_the_rest_and_both_get_one_answer(string beginning, string rest)
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says(beginning);
        Assert.Equal(1, await Owed(prospect));
        await prospect.Says(rest);

        await prospect.Hears("€950");
        Assert.Single(await Answers(prospect));
    }

    [Fact]
    public async Task What_stands_alone_does_not_wait()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("What does Studio cost?");
        await prospect.Hears("€950");
    }

    [Fact]
    public async Task Nothing_more_came_and_the_beginning_is_answered_when_the_wait_is_over()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("Hello");
        await server.App.Conversation(prospect.Conversation).Wake();
        Assert.Equal(1, await Owed(prospect));

        server.App.Clock.Advance(PatientServer.Wait);
        await server.App.Conversation(prospect.Conversation).Wake();

        await prospect.Hears("What would you like to know?");
    }

    [Fact]
    public async Task Who_is_still_typing_is_waited_for()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("Hello");
        server.App.Clock.Advance(PatientServer.Wait * 0.9);
        await prospect.Types();
        server.App.Clock.Advance(PatientServer.Wait * 0.9);
        await server.App.Conversation(prospect.Conversation).Wake();
        Assert.Equal(1, await Owed(prospect));

        await prospect.Says("what does Studio cost?");
        await prospect.Hears("€950");
        Assert.Single(await Answers(prospect));
    }

    [Fact]
    public async Task A_visitor_who_only_types_is_answered_all_the_same()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("Hello");
        for (var i = 0; i < 5; i++)
        {
            server.App.Clock.Advance(PatientServer.Wait * 0.9);
            await prospect.Types();
        }
        await server.App.Conversation(prospect.Conversation).Wake();
        await prospect.Hears("What would you like to know?");
    }

    [Fact]
    public async Task A_correction_is_answered_as_the_question_that_was_meant()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("How do I cancel Studio?");
        await prospect.Hears("Studio");
        await prospect.Says("no, I meant the Academy");

        await Eventually.Holds(async () => (await Answers(prospect)).Count == 2);
        var answer = (await Answers(prospect))[^1];
        Assert.Contains("faq/academy.md", answer.Citations);
        Assert.Contains("cancel", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_correction_stops_the_answer_under_way_and_only_what_was_meant_is_said()
    {
        using var prospect = await Prospect.Opens(server.App);
        server.Model.HoldsOnlyAnswers = server.Model.IsHeld = true;
        await prospect.Says("How do I cancel Studio?");
        await Eventually.Holds(() => Task.FromResult(server.Model.Waiting.Count == 1));
        await prospect.Says("no, I meant the Academy");
        server.Model.Open();

        await Eventually.Holds(async () => (await Answers(prospect)).Count == 1);
        await Eventually.Holds(async () => await Owed(prospect) == 0);
        var answer = Assert.Single(await Answers(prospect));
        Assert.Contains("faq/academy.md", answer.Citations);
    }

    [Fact]
    public async Task A_beginning_that_comes_while_an_answer_is_thought_is_answered_when_the_wait_is_over()
    {
        GatedModel model = null!;
        await using var app = await SalesApp.Start(services => GatedModel.Replace(services, made => model = made), ["--Assistant:BurstWait", "00:00:00.3"]);
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("What does Studio cost?");
        await prospect.Hears("€950");
        model.HoldsOnlyAnswers = model.IsHeld = true;
        await prospect.Says("How do I cancel Studio?");
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 1));
        await prospect.Says("And then,");
        model.Open();
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 0));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        // Nobody wakes it: the wait itself does.
        await Eventually.Holds(async () => await app.Read(db => db.Set<Turn>().AllAsync(turn => turn.State != TurnState.Owed)));
    }

    Task<int> Owed(Prospect prospect) => server.App.Read(db => db.Set<Turn>().CountAsync(turn => turn.ConversationId == prospect.Conversation && turn.State == TurnState.Owed));

    async Task<List<Message>> Answers(Prospect prospect) => [.. (await server.App.Messages(prospect.Conversation)).Where(message => message.Turn is not null)];
}
