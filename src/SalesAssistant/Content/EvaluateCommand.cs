using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary><c>evaluate --content DIR --questions FILE</c>: asks every question of a file and says how well the folder answers.</summary>
public static class EvaluateCommand
{
    const int PagesListed = 10;
    const int HitsLookedAt = 100;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The subcommand for the program's command line.</summary>
    public static Command Create()
    {
        var content = new Option<string>("--content") { Description = "The folder of content to ask", Required = true, HelpName = "DIR" };
        var questions = new Option<string>("--questions") { Description = "JSON lines: {\"id\",\"question\"} and, to be measured, \"pages\", \"answer\", \"answerable\"", Required = true, HelpName = "FILE" };
        var details = new Option<string?>("--details") { Description = "Where to write a JSON line a question", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print the summary as one JSON object" };
        var threshold = new Option<double>("--threshold") { Description = "Confidence below which nothing is answered, 0 to 1", DefaultValueFactory = _ => AnswerComposer.DefaultThreshold };
        var command = new Command("evaluate", "Asks every question of a JSONL file and prints how well the content answers") { content, questions, details, json, threshold };
        command.SetAction(parsed => Run(
            parsed.GetValue(content)!, parsed.GetValue(questions)!, parsed.GetValue(details), parsed.GetValue(json), parsed.GetValue(threshold),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    /// <returns>0, or 2 when the folder or the questions can't be read.</returns>
    public static int Run(string content, string questions, string? details, bool json, double threshold, TextWriter output, TextWriter error)
    {
        if (!Directory.Exists(content))
            return Refuse(error, $"--content: the folder {content} doesn't exist.");
        List<EvaluationQuestion> asked;
        try
        {
            asked = ReadQuestions(questions);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SettingException)
        {
            return Refuse(error, fault is SettingException ? fault.Message : $"--questions: {questions} can't be read; name a file of JSON lines.");
        }

        var snapshot = new ContentFolder(content).Read();
        foreach (var fault in snapshot.Faults)
            error.WriteLine(fault);
        var today = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()).InUtc().Date;
        var lines = new List<(EvaluationQuestion Question, EvaluationDetail Detail)>(asked.Count);
        // The first questions pay for what is compiled on first use; asked twice, the times say what a running server does.
        foreach (var question in asked.Take(20))
            Ask(snapshot, question, threshold, today);
        foreach (var question in asked)
            lines.Add((question, Ask(snapshot, question, threshold, today)));

        if (details is not null)
        {
            try
            {
                File.WriteAllLines(details, lines.Select(line => JsonSerializer.Serialize(line.Detail, Json)));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return Refuse(error, $"--details: {details} can't be written.");
            }
        }
        var summary = EvaluationSummary.Of(lines);
        if (json)
            output.WriteLine(JsonSerializer.Serialize(summary, Json));
        else
            Print(summary, output);
        return 0;
    }

    static EvaluationDetail Ask(Snapshot snapshot, EvaluationQuestion question, double threshold, LocalDate today)
    {
        var start = Stopwatch.GetTimestamp();
        var found = snapshot.Search(question.Question, HitsLookedAt, today);
        var sentences = AnswerComposer.Compose(question.Question, found, threshold);
        var citations = sentences.Select(sentence => QuoteCheck.Find(snapshot, sentence.PassageId, sentence.Quote)).OfType<Assistant.Contract.Citation>().ToList();
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new EvaluationDetail(
            question.Id,
            [.. found.Hits.Select(hit => hit.Passage.Item.File).Distinct().Take(PagesListed)],
            Math.Round(found.Confidence, 4),
            sentences.Count > 0,
            sentences.Count > 0 ? string.Join(" ", sentences.Select(sentence => sentence.Sentence)) : null,
            citations,
            Math.Round(milliseconds, 3));
    }

    static List<EvaluationQuestion> ReadQuestions(string file)
    {
        var questions = new List<EvaluationQuestion>();
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                var question = JsonSerializer.Deserialize<EvaluationQuestion>(line, Json);
                if (question?.Id is null || question.Question is null)
                    throw new JsonException();
                questions.Add(question);
            }
            catch (JsonException)
            {
                throw new SettingException("--questions", $"line {number} of {file} isn't a question", "write one JSON object a line, with \"id\" and \"question\"");
            }
        }
        return questions;
    }

    static void Print(EvaluationSummary summary, TextWriter output)
    {
        Line("questions", summary.Questions.ToString(CultureInfo.InvariantCulture));
        Line("recall@1", Figure(summary.RecallAt1));
        Line("recall@5", Figure(summary.RecallAt5));
        Line("MRR@10", Figure(summary.MrrAt10));
        Line("nDCG@10", Figure(summary.NdcgAt10));
        Line("answered", Figure(summary.Answered));
        Line("answer said", Figure(summary.AnswerSaid));
        Line("AUROC", Figure(summary.Auroc));
        Line("false answers", Figure(summary.FalseAnswerRate));
        Line("ms p50 / p99", $"{summary.MillisecondsP50.ToString("0.000", CultureInfo.InvariantCulture)} / {summary.MillisecondsP99.ToString("0.000", CultureInfo.InvariantCulture)}");

        void Line(string name, string value) => output.WriteLine($"{name,-14} {value}");
        static string Figure(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";
    }

    static int Refuse(TextWriter error, string message)
    {
        error.WriteLine(message);
        return 2;
    }
}
