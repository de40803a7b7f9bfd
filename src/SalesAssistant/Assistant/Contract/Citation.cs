namespace SalesAssistant.Assistant.Contract;

/// <summary>Where a sentence comes from. The same shape everywhere: answers, messages, the API.</summary>
/// <param name="File">Path inside the content directory.</param>
/// <param name="Heading">The heading it stands under.</param>
/// <param name="Quote">Verbatim words of that version of the file.</param>
public sealed record Citation(string File, string Heading, string Quote);
