using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>The tools `content_…`: what the company has published.</summary>
internal sealed class ContentTools(ContentLibrary library, QuestionMeanings meanings, CompanyClock clock)
{
    const int Passages = 6;
    const int MostChoices = 5;

    [KernelFunction("search"), Description("Searches what the company has published. Returns passages with their labels; only these may be quoted.")]
    public async Task<ContentSearch> Search(Kernel kernel, [Description("What to look for, as a complete question")] string query, CancellationToken cancel)
    {
        var turn = kernel.Turn();
        var snapshot = turn.Hold(() => library.Current);
        // Who has said which plan is theirs means that one, unless the question names another.
        if (turn.Request.Known.GetValueOrDefault("plan") is { } plan && !snapshot.Names.IsNamedIn(query) && snapshot.Names.All.FirstOrDefault(name => ProductNames.IsNamed(name, plan)) is { } theirs)
            query = $"{query} {theirs}";
        var found = snapshot.Search(query, await meanings.Of(snapshot, query, cancel), Passages, clock.Today);
        turn.Confidence = Math.Max(turn.Confidence, found.Confidence);
        foreach (var hit in found.Hits)
        {
            if (!turn.Found.Exists(known => known.PassageId == hit.Passage.Id))
                turn.Found.Add(new FoundPassage(hit.Passage.Id, hit.Passage.Item.File, hit.Passage.Heading, hit.Passage.Text, Math.Round(hit.Score, 4)));
        }
        return new ContentSearch(query, found, snapshot.Names);
    }

    [KernelFunction("clarify"), Description("Asks the visitor which product or plan is meant, when the question names none and the passages differ between several.")]
    public string Clarify(Kernel kernel, [Description("The names of the products or plans as the passages write them, parted by commas")] string names)
    {
        var turn = kernel.Turn();
        if (!turn.Request.MayAskBack)
            return "The visitor was asked just now. Answer from the passages that were found.";
        var known = turn.Hold(() => library.Current).Names.All;
        string[] choices = [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => known.FirstOrDefault(own => own.Equals(name, StringComparison.OrdinalIgnoreCase))).OfType<string>().Distinct().Take(MostChoices)];
        if (choices.Length < 2)
            return $"At least two of these names are needed: {string.Join(", ", known)}. Otherwise answer from the passages that were found.";
        turn.Intents.Add(new Intent.AskWhich(choices));
        return "Asked.";
    }
}

/// <summary>What a search gave, in the form that a model reads.</summary>
public sealed class ContentSearch
{
    readonly SearchResult found;

    internal ContentSearch(string query, SearchResult found, ProductNames names) => (Query, this.found, Names) = (query, found, names);

    /// <summary>What was searched.</summary>
    [JsonIgnore]
    public string Query { get; }

    /// <summary>What the products and plans of the same content are called.</summary>
    [JsonIgnore]
    public ProductNames Names { get; }

    /// <summary>For a model in this process, which need not read JSON.</summary>
    [JsonIgnore]
    public SearchResult Result => found;

    public IEnumerable<FoundText> Passages => found.Hits.Select(hit => new FoundText(hit.Passage.Id, hit.Passage.Item.Title, hit.Passage.Heading, hit.Passage.Text));
}

/// <summary>A passage as a model reads it.</summary>
/// <param name="Label">How to name it in an answer.</param>
public sealed record FoundText(string Label, string Title, string Heading, string Text);
