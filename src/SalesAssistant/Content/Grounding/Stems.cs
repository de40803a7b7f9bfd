namespace SalesAssistant.Content.Grounding;

/// <summary>Words by what they mean: their stems, and those that the lists of synonyms put beside them.</summary>
sealed class Stems
{
    /// <summary>Words that begin with so many same letters are taken for forms of one.</summary>
    const int SameBeginning = 5;

    readonly HashSet<string> stems;
    readonly WordLists lists;

    Stems(HashSet<string> stems, WordLists lists) => (this.stems, this.lists) = (stems, lists);

    /// <summary>The words of a text that carry meaning; figures and their units are compared elsewhere.</summary>
    public static Stems Of(string text, string language)
    {
        var lists = WordLists.For(language);
        return new([.. TextAnalysis.For(language).Terms(text).Where(term => !term.Any(char.IsDigit) && !lists.Weak.Contains(term) && !Units.IsUnit(term, language))], lists);
    }

    public bool IsEmpty => stems.Count == 0;

    /// <summary>The stem of one word; null for a word that every sentence has.</summary>
    public static string? One(string word, string language) => TextAnalysis.For(language).Terms(word) is [var stem, ..] ? stem : null;

    /// <summary>How much of these words the other text has, 0 to 1; 1 when there are none.</summary>
    public double ShareIn(Stems other) => IsEmpty ? 1 : (double)Shared(other) / stems.Count;

    public int Shared(Stems other) => stems.Count(other.Has);

    public bool Has(string stem) =>
        stems.Contains(stem)
        || (lists.Synonyms.TryGetValue(stem, out var alike) && alike.Any(stems.Contains))
        || (stem.Length >= SameBeginning && stems.Any(other => other.AsSpan().StartsWith(stem.AsSpan(0, SameBeginning))));
}
