using System.Collections.Frozen;

namespace SalesAssistant.Content;

/// <summary>Parts prose into sentences; survives abbreviations, prices, decimals, initials, addresses and quotations.</summary>
internal static class SentenceSplitter
{
    static readonly FrozenSet<string> Abbreviations = new[]
    {
        "e.g", "i.e", "etc", "vs", "cf", "approx", "incl", "excl", "max", "min", "no", "nr", "mr", "mrs", "ms", "dr", "prof", "st", "inc", "ltd", "co", "corp",
        "fig", "vol", "ed", "est", "dept", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri",
        "bzw", "ca", "z.b", "d.h", "u.a", "usw", "evtl", "inkl", "zzgl", "tel",
    }.ToFrozenSet();

    /// <summary>These end a sentence as often as they stand inside one: a capital letter after them decides.</summary>
    static readonly FrozenSet<string> MayEnd = new[] { "etc", "no", "inc", "ltd", "co", "corp", "max", "min", "usw", "mar", "ed", "est", "sat", "sun" }.ToFrozenSet();

    public static IEnumerable<(int Start, int Length)> Split(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('.' or '!' or '?' or '…' or '。' or '！' or '？'))
                continue;
            var end = at + 1;
            while (end < text.Length && text[end] is '.' or '!' or '?' or '…' or '"' or '\'' or '”' or '’' or ')' or ']' or '»' or '“')
                end++;
            if (end < text.Length && !EndsSentence(text, start, at, end))
                continue;
            if (Trimmed(text, start, end) is { Length: > 0 } sentence)
                yield return sentence;
            start = end;
            at = end - 1;
        }
        if (Trimmed(text, start, text.Length) is { Length: > 0 } rest)
            yield return rest;
    }

    static bool EndsSentence(string text, int start, int at, int end)
    {
        if (text[at] is '。' or '！' or '？')
            return true;
        if (!char.IsWhiteSpace(text[end]))
            return false;
        var next = end;
        while (next < text.Length && (char.IsWhiteSpace(text[next]) || text[next] is '"' or '“' or '„' or '(' or '\'' or '‘' or '«' or '*'))
            next++;
        if (next == text.Length)
            return true;
        if (char.IsLower(text[next]))
            return false;
        if (text[at] != '.')
            return true;
        var word = WordBefore(text, start, at);
        if (word.Length == 1 && char.IsUpper(word[0]))
            return false;
        var folded = word.ToLowerInvariant();
        if (folded is "a.m" or "p.m")
            return char.IsUpper(text[next]);
        if (Abbreviations.Contains(folded))
            return MayEnd.Contains(folded) && char.IsUpper(text[next]) && !(folded == "no" && word[0] == 'N' && at - start > 2);
        // "3. Open the menu" inside a paragraph: the number belongs to what follows.
        return !(word.Length > 0 && word.All(char.IsAsciiDigit) && at - word.Length == start);
    }

    static string WordBefore(string text, int start, int at)
    {
        var from = at;
        while (from > start && (char.IsLetterOrDigit(text[from - 1]) || text[from - 1] == '.'))
            from--;
        return text[from..at];
    }

    static (int Start, int Length) Trimmed(string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return (start, end - start);
    }
}
