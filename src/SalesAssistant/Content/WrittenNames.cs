using System.Runtime.InteropServices;

namespace SalesAssistant.Content;

/// <summary>Which words a content writes as names: nearly always with a capital, also where no sentence begins.</summary>
internal sealed class WrittenNames
{
    const int FewestTimes = 2;

    /// <summary>"Locker" is a name although somebody once put something into a locker.</summary>
    const int TimesAsOften = 4;

    readonly Dictionary<string, (int Capital, int Small)> counts = new(StringComparer.Ordinal);
    readonly Dictionary<string, (int Capital, int Small)>.AlternateLookup<ReadOnlySpan<char>> byWord;

    public WrittenNames() => byWord = counts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>In lower case.</summary>
    public IEnumerable<string> All => counts.Where(pair => pair.Value.Capital >= Math.Max(FewestTimes, TimesAsOften * pair.Value.Small)).Select(pair => pair.Key);

    public void Read(ReadOnlySpan<char> text)
    {
        Span<char> word = stackalloc char[32];
        var beginsSentence = true;
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsLetter(text[at]))
            {
                beginsSentence |= text[at] is '.' or '!' or '?' or ':' or '\n' or '"' or '“' or '(';
                continue;
            }
            var start = at;
            while (at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))
                at++;
            var length = at + 1 - start;
            if (length is > 1 and <= 32 && !beginsSentence && !IsInAddress(text, start, at + 1))
            {
                var isCapital = text.Slice(start, length).ContainsAnyInRange('A', 'Z') || char.IsUpper(text[start]);
                text.Slice(start, length).ToLowerInvariant(word);
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(byWord, word[..length], out _);
                count = isCapital ? (count.Capital + 1, count.Small) : (count.Capital, count.Small + 1);
            }
            beginsSentence = false;
        }
    }

    /// <summary>Whether the word is a part of an address, a path or a command, which are written small.</summary>
    static bool IsInAddress(ReadOnlySpan<char> text, int start, int end) =>
        (start > 0 && IsJoint(text[start - 1])) || (end < text.Length && IsJoint(text[end]) && (text[end] != '.' || (end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))));

    static bool IsJoint(char character) => character is '.' or '/' or '@' or '_' or '-' or '#' or '=' or '\\';
}
