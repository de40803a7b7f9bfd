using SalesAssistant.Assistant;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Assistant;

/// <summary>What a model's provider reads of a visitor, and what a visitor may cost there.</summary>
public sealed class PersonalDataTests : IAsyncDisposable
{
    ModelServer? model;
    SalesApp? app;

    [Theory]
    [InlineData("I'm anna.schmidt+shop@mail.example.co.uk, hi", "I'm [e-mail address], hi")]
    [InlineData("anna (at) example (dot) com", "[e-mail address]")]
    [InlineData("Card 4111 1111 1111 1111 please", "Card [card number] please")]
    [InlineData("My IBAN is DE89 3704 0044 0532 0130 00.", "My IBAN is [bank account].")]
    [InlineData("Call +49 30 901820-55 or 030/9018 2055", "Call [telephone number] or [telephone number]")]
    [InlineData("My number is (555) 123-4567", "My number is [telephone number]")]
    [InlineData("Is it €1,900 on 2026-12-01 at 10:30 for 25 people, order 12345?", "Is it €1,900 on 2026-12-01 at 10:30 for 25 people, order 12345?")]
    [InlineData("I have 1234 5678 9012 3456 visitors", "I have 1234 5678 9012 3456 visitors")]
    public void Personal_data_is_masked_and_nothing_else(string text, string masked) => Assert.Equal(masked, PersonalData.Mask(text));

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public async Task The_provider_reads_it_only_when_so_configured_and_the_rep_always(string masks, bool reads)
    {
        await Start("--Model:MaskPersonalData", masks);
        model!.CallsTool("people_handoff", new { reason = "CustomerRequest" });

        await Ask("1", "Write to anna@mail.example or call +49 30 901820-55 about Studio");

        var sent = Assert.Single(model.Requests).ToJsonString();
        Assert.Equal((reads, reads), (sent.Contains("anna@mail.example", StringComparison.Ordinal), sent.Contains("901820", StringComparison.Ordinal)));
        Assert.Contains(await app!.Messages("chat"), message => message.Text.Contains("anna@mail.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_has_used_up_the_days_budget_is_answered_by_the_embedded_model()
    {
        await Start("--Model:TurnsPerVisitor", "1");
        model!.CallsTool("smalltalk_say", new { kind = "greeting" });

        await Ask("1", "Hello");
        var answer = await Ask("2", "What does the Academy Starter plan cost?");

        Assert.Contains("€29 a month", answer.Text, StringComparison.Ordinal);
        Assert.Single(model.Requests);

        app!.Clock.Set(SalesApp.MondayMorning.AddDays(1));
        model.CallsTool("smalltalk_say", new { kind = "thanks" });
        await Ask("3", "Thanks");
        Assert.Equal(2, model.Requests.Count);
    }

    async Task Start(params string[] settings)
    {
        model = await ModelServer.Start();
        app = await SalesApp.Start(settings: ["--Model:Endpoint", model.Endpoint, "--Model:Name", "test", .. settings]);
    }

    async Task<Message> Ask(string message, string question)
    {
        var received = await app!.Conversation("chat").Receive(new IncomingMessage(message, question, null, null, new ConversationStart("directline", "dl_visitor")));
        return await Eventually.Get(async () => (await app.Messages("chat")).Find(said => said.Sender == Sender.Assistant && said.Turn is not null && said.Sequence > received!.Sequence));
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        if (model is not null)
            await model.DisposeAsync();
    }
}
