using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>
/// What it costs to find and put together an answer in content of a given size, by the command `evaluate` of the published product: the content is made up from
/// products, topics and places that all differ, each question asks about one passage, and none is asked twice. First everything is worked out (with nothing kept
/// from before), then an edit of one file, then the questions.
/// </summary>
static class AnswersBench
{
    const int PassagesAFile = 8;
    const int Questions = 400;

    static readonly string[] Things = ["plan", "course", "workshop", "invoice", "discount", "account", "webinar", "template", "report", "newsletter", "integration", "backup", "certificate", "refund", "licence", "upgrade", "trial", "export", "calendar", "consultation"];
    static readonly string[] Kinds = ["annual", "monthly", "shared", "archived", "regional", "digital", "printed", "weekly", "advanced", "basic", "guided", "private", "public", "seasonal", "technical", "personal"];
    static readonly string[] Acts = ["is renewed", "can be cancelled", "is delivered", "is paid for", "can be moved", "is reviewed", "is handed over", "can be changed", "is checked", "expires", "is sent", "starts"];
    static readonly string[] Ways = ["within two working days", "at the end of the month", "after the first lesson", "by bank transfer", "in the settings of your account", "with the help of our team", "before the next invoice", "without any fee", "in writing", "from the overview page"];
    static readonly string[] Places = ["Berlin", "Lisbon", "Oslo", "Vienna", "Dublin", "Prague", "Madrid", "Helsinki", "Ghent", "Turin", "Lyon", "Porto"];
    static readonly string[] Syllables = ["ba", "ren", "to", "vel", "mi", "sor", "ka", "lin", "du", "far", "ne", "gos", "pa", "ril", "hu", "tes", "wo", "zan"];

    /// <param name="sizes">Passages, one measurement each.</param>
    /// <param name="words">By words alone: vectors of many passages take minutes to make.</param>
    public static async Task<int> Run(IReadOnlyList<int> sizes, bool words, BenchOptions options)
    {
        Console.WriteLine();
        Console.WriteLine($"| passages | search | worked out, s | after an edit of one file, s | p50 ms | p99 ms | right page first |");
        Console.WriteLine("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var size in sizes)
        {
            var folder = options.NewData($"content-{size}");
            var (content, questions) = (Path.Combine(folder, "content"), Path.Combine(folder, "questions.jsonl"));
            Write(content, questions, size, options.Seed);
            string[] arguments = ["evaluate", "--content", content, "--questions", questions, "--json", "--Data:Directory", Path.Combine(folder, "data"), .. words ? (string[])["--words"] : []];
            var (first, figures) = await Evaluate(options.Product, arguments);
            await File.AppendAllTextAsync(Path.Combine(content, "page-0.md"), "\n## A new section\n\nThe rooms are open on Sundays since this spring.\n");
            var (again, _) = await Evaluate(options.Product, arguments);
            var (third, _) = await Evaluate(options.Product, arguments);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {size:N0} | {(words ? "words" : "words and meaning")} | {(first - third).TotalSeconds:0.0} | {(again - third).TotalSeconds:0.0} | {figures.GetProperty("millisecondsP50").GetDouble():0.00} | {figures.GetProperty("millisecondsP99").GetDouble():0.00} | {figures.GetProperty("recall@1").GetDouble():0.00} |"));
        }
        return 0;
    }

    static async Task<(TimeSpan Took, JsonElement Figures)> Evaluate(string product, string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [product, .. arguments]) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (Stopwatch.GetElapsedTime(started), JsonSerializer.Deserialize<JsonElement>(output)) : throw new InvalidOperationException($"evaluate ended with {process.ExitCode}.");
    }

    static void Write(string content, string questions, int passages, int seed)
    {
        Directory.CreateDirectory(content);
        var random = new Random(seed);
        var files = (passages + PassagesAFile - 1) / PassagesAFile;
        using var asked = new StreamWriter(questions);
        for (var file = 0; file < files; file++)
        {
            var product = string.Concat(Enumerable.Range(0, 3).Select(_ => One(Syllables, random)));
            product = char.ToUpperInvariant(product[0]) + product[1..] + (file % 97);
            using var page = new StreamWriter(Path.Combine(content, $"page-{file}.md"));
            page.WriteLine($"# {product} in {One(Places, random)}\n");
            for (var section = 0; section < PassagesAFile && (file * PassagesAFile) + section < passages; section++)
            {
                var (kind, thing, act, way) = (One(Kinds, random), One(Things, random), One(Acts, random), One(Ways, random));
                page.WriteLine($"## The {kind} {thing}\n");
                page.WriteLine($"With {product} the {kind} {thing} {act} {way}. It costs {random.Next(10, 900)} euros for {random.Next(2, 40)} people, and {One(Places, random)} has its own {One(Kinds, random)} {One(Things, random)}. " +
                    $"Whoever needs it sooner writes to the team in {One(Places, random)}, which answers {One(Ways, random)}.\n");
                if (random.Next(passages) < 2 * Questions)
                    asked.WriteLine(JsonSerializer.Serialize(new { id = $"{file}-{section}", question = $"How is it with the {kind} {thing} of {product}, when {act.Split(' ')[^1]}?", pages = new[] { $"page-{file}.md" } }));
            }
        }
    }

    static string One(string[] words, Random random) => words[random.Next(words.Length)];
}
