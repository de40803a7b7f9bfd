namespace SalesAssistant.Content;

/// <summary>A word of a question.</summary>
/// <param name="Worth">Its inverse document frequency; a quarter of it for a word that every question has.</param>
/// <param name="Terms">The word's own term and those of its synonyms, as far as the content has them. None for a foreign word.</param>
/// <param name="IsName">The content writes it as a name.</param>
internal sealed record QueryWord(double Worth, IReadOnlyList<QueryTerm> Terms, bool IsName = false);

/// <param name="Factor">1 for the word itself, less for a synonym.</param>
internal readonly record struct QueryTerm(int Term, float Factor);

/// <summary>The question's distinct words in the language of the best hit, in the order they were said, with what each is worth.</summary>
internal sealed class SearchQuery
{
    public static readonly SearchQuery Empty = new([], 0);

    readonly int[] terms;
    readonly (int Word, float Factor)[] places;

    /// <summary>Where a term stands in <see cref="terms"/>, one more than its place, by its lowest bits and onwards; 0 ends the search. Nearly all words of a text are passed over by one look.</summary>
    readonly ushort[] slots;

    public SearchQuery(IReadOnlyList<QueryWord> words, double rarestIdf)
    {
        (Words, RarestIdf) = (words, rarestIdf);
        TotalWorth = words.Sum(word => word.Worth);
        for (var at = 0; at + 1 < words.Count; at++)
            TotalOfPairs += PairWorth(at);
        // A term that is both a word of the question and a synonym of another counts as the word.
        var best = new Dictionary<int, (int Word, float Factor)>();
        for (var at = 0; at < words.Count; at++)
        {
            foreach (var (term, factor) in words[at].Terms)
            {
                if (!best.TryGetValue(term, out var known) || factor > known.Factor)
                    best[term] = (at, factor);
            }
        }
        terms = [.. best.Keys];
        places = [.. best.Values];
        slots = new ushort[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, 8 * terms.Length))];
        for (var at = 0; at < terms.Length; at++)
        {
            var slot = terms[at] & (slots.Length - 1);
            while (slots[slot] != 0)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = (ushort)(at + 1);
        }
    }

    public IReadOnlyList<QueryWord> Words { get; }

    /// <summary>What a term of a single passage is worth in this collection: the measure of evidence.</summary>
    public double RarestIdf { get; }

    public double TotalWorth { get; }

    double TotalOfPairs { get; }

    /// <summary>The terms to look up, each with the factor of the word that it stands for.</summary>
    public IEnumerable<(int Term, float Factor)> Lookups
    {
        get
        {
            for (var at = 0; at < terms.Length; at++)
                yield return (terms[at], places[at].Factor);
        }
    }

    /// <summary>The share of the question's worth that these terms hold, 0 to 1.</summary>
    public double ShareIn(ReadOnlySpan<int> text)
    {
        Span<float> found = stackalloc float[Words.Count];
        foreach (var term in text)
            Note(term, found);
        return TotalWorth > 0 ? Worth(found) / TotalWorth : 0;
    }

    /// <summary>How much another question asks the same: 1 when either has all that the other asks for, 0 when they share no word.</summary>
    /// <param name="other">Its words, each once.</param>
    public double Sameness(int[] other)
    {
        Span<float> found = stackalloc float[Words.Count];
        var shared = 0f;
        foreach (var term in other)
        {
            shared += Math.Max(0, PlaceOf(term).Factor);
            Note(term, found);
        }
        if (shared == 0 || TotalWorth <= 0)
            return 0;
        var (ofOther, ofThis) = (shared / other.Length, Worth(found) / TotalWorth);
        return 2 * ofOther * ofThis / (ofOther + ofThis);
    }

    public PassageMatch Match(PassageTerms passage)
    {
        Span<float> inPassage = stackalloc float[Words.Count];
        Span<float> pairs = stackalloc float[Words.Count];
        var (before, beforeFactor) = (-2, 0f);
        for (var at = 0; at < passage.Sequence.Length; at++)
        {
            var (word, factor) = PlaceOf(passage.Sequence[at]);
            if (word >= 0)
            {
                inPassage[word] = Math.Max(inPassage[word], factor);
                if (before >= 0 && Math.Abs(word - before) == 1)
                    pairs[Math.Min(word, before)] = Math.Max(pairs[Math.Min(word, before)], factor * beforeFactor);
            }
            (before, beforeFactor) = (word, factor);
        }
        double elsewhere = 0, inPairs = 0;
        var lacksName = false;
        for (var word = 0; word < Words.Count; word++)
        {
            if (inPassage[word] == 0)
            {
                if (Words[word].Terms is [{ Factor: 1 } own, ..] && Array.BinarySearch(passage.Page, own.Term) >= 0)
                    elsewhere += Words[word].Worth;
                else
                    lacksName |= Words[word].IsName;
            }
            if (pairs[word] > 0)
                inPairs += pairs[word] * PairWorth(word);
        }
        return new PassageMatch(Worth(inPassage), elsewhere, inPairs, TotalOfPairs > 0 ? inPairs / TotalOfPairs : 1, lacksName);
    }

    double PairWorth(int word) => Math.Min(Words[word].Worth, Words[word + 1].Worth);

    double Worth(ReadOnlySpan<float> found)
    {
        var sum = 0.0;
        for (var word = 0; word < found.Length; word++)
            sum += found[word] * Words[word].Worth;
        return sum;
    }

    void Note(int term, Span<float> found)
    {
        var (word, factor) = PlaceOf(term);
        if (word >= 0)
            found[word] = Math.Max(found[word], factor);
    }

    (int Word, float Factor) PlaceOf(int term)
    {
        for (var slot = term & (slots.Length - 1); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (terms[slots[slot] - 1] == term)
                return places[slots[slot] - 1];
        }
        return (-1, 0);
    }
}

/// <summary>What of a question a passage has, each as the sum of the words' worth.</summary>
/// <param name="InPassage">In headings, title or text.</param>
/// <param name="Elsewhere">Not in the passage, but elsewhere on its page.</param>
/// <param name="InPairs">Neighbours in the question that are neighbours here, in either order.</param>
/// <param name="PairShare">The same as a share of all such pairs; 1 when the question has none.</param>
/// <param name="LacksName">The question has a name that the passage's whole page doesn't have.</param>
internal readonly record struct PassageMatch(double InPassage, double Elsewhere, double InPairs, double PairShare, bool LacksName);
