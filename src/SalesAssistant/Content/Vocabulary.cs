namespace SalesAssistant.Content;

/// <summary>The terms of one language's passages, numbered, each with its inverse document frequency as BM25 counts it.</summary>
internal sealed class Vocabulary
{
    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly List<int> passagesWith = [];
    int passages;

    /// <summary>Distinct and sorted.</summary>
    public int[] Number(IEnumerable<string> terms)
    {
        var found = new SortedSet<int>();
        foreach (var term in terms)
        {
            if (!numbers.TryGetValue(term, out var number))
            {
                numbers[term] = number = numbers.Count;
                passagesWith.Add(0);
            }
            found.Add(number);
        }
        return [.. found];
    }

    public void Count(IEnumerable<int> termsOfOnePassage)
    {
        passages++;
        foreach (var term in termsOfOnePassage)
            passagesWith[term]++;
    }

    /// <summary>-1 for a term that no passage has.</summary>
    public int NumberOf(string term) => numbers.GetValueOrDefault(term, -1);

    public double Idf(int number)
    {
        var with = number < 0 ? 0 : passagesWith[number];
        return Math.Log(1 + ((passages - with + 0.5) / (with + 0.5)));
    }
}

/// <summary>Sorted term numbers of a passage.</summary>
internal sealed record PassageTerms(int[] Heading, int[] Body)
{
    public static readonly PassageTerms None = new([], []);
}
