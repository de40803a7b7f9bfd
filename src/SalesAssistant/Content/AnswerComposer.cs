namespace SalesAssistant.Content;

/// <summary>
/// Answers in the content's own words: finds the place in the best passage that answers, and says it from where a reader would begin. The same
/// question on the same snapshot gives the same answer.
/// </summary>
public static class AnswerComposer
{
    /// <summary>Confidence below which the assistant says that it doesn't know, unless a setting says otherwise.</summary>
    public const double DefaultThreshold = 0.5;

    const int PassagesLookedAt = 5;

    /// <summary>How much is said from one place. A list or a table with the sentence that leads into it is one sentence.</summary>
    readonly record struct Measure(int Sentences, int EnoughWords, int Words, int WordsOfAList);

    static readonly Measure Whole = new(Sentences: 4, EnoughWords: 55, Words: 95, WordsOfAList: 120);

    /// <summary>Of each place when two are heard.</summary>
    static readonly Measure Shared = new(Sentences: 3, EnoughWords: 55, Words: 70, WordsOfAList: 80);

    /// <summary>Two passages whose scores are nearer than this are about equally likely to be the one that answers: both are heard.</summary>
    const double AboutEqual = 0.2;

    /// <summary>A sentence with this share of what was asked, and of the kind that was asked for, leaves nothing to hear elsewhere.</summary>
    const double SaysItAll = 0.9;

    /// <summary>How much better a later passage's sentence must be to win over the first hit's.</summary>
    const double LeadOfFirst = 0.5;

    /// <summary>What the heading already says of the question need not be said again by the sentence.</summary>
    const double HeadingWeight = 0.5;
    const double MeaningWeight = 0.4;

    /// <summary>A sentence of fewer words says little alone.</summary>
    const int FewWords = 4;

    /// <returns>One to four sentences in the order of their passage; none when the confidence lies below the threshold or no sentence answers.</returns>
    public static IReadOnlyList<AnswerSentence> Compose(string question, SearchResult found, double threshold)
    {
        if (found.Hits.Count == 0 || found.Confidence < threshold || found.Query.TotalWorth <= 0)
            return [];
        var expected = QuestionShape.Of(question);
        Place? best = null;
        for (var rank = 0; rank < Math.Min(PassagesLookedAt, found.Hits.Count); rank++)
        {
            var hit = found.Hits[rank];
            if (hit.Passage.IsStub || hit.Passage.Item.Language != found.Hits[0].Passage.Item.Language)
                continue;
            var handicap = rank == 0 ? 0 : LeadOfFirst + found.Hits[0].Score - hit.Score;
            if (BestPlace(hit.Passage, found, expected) is { } candidate && (best is null || candidate.Score - handicap > best.Value.Score))
                best = candidate with { Score = candidate.Score - handicap };
        }
        if (best is not { } place)
            return [];
        return !Settles(place, found.Query, expected) && Second(place.Passage, found, expected) is { } second
            ? [.. Say(place, found.Query, expected, Shared), .. Say(second, found.Query, expected, Shared)]
            : Say(place, found.Query, expected, Whole);
    }

    static bool Settles(Place place, SearchQuery query, ExpectedAnswer expected)
    {
        var sentence = place.Passage.Sentences[place.At];
        return expected != ExpectedAnswer.YesNo && QuestionShape.Fits(expected, TextOf(place.Passage, sentence)) && query.ShareIn(sentence.Terms) >= SaysItAll;
    }

    /// <summary>The place to hear beside the first; null when the first is clearly better or the next says the same.</summary>
    static Place? Second(Passage first, SearchResult found, ExpectedAnswer expected)
    {
        foreach (var hit in found.Hits.Take(PassagesLookedAt).TakeWhile(hit => hit.Score > found.Hits[0].Score - AboutEqual))
        {
            // A "yes" or "no" beside another answer says nothing certain, and may contradict it.
            if (hit.Passage != first && !hit.Passage.IsStub && !hit.Passage.Suits(ExpectedAnswer.YesNo) && hit.Passage.Item.Language == first.Item.Language && BestPlace(hit.Passage, found, expected) is { } place)
                return SaysTheSame(first, hit.Passage) ? null : place;
        }
        return null;
    }

