using System.Text.Json.Serialization;

namespace SalesAssistant.Content;

/// <summary>A line of the questions file; only id and question are needed.</summary>
internal sealed record EvaluationQuestion(string Id, string Question, IReadOnlyList<string>? Pages = null, string? Answer = null, bool? Answerable = null);

/// <summary>A line of the details file.</summary>
internal sealed record EvaluationDetail(
    string Id,
    IReadOnlyList<string> Ranked,
    double Score,
    bool Answered,
    string? Answer,
    IReadOnlyList<Assistant.Contract.Citation> Citations,
    double Milliseconds);

/// <summary>How well a folder answers a list of questions. A figure is null when no line of the file lets it be counted.</summary>
internal sealed record EvaluationSummary(
    int Questions,
    [property: JsonPropertyName("recall@1")] double? RecallAt1,
    [property: JsonPropertyName("recall@5")] double? RecallAt5,
    [property: JsonPropertyName("mrr@10")] double? MrrAt10,
    [property: JsonPropertyName("ndcg@10")] double? NdcgAt10,
    double Answered,
    [property: JsonPropertyName("answerSaid")] double? AnswerSaid,
    double? Auroc,
    double? KeptAt90Refused,
    double? FalseAnswerRate,
    double MillisecondsP50,
    double MillisecondsP99)
{
    public static EvaluationSummary Of(IReadOnlyList<(EvaluationQuestion Question, EvaluationDetail Detail)> lines)
    {
        var ranked = lines.Where(line => line.Question.Pages is { Count: > 0 })
            .Select(line => (Relevant: line.Question.Pages!.ToHashSet(), line.Detail.Ranked)).ToList();
        var withAnswer = lines.Where(line => line.Question.Answer is { Length: > 0 }).ToList();
        var unanswerable = lines.Where(line => line.Question.Answerable == false).ToList();
        var milliseconds = lines.Select(line => line.Detail.Milliseconds).Order().ToList();
        var answerable = lines.Where(line => line.Question.Answerable == true).Select(line => line.Detail.Score).ToList();
        return new EvaluationSummary(
            lines.Count,
            Mean(ranked, pair => pair.Ranked.Take(1).Any(pair.Relevant.Contains) ? 1 : 0),
            Mean(ranked, pair => pair.Ranked.Take(5).Any(pair.Relevant.Contains) ? 1 : 0),
            Mean(ranked, pair => pair.Ranked.Take(10).ToList().FindIndex(pair.Relevant.Contains) is var at and >= 0 ? 1.0 / (at + 1) : 0),
            Mean(ranked, pair => Ndcg(pair.Relevant, pair.Ranked)),
            lines.Count == 0 ? 0 : lines.Count(line => line.Detail.Answered) / (double)lines.Count,
            Mean(withAnswer, line => Says(line.Detail.Answer ?? "", line.Question.Answer!) ? 1 : 0),
            Area(answerable, [.. unanswerable.Select(line => line.Detail.Score)]),
            Kept(answerable, [.. unanswerable.Select(line => line.Detail.Score)]),
            Mean(unanswerable, line => line.Detail.Answered ? 1 : 0),
            Quantile(milliseconds, 0.5),
            Quantile(milliseconds, 0.99));
    }

    /// <summary>The 95 % interval of every figure, from 1,000 resamples of the questions; the same for the same lines.</summary>
    public static (EvaluationSummary Low, EvaluationSummary High) Intervals(IReadOnlyList<(EvaluationQuestion Question, EvaluationDetail Detail)> lines)
    {
        const int Resamples = 1000;
        var samples = new EvaluationSummary[Resamples];
        Parallel.For(0, Resamples, sample =>
        {
            var random = new Random(sample);
            samples[sample] = Of([.. Enumerable.Range(0, lines.Count).Select(_ => lines[random.Next(lines.Count)])]);
        });
        return (At(0.025), At(0.975));

        EvaluationSummary At(double share)
        {
            double? Of(Func<EvaluationSummary, double?> figure)
            {
                var known = samples.Select(figure).OfType<double>().Order().ToList();
                return known.Count == 0 ? null : Quantile(known, share);
            }
            return new EvaluationSummary(lines.Count, Of(one => one.RecallAt1), Of(one => one.RecallAt5), Of(one => one.MrrAt10), Of(one => one.NdcgAt10), Of(one => one.Answered) ?? 0,
                Of(one => one.AnswerSaid), Of(one => one.Auroc), Of(one => one.KeptAt90Refused), Of(one => one.FalseAnswerRate), 0, 0);
        }
    }

    static double Ndcg(HashSet<string> relevant, IReadOnlyList<string> ranked)
    {
        double Gain(int at) => 1 / Math.Log2(at + 2);
        var ideal = Enumerable.Range(0, Math.Min(10, relevant.Count)).Sum(Gain);
        return ranked.Take(10).Select((page, at) => relevant.Contains(page) ? Gain(at) : 0).Sum() / ideal;
    }

    /// <summary>The answer holds at least half of the word 4-grams of the reference's first 60 words.</summary>
    static bool Says(string answer, string reference)
    {
        var wanted = FourGrams(Words(reference)[..Math.Min(60, Words(reference).Length)]).ToHashSet();
        if (wanted.Count == 0)
            return string.Join(' ', Words(answer)).Contains(string.Join(' ', Words(reference)), StringComparison.Ordinal);
        var said = FourGrams(Words(answer)).ToHashSet();
        return wanted.Count(said.Contains) * 2 >= wanted.Count;
    }

    static IEnumerable<string> FourGrams(string[] words) =>
        Enumerable.Range(0, Math.Max(0, words.Length - 3)).Select(at => string.Join(' ', words.Skip(at).Take(4)));

    static string[] Words(string text)
    {
        var letters = string.Concat(text.Select(character => char.IsLetterOrDigit(character) ? char.ToLowerInvariant(character) : ' '));
        return letters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>How often a question that the content answers scores above one that it doesn't; a tie counts half.</summary>
    static double? Area(List<double> answerable, List<double> unanswerable) =>
        answerable.Count == 0 || unanswerable.Count == 0
            ? null
            : answerable.Average(high => unanswerable.Average(low => high > low ? 1 : high == low ? 0.5 : 0));

    /// <summary>The share of answerable questions that score above nine in ten of the others.</summary>
    static double? Kept(List<double> answerable, List<double> unanswerable)
    {
        if (answerable.Count == 0 || unanswerable.Count == 0)
            return null;
        var highest = unanswerable.OrderDescending().ElementAt(unanswerable.Count / 10);
        return answerable.Count(score => score > highest) / (double)answerable.Count;
    }

    static double? Mean<T>(IReadOnlyCollection<T> lines, Func<T, double> value) => lines.Count == 0 ? null : lines.Average(value);

    static double Quantile(List<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
