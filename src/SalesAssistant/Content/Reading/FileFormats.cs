using System.Collections.Frozen;

namespace SalesAssistant.Content.Reading;

/// <summary>The kinds of files that are content, by the end of their name.</summary>
internal static class FileFormats
{
    const int MegaByte = 1_000_000;

    /// <param name="MostBytes">A larger file is not read.</param>
    /// <param name="HasOwnFrontMatter">Whether marketing can write front matter into the file itself. Else it stands beside it, see <see cref="Beside"/>.</param>
    /// <param name="Read">Throws <see cref="UnreadableFileException"/>.</param>
    internal sealed record Format(int MostBytes, bool HasOwnFrontMatter, Func<byte[], TextDocument> Read);

    static readonly FrozenDictionary<string, Format> Known = new Dictionary<string, Format>(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = new(5 * MegaByte, true, MarkdownReader.Read),
        [".markdown"] = new(5 * MegaByte, true, MarkdownReader.Read),
        [".txt"] = new(5 * MegaByte, true, MarkdownReader.Read),
        [".html"] = new(5 * MegaByte, true, HtmlReader.Read),
        [".htm"] = new(5 * MegaByte, true, HtmlReader.Read),
        [".yaml"] = new(5 * MegaByte, true, QuestionReader.ReadYaml),
        [".yml"] = new(5 * MegaByte, true, QuestionReader.ReadYaml),
        [".csv"] = new(5 * MegaByte, false, QuestionReader.ReadCsv),
        [".vtt"] = new(5 * MegaByte, false, TranscriptReader.ReadVtt),
        [".srt"] = new(5 * MegaByte, false, TranscriptReader.ReadSrt),
        [".pdf"] = new(50 * MegaByte, false, PdfReader.Read),
        [".docx"] = new(50 * MegaByte, false, WordReader.Read),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Text that people keep in formats which are not read, with what to do about it.</summary>
    static readonly FrozenDictionary<string, string> Foreign = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".doc"] = "save it as .docx",
        [".rtf"] = "save it as .docx",
        [".odt"] = "save it as .docx",
        [".pages"] = "export it as .docx or PDF",
        [".ppt"] = "export it as PDF",
        [".pptx"] = "export it as PDF",
        [".odp"] = "export it as PDF",
        [".xls"] = "save the sheet of questions and answers as .csv",
        [".xlsx"] = "save the sheet of questions and answers as .csv",
        [".epub"] = "export it as PDF or .html",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for a file that is no content, such as a picture.</summary>
    public static Format? Of(string file) => Known.GetValueOrDefault(Path.GetExtension(file));

    /// <summary>How to bring a file into a form that is read; null when it is read, or is no text.</summary>
    public static string? HowToConvert(string file) => Foreign.GetValueOrDefault(Path.GetExtension(file));

    /// <summary>The name of the file that holds another's front matter: <c>e-book.pdf.yaml</c> for <c>e-book.pdf</c>.</summary>
    public static string Beside(string file) => file + ".yaml";

    /// <summary>The file that this one holds the front matter of, if it is there; null when it is a file of its own.</summary>
    public static string? DescribedBy(string file) =>
        file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && file[..^".yaml".Length] is var described && Of(described) is not null ? described : null;
}
