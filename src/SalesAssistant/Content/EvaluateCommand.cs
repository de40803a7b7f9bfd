using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SalesAssistant.Content.Embeddings;
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
        var words = new Option<bool>("--words") { Description = "Search by words alone, as before the content's meaning is known" };
        var command = new Command("evaluate", "Asks every question of a JSONL file and prints how well the content answers") { content, questions, details, json, threshold, words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) =>
        {
            var settings = CommandLines.Settings(parsed);
            var options = Settings.Section<ContentOptions>(settings, ContentOptions.Section);
            var cache = parsed.GetValue(words) || !options.Embeddings ? null : options.EmbeddingsCache ?? new DataDirectory(settings).PathOf("embeddings");
            return Run(
                new Request(parsed.GetValue(content)!, parsed.GetValue(questions)!, parsed.GetValue(details), parsed.GetValue(json), parsed.GetValue(threshold), cache),
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel);
        });
        return command;
    }

    /// <param name="Details">Null for none.</param>
    /// <param name="Cache">Where vectors are kept; null for a search by words alone.</param>
    public sealed record Request(string Content, string Questions, string? Details = null, bool Json = false, double Threshold = AnswerComposer.DefaultThreshold, string? Cache = null);

    /// <returns>0, or 2 when the folder or the questions can't be read.</returns>
    public static async Task<int> Run(Request request, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        if (!Directory.Exists(request.Content))
            return Refuse(error, $"--content: the folder {request.Content} doesn't exist.");
        List<EvaluationQuestion> asked;
        try
        {
            asked = ReadQuestions(request.Questions);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SettingException)
        {
            return Refuse(error, fault is SettingException ? fault.Message : $"--questions: {request.Questions} can't be read; name a file of JSON lines.");
        }

        var progress = new ProgressLine(error);
        var snapshot = new ContentFolder(request.Content).Read();
        foreach (var fault in snapshot.Faults)
            error.WriteLine(fault);
        if (request.Cache is not null)
            snapshot = await WithMeaning(snapshot, request.Cache, progress, error, cancel);
        var today = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()).InUtc().Date;
        var lines = new List<(EvaluationQuestion Question, EvaluationDetail Detail)>(asked.Count);
        // The first questions pay for what is compiled on first use; asked twice, the times say what a running server does.
        foreach (var question in asked.Take(20))
            Ask(snapshot, question, request.Threshold, today);
        foreach (var question in asked)
        {
            cancel.ThrowIfCancellationRequested();
            lines.Add((question, Ask(snapshot, question, request.Threshold, today)));
            progress.Report("Questions", lines.Count, asked.Count);
        }

        if (request.Details is not null)
        {
            try
            {
                File.WriteAllLines(request.Details, lines.Select(line => JsonSerializer.Serialize(line.Detail, Json)));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return Refuse(error, $"--details: {request.Details} can't be written.");
            }
        }
        if (request.Json)
            output.WriteLine(JsonSerializer.Serialize(EvaluationSummary.Of(lines), Json));
        else
            Print(lines, output);
        return 0;
    }

    /// <summary>With its vectors; without them when they can't be had, which is said.</summary>
    static async Task<Snapshot> WithMeaning(Snapshot snapshot, string cache, ProgressLine progress, TextWriter error, CancellationToken cancel)
    {
        using var builder = new MeaningBuilder(new EmbeddedEncoder(Environment.ProcessorCount), cache, NullLogger.Instance);
        try
        {
            return await builder.Build(snapshot, (done, of) => progress.Report("Passages", done, of), cancel) is { } vectors ? snapshot.With(vectors) : snapshot;
        }
        catch (EmbeddingException failed)
        {
            error.WriteLine($"Searched by words alone: {failed.Outcome}.");
            return snapshot;
        }
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

    /// <summary>Figures with how many questions they rest on and, for shares, the 95 % interval of 1,000 resamples.</summary>
    static void Print(List<(EvaluationQuestion Question, EvaluationDetail Detail)> lines, TextWriter output)
    {
        var summary = EvaluationSummary.Of(lines);
        var (low, high) = EvaluationSummary.Intervals(lines);
        var paged = lines.Count(line => line.Question.Pages is { Count: > 0 });
        var answers = lines.Count(line => line.Question.Answer is { Length: > 0 });
        var unanswerable = lines.Count(line => line.Question.Answerable == false);
        output.WriteLine($"{"questions",-20} {summary.Questions}");
        Line("right page first", paged, figures => figures.RecallAt1);
        Line("... among five", paged, figures => figures.RecallAt5);
        Line("MRR@10", paged, figures => figures.MrrAt10);
        Line("nDCG@10", paged, figures => figures.NdcgAt10);
        Line("answered", lines.Count, figures => figures.Answered);
        Line("the answer is said", answers, figures => figures.AnswerSaid);
        Line("AUROC", lines.Count(line => line.Question.Answerable is not null), figures => figures.Auroc);
        Line("kept, 90 % refused", lines.Count(line => line.Question.Answerable == true), figures => figures.KeptAt90Refused);
        Line("answered falsely", unanswerable, figures => figures.FalseAnswerRate);
        output.WriteLine($"{"ms, p50 and p99",-20} {summary.MillisecondsP50.ToString("0.000", CultureInfo.InvariantCulture)} {summary.MillisecondsP99.ToString("0.000", CultureInfo.InvariantCulture)}");

        void Line(string name, int count, Func<EvaluationSummary, double?> figure) => output.WriteLine(figure(summary) is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"{name,-20} {value:0.000}  [{figure(low):0.000}, {figure(high):0.000}]  n = {count}")
            : $"{name,-20} –");
    }

    static int Refuse(TextWriter error, string message)
    {
        error.WriteLine(message);
        return 2;
    }

    /// <summary>How far it is, on one line that is written over; nothing where nobody watches.</summary>
    sealed class ProgressLine(TextWriter error)
    {
        const int Marks = 30;

        readonly bool watched = !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error);
        int shown = -1;

        public void Report(string what, int done, int of)
        {
            var marks = Marks * done / Math.Max(1, of);
            if (!watched || (marks == shown && done < of))
                return;
            shown = marks;
            error.Write($"\r{what,-10} [{new string('#', marks),-Marks}] {done} of {of}");
            if (done >= of)
                error.WriteLine();
        }
    }
}
