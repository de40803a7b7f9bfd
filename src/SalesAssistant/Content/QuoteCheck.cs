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
