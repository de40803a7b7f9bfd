namespace SalesAssistant.Content;

/// <summary>
/// BM25 over the passages of one language, as plain arrays: what a term is worth in a passage is worked out when the snapshot is built,
/// so that a search only adds. Immutable once built, and so safe for many threads.
/// </summary>
internal sealed class LanguageIndex
{
    const float K1 = 1.4f;
    const float B = 0.6f;

    /// <summary>A word of the nearest heading counts as often as so many repetitions in the text.</summary>
    const int HeadingWeight = 3;

    /// <summary>How much a synonym counts beside the word itself, and a word that every question has beside one that says something.</summary>
    const float SynonymFactor = 0.4f;
    const double WeakFactor = 0.25;

    /// <summary>A message longer than this is searched by its rarest words.</summary>
    const int MostWords = 48;

    readonly TextAnalysis analysis;
    readonly WordLists lists;
    readonly Dictionary<string, int> numbers;
    readonly double[] idf;
    readonly (int[] Passages, float[] Weights)[] postings;
    readonly HashSet<int> names;

    LanguageIndex(TextAnalysis analysis, WordLists lists, Dictionary<string, int> numbers, HashSet<int> names, double[] idf, (int[], float[])[] postings, double rarestIdf, double unknownIdf)
    {
        (this.analysis, this.lists, this.numbers, this.names, this.idf, this.postings) = (analysis, lists, numbers, names, idf, postings);
        (RarestIdf, UnknownIdf) = (rarestIdf, unknownIdf);
    }

    /// <summary>Two-letter code.</summary>
    public string Language => analysis.Language;

    double RarestIdf { get; }

    double UnknownIdf { get; }

    public SearchQuery Parse(string question)
    {
        var words = new List<QueryWord>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stem in analysis.Terms(question))
        {
            if (seen.Add(stem))
                words.Add(WordOf(stem));
            // Nobody types so many different words; what does shall not cost more than a question.
            if (words.Count > 20 * MostWords)
                break;
        }
        foreach (var (_, stems) in lists.PhrasesIn(question))
        {
            if (!stems.Any(seen.Contains) && WordOf(stems) is { Terms.Count: > 0 } word)
                words.Add(word);
        }
        if (words.Count > MostWords)
        {
            var least = words.Select(word => word.Worth).OrderDescending().ElementAt(MostWords - 1);
            words = [.. words.Where(word => word.Worth >= least).Take(MostWords)];
        }
        return new SearchQuery(words, RarestIdf);
    }

    /// <summary>Adds each passage's score; passages that had none before are noted as touched.</summary>
    public void Score(SearchQuery query, Span<float> scores, List<int> touched)
    {
        foreach (var (term, factor) in query.Lookups)
        {
            var (passages, weights) = postings[term];
            for (var at = 0; at < passages.Length; at++)
            {
                ref var score = ref scores[passages[at]];
                if (score == 0)
                    touched.Add(passages[at]);
                score += factor * weights[at];
            }
        }
    }

    QueryWord WordOf(string stem)
    {
        var synonyms = WordOf(lists.Synonyms.GetValueOrDefault(stem, []));
        var word = numbers.TryGetValue(stem, out var own)
            ? new QueryWord(Math.Max(idf[own], synonyms.Worth), [new QueryTerm(own, 1), .. synonyms.Terms], names.Contains(own))
            : synonyms.Terms.Count > 0 ? synonyms : new QueryWord(UnknownIdf, []);
        return lists.Weak.Contains(stem) ? word with { Worth = WeakFactor * word.Worth } : word;
    }

    QueryWord WordOf(string[] synonyms)
    {
        var terms = new List<QueryTerm>(synonyms.Length);
        var worth = 0.0;
        foreach (var synonym in synonyms)
        {
            if (!numbers.TryGetValue(synonym, out var term))
                continue;
            terms.Add(new QueryTerm(term, SynonymFactor));
            worth = Math.Max(worth, SynonymFactor * idf[term]);
        }
        return new QueryWord(worth, terms);
    }

    /// <summary>Numbers terms and counts them while the passages of a snapshot are gone through.</summary>
    internal sealed class Builder(string language)
    {
        readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        readonly List<List<(int Passage, int Count)>> counts = [];
        readonly Dictionary<int, int> lengths = [];
        readonly WrittenNames names = new();

        /// <summary>Takes note of what the text writes as names. German writes all things large.</summary>
        public void Read(string text)
        {
            if (language != "de")
                names.Read(text);
        }

        public int[] Number(IReadOnlyList<string> terms)
        {
            var found = new int[terms.Count];
            for (var at = 0; at < found.Length; at++)
            {
                if (!numbers.TryGetValue(terms[at], out found[at]))
                {
                    numbers[terms[at]] = found[at] = numbers.Count;
                    counts.Add([]);
                }
            }
            return found;
        }

        public void Add(int passage, int[] nearestHeading, IEnumerable<int> rest)
        {
            var length = 0;
            foreach (var term in nearestHeading)
                Count(term, HeadingWeight);
            foreach (var term in rest)
                Count(term, 1);
            lengths[passage] = length;

            void Count(int term, int times)
            {
                length += times;
                var inTerm = counts[term];
                if (inTerm.Count > 0 && inTerm[^1].Passage == passage)
                    inTerm[^1] = (passage, inTerm[^1].Count + times);
                else
                    inTerm.Add((passage, times));
            }
        }

        public LanguageIndex Build(CompanyWords words)
        {
            var average = lengths.Count == 0 ? 1 : (float)Math.Max(1, lengths.Values.Average());
            var idf = counts.Select(passages => Idf(passages.Count)).ToArray();
            var postings = counts.Select((passages, term) => (
                passages.Select(pair => pair.Passage).ToArray(),
                passages.Select(pair => (float)idf[term] * Saturated(pair.Count, lengths[pair.Passage] / average)).ToArray())).ToArray();
            return new LanguageIndex(TextAnalysis.For(language), WordLists.With(language, words.Groups), numbers, Names(), idf, postings, Idf(1), Idf(0));
        }

        HashSet<int> Names() => [.. names.All.SelectMany(TextAnalysis.For(language).TermsOfContent).Select(term => numbers.GetValueOrDefault(term, -1)).Where(term => term >= 0)];

        double Idf(int with) => Math.Log(1 + ((lengths.Count - with + 0.5) / (with + 0.5)));

        static float Saturated(int count, float relativeLength) => count * (K1 + 1) / (count + (K1 * (1 - B + (B * relativeLength))));
    }
}
