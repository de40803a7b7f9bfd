namespace SalesAssistant.Bench.Questions;

/// <summary>
/// Distinct questions that the content answers: an opening, and words of one of its sentences. Which is asked when is decided by a seed; none
/// is given out twice, so none of a measured run was heard before, in the warm-up or anywhere else.
/// </summary>
sealed class QuestionBank
{
    static readonly string[] Openings =
    [
        "What do you say about", "Can you tell me more about", "Is it right that", "Could you explain", "What is this about:", "Is it true that", "How is it with", "A question about",
        "What does this mean:", "What about", "Do you confirm that", "What should I know about", "Where do you write about", "How does this work:", "Why is it that",
    ];

    readonly string[] questions;
    int given;

    QuestionBank(string[] questions) => this.questions = questions;

    public int Left => Math.Max(0, questions.Length - Volatile.Read(ref given));

    /// <summary>Every question there is about these words, in the order that the seed gives.</summary>
    public static QuestionBank About(IEnumerable<WordRun> runs, int seed)
    {
        string[] all = [.. runs.SelectMany(run => run.Longer()).SelectMany(run => Openings, (run, opening) => $"{opening} {run.Text}?").Distinct(StringComparer.OrdinalIgnoreCase)];
        new Random(seed).Shuffle(all);
        return new QuestionBank(all);
    }

    /// <summary>A question that has not been given out before; null when there is none left.</summary>
    public string? Next()
    {
        var number = Interlocked.Increment(ref given) - 1;
        return number < questions.Length ? questions[number] : null;
    }
}
