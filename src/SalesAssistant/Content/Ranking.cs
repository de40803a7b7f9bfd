using System.Runtime.InteropServices;
using SalesAssistant.Content.Embeddings;

namespace SalesAssistant.Content;

/// <summary>
/// Orders what words and meaning found. A weighted sum of scores that are each scaled alike in any collection; the weights are rounded from a
/// fit to three collections of unlike kinds: a software company's help pages, question-and-answer threads, and the sample company's.
/// </summary>
internal static class Ranking
{
    const double Meaning = 1.3;
    const double MeaningOfSentence = 0.2;

    /// <summary>A passage that begins with what was asked was written to answer it.</summary>
    const double MeaningOfBeginning = 0.2;
    const double MeaningOfPage = 0.3;
    const double WordsOfPage = 0.2;
    const double Covered = 0.4;

    /// <summary>What a page's other passages have of the question helps to tell look-alike pages apart.</summary>
    const double Elsewhere = 0.12;
    const double Pairs = 0.1;

    /// <summary>Who asks about one product isn't answered by a page that never names it.</summary>
    const double NeverNamed = 0.3;

    /// <summary>What stands under a question answers that question. It is a neighbour's answer when it asks something else with many of the same words.</summary>
    const double AsksAnother = 0.5;

    /// <summary>Who wrote a page of questions and answers wrote down what visitors ask.</summary>
    const double PageOfAnswers = 0.5;
    const double SaysYesOrNo = 0.42;

    /// <summary>A text that begins with yes or no answers another question when this one can't be answered so.</summary>
    const double AnswersWhether = 0.4;
    const double KindOfAnswer = 0.14;
    const double Steps = 0.25;
    const double SaysWhatItIs = 0.3;

    /// <summary>An answer mostly begins with what was asked, as far as its heading hasn't said it.</summary>
    const double BeginsWithIt = 0.25;

    /// <summary>What a sentence speaks of stands among so many words of its beginning, and is the better part of a question what that is.</summary>
    const int WordsOfSubject = 6;
    const double MostOfIt = 0.5;

    /// <summary>So many of a page's passages speak for the page.</summary>
    const int SpeakForPage = 3;

    /// <summary>So many of the candidates are looked at closely: those that words, meaning and their page put first. Further down hardly any was ever lifted among the first five by a closer look.</summary>
    const int LookedAtClosely = 40;

    public static SearchResult Rank(string question, SearchQuery query, List<Hit> candidates, QuestionMeaning? meaning, int take)
    {
        var ranked = AtAGlance(candidates, meaning);
        var expected = QuestionShape.Of(question);
        var ofYesOrNo = expected == ExpectedAnswer.YesNo || QuestionShape.AsksWhether(question) ? SaysYesOrNo : QuestionShape.AsksOpenly(question) ? -AnswersWhether : 0;
        var asksWhatItIs = QuestionShape.AsksWhatItIs(question);
        var worth = Math.Max(1e-6, query.TotalWorth);
        foreach (ref var candidate in CollectionsMarshal.AsSpan(ranked))
        {
            var passage = candidate.Hit.Passage;
            var match = candidate.Match = query.Match(passage.Terms);
            candidate.Score += (((Covered * match.InPassage) + (Elsewhere * match.Elsewhere) + (Pairs * match.InPairs)) / worth)
                - (match.LacksName ? NeverNamed : 0)
                - (passage.AskedByHeading.Length > 0 ? AsksAnother * (1 - query.Sameness(passage.AskedByHeading)) : 0)
                + KindOf(passage, expected, ofYesOrNo)
                + Beginning(passage, query, asksWhatItIs);
            if (meaning is not null)
                candidate.Score += (MeaningOfSentence * meaning.OfBestSentence(passage.Number)) + (MeaningOfBeginning * meaning.OfBeginning(passage.Number));
        }
        ranked = Best(ranked, ranked.Count);
        return new SearchResult
        {
            Hits = [.. ranked.Take(take).Select(place => place.Hit with { Score = place.Score })],
            Query = query,
            Meaning = meaning,
            Confidence = AnswerConfidence.Of(query, ranked, meaning is not null),
        };
    }

