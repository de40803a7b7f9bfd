using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Assistant;

/// <summary>The running product with a model at an endpoint that lies: what it makes up is not said, and why is kept in the receipt.</summary>
public sealed class AdversaryTests(AdversaryTests.Product product) : IClassFixture<AdversaryTests.Product>
{
    const string Prices = "What does the Academy Starter plan cost?";
    const string Starter = "What does the Academy Starter plan include?";
    const string Pounds = "Can I pay for Starter in British pounds?";
    const string Charities = "Do charities get a discount?";

    [Theory]
    [InlineData("an invented price", Prices, "The Academy Starter plan costs €9 a month.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Figure)]
    [InlineData("another currency", Prices, "The Academy Starter plan costs $29 a month.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Unit)]
    [InlineData("another period", Prices, "The Academy Starter plan costs €29 a year.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Unit)]
    [InlineData("two plans swapped", Pounds, "Starter costs £52 a month.", "£26 a month for Starter, £52 a month for Growth and £104 a month for Team", SentenceFault.Swapped)]
    [InlineData("another plan's cell", Prices, "Starter is €59 a month.", "Monthly price – Starter: €29; Growth: €59; Team: €119", SentenceFault.Swapped)]
    [InlineData("another plan's quote", Prices, "The Academy Starter plan costs €59 a month.", "The Academy Growth plan costs €59 a month or €590 a year.", SentenceFault.Name)]
    [InlineData("half a sentence that reverses its meaning", Starter, "The Starter plan includes live clinics, templates and certificates.", "include live clinics, templates or certificates", SentenceFault.Negation)]
    [InlineData("a number word changed", Starter, "The Academy Starter plan is for three people.", "The Academy Starter plan is for one person and includes the six foundation courses and The Back Room forum.", SentenceFault.Figure)]
    [InlineData("a name added", Prices, "Rolf Hansen sells the Academy Starter plan for €29 a month.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Name)]
    [InlineData("a web address", Prices, "The Academy Starter plan costs €29 a month: https://larkfield.shop/starter.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Link)]
    [InlineData("an e-mail address", Prices, "The Academy Starter plan costs €29 a month, write to rolf@larkfield.shop.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Link)]
    [InlineData("a Markdown link", Prices, "The Academy Starter plan costs €29 a month, [order](//larkfield.shop).", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Link)]
    [InlineData("a discount", Prices, "The Academy Starter plan costs €29 a month, and you get a discount.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Promise)]
    [InlineData("a larger discount", Charities, "Charities receive a discount of 50 per cent on every Academy plan.", "Registered charities and other non-profit organisations receive a discount of 20 per cent on every Academy plan.", SentenceFault.Figure)]
    [InlineData("a guarantee", Prices, "We guarantee the price of the Academy Starter plan.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Promise)]
    [InlineData("an act in prose", Prices, "I have reserved the Academy Starter plan for you at €29 a month.", "The Academy Starter plan costs €29 a month or €290 a year.", SentenceFault.Promise)]
    [InlineData("a quote that nobody wrote", Prices, "The Academy Starter plan is the best in Europe.", "The Academy Starter plan is the best in Europe.", SentenceFault.NoSuchQuote)]
    public async Task A_model_that_lies_is_not_believed(string how, string question, string sentence, string quote, SentenceFault fault)
    {
        var (answer, receipt) = await product.Ask(question, (sentence, quote, quote));

        Assert.StartsWith("I don't know", answer.Text);
        Assert.Equal((how, fault), (how, Assert.Single(receipt.Faults!)));
    }

    [Fact]
    public async Task A_quote_that_stands_on_another_page_than_the_one_cited_proves_nothing()
    {
        var (answer, receipt) = await product.Ask(Prices, ("The Academy Starter plan costs €29 a month.", "The Academy Starter plan costs €29 a month or €290 a year.", "The Starter plan does not include live clinics"));

        Assert.StartsWith("I don't know", answer.Text);
        Assert.Equal([SentenceFault.NoSuchQuote], receipt.Faults!);
    }

    [Fact]
    public async Task The_true_sentences_among_the_lies_are_said_with_their_whole_quotes()
    {
        const string quote = "The Academy Starter plan costs €29 a month or €290 a year.";

        var (answer, receipt) = await product.Ask(Prices,
            ("Starter is €29 per month.", "costs €29 a month", quote),
            ("It is guaranteed for ever.", "€290 a year", quote),
            ("A year costs 290 euros.", "€290 a year", quote));

        Assert.Equal("Starter is €29 per month. A year costs 290 euros.", answer.Text);
        Assert.Equal(quote, Assert.Single(JsonSerializer.Deserialize<List<Citation>>(answer.Citations!, JsonSerializerOptions.Web)!).Quote);
        Assert.Equal([SentenceFault.Promise], receipt.Faults!);
    }

    [Fact]
    public async Task An_answer_in_the_visitors_language_shows_the_original_quote()
    {
        var (answer, _) = await product.Ask("Was kostet der Academy Starter plan?", ("Der Starter-Tarif kostet 29 € im Monat.", "The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €29 a month"));

        Assert.Equal("Der Starter-Tarif kostet 29 € im Monat.", answer.Text);
        Assert.StartsWith("The Academy Starter plan costs €29", Assert.Single(JsonSerializer.Deserialize<List<Citation>>(answer.Citations!, JsonSerializerOptions.Web)!).Quote);
    }

    /// <summary>The product with a model that searches for the question and then says what the test wants, of the passages that came.</summary>
    public sealed class Product : IAsyncLifetime
    {
        ModelServer model = null!;
        SalesApp app = null!;
        int conversations;

        public async ValueTask InitializeAsync()
        {
            model = await ModelServer.Start();
            app = await SalesApp.Start(settings: ["--Model:Endpoint", model.Endpoint, "--Model:Name", "test", "--Model:ApiKey", "secret"]);
        }

        /// <param name="sentences">Each with its quote, and words of the passage that it cites.</param>
        public async Task<(Message Answer, Receipt Receipt)> Ask(string question, params (string Sentence, string Quote, string Holding)[] sentences)
        {
            var id = $"lie{Interlocked.Increment(ref conversations)}";
            model.CallsTool("content_search", new { query = question });
            model.Says(request => JsonSerializer.Serialize(new { sentences = sentences.Select(said => new { sentence = said.Sentence, passage = Label(request, said.Holding), quote = said.Quote }) }));
            await app.Conversation(id).Receive(new IncomingMessage("1", question, null, null, new ConversationStart("directline", "dl_" + id)));
            var answer = await Eventually.Get(async () => (await app.Messages(id)).Find(message => message.Sender == Sender.Assistant && message.Sequence > 2));
            var turn = await app.Read(db => db.Set<Turn>().AsNoTracking().SingleAsync(turn => turn.ConversationId == id));
            return (answer, JsonSerializer.Deserialize<Receipt>(turn.Receipt!, JsonSerializerOptions.Web)!);
        }

        static string Label(JsonObject request, string holding) =>
            ModelServer.Passages(request).FirstOrDefault(passage => passage!["text"]!.GetValue<string>().Contains(holding, StringComparison.Ordinal))?["label"]!.GetValue<string>()
            ?? ModelServer.Passages(request)[0]!["label"]!.GetValue<string>();

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await model.DisposeAsync();
        }
    }
}
