namespace SalesAssistant.Content;

internal enum SentenceKind { Prose, LeadIn, ListItem, TableRow, Code }

/// <summary>A part of a passage's text that can be said as it stands.</summary>
/// <param name="Block">Sentences of one paragraph, list or table share the number.</param>
/// <param name="LinkShare">How much of it is link text, 0 to 1.</param>
internal sealed record Sentence(int Start, int Length, SentenceKind Kind, int Block, float LinkShare)
{
    /// <summary>In reading order; numbers of its language's index.</summary>
    public int[] Terms { get; init; } = [];

    public int End => Start + Length;
}
