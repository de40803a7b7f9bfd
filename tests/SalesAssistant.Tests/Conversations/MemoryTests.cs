using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>What visitors tell of themselves is kept in their words, used, shown and forgotten.</summary>
public sealed class MemoryTests(WebsiteServer server) : IClassFixture<WebsiteServer>
{
    [Theory]
    [InlineData("We are a team of 12, and we sell pottery. What does the Academy cost?", "size: We are a team of 12; company: we sell pottery")]
    [InlineData("I'm looking for help with newsletters", "need: I'm looking for help with newsletters")]
    [InlineData("Wir sind acht Leute und wir verkaufen Wein", "size: Wir sind acht Leute; company: wir verkaufen Wein")]
    [InlineData("If we are 12 people, what does it cost?", "")]
    [InlineData("Do you know how many people you have?", "")]
    public async Task It_is_kept_field_by_field_in_the_visitors_own_words(string said, string kept)
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says(said);
        Assert.Equal(kept.Split("; ", StringSplitOptions.RemoveEmptyEntries).Order(), (await Known(prospect)).Order());
    }

    [Fact]
    public async Task The_last_word_on_a_field_counts_and_it_is_shown_and_forgotten_when_asked()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("what do you know about me?");
        Assert.Contains("Your time zone: Europe/London", (await prospect.Hears("This is what I know about you"))["text"]!.GetValue<string>());
        await prospect.Says("we are 4 people");
        await prospect.Says("Sorry, we are 5 people.");
        Assert.Equal(["size: we are 5 people"], await Known(prospect));

        await prospect.Says("What do you remember about me?");
        await prospect.Hears("Your size: we are 5 people");
        await prospect.Says("Please forget that.");
        await prospect.Hears("I have forgotten it");

        Assert.Empty(await Known(prospect));
        await prospect.Says("was wissen Sie über mich");
        await Eventually.Holds(async () => (await server.App.Messages(prospect.Conversation)).Count(message => message.Turn is not null) >= 5);
        Assert.DoesNotContain("5 people", (await server.App.Messages(prospect.Conversation)).Last(message => message.Turn is not null).Text);
    }

    [Fact]
    public async Task Whose_plan_is_known_is_answered_for_that_plan_and_not_asked_back()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says("I'm interested in Studio");
        await Eventually.Holds(async () => (await server.App.Messages(prospect.Conversation)).Any(message => message.Turn is not null));
        await prospect.Says("How do I cancel?");
        await Eventually.Holds(async () => (await server.App.Messages(prospect.Conversation)).Count(message => message.Turn is not null) == 2);
        var answer = (await server.App.Messages(prospect.Conversation)).Last(message => message.Turn is not null);
        Assert.Contains("faq/services.md", answer.Citations);
    }

    [Fact]
    public async Task A_model_is_given_it_and_after_it_was_forgotten_neither_that_nor_the_words_it_stood_in()
    {
        await using var model = await ModelServer.Start();
        await using var app = await SalesApp.Start(settings: ["--Model:Endpoint", model.Endpoint]);
        model.Otherwise = _ => (null, "{\"sentences\":[]}");
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("We sell unicycles, can you help?");
        await Eventually.Holds(() => Task.FromResult(model.Requests.Any(request => request.ToJsonString().Contains("company: We sell unicycles", StringComparison.Ordinal))));
        await prospect.Says("forget that");
        await prospect.Hears("I have forgotten it");
        var before = model.Requests.Count;
        await prospect.Says("What does Studio cost?");
        await Eventually.Holds(() => Task.FromResult(model.Requests.Count > before));
        Assert.DoesNotContain("unicycles", model.Requests[^1].ToJsonString());
    }

    async Task<List<string>> Known(Prospect prospect)
    {
        var conversation = await server.App.Read(db => db.Set<Conversation>().AsNoTracking().SingleAsync(candidate => candidate.Id == prospect.Conversation));
        return [.. Told.Of(conversation).Facts.Select(fact => $"{fact.Field}: {fact.Words}")];
    }
}
