using System.Text;
using System.Text.Json;

namespace SalesAssistant.Assistant;

/// <summary>
/// Reads an answer of <see cref="AnswerFormat"/> while it comes in: a sentence is there as soon as its object has closed. Whether the
/// whole is an answer is for <see cref="AnswerFormat.Read"/> to say once it has come.
/// </summary>
public sealed class AnswerReader
{
    const int InRoot = 1, InList = 2, InSentence = 3;

    readonly StringBuilder text = new();
    readonly List<ProposedSentence> sentences = [];

    /// <summary>How many objects and arrays are open.</summary>
    int depth;
    bool inString;
    bool escaped;
    bool inSentences;
    int stringAt;
    int sentenceAt;
    string name = "";

    /// <summary>All that came so far.</summary>
    public string Text => text.ToString();

    /// <summary>The sentences that have come whole, in their order.</summary>
    public IReadOnlyList<ProposedSentence> Sentences => sentences;

    /// <summary>Takes what came next.</summary>
    /// <returns>Whether a further sentence is whole.</returns>
    public bool Add(string piece)
    {
        var before = sentences.Count;
        foreach (var character in piece)
        {
            text.Append(character);
            Take(character);
        }
        return sentences.Count > before;
    }

    /// <summary>Forgets what came: it was no answer.</summary>
    public void Clear()
    {
        text.Clear();
        sentences.Clear();
        depth = 0;
        inString = escaped = inSentences = false;
    }

    void Take(char character)
    {
        if (inString)
        {
            if (escaped) escaped = false;
            else if (character == '\\') escaped = true;
            else if (character == '"') EndString();
            return;
        }
        switch (character)
        {
            // Words before the answer, such as the fence around it, may have quotes of their own.
            case '"' when depth > 0:
                (inString, stringAt) = (true, text.Length);
                break;
            case '{' or '[' when depth > 0 || character == '{':
                depth++;
                if (depth == InList) inSentences = character == '[' && name.Equals(nameof(AnswerFormat.Sentences), StringComparison.OrdinalIgnoreCase);
                if (depth == InSentence) sentenceAt = text.Length - 1;
                break;
            case '}' or ']' when depth > 0:
                if (depth == InSentence && inSentences && character == '}') EndSentence();
                depth--;
                break;
        }
    }

    void EndString()
    {
        inString = false;
        if (depth == InRoot) name = text.ToString(stringAt, text.Length - 1 - stringAt);
    }

    void EndSentence()
    {
        try
        {
            if (JsonSerializer.Deserialize<ProposedSentence>(text.ToString(sentenceAt, text.Length - sentenceAt), JsonSerializerOptions.Web) is { Sentence: not null, Passage: not null, Quote: not null } sentence)
                sentences.Add(sentence);
        }
        catch (JsonException)
        {
            // No sentence, and so the whole will be no answer.
        }
    }
}
