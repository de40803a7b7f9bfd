namespace SalesAssistant.Assistant.Embedded;

/// <summary>A text as numbers of features: its words, its pairs of words, and pieces of three to five letters that forgive a typing slip.</summary>
internal static class HashedText
{
    /// <summary>No text has more features than this.</summary>
    public const int Most = (3 * LongestText) + 1;

    const int LongestText = 600;

    /// <param name="features">Room for <see cref="Most"/>.</param>
    /// <returns>How many there are. Each stands once; the order is that of their numbers.</returns>
    public static int Read(string text, Span<uint> features)
    {
        var count = 0;
        Span<char> word = stackalloc char[64];
        var length = 0;
        var before = Hash("^", 7);
        var end = Math.Min(text.Length, LongestText);
        for (var at = 0; at <= end; at++)
        {
            var character = at < end ? text[at] : ' ';
            // "Don't" and "dont" are one word.
            if (character is '\'' or '’')
                continue;
            if (char.IsLetterOrDigit(character) && length < word.Length - 2)
            {
                word[++length] = char.ToLowerInvariant(character);
                continue;
            }
            if (length > 0)
                before = AddWord(features, ref count, word, length, before);
            length = 0;
            if (character == '?')
            {
                word[1] = character;
                before = AddWord(features, ref count, word, 1, before);
            }
        }
        features[count++] = Mixed(Combine(before, Hash("$", 7)));
        var all = features[..count];
        all.Sort();
        count = 1;
        foreach (var feature in all[1..])
        {
            if (feature != all[count - 1])
                all[count++] = feature;
        }
        return count;
    }

    /// <param name="word">Its letters stand from place 1 on, so that there is room for the marks of its beginning and end.</param>
    static uint AddWord(Span<uint> features, ref int count, Span<char> word, int length, uint before)
    {
        var whole = Hash(word.Slice(1, length), 1);
        features[count++] = Mixed(whole);
        features[count++] = Mixed(Combine(before, whole));
        word[0] = '<';
        word[length + 1] = '>';
        var marked = word[..(length + 2)];
        for (var size = 3; size <= 5; size++)
        {
            for (var at = 0; at + size <= marked.Length; at++)
                features[count++] = Mixed(Hash(marked.Slice(at, size), (uint)size));
        }
        return whole;
    }

    static uint Hash(ReadOnlySpan<char> text, uint seed)
    {
        var hash = 2166136261u ^ (seed * 16777619u);
        foreach (var character in text)
            hash = (hash ^ character) * 16777619u;
        return hash;
    }

    static uint Combine(uint one, uint other) => ((one * 31) ^ other) * 2654435761u;

    static uint Mixed(uint hash) => (hash ^ (hash >> 15)) * 2246822519u;
}