    /// <summary>What is known of all candidates without reading them.</summary>
    static List<Candidate> AtAGlance(List<Hit> candidates, QuestionMeaning? meaning)
    {
        var top = Math.Max(1e-6, candidates.Max(hit => hit.Score));
        var seen = candidates.ConvertAll(hit =>
        {
            var near = meaning?.Of(hit.Passage.Number) ?? 0;
            return new Candidate(hit, (hit.Score / top) + (PageOfAnswers * hit.Passage.PageAnswersQuestions) + (meaning is null ? 0 : Meaning * near), near, default);
        });
        AddPages(CollectionsMarshal.AsSpan(seen), top, meaning is not null);
        return seen.Count > LookedAtClosely ? Best(seen, LookedAtClosely) : seen;
    }

    /// <param name="ofYesOrNo">What it counts that a text begins with yes or no.</param>
    static double KindOf(Passage passage, ExpectedAnswer expected, double ofYesOrNo)
    {
        if (passage.Suits(ExpectedAnswer.YesNo) && ofYesOrNo != 0)
            return ofYesOrNo;
        return expected == ExpectedAnswer.YesNo || !passage.Suits(expected) ? 0 : expected == ExpectedAnswer.Steps ? Steps : KindOfAnswer;
    }

    static double Beginning(Passage passage, SearchQuery query, bool asksWhatItIs)
    {
        if (passage.Sentences.Count == 0)
            return 0;
        var heading = query.ShareIn(passage.Terms.Sequence.AsSpan(0, passage.Terms.HeadingLength));
        var terms = passage.Sentences[0].Terms.AsSpan();
        return (BeginsWithIt * (1 - heading) * query.ShareIn(terms))
            + (asksWhatItIs && passage.SaysWhatItIs && query.ShareIn(terms[..Math.Min(terms.Length, WordsOfSubject)]) >= MostOfIt ? SaysWhatItIs : 0);
    }

    /// <summary>A page of which several passages match is likelier to be the right one.</summary>
    static void AddPages(Span<Candidate> ranked, double top, bool hasMeaning)
    {
        var pages = new Dictionary<ContentItem, PageScore>(ReferenceEqualityComparer.Instance);
        foreach (ref var candidate in ranked)
            CollectionsMarshal.GetValueRefOrAddDefault(pages, candidate.Hit.Passage.Item, out _).Add((float)(candidate.Hit.Score / top), candidate.Near);
        foreach (ref var candidate in ranked)
        {
            ref var page = ref CollectionsMarshal.GetValueRefOrNullRef(pages, candidate.Hit.Passage.Item);
            candidate.Score += (WordsOfPage * page.Words) + (hasMeaning ? MeaningOfPage * page.Meaning : 0);
        }
    }

    /// <summary>The best three of each, kept in order.</summary>
    struct PageScore
    {
        (float First, float Second, float Third) words;
        (float First, float Second, float Third) meaning;
        int count;

        public readonly double Words => (words.First + words.Second + words.Third) / SpeakForPage;

        public readonly double Meaning => (meaning.First + meaning.Second + meaning.Third) / Math.Min(count, SpeakForPage);

        public void Add(float byWords, float byMeaning)
        {
            words = With(words, byWords, count);
            meaning = With(meaning, byMeaning, count);
            count++;
        }

        static (float, float, float) With((float First, float Second, float Third) best, float value, int count)
        {
            if (count == 0 || value > best.First)
                return (value, best.First, best.Second);
            if (count == 1 || value > best.Second)
                return (best.First, value, best.Second);
            return count == 2 || value > best.Third ? (best.First, best.Second, value) : best;
        }
    }

    /// <summary>The first of them in order.</summary>
    static List<Candidate> Best(List<Candidate> candidates, int take)
    {
        var places = new Place[candidates.Count];
        for (var at = 0; at < places.Length; at++)
            places[at] = new Place(candidates[at].Hit.Passage.IsStub, candidates[at].Score, candidates[at].Hit.Passage.Number, at);
        places.AsSpan().Sort();
        var best = new List<Candidate>(take);
        foreach (var place in places.AsSpan(0, take))
            best.Add(candidates[place.At]);
        return best;
    }

    /// <summary>What candidates are ordered by, and where one stands. A stub never wins over real text, however well its few words match.</summary>
    readonly record struct Place(bool IsStub, double Score, int Number, int At) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            var byStub = IsStub.CompareTo(other.IsStub);
            var byScore = byStub != 0 ? byStub : other.Score.CompareTo(Score);
            return byScore != 0 ? byScore : Number.CompareTo(other.Number);
        }
    }
}

/// <summary>A passage that may answer.</summary>
/// <param name="Hit">With its score by words.</param>
/// <param name="Score">By everything.</param>
/// <param name="Near">How near its meaning is to the question's.</param>
internal record struct Candidate(Hit Hit, double Score, float Near, PassageMatch Match);
