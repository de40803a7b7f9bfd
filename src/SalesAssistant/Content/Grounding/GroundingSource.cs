using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Content.Grounding;

/// <summary>A passage as far as a sentence is compared with it; of the snapshot that is served, or of one that was kept.</summary>
/// <param name="Language">Two-letter code.</param>
/// <param name="Around">What stands over the passage and may be taken for granted in a sentence: headings, the title, the company's name.</param>
public sealed record GroundingSource(string File, string Heading, string Text, string Language, IReadOnlyList<string> Around)
{
    public static GroundingSource Of(Passage passage, string company) =>
        new(passage.Item.File, passage.Heading, passage.Text, passage.Item.Language, [.. passage.HeadingPath, passage.Heading, passage.Item.Title, company]);

    public static GroundingSource Of(KeptItem item, KeptPassage passage, string company) =>
        new(item.File, passage.Heading, passage.Text, item.Language, [.. passage.Path ?? [], passage.Heading, item.Title, company]);
}

/// <summary>What became of a sentence that a model proposed.</summary>
/// <param name="Text">What is said; null when nothing is.</param>
/// <param name="Citation">The words it stands on, as whole sentences; null when the quote was not found.</param>
/// <param name="Fault">Why it is not said; null when it is.</param>
public sealed record Judgement(string? Text, Citation? Citation, SentenceFault? Fault)
{
    internal static Judgement Refused(SentenceFault fault, Citation? citation = null) => new(null, citation, fault);
}
