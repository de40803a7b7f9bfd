using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Markdig;
using Markdig.Syntax;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>One Markdown file as read: what may be served of it, and what is wrong with it.</summary>
/// <param name="Item">Null when a fault keeps the file from being served.</param>
internal sealed record ContentFile(string File, ContentItem? Item, string Markdown, IReadOnlyList<PassageDraft> Passages, IReadOnlyList<FileFault> Faults)
{
    public const int MostBytes = 5_000_000;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Of what is served, and not only of the bytes: the same file read by a later version of this program may be cut into other passages.</summary>
    public byte[] Hash { get; } = HashOf(Item, Markdown, Passages);

    public static ContentFile Read(string file, byte[] bytes)
    {
        string text;
        try
        {
            text = Utf8.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n");
        }
        catch (DecoderFallbackException fault)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(fault.Index, 0, bytes.Length)).Count((byte)'\n');
            return Unusable(file, new FileFault(file, line, "The file isn't UTF-8 text; save it again with the encoding UTF-8."));
        }
        MarkdownDocument document;
        try
        {
            document = Markdig.Markdown.Parse(text, MarkdownText.Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's own guard against quotes and lists nested a hundred deep.
            return Unusable(file, new FileFault(file, 0, "Lists or quotes are nested too deeply to be read; flatten them."));
        }
        var yaml = MarkdownText.FrontMatterOf(document);
        if (yaml is null && LooksLikeFrontMatter(text))
            return Unusable(file, new FileFault(file, 1, "The front matter isn't closed; put a line with --- after it."));

        var frontMatter = FrontMatter.Read(file, yaml);
        var item = frontMatter.ToItem(MarkdownText.FirstHeadingOf(document) ?? Path.GetFileNameWithoutExtension(file));
        if (!frontMatter.IsUsable)
            return new ContentFile(file, null, "", [], frontMatter.Faults);
        var passages = MarkdownText.SectionsOf(document).SelectMany(PassageCutter.Cut).Select(draft => draft.Analysed(item)).ToList();
        return new ContentFile(file, item, text, passages, frontMatter.Faults);
    }

    public static ContentFile Unusable(string file, FileFault fault) => new(file, null, "", [], [fault]);

    static bool LooksLikeFrontMatter(string text)
    {
        if (!text.StartsWith("---\n", StringComparison.Ordinal))
            return false;
        var second = text.AsSpan(4);
        var end = second.IndexOf('\n');
        var line = end < 0 ? second : second[..end];
        var colon = line.IndexOf(':');
        return colon > 0 && !line[..colon].Contains(' ');
    }

    static byte[] HashOf(ContentItem? item, string markdown, IReadOnlyList<PassageDraft> passages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(item?.ToString() ?? ""));
        hash.AppendData(Encoding.UTF8.GetBytes(markdown));
        foreach (var passage in passages)
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes((string[])[.. passage.HeadingPath, passage.Text]));
        return hash.GetHashAndReset();
    }
}
