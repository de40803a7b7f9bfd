using CsCheck;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>One speaker at a time, nothing lost and nothing doubled, whatever comes in whatever order.</summary>
public sealed class OneSpeakerTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";
    static readonly ConversationStart Website = new("directline", "dl_visitor");
    static readonly string[] Questions = ["What does the Academy cost?", "Can I talk to a person?", "Do you sell rocket fuel?", "hello", "How do I cancel Studio?"];

    SalesApp app = null!;
    GatedModel model = null!;

    public async ValueTask InitializeAsync()
    {
        // A hub that nobody runs: what it is owed waits, and what it says is played below.
        app = await SalesApp.Start(services => GatedModel.Replace(services, made => model = made), ["--Handoff:Hub", "http://127.0.0.1:9"]);
        // The model is made with the first turn.
        await app.Conversation("warm").Receive(new IncomingMessage("1", "hello", null, null, Website));
        await Settled("warm");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_late_answer_is_kept_but_never_said_once_a_rep_has_the_conversation()
    {
        var prospect = app.Conversation("late");
        model.IsHeld = model.HoldsOnlyAnswers = true;
        await prospect.Receive(new IncomingMessage("1", "How do I cancel Studio?", null, null, Website));
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 1));

        // The model thinks; the rep's claim does not wait for it.
        Assert.Equal(RepResult.Done, (await prospect.Claim(Mia)).Result);
        Assert.Equal(RepResult.Done, (await prospect.Reply(Mia, "Hello, I am here now.")).Result);
        model.Open();

        var turn = await Eventually.Get(() => app.Read(db => db.Set<Turn>().AsNoTracking().SingleOrDefaultAsync(t => t.ConversationId == "late" && t.DiscardedText != null)));
        Assert.Equal(TurnState.Discarded, turn.State);
        Assert.Contains("Studio", turn.DiscardedText);
        Assert.DoesNotContain(await app.Messages("late"), message => message.Sender == Sender.Assistant && message.Turn is not null && message.Text.Contains("Studio", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_claim_wins_and_the_other_rep_sees_who_has_it()
    {
        var prospect = app.Conversation("race");
        await prospect.Receive(new IncomingMessage("1", "Can I talk to a person?", null, null, Website));
        var outcomes = await Task.WhenAll(prospect.Claim(Mia), prospect.Claim(Tom), prospect.Claim(Mia), prospect.Claim(Tom));
        var winner = outcomes.First(outcome => outcome.Result == RepResult.Done).Owner;
        Assert.All(outcomes, outcome => Assert.Equal(winner, outcome.Owner));
        Assert.Single(await app.Messages("race"), message => message.Sender == Sender.System);
    }

    [Fact]
    public async Task A_burst_of_messages_gets_one_answer()
    {
        var prospect = app.Conversation("burst");
        model.IsHeld = true;
        await prospect.Receive(new IncomingMessage("1", "Hi, about the Academy:", null, null, Website));
        await Eventually.Holds(() => Task.FromResult(model.Waiting.Count == 1));
        await prospect.Receive(new IncomingMessage("2", "what does", null, null, Website));
        await prospect.Receive(new IncomingMessage("3", "the Academy Starter plan cost?", null, null, Website));
        model.Open();
        await Settled("burst");

        var answers = (await app.Messages("burst")).Where(message => message.Turn is not null).ToList();
        Assert.Single(answers);
        Assert.Contains("€29", answers[0].Text);
        Assert.Equal(1, await app.Read(db => db.Set<Turn>().CountAsync(turn => turn.ConversationId == "burst")));
    }

    /// <summary>What may happen to a conversation.</summary>
    public enum Step
    {
        Asks, AsksAgainWithTheSameId, PressesForAPerson, ModelAnswers, ModelFails, MiaClaims, TomClaims, MiaReplies, TomReplies, MiaNotes, MiaReturns, TomReturns, MiaResolves, Wakes, Breathes,
        Edits, TakesBack, HubAccepts, HubFails, HubCompletes, HubSpeaks,
    }

    [Fact]
    public async Task Random_interleavings_have_exactly_one_speaker_and_lose_and_double_nothing()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("ONE_SPEAKER_ROUNDS"), out var asked) ? asked : 150;
        var number = 0;
        await Gen.Enum<Step>().Array[4, 24].SampleAsync(async steps =>
        {
            var id = $"random-{Interlocked.Increment(ref number)}";
            await Play(id, steps);
            await Check(id);
        }, iter: rounds, threads: 1);
    }

    readonly record struct Accepted(string Rep, string Text);

    readonly Dictionary<string, List<string>> asked = [];
    readonly Dictionary<string, List<Accepted>> replied = [];

    async Task Play(string id, Step[] steps)
    {
        var prospect = app.Conversation(id);
        var asks = asked[id] = [];
        var replies = replied[id] = [];
        var under = new List<Task>();
        model.IsHeld = true;
        for (var i = 0; i < steps.Length; i++)
        {
            var n = i;
            under.Add(steps[n] switch
            {
                Step.Asks => Ask($"in-{n}", Questions[n % Questions.Length]),
                Step.AsksAgainWithTheSameId => asks.Count == 0 ? Task.CompletedTask : prospect.Receive(new IncomingMessage(asks[^1], "again", null, null, Website)),
                Step.PressesForAPerson => Ask($"in-{n}", "", """{"action":"person"}"""),
                Step.ModelAnswers => Release(held => held.Answer()),
                Step.ModelFails => Release(held => held.Fail()),
                Step.MiaClaims => prospect.Claim(Mia),
                Step.TomClaims => prospect.Claim(Tom),
                Step.MiaReplies => Reply(Mia, $"mia-{n}"),
                Step.TomReplies => Reply(Tom, $"tom-{n}"),
                Step.MiaNotes => prospect.AddNote(Mia, $"note-{n}"),
                Step.MiaReturns => prospect.Return(Mia, null),
                Step.TomReturns => prospect.Return(Tom, new Verdict(Outcome.Qualified)),
                Step.MiaResolves => prospect.Resolve(Mia, null),
                Step.Wakes => prospect.Wake(),
                Step.Edits => asks.Count == 0 ? Task.CompletedTask : prospect.Amend(new Amendment(asks[^1], Questions[n % Questions.Length])),
                Step.TakesBack => asks.Count == 0 ? Task.CompletedTask : prospect.Amend(new Amendment(asks[^1], null)),
                Step.HubAccepts => prospect.TakeHubStatus(HubState.Accepted),
                Step.HubFails => prospect.TakeHubStatus(HubState.Failed),
                Step.HubCompletes => prospect.TakeHubStatus(HubState.Completed),
                Step.HubSpeaks => HubSpeaks($"hub-{n}"),
                _ => Task.WhenAll(under),
            });
        }
        await Task.WhenAll(under);
        model.Open();
        await Settled(id);

        async Task Ask(string incoming, string text, string? action = null)
        {
            asks.Add(incoming);
            await prospect.Receive(new IncomingMessage(incoming, text, action, null, Website));
        }

        async Task Reply(string rep, string text)
        {
            if ((await prospect.Reply(rep, text, text)).Result == RepResult.Done)
            {
                lock (replies)
                    replies.Add(new(rep, text));
            }
        }

        async Task HubSpeaks(string text)
        {
            if (await prospect.ReplyFromHub(text, text))
            {
                lock (replies)
                    replies.Add(new(EngagementHub.Owner, text));
            }
        }

        async Task Release(Action<GatedModel.Held> how)
        {
            await Task.Yield();
            if (model.Waiting.FirstOrDefault() is { } first)
                how(first);
        }
    }

    async Task Check(string id)
    {
        var messages = await app.Messages(id);
        var turns = await app.Read(db => db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == id).ToListAsync());

        // In order, without gaps, each later than the one before.
        Assert.Equal(Enumerable.Range(1, messages.Count), messages.Select(message => message.Sequence));
        Assert.All(messages.Zip(messages.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));

        // One speaker: between a rep's arrival and leaving nobody speaks but that rep, and no rep speaks outside.
        string? speaker = null;
        var withRep = new HashSet<int>();
        foreach (var message in messages.Where(message => message.Audience == Audience.Everyone))
        {
            switch (message.Sender)
            {
                case Sender.System when message.Text.Contains("is here now", StringComparison.Ordinal):
                    Assert.Null(speaker);
                    speaker = message.Rep;
                    break;
                case Sender.System:
                    speaker = null;
                    break;
                case Sender.Assistant:
                    Assert.Null(speaker);
                    break;
                case Sender.Rep:
                    Assert.Equal(speaker, message.Rep);
                    break;
                case Sender.Contact when speaker is not null:
                    withRep.Add(message.Sequence);
                    break;
            }
        }

        // Nothing lost, nothing doubled.
        Assert.Equal(asked[id].Distinct().Order(), messages.Where(message => message.Sender == Sender.Contact).Select(message => message.IncomingId!).Order());
        Assert.Equal(replied[id].Select(reply => reply.Text).Distinct().Order(), messages.Where(message => message.Sender == Sender.Rep && message.Audience == Audience.Everyone).Select(message => message.Text).Order());
        foreach (var heard in messages.Where(message => message.Sender == Sender.Contact && !withRep.Contains(message.Sequence)))
        {
            var turn = Assert.Single(turns, turn => turn.FromSequence <= heard.Sequence && heard.Sequence <= turn.ThroughSequence);
            var said = messages.Count(message => message.Turn == turn.Number);
            Assert.NotEqual(TurnState.Owed, turn.State);
            Assert.Equal(turn.State == TurnState.Answered ? 1 : 0, said);
        }
        Assert.All(turns.Where(turn => turn.State == TurnState.Answered), turn =>
            Assert.Contains(messages, message => message.Sequence > turn.ThroughSequence && message.Sender == Sender.Assistant));
    }

    Task Settled(string id) => Eventually.Holds(() => app.Read(async db => !await db.Set<Turn>().AnyAsync(turn => turn.ConversationId == id && turn.State == TurnState.Owed)));
}
