namespace SalesAssistant.Content;

/// <summary>Orders what BM25 found and says how much to trust it.</summary>
internal static class Ranking
{
    const double HeadingWeight = 0.1;

    /// <summary>What a page's other passages have of the question helps to tell look-alike pages apart.</summary>
    const double PageWeight = 0.5;

    const double PairWeight = 0.3;

    public static SearchResult Rank(SearchQuery query, List<Hit> candidates, int take)
    {
        var ranked = new List<(Hit Hit, double Score, PassageMatch Match)>(candidates.Count);
        foreach (var hit in candidates)
        {
            var match = query.Match(hit.Passage.Terms);
            ranked.Add((hit, hit.Score + (HeadingWeight * match.InHeading) + (PageWeight * match.Elsewhere) + (PairWeight * match.InPairs), match));
        }
        ranked.Sort((one, other) => Order(one.Hit.Passage, one.Score, other.Hit.Passage, other.Score));
        return new SearchResult
        {
            Hits = [.. ranked.Take(take).Select(place => place.Hit with { Score = place.Score })],
            Query = query,
            Confidence = ConfidenceIn(query, ranked[0].Hit, ranked[0].Match),
        };
    }

    /// <summary>A stub never wins over real text, however well its few words match.</summary>
    static int Order(Passage one, double oneScore, Passage other, double otherScore)
    {
        var byStub = one.IsStub.CompareTo(other.IsStub);
        var byScore = byStub != 0 ? byStub : otherScore.CompareTo(oneScore);
        return byScore != 0 ? byScore : one.Number.CompareTo(other.Number);
    }

    /// <summary>
    /// A logistic over three features, each scaled so that it means the same for a small and a large collection. Fitted on three
    /// collections of unlike kinds, each with the same weight: a software company's help pages, question-and-answer threads of which
    /// half were taken away, and the sample company; at 0.5, answered and refused wrongly are as many.
    /// </summary>
    static double ConfidenceIn(SearchQuery query, Hit best, PassageMatch match)
    {
        if (best.Passage.IsStub)
            return 0;
        var density = best.Score / query.TotalWorth;
        var evidence = Math.Log(1 + (best.Score / query.RarestIdf));
        var logit = (2.6 * density) + (1.58 * match.PairShare) + (2.48 * evidence) - 5.42;
        return 1 / (1 + Math.Exp(-logit));
    }
}
