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

    [KernelFunction("search"), Description("Searches what the company has published. Returns passages with their labels; only these may be quoted.")]
    public async Task<ContentSearch> Search(Kernel kernel, [Description("What to look for, as a complete question")] string query, CancellationToken cancel)
    {
        var turn = kernel.Turn();
        var snapshot = turn.Hold(() => library.Current);
        var found = snapshot.Search(query, await meanings.Of(snapshot, query, cancel), Passages, clock.Today);
        turn.Confidence = Math.Max(turn.Confidence, found.Confidence);
        foreach (var hit in found.Hits)
        {
            if (!turn.Found.Exists(known => known.PassageId == hit.Passage.Id))
                turn.Found.Add(new FoundPassage(hit.Passage.Id, hit.Passage.Item.File, hit.Passage.Heading, hit.Passage.Text, Math.Round(hit.Score, 4)));
        }
        return new ContentSearch(found);
    }
}

/// <summary>What a search gave, in the form that a model reads.</summary>
public sealed class ContentSearch(SearchResult found)
{
    /// <summary>For a model in this process, which need not read JSON.</summary>
    [JsonIgnore]
    public SearchResult Result => found;

    public IEnumerable<FoundText> Passages => found.Hits.Select(hit => new FoundText(hit.Passage.Id, hit.Passage.Item.Title, hit.Passage.Heading, hit.Passage.Text));
}

/// <summary>A passage as a model reads it.</summary>
/// <param name="Label">How to name it in an answer.</param>
public sealed record FoundText(string Label, string Title, string Heading, string Text);
