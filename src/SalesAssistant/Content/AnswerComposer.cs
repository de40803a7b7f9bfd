namespace SalesAssistant.Content;

/// <summary>
/// Answers in the content's own words: picks the sentences that answer best and keeps them together as they stand. The same question
/// on the same snapshot gives the same answer.
/// </summary>
public static class AnswerComposer
{
    /// <summary>Confidence below which the assistant says that it doesn't know, unless a setting says otherwise.</summary>
    public const double DefaultThreshold = 0.5;

    const int PassagesLookedAt = 5;
    const int MostSentences = 3;
    const int EnoughWords = 45;
    const int MostWordsOfAList = 120;

    /// <summary>How much better a later passage's sentence must be to win over the first hit's.</summary>
    const double LeadOfFirst = 0.25;

    /// <summary>What the heading already says of the question need not be said again by the sentence.</summary>
    const double HeadingWeight = 0.5;

    /// <returns>One to three sentences in the order of their passage; none when the confidence lies below the threshold or no sentence answers.</returns>
    public static IReadOnlyList<AnswerSentence> Compose(string question, SearchResult found, double threshold)
    {
        if (found.Hits.Count == 0 || found.Confidence < threshold || found.Query.TotalWorth <= 0)
            return [];
        var expected = QuestionShape.Of(question);
        Scored? best = null;
        for (var rank = 0; rank < Math.Min(PassagesLookedAt, found.Hits.Count); rank++)
        {
            var hit = found.Hits[rank];
            if (hit.Passage.IsStub || hit.Passage.Item.Language != found.Hits[0].Passage.Item.Language)
                continue;
            var handicap = rank == 0 ? 0 : LeadOfFirst + 1 - (hit.Score / found.Hits[0].Score);
            if (BestSentence(hit.Passage, found.Query, expected) is { } candidate && (best is null || candidate.Score - handicap > best.Value.Score))
                best = candidate with { Score = candidate.Score - handicap };
        }
        return best is { } start ? Say(start, found.Query, expected) : [];
    }

    readonly record struct Scored(Passage Passage, int At, double Score);

    static Scored? BestSentence(Passage passage, SearchQuery query, ExpectedAnswer expected)
    {
        Scored? best = null;
        var heading = query.ShareIn(passage.Terms.Sequence.AsSpan(0, passage.Terms.HeadingLength));
        for (var at = 0; at < passage.Sentences.Count; at++)
        {
            var sentence = passage.Sentences[at];
            if (sentence.LinkShare > 0.6 || sentence.Kind == SentenceKind.Code)
                continue;
            var text = TextOf(passage, sentence);
            var own = query.ShareIn(sentence.Terms);
            var score = own + (HeadingWeight * heading)
                + (QuestionShape.Fits(expected, text) ? 0.3 : 0)
                + (at == 0 ? 0.2 : at == 1 ? 0.05 : 0)
                - (text.EndsWith('?') ? 0.5 : 0)
                - (PassageCutter.CountWords(text) < 4 && at > 0 ? 0.2 : 0);
            if (best is null || score > best.Value.Score)
                best = new Scored(passage, at, score);
        }
        return best;
    }

    static List<AnswerSentence> Say(Scored start, SearchQuery query, ExpectedAnswer expected)
    {
        var passage = start.Passage;
        var sentences = passage.Sentences;
        var from = start.At;
        if (sentences[from].Kind is SentenceKind.ListItem or SentenceKind.TableRow)
            return SayFromList(passage, from, expected);
        while (from > 0 && start.At - from < MostSentences - 1 && sentences[from - 1].Kind == SentenceKind.Prose
            && (QuestionShape.PointsBack(TextOf(passage, sentences[from])) || QuestionShape.IsBareYesNo(TextOf(passage, sentences[from - 1]))))
            from--;
        var to = start.At;
        var words = Enumerable.Range(from, to - from + 1).Sum(at => Words(passage, at));
        while (to + 1 < sentences.Count && to + 1 - from < MostSentences && words < EnoughWords
            && sentences[to].Kind == SentenceKind.Prose
            && sentences[to + 1] is { Kind: SentenceKind.Prose or SentenceKind.LeadIn, LinkShare: < 0.4f } next
            && (to == start.At || query.ShareIn(next.Terms) > 0.1 || QuestionShape.PointsBack(TextOf(passage, next))))
        {
            to++;
            words += Words(passage, to);
        }
        var said = Enumerable.Range(from, to - from + 1).Select(at => Sentence(passage, sentences[at].Start, sentences[at].End)).ToList();
        if (sentences[to].Kind == SentenceKind.LeadIn)
        {
            if (ListAfter(passage, to) is { } list)
                said[^1] = Sentence(passage, sentences[to].Start, list);
            else if (said.Count > 1)
                said.RemoveAt(said.Count - 1);
        }
        return said;
    }

    /// <summary>"How" and "which" want the list whole; other questions want the one item or row.</summary>
    static List<AnswerSentence> SayFromList(Passage passage, int at, ExpectedAnswer expected)
    {
        var sentences = passage.Sentences;
        var item = sentences[at];
        var first = at;
        while (first > 0 && sentences[first - 1].Block == item.Block)
            first--;
        var leadIn = first > 0 && sentences[first - 1].Kind is SentenceKind.LeadIn ? first - 1 : -1;
        if (item.Kind == SentenceKind.ListItem && expected is ExpectedAnswer.Steps or ExpectedAnswer.Listing or ExpectedAnswer.Any
            && EndOfList(passage, first) is { } end)
            return [Sentence(passage, sentences[leadIn >= 0 ? leadIn : first].Start, end)];
        var said = new List<AnswerSentence>();
        if (leadIn >= 0 && item.Kind == SentenceKind.ListItem)
            said.Add(Sentence(passage, sentences[leadIn].Start, sentences[leadIn].End));
        said.Add(Sentence(passage, item.Start, item.End));
        return said;
    }

    static int? ListAfter(Passage passage, int leadIn) =>
        leadIn + 1 < passage.Sentences.Count && passage.Sentences[leadIn + 1].Kind is not SentenceKind.Prose ? EndOfList(passage, leadIn + 1) : null;

    /// <summary>The end of as many whole items as a chat can bear.</summary>
    static int? EndOfList(Passage passage, int first)
    {
        var words = 0;
        int? end = null;
        for (var at = first; at < passage.Sentences.Count && passage.Sentences[at].Block == passage.Sentences[first].Block; at++)
        {
            words += Words(passage, at);
            if (words > MostWordsOfAList)
                break;
            end = passage.Sentences[at].End;
        }
        return end;
    }

    static AnswerSentence Sentence(Passage passage, int start, int end)
    {
        var text = passage.Text[start..end];
        return new AnswerSentence(text, passage.Id, text);
    }

    static int Words(Passage passage, int at) => PassageCutter.CountWords(TextOf(passage, passage.Sentences[at]));

    static string TextOf(Passage passage, Sentence sentence) => passage.Text.Substring(sentence.Start, sentence.Length);
}
