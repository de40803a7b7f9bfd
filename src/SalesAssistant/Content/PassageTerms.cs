namespace SalesAssistant.Content;

/// <summary>A passage as the ranking sees it: term numbers of its language's index.</summary>
/// <param name="Sequence">Headings and text in reading order, repetitions kept.</param>
/// <param name="HeadingLength">How many of them are headings: the outer ones, the title, the nearest.</param>
/// <param name="Page">Distinct and sorted: all that the item's passages have. One array for the whole item.</param>
internal sealed record PassageTerms(int[] Sequence, int HeadingLength, int[] Page)
{
    public static readonly PassageTerms None = new([], 0, []);
}
