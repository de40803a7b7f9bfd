using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Content.Grounding;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary><c>evaluate --content DIR --questions FILE</c>: asks every question of a file and says how well the folder answers.</summary>
public static class EvaluateCommand
{
    const int PagesListed = 10;
    const int HitsLookedAt = 100;

    /// <summary>As many as a turn's search gives.</summary>
    const int NearbyHits = 5;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    const string OwnFormat = "own", BeirFormat = "beir";

    /// <summary>The subcommand for the program's command line.</summary>
    /// <param name="intents">Measures the classifier of intents: examples, sentences, whether as JSON, output, error; gives the exit code.</param>
    public static Command Create(Func<string, IReadOnlyList<string>, bool, TextWriter, TextWriter, int> intents)
    {
        var content = new Option<string?>("--content") { Description = "The folder of content to ask; with --format beir the corpus", HelpName = "DIR" };
        var questions = new Option<string[]>("--questions") { Description = "JSON lines: {\"id\",\"question\"} and, to be measured, \"pages\", \"answer\", \"answerable\"; plain or .gz, several files count as one", Required = true, HelpName = "FILE" };
        var format = new Option<string>("--format") { Description = $"{OwnFormat}, or {BeirFormat}: --content a corpus.jsonl of {{\"_id\",\"title\",\"text\"}}, --questions lines of {{\"_id\",\"text\"}}, and qrels.tsv beside them", DefaultValueFactory = _ => OwnFormat };
        format.AcceptOnlyFromAmong(OwnFormat, BeirFormat);
        var examples = new Option<string?>("--intents") { Description = "Measures intents instead: the classifier learns these JSON lines of {\"text\",\"intent\"} and is asked those of --questions (\"oos\": none of them)", HelpName = "FILE" };
        var details = new Option<string?>("--details") { Description = "Where to write a JSON line a question", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print the summary as one JSON object" };
        var threshold = new Option<double>("--threshold") { Description = "Confidence below which nothing is answered, 0 to 1", DefaultValueFactory = _ => AnswerComposer.DefaultThreshold };
        var words = new Option<bool>("--words") { Description = "Search by words alone, as before the content's meaning is known" };
        var command = new Command("evaluate", "Asks every question of a JSONL file and prints how well the content answers") { content, questions, format, examples, details, json, threshold, words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(examples) is { } taught)
                return Task.FromResult(intents(taught, parsed.GetValue(questions)!, parsed.GetValue(json), output, error));
            if (parsed.GetValue(content) is not { } asked)
                return Task.FromResult(Refuse(error, "--content is missing: name the folder of content to ask."));
            var settings = CommandLines.Settings(parsed);
            var options = Settings.Section<ContentOptions>(settings, ContentOptions.Section);
            var cache = parsed.GetValue(words) || !options.Embeddings ? null : options.EmbeddingsCache ?? new DataDirectory(settings).PathOf("embeddings");
            return Run(
                new Request(asked, parsed.GetValue(questions)!, parsed.GetValue(details), parsed.GetValue(json), parsed.GetValue(threshold), cache, parsed.GetValue(format) == BeirFormat),
                output, error, cancel);
        });
        return command;
    }

    /// <param name="Details">Null for none.</param>
    /// <param name="Cache">Where vectors are kept; null for a search by words alone.</param>
    /// <param name="IsBeir">Content and questions are in the form of the BEIR collections.</param>
    public sealed record Request(
        string Content, IReadOnlyList<string> Questions, string? Details = null, bool Json = false, double Threshold = AnswerComposer.DefaultThreshold, string? Cache = null, bool IsBeir = false);

    /// <returns>0, or 2 when the folder or the questions can't be read.</returns>
    public static async Task<int> Run(Request request, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        if (!Directory.Exists(request.Content) && !(request.IsBeir && File.Exists(request.Content)))
            return Refuse(error, $"--content: the folder {request.Content} doesn't exist.");
        using var beir = request.IsBeir ? new BeirCollection() : null;
        List<EvaluationQuestion> asked;
        var folder = request.Content;
        try
        {
            folder = beir?.Unpack(request.Content) ?? request.Content;
            asked = [.. request.Questions.SelectMany(file => request.IsBeir ? BeirCollection.Questions(file) : ReadQuestions(file))];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or SettingException)
        {
            return Refuse(error, fault is SettingException ? fault.Message : $"--questions: {string.Join(", ", request.Questions)} can't be read; name a file of JSON lines.");
        }

        var progress = new ProgressLine(error);
        var snapshot = new ContentFolder(folder).Read();
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
        // Said is what a turn would say: each sentence by the judgement that turns are held to.
        var nearby = found.Hits.Take(NearbyHits).Select(hit => hit.Passage.Text).ToList();
        var said = AnswerComposer.Compose(question.Question, found, threshold)
            .Select(sentence => snapshot.Find(sentence.PassageId) is { } passage ? GroundingCheck.Judge(GroundingSource.Of(passage, ""), sentence.Sentence, sentence.Quote, nearby) : null)
            .Where(judged => judged is { Text: not null, Fault: null }).ToList();
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new EvaluationDetail(
            question.Id,
            [.. found.Hits.Select(hit => hit.Passage.Item.File).Distinct().Take(PagesListed)],
            Math.Round(found.Confidence, 4),
            said.Count > 0,
            said.Count > 0 ? string.Join(" ", said.Select(judged => judged!.Text)) : null,
            [.. said.Select(judged => judged!.Citation!)],
            Math.Round(milliseconds, 3));
    }

    /// <summary>The lines of a text file, packed by gzip or not.</summary>
    internal static IEnumerable<string> LinesOf(string file)
    {
        using Stream raw = File.OpenRead(file);
        using var plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new System.IO.Compression.GZipStream(raw, System.IO.Compression.CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    static List<EvaluationQuestion> ReadQuestions(string file)
    {
        var questions = new List<EvaluationQuestion>();
        var number = 0;
        foreach (var line in LinesOf(file))
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
