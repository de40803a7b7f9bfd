namespace SalesAssistant.Content;

/// <param name="Score">Comparable within one search only.</param>
public readonly record struct Hit(Passage Passage, double Score);

/// <summary>What a search found, best first.</summary>
public sealed class SearchResult
{
    public static readonly SearchResult Nothing = new() { Hits = [] };

    public required IReadOnlyList<Hit> Hits { get; init; }

    /// <summary>From 0 to 1: how likely it is that the content answers the question. Below <c>Assistant:AnswerThreshold</c> nothing is said.</summary>
    public double Confidence { get; init; }

    /// <summary>The question's vector, for choosing sentences; null when it was searched by words alone.</summary>
    internal Embeddings.QuestionMeaning? Meaning { get; init; }

    internal SearchQuery Query { get; init; } = SearchQuery.Empty;
}
