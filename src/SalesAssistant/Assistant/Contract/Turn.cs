using NodaTime;

namespace SalesAssistant.Assistant.Contract;

/// <summary>Something said earlier in the episode, as the model sees it.</summary>
public sealed record Said(string Role, string Text);

/// <summary>What a turn works from: it holds all of it from start to receipt.</summary>
/// <param name="Question">The visitor's words since the assistant last answered, joined.</param>
/// <param name="History">The episode so far, oldest first, without the question.</param>
/// <param name="Known">What the visitor told us about themselves, by field.</param>
/// <param name="Today">The date in the company's zone, for what is valid.</param>
/// <param name="Visitor">Whose budget it is paid from; null for nobody's.</param>
/// <param name="MayAskBack">Whether the visitor may be asked which product is meant: not twice in a row.</param>
public sealed record TurnRequest(string Question, IReadOnlyList<Said> History, IReadOnlyDictionary<string, string> Known, LocalDate Today, string? Visitor = null, bool MayAskBack = true);

/// <summary>A passage that a search of this turn brought up.</summary>
public sealed record FoundPassage(string PassageId, string File, string Heading, string Text, double Score);

/// <summary>
/// One turn while it runs. Tools find it in the kernel's data under <see cref="Key"/>; it collects what they found and what they ask for.
/// </summary>
public sealed class TurnContext(TurnRequest request)
{
    /// <summary>The key in Kernel.Data.</summary>
    public const string Key = "turn";

    public TurnRequest Request => request;
    public List<FoundPassage> Found { get; } = [];
    public List<Intent> Intents { get; } = [];
    public List<ToolCall> ToolCalls { get; } = [];

    /// <summary>Confidence between 0 and 1 that the content holds an answer, from the last search.</summary>
    public double Confidence { get; set; }

    /// <summary>A thing that the turn holds from start to receipt, such as the content's snapshot: made when first asked for.</summary>
    public T Hold<T>(Func<T> make) where T : class
    {
        foreach (var thing in held)
        {
            if (thing is T match)
                return match;
        }
        var made = make();
        held.Add(made);
        return made;
    }

    readonly List<object> held = [];
}

/// <summary>A tool call as it was made.</summary>
public sealed record ToolCall(string Tool, string Arguments);

/// <summary>A sentence that code has checked: its quote stands verbatim in the cited passage.</summary>
public sealed record VerifiedSentence(string Text, string PassageId, Citation Citation);

/// <summary>The proof of an answer, stored with it and checked again whenever one likes.</summary>
/// <param name="Dropped">How many of the model's sentences were not said.</param>
/// <param name="Faults">Why, one for each; null in receipts of earlier versions.</param>
public sealed record Receipt(
    string Model,
    string PromptHash,
    string? SnapshotHash,
    double Confidence,
    IReadOnlyList<VerifiedSentence> Sentences,
    IReadOnlyList<ToolCall> ToolCalls,
    IReadOnlyList<RankedPassage> Ranked,
    int Dropped,
    IReadOnlyList<SentenceFault>? Faults = null);

/// <summary>A passage that was found, by its id in the receipt's snapshot, which holds its text.</summary>
public sealed record RankedPassage(string PassageId, double Score);

/// <summary>How a turn ended.</summary>
/// <param name="Found">What the turn's searches brought up, best first.</param>
public abstract record TurnOutcome(Receipt Receipt, IReadOnlyList<FoundPassage> Found)
{
    /// <summary>Sentences with their sources.</summary>
    public sealed record Answered(string Text, IReadOnlyList<Citation> Citations, Receipt Receipt, IReadOnlyList<FoundPassage> Found) : TurnOutcome(Receipt, Found);

    /// <summary>Something is to be done; code says the words.</summary>
    public sealed record Wants(Intent Intent, Receipt Receipt, IReadOnlyList<FoundPassage> Found) : TurnOutcome(Receipt, Found);

    /// <summary>The content does not say.</summary>
    public sealed record Unknown(Receipt Receipt, IReadOnlyList<FoundPassage> Found) : TurnOutcome(Receipt, Found);

    /// <summary>The model could not be reached or made no sense.</summary>
    public sealed record Failed(string Reason, Receipt Receipt, IReadOnlyList<FoundPassage> Found) : TurnOutcome(Receipt, Found);
}
