using System.Text.RegularExpressions;

namespace SalesAssistant.Bench.Questions;

/// <summary>The prose of the content folder as sentences, each as its words: what there is to ask about.</summary>
static partial class ContentSentences
{
    const int FewestWords = 7;
    const int MostWords = 40;

    public static List<string[]> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(file => InFile(File.ReadAllLines(file)))];

    static IEnumerable<string[]> InFile(string[] lines)
    {
        var body = lines is ["---", ..] ? lines.Skip(1).SkipWhile(line => line != "---").Skip(1) : lines;
        foreach (var line in body.Where(line => line.Length > 0 && char.IsLetter(line[0])))
            foreach (var sentence in SentenceEnd().Split(Link().Replace(line, "$1")))
                if (Words(sentence) is { Length: >= FewestWords and <= MostWords } words)
                    yield return words;
    }

    static string[] Words(string sentence) =>
        [.. sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim(',', '.', ';', ':', '!', '?', '(', ')', '"', '“', '”', '*', '_', '`')).Where(word => word.Length > 0)];

    [GeneratedRegex(@"(?<=[.!?])\s+(?=\p{Lu})")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
