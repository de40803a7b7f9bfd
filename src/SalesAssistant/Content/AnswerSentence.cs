namespace SalesAssistant.Content;

/// <summary>One sentence of an answer with its proof.</summary>
/// <param name="Sentence">What is said; for an extractive answer the passage's own words.</param>
/// <param name="PassageId">The passage it comes from.</param>
/// <param name="Quote">Verbatim words of that passage that say it.</param>
public sealed record AnswerSentence(string Sentence, string PassageId, string Quote);
