namespace SalesAssistant.Content;

/// <summary>A piece of a file that can be read and quoted alone. Text and quotes are plain text, without Markdown.</summary>
public sealed class Passage
{
    /// <summary>Its place in the snapshot, from 0.</summary>
    public required int Number { get; init; }

    /// <summary><c>pricing.md#3</c>: the file and the passage's place in it, from 1.</summary>
    public required string Id { get; init; }

    public required ContentItem Item { get; init; }

    /// <summary>The nearest heading, or the item's title; with the page or the minute where there is one: "Refunds, page 4".</summary>
    public required string Heading { get; init; }

    /// <summary>From the outermost heading to the nearest.</summary>
    public required IReadOnlyList<string> HeadingPath { get; init; }

    /// <summary>Paragraphs are parted by an empty line; list items and table rows are lines of their own.</summary>
    public required string Text { get; init; }

    /// <summary>A link list or a "this page has moved" stub: it may lead to an answer, but it is none.</summary>
    public bool IsStub { get; init; }

    internal IReadOnlyList<Sentence> Sentences { get; init; } = [];

    internal PassageTerms Terms { get; init; } = PassageTerms.None;

    /// <summary>The hash of what an encoder reads of it.</summary>
    internal UInt128 TextKey { get; init; }

    /// <summary>The kinds of question that it could answer: <see cref="QuestionShape.KindsIn"/>.</summary>
    internal int Kinds { get; init; }

    /// <summary>Whether its first sentence says what something is.</summary>
    internal bool SaysWhatItIs { get; init; }

    /// <summary>The words that say what its nearest heading asks, each once; empty when that is no question.</summary>
    internal int[] AskedByHeading { get; init; } = [];

    /// <summary>From 0 to 1: how much its page is one of questions and their answers.</summary>
    internal float PageAnswersQuestions { get; init; }

    internal bool Suits(ExpectedAnswer expected) => (Kinds & (1 << (int)expected)) != 0;

    public override string ToString() => Id;
}
