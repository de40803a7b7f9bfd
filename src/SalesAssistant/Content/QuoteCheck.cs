using System.Text;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Content;

/// <summary>Code, not the model, finds the words that an answer stands on.</summary>
public static class QuoteCheck
{
    /// <summary>
    /// The quote in that passage, word for word; runs of white space count as one, and typographic quotes and dashes as plain ones.
    /// The citation carries the passage's own words. Null when the snapshot has no such passage or the passage no such words.
    /// </summary>
    public static Citation? Find(Snapshot snapshot, string passageId, string quote) =>
        snapshot.Find(passageId) is { } passage && FindIn(passage.Text, quote) is { } words
            ? new Citation(passage.Item.File, passage.Heading, words)
            : null;

    /// <summary>The quote as the text has it, or null. It must begin and end at a word's edge: "5 %" isn't a quote of "15 %".</summary>
    public static string? FindIn(string text, string quote) => PlaceIn(text, quote) is { } place ? text.Substring(place.Start, place.Length) : null;

    /// <summary>Where the text has the quote; null when nowhere.</summary>
    internal static (int Start, int Length)? PlaceIn(string text, string quote)
    {
        // Copied to the letter, as it nearly always is: nothing needs to be folded.
        if (quote.Length > 0 && !char.IsWhiteSpace(quote[0]) && !char.IsWhiteSpace(quote[^1]) && text.IndexOf(quote, StringComparison.Ordinal) is >= 0 and var exact
            && !IsInsideWord(text, exact) && !IsInsideWord(text, exact + quote.Length))
            return (exact, quote.Length);
        var (words, _) = Fold(quote);
        if (words.Length == 0)
            return null;
        var (folded, origin) = Fold(text);
        for (var at = folded.IndexOf(words, StringComparison.Ordinal); at >= 0; at = folded.IndexOf(words, at + 1, StringComparison.Ordinal))
        {
            var end = at + words.Length;
            if (!IsInsideWord(folded, at) && !IsInsideWord(folded, end))
                return (origin[at], origin[end - 1] + 1 - origin[at]);
        }
        return null;
    }

    /// <summary>Whether every number, price, date and percentage of the sentence stands in its quote; 1,000.00 and 1000 are the same.</summary>
    public static bool Supports(string sentence, string quote)
    {
        var given = NumbersIn(quote).ToHashSet();
        return NumbersIn(sentence).All(given.Contains);
    }

    static IEnumerable<string> NumbersIn(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsDigit(text[at]))
                continue;
            var end = at + 1;
            while (end < text.Length && (char.IsDigit(text[end]) || (text[end] is '.' or ',' && end + 1 < text.Length && char.IsDigit(text[end + 1]))))
                end++;
            yield return Normal(text[at..end]) + UnitAround(text, at, end);
            at = end - 1;
        }
    }

    /// <summary>A number without its thousands separators and without the zeros that say nothing.</summary>
    static string Normal(string number)
    {
        var digits = number.Replace(',', '.');
        var last = digits.LastIndexOf('.');
        var decimals = last < 0 ? "" : digits[(last + 1)..];
        // Exactly three digits after a separator are thousands: 1,000 and 1.000; anything else is a fraction.
        if (last >= 0 && decimals.Length != 3)
        {
            var fraction = decimals.TrimEnd('0');
            var whole = digits[..last].Replace(".", "").TrimStart('0');
            return (whole.Length == 0 ? "0" : whole) + (fraction.Length > 0 ? "." + fraction : "");
        }
        var all = digits.Replace(".", "").TrimStart('0');
        return all.Length == 0 ? "0" : all;
    }

    static string UnitAround(string text, int start, int end)
    {
        var before = start;
        while (before > 0 && text[before - 1] == ' ')
            before--;
        if (before > 0 && text[before - 1] is '€' or '$' or '£' or '¥')
            return text[before - 1].ToString();
        var after = end;
        while (after < text.Length && text[after] is ' ' or '\u00A0' or '\u202F')
            after++;
        if (after < text.Length && text[after] is '€' or '$' or '£' or '¥' or '%')
            return text[after].ToString();
        return text.AsSpan(after).StartsWith("percent", StringComparison.OrdinalIgnoreCase) || text.AsSpan(after).StartsWith("per cent", StringComparison.OrdinalIgnoreCase) ? "%" : "";
    }

    static bool IsInsideWord(string text, int at) =>
        at > 0 && at < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at]);

    static (string Text, List<int> Origin) Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var origin = new List<int>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at] switch
            {
                '‘' or '’' => '\'',
                '“' or '”' or '„' => '"',
                '–' or '—' or '\u2011' => '-',
                var other when char.IsWhiteSpace(other) => ' ',
                var other => other,
            };
            if (character == ' ' && (folded.Length == 0 || folded[^1] == ' '))
                continue;
            folded.Append(character);
            origin.Add(at);
        }
        if (folded.Length > 0 && folded[^1] == ' ')
        {
            folded.Length--;
            origin.RemoveAt(origin.Count - 1);
        }
        return (folded.ToString(), origin);
    }
}
