namespace SalesAssistant.Content.Grounding;

/// <summary>Sentences, rows and items as they stand in a passage's text.</summary>
static class WholeSentences
{
    /// <summary>The sentences that a quote lies in, from the first one's beginning to the last one's end.</summary>
    public static (int Start, int Length) Around(string text, int start, int length)
    {
        var (first, last) = (start, start + length);
        foreach (var unit in In(text))
        {
            if (unit.Start < start + length && start < unit.Start + unit.Length)
                (first, last) = (Math.Min(first, unit.Start), Math.Max(last, unit.Start + unit.Length));
        }
        return (first, last - first);
    }

    /// <summary>Every sentence; a row of a table or an item of a list is a line of its own.</summary>
    public static IEnumerable<(int Start, int Length)> In(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            foreach (var (at, length) in SentenceSplitter.Split(text[start..end]))
                yield return (start + at, length);
            start = end + 1;
        }
    }

    /// <summary>The line that ends in a colon over the list whose item begins here; null where there is none.</summary>
    public static string? LeadIn(string text, int start)
    {
        var lines = text[..start].Split('\n');
        if (!IsItem(lines[^1] + (start < text.Length ? text[start..Math.Min(text.Length, start + 4)] : "")))
            return null;
        for (var at = lines.Length - 2; at >= 0; at--)
        {
            var line = lines[at].Trim();
            if (line.EndsWith(':'))
                return line;
            if (line.Length > 0 && !IsItem(line))
                return null;
        }
        return null;
    }

    static bool IsItem(string line)
    {
        var trimmed = line.TrimStart();
        if (trimmed.StartsWith("- ", StringComparison.Ordinal) || trimmed.StartsWith("• ", StringComparison.Ordinal) || trimmed.StartsWith("* ", StringComparison.Ordinal))
            return true;
        var digits = trimmed.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and < 4 && trimmed.Length > digits && trimmed[digits] is '.' or ')';
    }
}
