namespace SalesAssistant.Bench.Load;

/// <summary>What became of a question.</summary>
enum Outcome
{
    /// <summary>Answered with a source.</summary>
    Answered,

    /// <summary>Answered without a source: it doesn't count.</summary>
    Unsourced,

    /// <summary>The request was refused.</summary>
    Refused,

    /// <summary>No answer came.</summary>
    Missing,
}

/// <summary>
/// One conversation as its channel sees it: which question waits for its answer, and whether every one got exactly one, in order, after
/// exactly one greeting.
/// </summary>
sealed class Dialogue(string id, bool greets)
{
    readonly Lock gate = new();
    TaskCompletionSource<(long At, bool HasSource)>? waiting;
    int asked;
    int answered;
    int greetings;

    public string Id => id;

    /// <summary>Answers to a question that was answered already.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Answers to a question that was not the waiting one, and greetings that came after an answer.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Greetings that never came.</summary>
    public int MissingGreetings => greets && answered > 0 && greetings == 0 ? 1 : 0;

    /// <summary>Begins the next turn.</summary>
    /// <returns>The question's number, and what completes when its answer has come.</returns>
    public (int Number, Task<(long At, bool HasSource)> Answer) Ask()
    {
        lock (gate)
        {
            waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (++asked, waiting.Task);
        }
    }

    /// <summary>Something came from the bot.</summary>
    /// <param name="number">The question that it answers; null when it answers none.</param>
    public void Hear(int? number, bool hasSource, long at)
    {
        TaskCompletionSource<(long, bool)>? done = null;
        lock (gate)
        {
            if (number is null)
            {
                greetings++;
                if (greetings > 1) Duplicates++;
                if (answered > 0) OutOfOrder++;
            }
            else if (number <= answered)
                Duplicates++;
            else if (number != asked || number != answered + 1)
                OutOfOrder++;
            else
            {
                answered = asked;
                done = waiting;
            }
        }
        done?.TrySetResult((at, hasSource));
    }
}
