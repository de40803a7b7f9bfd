using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Microsoft's own clients against the running product, over a network that breaks in the middle.</summary>
public sealed class ClientTests(Browser browser)
{
    const int Messages = 100;
    const int Clients = 5;

    [Fact]
    public async Task Five_DirectLineJS_that_lose_the_network_hear_every_message_once_and_in_order_and_so_does_a_sixth_that_comes_later()
    {
        await using var app = await SalesApp.Start();
        await using var line = new BreakableLine(app.Address);
        var tokens = (DirectLineTokens)app.Services.GetService(typeof(DirectLineTokens))!;
        var conversation = ConversationIds.New();

        var result = await Talk(line, conversation, [.. Enumerable.Range(0, Clients).Select(number => tokens.Issue(DirectLineTokenKind.Token, conversation, $"dl_{number}"))]);

        var stored = (await app.Messages(conversation)).Where(message => message.Audience == Audience.Everyone).ToList();
        var log = stored.Select(message => Transcripts.MessageId(conversation, message.Sequence)).ToList();
        Assert.Equal(
            Enumerable.Range(0, Clients).SelectMany(client => Enumerable.Range(0, Messages / Clients).Select(number => $"{client} says {number}")).Order(StringComparer.Ordinal),
            stored.Where(message => message.Sender == Sender.Contact).Select(message => message.Text).Order(StringComparer.Ordinal));
        var heard = result.GetProperty("clients").EnumerateArray().Append(result.GetProperty("reloaded")).ToList();
        Assert.All(heard, activities => Assert.Equal(log, activities.EnumerateArray().Select(activity => activity.GetProperty("id").GetString())));
        await Assert_every_message_has_its_answer_once(app, conversation, stored);
    }

    /// <summary>A turn answers the messages that came while it waited: the turns together cover each message once, and each has one answer.</summary>
    static async Task Assert_every_message_has_its_answer_once(SalesApp app, string conversation, List<Message> stored)
    {
        var turns = await app.Read(db => db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == conversation).OrderBy(turn => turn.Number).ToListAsync());
        Assert.All(turns, turn => Assert.Equal(TurnState.Answered, turn.State));
        var said = stored.Where(message => message.Sender == Sender.Contact).Select(message => message.Sequence).ToList();
        Assert.Equal(said, turns.SelectMany(turn => said.Where(sequence => sequence >= turn.FromSequence && sequence <= turn.ThroughSequence)));
        Assert.Equal(turns.Select(turn => (int?)turn.Number), stored.Where(message => message.Turn is not null).Select(message => message.Turn));
    }

    /// <summary>Lets the clients talk, cuts the line when half is said, and mends it once somebody has noticed.</summary>
    static async Task<JsonElement> Talk(BreakableLine line, string conversation, string[] tokens)
    {
        using var node = await NodeClients.Start("directline.mjs", [line.Address, conversation, $"{Messages}", .. tokens]);
        try
        {
            var errors = node.StandardError.ReadToEndAsync();
            var failures = 0;
            while (await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(3)) is { } said)
            {
                if (said == "half") line.Cut();
                else if (said == "failed" && ++failures == Clients) line.Mend();
                else if (said.StartsWith('{'))
                {
                    Assert.True(failures >= Clients, "nobody noticed that the line was cut");
                    return JsonDocument.Parse(said).RootElement;
                }
            }
            throw new InvalidOperationException($"The script ended without a result: {await errors}");
        }
        finally
        {
            if (!node.HasExited) node.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Web_Chat_that_loses_the_network_shows_every_message_once_and_in_order_and_the_same_after_a_reload()
    {
        await using var app = await SalesApp.Start();
        await using var line = new BreakableLine(app.Address);
        await using var visitor = await browser.Open(400, 740);
        await visitor.Page.GotoAsync($"{line.Address}/chat");
        await visitor.HasBubble("Hi, I’m Lark");
        await visitor.Say("What does the Sprint cost?");
        await visitor.HasAnswers(2);
        var conversation = await visitor.ConversationId();

        line.Cut();
        await visitor.Say("Thank you");
        await visitor.Say("Goodbye");
        await visitor.Page.GetByText("We can’t reach the chat right now").WaitForAsync();
        line.Mend();

        await Eventually.Holds(async () => await SaidBy(app, conversation, Sender.Contact) is ["What does the Sprint cost?", "Thank you", "Goodbye"], "what was typed meanwhile has arrived once and in order");
        await Eventually.Holds(async () => (await app.Read(db => db.Set<Turn>().AsNoTracking().Where(turn => turn.ConversationId == conversation).ToListAsync())).TrueForAll(turn => turn.State == TurnState.Answered), "all is answered");
        await visitor.HasAnswers((await SaidBy(app, conversation, Sender.Assistant)).Count);
        await Eventually.Holds(async () => (await visitor.Bubbles()).Count == (await app.Messages(conversation)).Count, "no bubble more than there are messages");
        var before = await visitor.Bubbles();

        await visitor.Page.ReloadAsync();

        await Eventually.Holds(async () => before.SequenceEqual(await visitor.Bubbles()), "the same after the reload");
        await Assert_every_message_has_its_answer_once(app, conversation, await app.Messages(conversation));
        Assert.Empty(visitor.Errors);
    }

    static async Task<IReadOnlyList<string>> SaidBy(SalesApp app, string conversation, Sender sender) =>
        [.. (await app.Messages(conversation)).Where(message => message.Sender == sender).Select(message => message.Text)];
}
