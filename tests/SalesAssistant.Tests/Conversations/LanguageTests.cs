using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using SalesAssistant.Assistant;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>Our own sentences in the visitor's language.</summary>
public sealed class LanguageTests(WebsiteServer server) : IClassFixture<WebsiteServer>
{
    [Fact]
    public async Task A_visitor_whose_browser_is_German_is_greeted_in_German()
    {
        using var prospect = await Prospect.Opens(server.App, locale: "de-AT");
        var greeting = await prospect.Hears("Guten Tag, ich bin Lark, der KI-Assistent von Larkfield");
        Assert.Contains("Was kostet die Academy?", greeting["suggestedActions"]!.ToJsonString().Replace("\\u00FC", "ü"));
    }

    [Fact]
    public async Task Who_writes_German_is_answered_in_German_for_the_rest_of_the_conversation()
    {
        using var prospect = await Prospect.Opens(server.App, locale: "en-GB");
        await prospect.Hears("Hi, I'm Lark");
        await prospect.Says("Ich möchte mit einem Menschen sprechen");
        await prospect.Hears("dass Sie mit einem Menschen sprechen möchten");
        await prospect.Says("thank you very much");
        await prospect.Hears("Gern geschehen.");
    }

    [Fact]
    public async Task Who_writes_English_in_a_German_browser_is_answered_in_English()
    {
        using var prospect = await Prospect.Opens(server.App, locale: "de-DE");
        await prospect.Says("What does the Academy Starter plan cost?");
        Assert.StartsWith("The Academy", (await prospect.Hears("€29"))["text"]!.GetValue<string>());
        await prospect.Says("thanks");
        await prospect.Hears("You're welcome.");
    }

    [Fact]
    public async Task Times_stand_on_their_card_in_German()
    {
        using var prospect = await Prospect.Opens(server.App, "Europe/Berlin", "de-DE");
        await prospect.Says("Kann ich einen Termin vereinbaren?");
        await prospect.Hears("Diese Zeiten sind bei");
        await prospect.Sees("later");
        var card = prospect.Heard[^1]["attachments"]!.ToJsonString();
        Assert.Contains("Dienstag, 24. November", card);
        Assert.Contains("Andere", System.Text.RegularExpressions.Regex.Unescape(card));
        Assert.DoesNotContain("Tuesday", card);
    }

    [Fact]
    public async Task What_stands_only_in_English_is_quoted_with_a_German_sentence_before_it()
    {
        var folder = TestFolder.New("boats");
        File.WriteAllText(Path.Combine(folder, "heron.md"), "---\ntitle: Heron\nkind: product\n---\n# Heron\n\n## Heron paddle set\n\nThe Heron paddle set is made of ash and weighs two kilos.\n");
        await using var app = await SalesApp.Start(settings: ["--Content:Directory", folder]);
        using var prospect = await Prospect.Opens(app, locale: "de-DE");
        await prospect.Says("Heron paddle set?");
        var answer = await prospect.Hears("The Heron paddle set is made of ash and weighs two kilos.");
        Assert.StartsWith("Das steht bei uns bisher nur in einer anderen Sprache. Im Original heißt es:", answer["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Was kostet die Academy?", "de")]
    [InlineData("Wie kündige ich?", "de")]
    [InlineData("Hallo", "de")]
    [InlineData("What does the Academy cost?", "en")]
    [InlineData("was it really cancelled in May", "en")]
    [InlineData("Academy", null)]
    [InlineData("¿Cuánto cuesta la Academy?", null)]
    [InlineData("Mia Berger", null)]
    [InlineData("", null)]
    public void The_language_is_told_by_its_small_words_or_not_at_all(string text, string? language)
    {
        using var phrases = PhrasesOf(Repository.PathOf("prompts"));
        Assert.Equal(language, phrases.LanguageOf(text));
    }

    [Fact]
    public async Task What_a_language_lacks_is_named_and_said_in_English_and_a_broken_file_leaves_the_last_good_one()
    {
        var prompts = TestFolder.New("prompts");
        Directory.CreateDirectory(Path.Combine(prompts, "phrases"));
        File.Copy(Repository.PathOf("prompts/phrases/en.yaml"), Path.Combine(prompts, "phrases", "en.yaml"));
        var german = Path.Combine(prompts, "phrases", "de.yaml");
        File.WriteAllLines(german, File.ReadLines(Repository.PathOf("prompts/phrases/de.yaml")).Where(line => !line.StartsWith("resolved:", StringComparison.Ordinal)));
        using var phrases = PhrasesOf(prompts);

        var fault = Assert.Single(phrases.Faults);
        Assert.Equal(("de.yaml", "these phrases are missing, and are said in English: resolved"), (fault.File, fault.Message));
        Assert.Equal(phrases.Current.Say("resolved"), phrases.In("de-CH").Say("resolved"));
        Assert.Equal("Verstanden.", phrases.In("de").Say("cardNoted"));

        File.WriteAllText(german, "cardNoted: \"Jawohl.\"\n");
        await Eventually.Holds(() => Task.FromResult(phrases.In("de").Say("cardNoted") == "Jawohl."));
        File.WriteAllText(german, "cardNoted: \"Jawohl.");
        await Eventually.Holds(() => Task.FromResult(phrases.Faults.Any(broken => broken.Message.Contains("not valid YAML", StringComparison.Ordinal))));
        Assert.Equal("Jawohl.", phrases.In("de").Say("cardNoted"));
    }

    static Phrases PhrasesOf(string prompts) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Prompts:Directory", prompts)]).Build(), TimeProvider.System, NullLogger<Phrases>.Instance);
}
