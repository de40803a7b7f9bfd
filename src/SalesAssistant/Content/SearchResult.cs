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

    internal SearchQuery Query { get; init; } = SearchQuery.Empty;
}

/// <summary>The question's terms in the best hit's language, with what each is worth.</summary>
internal sealed class SearchQuery(int[] terms, double[] idf)
{
    public static readonly SearchQuery Empty = new([], []);

    /// <summary>-1 stands for a term the content doesn't have.</summary>
    public int[] Terms { get; } = terms;

    public double TotalIdf { get; } = idf.Sum();

    public double IdfIn(int[] sorted, int[]? alsoIn = null)
    {
        var sum = 0.0;
        for (var at = 0; at < Terms.Length; at++)
        {
            if (Terms[at] >= 0 && (Array.BinarySearch(sorted, Terms[at]) >= 0 || (alsoIn is not null && Array.BinarySearch(alsoIn, Terms[at]) >= 0)))
                sum += idf[at];
        }
        return sum;
    }
}
