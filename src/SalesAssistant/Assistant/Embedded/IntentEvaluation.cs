using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SalesAssistant.Content;
using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant.Embedded;

/// <summary>`evaluate --intents`: teaches the product's classifier a set of examples and says how well it tells sentences that it has not seen, and those that are none of its business.</summary>
public static class IntentEvaluation
{
    /// <summary>The intent of a sentence that belongs to none.</summary>
    const string OutOfScope = "oos";

    /// <returns>0, or 2 when a file can't be read.</returns>
    public static int Run(string examples, IReadOnlyList<string> questions, bool json, TextWriter output, TextWriter error)
    {
        List<(string Intent, string Sentence)> taught, asked;
        try
        {
            taught = Read("--intents", examples);
            asked = [.. questions.SelectMany(file => Read("--questions", file))];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or SettingException)
        {
            error.WriteLine(fault is SettingException ? fault.Message : $"--intents: {fault.Message}");
            return 2;
        }

        var started = Stopwatch.GetTimestamp();
        var classifier = IntentClassifier.Train([.. taught.Where(example => example.Intent != OutOfScope)]);
        var training = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        // What resembles no example counts as a question, and is out of scope here.
        var guessed = asked.ConvertAll(sentence => (sentence.Intent, Guess: classifier.Classify(sentence.Sentence).Name is var name && name == IntentClassifier.Ask ? OutOfScope : name));
        var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds / Math.Max(1, asked.Count);
        var (inside, outside) = (guessed.Where(one => one.Intent != OutOfScope).ToList(), guessed.Where(one => one.Intent == OutOfScope).ToList());
        var summary = new
        {
            examples = taught.Count,
            intents = classifier.Names.Count - 1,
            inScope = inside.Count,
            accuracy = Share(inside),
            outOfScope = outside.Count,
            outOfScopeRecall = Share(outside),
            trainingSeconds = Math.Round(training.TotalSeconds, 2),
            milliseconds = Math.Round(milliseconds, 4),
        };
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(summary, CommandLines.Json));
            return 0;
        }
        Line("examples", $"{summary.examples} of {summary.intents} intents, learnt in {Number(summary.trainingSeconds, "0.0")} s");
        Line("in scope", summary.accuracy is { } accuracy ? $"{Number(accuracy, "0.000")} right  n = {summary.inScope}" : "–");
        Line("out of scope", summary.outOfScopeRecall is { } recall ? $"{Number(recall, "0.000")} found  n = {summary.outOfScope}" : "–");
        Line("ms a sentence", Number(summary.milliseconds, "0.000"));
        return 0;

        void Line(string name, string figure) => output.WriteLine($"{name,-20} {figure}");
    }

    static double? Share(List<(string Intent, string Guess)> guessed) => guessed.Count == 0 ? null : Math.Round(guessed.Count(one => one.Intent == one.Guess) / (double)guessed.Count, 4);

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    static List<(string Intent, string Sentence)> Read(string option, string file)
    {
        var read = new List<(string, string)>();
        foreach (var (line, number) in EvaluateCommand.LinesOf(file).Select((line, at) => (line, at + 1)).Where(pair => !string.IsNullOrWhiteSpace(pair.line)))
        {
            try
            {
                var row = JsonSerializer.Deserialize<Sentence>(line, JsonSerializerOptions.Web);
                read.Add((row?.Intent ?? OutOfScope, row?.Text ?? throw new JsonException()));
            }
            catch (JsonException)
            {
                throw new SettingException(option, $"line {number} of {file} isn't a sentence", "write one JSON object a line, with \"text\" and \"intent\"");
            }
        }
        return read;
    }

    sealed record Sentence(string? Text, string? Intent);
}
