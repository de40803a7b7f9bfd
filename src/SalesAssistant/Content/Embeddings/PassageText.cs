namespace SalesAssistant.Content.Embeddings;

/// <summary>What the encoder reads of a passage: title and headings, which say what it is about, and the beginning of its text.</summary>
internal static class PassageText
{
    const int MostWords = 150;

    public static string Of(ContentItem item, IReadOnlyList<string> headingPath, string text)
    {
        var whole = string.Join(". ", headingPath.Prepend(item.Title).Distinct().Append(text));
        var words = 0;
        for (var at = 0; at < whole.Length; at++)
        {
            if (char.IsWhiteSpace(whole[at]) && at > 0 && !char.IsWhiteSpace(whole[at - 1]) && ++words == MostWords)
                return whole[..at];
        }
        return whole;
    }

    public static string Of(Passage passage) => Of(passage.Item, passage.HeadingPath, passage.Text);
}
