using CsvHelper;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Content.Reading;

/// <summary>Pairs of a question and its answer, as a sheet or a list. An answer may be written in Markdown.</summary>
internal static class QuestionReader
{
    static readonly string[] QuestionNames = ["question", "q", "frage", "title"];
    static readonly string[] AnswerNames = ["answer", "a", "antwort", "response", "text"];

    /// <summary>A sheet with the columns "question" and "answer", parted by commas or semicolons.</summary>
    public static TextDocument ReadCsv(byte[] bytes)
    {
        var options = new CsvReaderOptions { TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw };
        using var sheet = CsvReader.FromText(Utf8Text.Of(bytes), options);
        try
        {
            string[] columns = [.. sheet.Headers];
            var question = Array.FindIndex(columns, name => QuestionNames.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase));
            var answer = Array.FindIndex(columns, name => AnswerNames.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase));
            if (question < 0 || answer < 0)
                throw new UnreadableFileException(1, $"The sheet needs the columns \"question\" and \"answer\" in its first line; it has {string.Join(", ", columns.Select(name => $"\"{name}\""))}.");
            var sections = new List<TextSection>();
            while (sheet.Read())
                sections.AddRange(Pair(sheet.GetString(question), sheet.GetString(answer)));
            return new TextDocument(sections);
        }
        catch (CsvFormatException fault)
        {
            throw new UnreadableFileException((int)Math.Max(0, fault.LineNumber), "The sheet can't be read here; put quotes around a text that holds quotes, commas or line breaks, and double the quotes inside.");
        }
    }

    /// <summary>A list of <c>question:</c> and <c>answer:</c>, alone or under <c>questions:</c> below the lines that a file's front matter has.</summary>
    public static TextDocument ReadYaml(byte[] bytes)
    {
        var text = Utf8Text.Of(bytes);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            throw new UnreadableFileException((int)Math.Max(1, fault.Start.Line), $"It isn't valid YAML near here ({fault.Message.TrimEnd('.')}); put quotes around a value that holds a colon.");
        }
        var root = stream.Documents.Count > 0 ? stream.Documents[0].RootNode : null;
        var list = root as YamlSequenceNode ?? Value(root as YamlMappingNode, "questions") as YamlSequenceNode
            ?? throw new UnreadableFileException(1, "A .yaml file in the content is a list of \"- question: …\" with \"answer: …\" below it. For the front matter of another file, name it after that file: e-book.pdf.yaml.");
        var sections = new List<TextSection>();
        foreach (var entry in list)
        {
            if (entry is not YamlMappingNode pair || Text(pair, QuestionNames) is not { } question || Text(pair, AnswerNames) is not { } answer)
                throw new UnreadableFileException((int)Math.Max(1, entry.Start.Line), "Each entry of the list has \"question: …\" and \"answer: …\".");
            sections.AddRange(Pair(question, answer));
        }
        return new TextDocument(sections) { FrontMatter = root is YamlMappingNode ? text : null, FrontMatterLine = 1 };

        static YamlNode? Value(YamlMappingNode? map, string key) => map?.Children.FirstOrDefault(child => child.Key is YamlScalarNode scalar && scalar.Value == key).Value;

        static string? Text(YamlMappingNode map, string[] keys) => keys.Select(key => (Value(map, key) as YamlScalarNode)?.Value).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
    }

    /// <summary>The question heads its answer; an answer with headings of its own keeps them below.</summary>
    static IEnumerable<TextSection> Pair(string? question, string? answer)
    {
        if (string.IsNullOrWhiteSpace(question) || string.IsNullOrWhiteSpace(answer))
            return [];
        string[] asked = [OneLine.Of(question)];
        return MarkdownText.SectionsOf(MarkdownReader.Parse(answer.ReplaceLineEndings("\n"))).Select(section => section with { HeadingPath = [.. asked, .. section.HeadingPath] });
    }
}
