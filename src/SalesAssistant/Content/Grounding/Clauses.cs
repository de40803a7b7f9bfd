using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Grounding;

/// <param name="IsInitial">It stands where any word has a capital letter: at the beginning, after a colon, in a bullet.</param>
readonly record struct Word(string Text, int At, bool IsInitial)
{
    public bool HasCapital => char.IsUpper(Text[0]);
}

/// <summary>The parts of a sentence that say one thing each.</summary>
static partial class Clauses
{
    /// <summary>The words in their order; parts of a hyphenated one each, without a possessive's s.</summary>
    public static IEnumerable<Word> Words(string text)
    {
        foreach (Match match in WordForm().Matches(text))
        {
            var before = match.Index - 1;
            while (before >= 0 && text[before] is ' ' or '"' or '“' or '„' or '(' or '*' or '\'' or '‘' or '«')
                before--;
            var initial = before < 0 || text[before] is '.' or '!' or '?' or ':' or ';' or '–' or '—' or '\n' or '•' or '…' || (text[before] == '-' && match.Index - before > 1);
            yield return new Word(match.Value, match.Index, initial);
        }
    }

    /// <summary>Where each small part begins and ends: what stands between commas, "and" and "or". A figure belongs to the name in its own.</summary>
    public static List<(int Start, int End)> Small(string text) => Split(text, Joint());

    /// <summary>The larger parts, each with one verb: a "not" reaches to the end of its own.</summary>
    public static List<(int Start, int End)> Large(string text) => Split(text, Turn());

    /// <summary>What a table's row is about: "Monthly price" of "Monthly price – Starter: €29; Growth: €59". Empty for anything else.</summary>
    public static string RowOf(string sentence) =>
        sentence.IndexOf(" – ", StringComparison.Ordinal) is > 0 and var dash && sentence.IndexOf(':', dash) > 0 ? sentence[..dash] : "";

    static List<(int Start, int End)> Split(string text, Regex joint)
    {
        var parts = new List<(int, int)>();
        var start = 0;
        foreach (Match match in joint.Matches(text))
        {
            if (match.Index > start)
                parts.Add((start, match.Index));
            start = match.Index + match.Length;
        }
        if (start < text.Length)
            parts.Add((start, text.Length));
        return parts;
    }

    [GeneratedRegex(@"\p{L}[\p{L}\p{Mn}\p{N}]*|\p{N}+\p{L}+")]
    private static partial Regex WordForm();

    [GeneratedRegex(@"[;,]\s|[.!?]\s|\n|\s(?:and|or|but|while|whereas|versus|vs\.?|und|oder|aber|während|et|ou|mais|y|o|pero)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Joint();

    [GeneratedRegex(@";\s|[.!?]\s|\n|,?\s(?:but|while|whereas|although|though|because|when|if|unless|until|so that|however|aber|während|weil|wenn|falls|sofern|mais|si|quand|pero|cuando)\s|,\sand\s(?=(?:the|it|they|we|you|all|each|no|there|this|these)\s)", RegexOptions.IgnoreCase)]
    private static partial Regex Turn();
}
