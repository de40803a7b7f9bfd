namespace SalesAssistant.Content;

/// <summary>Orders what BM25 found and says how much to trust it.</summary>
internal static class Ranking
{
    public static SearchResult Rank(SearchQuery query, IReadOnlyList<Hit> candidates, int take)
    {
        var hits = candidates
            .OrderBy(hit => hit.Passage.IsStub)
            .ThenByDescending(hit => hit.Score)
            .Take(take)
            .ToList();
        return new SearchResult { Hits = hits, Query = query, Confidence = ConfidenceIn(query, hits[0]) };
    }

    static double ConfidenceIn(SearchQuery query, Hit best)
    {
        var covered = query.IdfIn(best.Passage.Terms.Body, best.Passage.Terms.Heading) / query.TotalIdf;
        return Math.Clamp(covered, 0, 1);
    }
}
