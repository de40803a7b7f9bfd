namespace SalesAssistant.Channels;

/// <summary>Text from outside. Control characters are made by no keyboard, and one of them (NUL) no PostgreSQL stores.</summary>
static class VisitorText
{
    /// <summary>The text without control characters other than line breaks and tabs.</summary>
    public static string Clean(string text)
    {
        foreach (var character in text)
            if (IsNoise(character)) return string.Concat(text.Where(kept => !IsNoise(kept)));
        return text;
    }

    /// <summary>The text for a field of one line: clean, cut after so many characters; null when nothing is left.</summary>
    public static string? Short(string? text, int most)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var clean = Clean(text);
        return clean.Length == 0 ? null : clean.Length <= most ? clean : clean[..most];
    }

    /// <summary>Whether this can be an id: ids are compared, so they are refused rather than changed.</summary>
    public static bool IsId(string? text, int most) => text is { Length: > 0 } && text.Length <= most && !text.Any(char.IsControl);

    static bool IsNoise(char character) => char.IsControl(character) && character is not ('\n' or '\r' or '\t');
}
