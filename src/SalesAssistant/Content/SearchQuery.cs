namespace SalesAssistant.Content;

/// <summary>The question's distinct terms in the language of the best hit, in the order they were said, with what each is worth.</summary>
internal sealed class SearchQuery
{
    public static readonly SearchQuery Empty = new([], [], 0);

    /// <summary>A bit for each term, so that nearly all words of a text are passed over by one look.</summary>
    readonly ulong mask;

    public SearchQuery(int[] terms, double[] idf, double rarestIdf)
    {
        (Terms, Idf, RarestIdf) = (terms, idf, rarestIdf);
        TotalIdf = idf.Sum();
        for (var at = 0; at + 1 < terms.Length; at++)
            TotalOfPairs += Math.Min(idf[at], idf[at + 1]);
        foreach (var term in terms)
            mask |= term < 0 ? 0 : 1UL << (term & 63);
    }

    /// <summary>-1 stands for a term that the content doesn't have.</summary>
    public int[] Terms { get; }

    public double[] Idf { get; }

    /// <summary>What a term of a single passage is worth in this collection: the measure of evidence.</summary>
    public double RarestIdf { get; }

    public double TotalIdf { get; }

    double TotalOfPairs { get; }

    /// <summary>The share of the question's worth that these terms hold, 0 to 1.</summary>
    public double ShareIn(ReadOnlySpan<int> terms)
    {
        Span<bool> found = stackalloc bool[Terms.Length];
        foreach (var term in terms)
        {
            if (IndexOf(term) is var at and >= 0)
                found[at] = true;
        }
        return TotalIdf > 0 ? Worth(found) / TotalIdf : 0;
    }

    public PassageMatch Match(PassageTerms terms)
    {
        Span<bool> inHeading = stackalloc bool[Terms.Length];
        Span<bool> inPassage = stackalloc bool[Terms.Length];
        Span<bool> pairs = stackalloc bool[Terms.Length];
        var before = -2;
        for (var place = 0; place < terms.Sequence.Length; place++)
        {
            var at = IndexOf(terms.Sequence[place]);
            if (at >= 0)
            {
                inPassage[at] = true;
                inHeading[at] |= place < terms.HeadingLength;
                if (before >= 0 && Math.Abs(at - before) == 1)
                    pairs[Math.Min(at, before)] = true;
            }
            before = at;
        }
        double elsewhere = 0, inPairs = 0;
        for (var at = 0; at < Terms.Length; at++)
        {
            if (!inPassage[at] && Terms[at] >= 0 && Array.BinarySearch(terms.Page, Terms[at]) >= 0)
                elsewhere += Idf[at];
            if (pairs[at])
                inPairs += Math.Min(Idf[at], Idf[at + 1]);
        }
        return new PassageMatch(Worth(inHeading), elsewhere, inPairs, TotalOfPairs > 0 ? inPairs / TotalOfPairs : 1);
    }

    double Worth(ReadOnlySpan<bool> found)
    {
        var sum = 0.0;
        for (var at = 0; at < found.Length; at++)
            sum += found[at] ? Idf[at] : 0;
        return sum;
    }

    int IndexOf(int term) => (mask >> (term & 63) & 1) == 0 ? -1 : Array.IndexOf(Terms, term);
}

/// <summary>What of a question a passage has, each as the sum of the terms' worth.</summary>
/// <param name="InHeading">In its headings or title.</param>
/// <param name="Elsewhere">Not in the passage, but elsewhere on its page.</param>
/// <param name="InPairs">Neighbours in the question that are neighbours here, in either order.</param>
/// <param name="PairShare">The same as a share of all such pairs; 1 when the question has none.</param>
internal readonly record struct PassageMatch(double InHeading, double Elsewhere, double InPairs, double PairShare);
