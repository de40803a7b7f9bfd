using System.Text.Json;

namespace SalesAssistant.Assistant;

/// <summary>What the model answers with: {"sentences":[{"sentence":"…","passage":"…","quote":"…"}]}.</summary>
public sealed record AnswerFormat(IReadOnlyList<ProposedSentence>? Sentences)
{
    /// <summary>Reads an answer; a fence around it is forgiven.</summary>
    /// <returns>The sentences, none when the model found no answer, or null when it is not of this form.</returns>
    public static IReadOnlyList<ProposedSentence>? Read(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        var end = text.LastIndexOf('}');
        if (start < 0 || end < start)
            return null;
        try
        {
            var answer = JsonSerializer.Deserialize<AnswerFormat>(text.AsSpan(start, end - start + 1), JsonSerializerOptions.Web);
            return answer?.Sentences is null || answer.Sentences.Any(sentence => sentence is null or { Sentence: null } or { Passage: null } or { Quote: null }) ? null : answer.Sentences;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string Write(IReadOnlyList<ProposedSentence> sentences) => JsonSerializer.Serialize(new AnswerFormat(sentences), JsonSerializerOptions.Web);
}

/// <summary>A sentence and the words of a passage that it stands on, as the model claims.</summary>
public sealed record ProposedSentence(string Sentence, string Passage, string Quote);