    /// <summary>Pages repeat each other: nobody wants to read it twice.</summary>
    static bool SaysTheSame(Passage one, Passage other)
    {
        const double Mostly = 0.7;
        var (known, next) = (Words(one), Words(other));
        return next.Count(known.Contains) >= Mostly * Math.Min(known.Count, next.Count);

        static HashSet<int> Words(Passage passage) => [.. passage.Terms.Sequence.AsSpan(passage.Terms.HeadingLength)];
    }

    readonly record struct Place(Passage Passage, int At, double Score);

    static Place? BestPlace(Passage passage, SearchResult found, ExpectedAnswer expected)
    {
        Place? best = null;
        var heading = found.Query.ShareIn(passage.Terms.Sequence.AsSpan(0, passage.Terms.HeadingLength));
        for (var at = 0; at < passage.Sentences.Count; at++)
        {
            var sentence = passage.Sentences[at];
            if (IsPointer(sentence) || sentence.Kind == SentenceKind.Code)
                continue;
            var text = TextOf(passage, sentence);
            var score = found.Query.ShareIn(sentence.Terms) + (HeadingWeight * heading)
                + (MeaningWeight * (found.Meaning?.OfSentence(passage.Number, at) ?? 0))
                + (QuestionShape.Fits(expected, text) ? 0.3 : 0)
                + (at == 0 ? 0.2 : at == 1 ? 0.05 : 0)
                - (text.EndsWith('?') ? 0.5 : 0)
                - (at > 0 && PassageCutter.CountWords(text, FewWords) < FewWords ? 0.2 : 0);
            if (best is null || score > best.Value.Score)
                best = new Place(passage, at, score);
        }
        return best;
    }

    static List<AnswerSentence> Say(Place place, SearchQuery query, ExpectedAnswer expected, Measure measure)
    {
        var (passage, at) = (place.Passage, place.At);
        // A row of a table answers alone, and so does an item for a question that wants one thing.
        if (passage.Sentences[at].Kind == SentenceKind.TableRow && expected != ExpectedAnswer.Listing)
            return SayItem(passage, at);
        var said = SayFrom(passage, 0, at, query, measure);
        if (Ends(said) >= passage.Sentences[at].End)
            return Sentences(passage, said);
        if (passage.Sentences[at].Kind == SentenceKind.ListItem && expected is not (ExpectedAnswer.Any or ExpectedAnswer.Steps or ExpectedAnswer.Listing or ExpectedAnswer.Reason))
            return SayItem(passage, at);
        said = SayFrom(passage, StartOfBlock(passage, at), at, query, measure);
        return Sentences(passage, Ends(said) >= passage.Sentences[at].End ? said : SayFrom(passage, StartOfThought(passage, at), at, query, measure));
    }

    static int Ends(List<(int Start, int End)> parts) => parts.Count == 0 ? 0 : parts[^1].End;

