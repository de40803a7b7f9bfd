using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Assistant;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>Passages are found by what they mean, beside their words.</summary>
public sealed class Meaning : IAsyncLifetime
{
    /// <summary>Kept from run to run: the encoder's own pieces alone take seconds.</summary>
    static readonly string Cache = Path.Combine(AppContext.BaseDirectory, "embeddings");

    readonly Marketing marketing = new Marketing()
        .Writes("delivery.md", "# Getting your parcel\n\nThe courier rings once and leaves a note when nobody opens the door.")
        .Writes("refunds.md", "# Refunds\n\nWe give the amount back to your card within 30 days of the purchase.")
        .Writes("vegan.md", "# Ingredients\n\nNone of our soaps contains anything that comes from animals.")
        .Writes("schools.md", "# Education\n\nPupils and their teachers get every lesson for half of the sum.")
        .Writes("invoices.md", "# Invoices\n\nAn invoice is sent by e-mail on the first of each month.")
        .Writes("office.md", "# Office\n\nOur rooms are beside the old harbour, five minutes from the station.");

    SalesApp? app;

    ContentLibrary Library => app!.Services.GetRequiredService<ContentLibrary>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("Did you test on rabbits or other creatures?", "vegan.md")]
    [InlineData("student tariff", "schools.md")]
    [InlineData("the postman came while I was away", "delivery.md")]
    public async Task A_question_in_other_words_finds_its_passage(string question, string file)
    {
        await Start();

        Assert.Equal(file, Library.Current.Search(question, 5, marketing.Today).Hits[0].Passage.Item.File);
        // By their words alone they have nothing in common.
        Assert.DoesNotContain(file, marketing.FilesFor(question));
    }

    [Fact]
    public async Task Until_the_meaning_is_known_questions_are_answered_by_words()
    {
        await Start(wait: false);

        Assert.Equal("invoices.md", Library.Current.Search("When is an invoice sent?", 5, marketing.Today).Hits[0].Passage.Item.File);
        await Eventually.HoldsInTheEnd(() => Task.FromResult(Library.Current.KnowsMeaning));
    }

    [Fact]
    public async Task An_edit_is_live_by_its_words_at_once_and_by_its_meaning_soon()
    {
        await Start();
        var before = Library.Current;

        marketing.Writes("pets.md", "# Pets\n\nDogs are welcome in our shop.");
        var edited = Library.Refresh();

        Assert.Equal("pets.md", edited.Search("Are dogs welcome?", 5, marketing.Today).Hits[0].Passage.Item.File);
        Assert.True(edited.KnowsMeaning, "the vectors of what didn't change are carried over");
        Assert.Equal("vegan.md", edited.Search("Did you test on rabbits or other creatures?", 5, marketing.Today).Hits[0].Passage.Item.File);
        await Eventually.HoldsInTheEnd(() => Task.FromResult(Library.Current.Search("May I bring my puppy?", 5, marketing.Today).Hits is [{ Passage.Item.File: "pets.md" }, ..]));
        Assert.NotSame(before, Library.Current);
    }

    [Fact]
    public async Task Content_of_a_language_that_the_encoder_does_not_read_is_searched_by_words()
    {
        foreach (var file in Directory.GetFiles(marketing.Directory))
            File.Delete(file);
        marketing.Writes("lieferung.md", "---\nlanguage: de\n---\n# Lieferung\n\nPakete kommen in fünf Tagen an.");
        await Start(wait: false);

        Assert.Equal("lieferung.md", Library.Current.Search("Wann kommen Pakete an?", 5, marketing.Today).Hits[0].Passage.Item.File);
        Assert.False(Library.Current.KnowsMeaning);
    }

    [Fact]
    public async Task A_damaged_cache_is_made_anew()
    {
        var cache = Directory.CreateTempSubdirectory("embeddings-").FullName;
        foreach (var file in Directory.GetFiles(await Warm()))
            File.Copy(file, Path.Combine(cache, Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(cache))
            Spoil(file);

        await Start(cache);

        Assert.Equal("vegan.md", Library.Current.Search("Did you test on rabbits or other creatures?", 5, marketing.Today).Hits[0].Passage.Item.File);
    }

    [Fact]
    public async Task The_same_content_gives_the_same_scores_whether_fresh_or_kept()
    {
        await Start();
        var first = Library.Current.Search("student tariff", 5, marketing.Today);
        await app!.DisposeAsync();
        await Start();

        var again = Library.Current.Search("student tariff", 5, marketing.Today);

        Assert.Equal(first.Hits.Select(hit => (hit.Passage.Id, hit.Score)), again.Hits.Select(hit => (hit.Passage.Id, hit.Score)));
        Assert.Equal(first.Confidence, again.Confidence);
    }

    [Fact]
    public async Task A_configured_endpoint_takes_the_encoders_place_and_words_do_when_it_fails()
    {
        await using var model = await ModelServer.Start();
        // What it knows of meaning is one thing: animals.
        model.Vector = text => text.Contains("animals", StringComparison.Ordinal) || text.Contains("rabbits", StringComparison.Ordinal) ? [0, 1, 0.1f] : [1, 0, text.Length / 1000f];
        app = await SalesApp.Start(settings:
        [
            "--Content:Directory", marketing.Directory, "--Content:Embeddings", "true", "--Content:EmbeddingsCache", Directory.CreateTempSubdirectory("embeddings-").FullName,
            "--Model:Endpoint", model.Endpoint, "--Model:ApiKey", "secret", "--Model:Embeddings", "tiny",
        ]);
        await Eventually.HoldsInTheEnd(() => Task.FromResult(Library.Current.KnowsMeaning));
        var turn = app.Services.GetRequiredService<AssistantTurn>();

        Assert.Equal("vegan.md", (await Found("Did you test on rabbits?"))[0].File);

        // It refuses from now on: the question is searched by its words.
        model.Vector = null;
        Assert.Equal("invoices.md", (await Found("When is an invoice sent?"))[0].File);

        async Task<IReadOnlyList<FoundPassage>> Found(string question)
        {
            model.CallsTool("content_search", new { query = question });
            model.Says("""{"sentences":[]}""");
            return (await turn.Run(new TurnRequest(question, [], new Dictionary<string, string>(), marketing.Today), CancellationToken.None)).Found;
        }
    }

    [Fact]
    public async Task A_question_asked_from_the_shell_finds_its_passage_in_other_words_too()
    {
        await using var model = await ModelServer.Start();
        model.Vector = text => text.Contains("animals", StringComparison.Ordinal) || text.Contains("rabbits", StringComparison.Ordinal) ? [0, 1, 0.1f] : [1, 0, text.Length / 1000f];

        Assert.Contains("None of our soaps contains anything that comes from animals.", await Ask(), StringComparison.Ordinal);

        // It makes no vectors any more, and none are kept: by its words the passage isn't found.
        model.Vector = null;
        Assert.DoesNotContain("animals", await Ask(), StringComparison.Ordinal);

        async Task<string> Ask()
        {
            model.CallsTool("content_search", new { query = "Did you test on rabbits?" });
            model.Says(request => JsonSerializer.Serialize(new { sentences = ModelServer.Passages(request).Take(1).Select(passage => new { sentence = passage!["text"], passage = passage["label"], quote = passage["text"] }) }));
            var (code, output, error) = await SalesCommand.Run("ask", "Did you test on rabbits?", "--json", "--Content:Directory", marketing.Directory, "--Content:Embeddings", "true",
                "--Content:EmbeddingsCache", Directory.CreateTempSubdirectory("embeddings-").FullName, "--Data:Directory", Directory.CreateTempSubdirectory("data-").FullName,
                "--Model:Endpoint", model.Endpoint, "--Model:ApiKey", "secret", "--Model:Embeddings", "tiny");
            Assert.True(code == 0, error);
            return output;
        }
    }

    async Task Start(string? cache = null, bool wait = true)
    {
        app = await SalesApp.Start(settings: ["--Content:Directory", marketing.Directory, "--Content:Embeddings", "true", "--Content:EmbeddingsCache", cache ?? Cache, "--Content:ScanEvery", "01:00:00"]);
        if (wait)
            await Eventually.HoldsInTheEnd(() => Task.FromResult(Library.Current.KnowsMeaning));
    }

    /// <summary>A folder that has everything about this content.</summary>
    async Task<string> Warm()
    {
        await Start();
        await app!.DisposeAsync();
        return Cache;
    }

    /// <summary>The middle of every file, and a record cut off at the end.</summary>
    static void Spoil(string file)
    {
        using var stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        stream.SetLength(stream.Length - 3);
        stream.Position = stream.Length / 2;
        stream.Write("spoiled"u8);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        marketing.Dispose();
    }
}
