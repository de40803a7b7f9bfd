using System.Text.Json;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>A collection in the form of BEIR: documents, questions, and which answer which. It is asked as a folder of pages, one a document, which is gone afterwards.</summary>
sealed class BeirCollection : IDisposable
{
    const string Corpus = "corpus.jsonl", Judgements = "qrels.tsv";

    readonly string folder = Directory.CreateTempSubdirectory("beir-").FullName;

    /// <summary>Writes the documents as pages.</summary>
    /// <param name="corpus">The file, or the folder that holds it; plain or packed by gzip.</param>
    /// <returns>The folder of pages.</returns>
    /// <exception cref="SettingException">A line is no document.</exception>
    public string Unpack(string corpus)
    {
        var file = Directory.Exists(corpus) ? Array.Find([Path.Combine(corpus, Corpus), Path.Combine(corpus, Corpus + ".gz")], File.Exists) : corpus;
        if (file is null)
            throw new SettingException("--content", $"'{corpus}' holds no {Corpus}", $"name the folder of a BEIR collection, or its {Corpus}");
        foreach (var (document, number) in Lines(file, "--content"))
        {
            var (id, text) = (Text(document, "_id"), Text(document, "text"));
            if (id is null || text is null)
                throw new SettingException("--content", $"line {number} of {file} isn't a document", "write one JSON object a line, with \"_id\" and \"text\"");
            var title = Text(document, "title");
            File.WriteAllText(Path.Combine(folder, PageOf(id)), string.IsNullOrWhiteSpace(title) ? text : $"# {title}\n\n{text}\n");
        }
        return folder;
    }

    /// <summary>The questions that somebody has judged, with the pages of the documents that answer them.</summary>
    /// <exception cref="SettingException">A line is no question, or nothing was judged.</exception>
    public static IReadOnlyList<EvaluationQuestion> Questions(string file)
    {
        var judged = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, Judgements);
        if (!File.Exists(judged))
            throw new SettingException("--questions", $"there is no {Judgements} beside {file}", "put it there: query-id, corpus-id and score, parted by tabs");
        var pages = File.ReadLines(judged).Select(line => line.Split('\t')).Where(row => row.Length >= 3 && int.TryParse(row[2], out var score) && score > 0)
            .GroupBy(row => row[0], row => PageOf(row[1])).ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group]);
        var questions = new List<EvaluationQuestion>();
        foreach (var (question, number) in Lines(file, "--questions"))
        {
            var (id, text) = (Text(question, "_id"), Text(question, "text"));
            if (id is null || text is null)
                throw new SettingException("--questions", $"line {number} of {file} isn't a question", "write one JSON object a line, with \"_id\" and \"text\"");
            if (pages.TryGetValue(id, out var right))
                questions.Add(new EvaluationQuestion(id, text, right));
        }
        return questions;
    }

    /// <summary>Ids may hold what a file's name may not.</summary>
    static string PageOf(string id) => Uri.EscapeDataString(id) + ".md";

    static IEnumerable<(JsonElement Row, int Number)> Lines(string file, string option)
    {
        var number = 0;
        foreach (var line in EvaluateCommand.LinesOf(file))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            JsonElement row;
            try
            {
                row = JsonSerializer.Deserialize<JsonElement>(line);
            }
            catch (JsonException)
            {
                throw new SettingException(option, $"line {number} of {file} isn't JSON", "write one JSON object a line");
            }
            yield return (row, number);
        }
    }

    static string? Text(JsonElement row, string name) => row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
