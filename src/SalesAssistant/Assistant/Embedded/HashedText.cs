namespace SalesAssistant.Assistant.Embedded;

/// <summary>A text as numbers of features: its words, its pairs of words, and pieces of three to five letters that forgive a typing slip.</summary>
internal static class HashedText
{
    public const int Buckets = 1 << 15;

    const int LongestText = 600;

    /// <summary>Repetitions are kept; the order is that of the text.</summary>
    public static List<int> Read(string text)
    {
        var buckets = new List<int>(256);
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
                before = AddWord(buckets, word, length, before);
            length = 0;
            if (character == '?')
            {
                word[1] = character;
                before = AddWord(buckets, word, 1, before);
            }
        }
        buckets.Add(Bucket(Combine(before, Hash("$", 7))));
        return buckets;
    }

    /// <param name="word">Its letters stand from place 1 on, so that there is room for the marks of its beginning and end.</param>
    static uint AddWord(List<int> buckets, Span<char> word, int length, uint before)
    {
        var whole = Hash(word.Slice(1, length), 1);
        buckets.Add(Bucket(whole));
        buckets.Add(Bucket(Combine(before, whole)));
        word[0] = '<';
        word[length + 1] = '>';
        var marked = word[..(length + 2)];
        for (var size = 3; size <= 5; size++)
        {
            for (var at = 0; at + size <= marked.Length; at++)
                buckets.Add(Bucket(Hash(marked.Slice(at, size), (uint)size)));
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

    static int Bucket(uint hash) => (int)((hash ^ (hash >> 15)) * 2246822519u >> 17);
}
