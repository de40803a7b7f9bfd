namespace SalesAssistant.Content;

/// <summary>
/// How likely it is that the best passage answers the question. A logistic over features that are each scaled so that they mean the same for a
/// small and a large collection. Fitted on three collections of unlike kinds, each with the same weight: a software company's help pages,
/// question-and-answer threads of which half were taken away, and the sample company; the last two were chosen among a few values on the first and the last of them.
/// </summary>
internal static class AnswerConfidence
{
    /// <summary>Of the question's worth in words, what the best passage by words scores.</summary>
    const double Density = 2.1;

    /// <summary>The best passage's score in terms of one rare word.</summary>
    const double Evidence = 2.8;
    const double PairShare = 1;

    /// <summary>How near the best passage is in meaning.</summary>
    const double Near = 1.1;

    /// <summary>Of the question's worth in words, the largest part that any passage has.</summary>
    const double Covered = 1.9;

    /// <summary>How far the best passage is ahead of the next, up to one whole point: what is hardly ahead is mostly a neighbour's answer.</summary>
    const double Ahead = 1.5;
    const double MostAhead = 1;

    /// <summary>The question has a name that the best passage's page never has.</summary>
    const double NeverNamed = 0.7;
    const double Constant = -6.4;

    /// <summary>Where nothing is known of meaning it is taken to be what it mostly is.</summary>
    const double UsualNearness = 0.45;

    public static double Of(SearchQuery query, List<Candidate> ranked, bool hasMeaning)
    {
        var best = ranked[0];
        if (best.Hit.Passage.IsStub || query.TotalWorth <= 0)
            return 0;
        var logit = (Density * ranked.Max(candidate => candidate.Hit.Score) / query.TotalWorth)
            + (Evidence * Math.Log(1 + (best.Hit.Score / query.RarestIdf)))
            + (PairShare * best.Match.PairShare)
            + (Near * (hasMeaning ? best.Near : UsualNearness))
            + (Covered * ranked.Max(candidate => candidate.Match.InPassage) / query.TotalWorth)
            + (Ahead * (ranked.Count > 1 ? Math.Min(MostAhead, best.Score - ranked[1].Score) : MostAhead))
            - (best.Match.LacksName ? NeverNamed : 0)
            + Constant;
        return 1 / (1 + Math.Exp(-logit));
    }
}
