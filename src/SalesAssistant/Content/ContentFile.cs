using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SalesAssistant.Content.Reading;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>One file as read: what may be served of it, and what is wrong with it.</summary>
/// <param name="Item">Null when a fault keeps the file from being served.</param>
/// <param name="Markdown">As marketing wrote it; null for another format.</param>
/// <param name="Sections">What a file says that is no Markdown; empty for Markdown.</param>
internal sealed record ContentFile(string File, ContentItem? Item, string? Markdown, IReadOnlyList<TextSection> Sections, IReadOnlyList<PassageDraft> Passages, IReadOnlyList<FileFault> Faults)
{
    /// <summary>Of what is served, and not only of the bytes: the same file read by a later version of this program may be cut into other passages.</summary>
    public byte[] Hash { get; } = HashOf(Item, Markdown, Passages);

    /// <param name="beside">The file with its front matter (<see cref="FileFormats.Beside"/>); null when there is none.</param>
    public static ContentFile Read(string file, byte[] bytes, byte[]? beside = null)
    {
        TextDocument document;
        try
        {
            document = FileFormats.Of(file)!.Read(bytes);
        }
        catch (UnreadableFileException fault)
        {
            return Unusable(file, new FileFault(file, fault.Line, fault.Message));
        }
        FrontMatter frontMatter;
        try
        {
            frontMatter = beside is null
                ? FrontMatter.Read(file, document.FrontMatter, document.FrontMatterLine)
                : FrontMatter.Read(FileFormats.Beside(file), Utf8Text.Of(beside), firstLine: 1);
        }
        catch (UnreadableFileException fault)
        {
            return Unusable(file, new FileFault(FileFormats.Beside(file), fault.Line, fault.Message));
        }
        var item = frontMatter.ToItem(file, document);
        IReadOnlyList<FileFault> faults = [.. frontMatter.Faults, .. document.Faults];
        if (!frontMatter.IsUsable)
            return new ContentFile(file, null, null, [], [], faults);
        var passages = document.Sections.SelectMany(PassageCutter.Cut).Select(draft => draft.Analysed(item)).ToList();
        return new ContentFile(file, item, document.Markdown, document.Markdown is null ? document.Sections : [], passages, faults);
    }

    public static ContentFile Unusable(string file, FileFault fault) => new(file, null, null, [], [], [fault]);

    static byte[] HashOf(ContentItem? item, string? markdown, IReadOnlyList<PassageDraft> passages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(item?.ToString() ?? ""));
        hash.AppendData(Encoding.UTF8.GetBytes(markdown ?? ""));
        foreach (var passage in passages)
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes((string[])[.. passage.HeadingPath, .. passage.Place is { } place ? [place.ToString()] : Array.Empty<string>(), passage.Text]));
        return hash.GetHashAndReset();
    }
}