    /// <summary>Parts of the passage's text in reading order, until enough is said.</summary>
    /// <param name="answering">The sentence for which it is said.</param>
    static List<(int Start, int End)> SayFrom(Passage passage, int first, int answering, SearchQuery query, Measure measure)
    {
        var sentences = passage.Sentences;
        var said = new List<(int Start, int End)>();
        var words = 0;
        for (var at = first; at < sentences.Count && said.Count < measure.Sentences; at++)
        {
            if (IsPointer(sentences[at]))
                continue;
            var start = sentences[at].Start;
            var last = at;
            if (sentences[at].Kind == SentenceKind.LeadIn && at + 1 < sentences.Count)
                last = LastOfList(passage, at + 1, measure);
            else if (sentences[at].Kind != SentenceKind.Prose)
                last = LastOfList(passage, at, measure);
            var length = PassageCutter.CountWords(passage.Text[start..sentences[last].End]);
            // A heading in disguise or a lead-in whose list is too long says nothing alone.
            var beginsBlock = said.Count > 0 && sentences[at].Block != sentences[at - 1].Block;
            if (said.Count > 0 && (words + length > measure.Words || (beginsBlock && words >= measure.EnoughWords) || (at > answering + 1 && !GoesOn(passage, first, at, last, query))))
                break;
            said.Add((start, sentences[last].End));
            words += length;
            at = last;
        }
        // What leads into something that isn't said any more is left out too.
        if (said.Count > 1 && passage.Text[said[^1].End - 1] == ':')
            said.RemoveAt(said.Count - 1);
        return said;
    }

    /// <summary>Whether the next part still speaks of the same: of the question, or of what was just said.</summary>
    static bool GoesOn(Passage passage, int first, int at, int last, SearchQuery query)
    {
        var before = passage.Sentences.Take(first..at).SelectMany(sentence => sentence.Terms).ToHashSet();
        var next = passage.Sentences.Take(at..(last + 1)).SelectMany(sentence => sentence.Terms).ToArray();
        return next.Any(before.Contains) || query.ShareIn(next) > 0 || QuestionShape.PointsBack(TextOf(passage, passage.Sentences[at]));
    }

    /// <summary>The last item or row of a list that a chat can bear.</summary>
    static int LastOfList(Passage passage, int first, Measure measure)
    {
        var sentences = passage.Sentences;
        var words = 0;
        var last = first;
        for (var at = first; at < sentences.Count && sentences[at].Block == sentences[first].Block; at++)
        {
            words += PassageCutter.CountWords(TextOf(passage, sentences[at]));
            if (words > measure.WordsOfAList && at > first)
                break;
            last = at;
        }
        return last;
    }

    static int StartOfBlock(Passage passage, int at)
    {
        var sentences = passage.Sentences;
        while (at > 0 && sentences[at - 1].Block == sentences[at].Block)
            at--;
        return at > 0 && sentences[at].Kind != SentenceKind.Prose && sentences[at - 1].Kind == SentenceKind.LeadIn ? at - 1 : StartOfThought(passage, at);
    }

    /// <summary>A sentence that points back, or follows a bare "Yes.", is said with the one before it.</summary>
    static int StartOfThought(Passage passage, int at)
    {
        var sentences = passage.Sentences;
        for (var steps = 0; at > 0 && steps < Whole.Sentences - 2 && sentences[at - 1].Kind == SentenceKind.Prose
            && (QuestionShape.PointsBack(TextOf(passage, sentences[at])) || QuestionShape.IsBareYesNo(TextOf(passage, sentences[at - 1]))); steps++)
            at--;
        return at;
    }

    static List<AnswerSentence> SayItem(Passage passage, int at)
    {
        var sentences = passage.Sentences;
        var first = at;
        while (first > 0 && sentences[first - 1].Block == sentences[at].Block)
            first--;
        var item = (sentences[at].Start, sentences[at].End);
        return Sentences(passage, sentences[at].Kind == SentenceKind.ListItem && first > 0 && sentences[first - 1].Kind == SentenceKind.LeadIn
            ? [(sentences[first - 1].Start, sentences[first - 1].End), item]
            : [item]);
    }

    /// <summary>"Learn more in …" leads elsewhere and answers nothing.</summary>
    static bool IsPointer(Sentence sentence) => sentence.LinkShare > 0.6;

    static List<AnswerSentence> Sentences(Passage passage, List<(int Start, int End)> parts) =>
        parts.ConvertAll(part => new AnswerSentence(passage.Text[part.Start..part.End], passage.Id, passage.Text[part.Start..part.End]));

    static string TextOf(Passage passage, Sentence sentence) => passage.Text.Substring(sentence.Start, sentence.Length);
}
