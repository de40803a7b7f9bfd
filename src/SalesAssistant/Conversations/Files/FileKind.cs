using System.IO.Compression;
using System.Text;

namespace SalesAssistant.Conversations.Files;

/// <summary>A kind of file that visitors may send. Its content decides, not what it is called.</summary>
/// <param name="Name">As the settings name it.</param>
/// <param name="ContentType">The media type it is served with.</param>
/// <param name="Extensions">With the dot; the first is the usual one.</param>
/// <param name="IsImage">It is shown in place; all others are downloaded.</param>
public sealed record FileKind(string Name, string ContentType, IReadOnlyList<string> Extensions, bool IsImage = false)
{
    public static readonly IReadOnlyList<FileKind> All =
    [
        new("png", "image/png", [".png"], IsImage: true),
        new("jpeg", "image/jpeg", [".jpg", ".jpeg"], IsImage: true),
        new("gif", "image/gif", [".gif"], IsImage: true),
        new("webp", "image/webp", [".webp"], IsImage: true),
        new("pdf", "application/pdf", [".pdf"]),
        new("txt", "text/plain", [".txt"]),
        new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"]),
        new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"]),
        new("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", [".pptx"]),
    ];

    public static FileKind? Find(string name) => All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static FileKind? OfContentType(string type) => All.FirstOrDefault(kind => kind.ContentType == type);

    /// <summary>The kind that the content is of; null when it is none that we know.</summary>
    /// <param name="content">Can be read at any place.</param>
    /// <param name="claimsText">It was sent as plain text, which alone has no mark of its own.</param>
    public static FileKind? Of(Stream content, bool claimsText)
    {
        Span<byte> head = stackalloc byte[16];
        content.Position = 0;
        head = head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.StartsWith(Png)) return Find("png");
        if (head.StartsWith(Jpeg)) return Find("jpeg");
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return Find("gif");
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return Find("webp");
        if (head.StartsWith("%PDF-"u8)) return Find("pdf");
        if (head.StartsWith(Archive)) return InArchive(content);
        return claimsText && IsText(content) ? Find("txt") : null;
    }

    static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];
    static ReadOnlySpan<byte> Archive => [(byte)'P', (byte)'K', 3, 4];

    /// <summary>Office's documents are archives with a part that says which one. One with macros in it is none that we take.</summary>
    static FileKind? InArchive(Stream content)
    {
        content.Position = 0;
        try
        {
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.GetEntry("[Content_Types].xml") is null || archive.Entries.Any(entry => entry.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase))) return null;
            return archive.GetEntry("word/document.xml") is not null ? Find("docx")
                : archive.GetEntry("xl/workbook.xml") is not null ? Find("xlsx")
                : archive.GetEntry("ppt/presentation.xml") is not null ? Find("pptx")
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>UTF-8 without control characters, and no markup or script that some program might run.</summary>
    static bool IsText(Stream content)
    {
        content.Position = 0;
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[4096];
        var beginning = true;
        try
        {
            while (reader.ReadBlock(buffer) is > 0 and var count)
            {
                var part = buffer.AsSpan(0, count);
                if (beginning && LooksLikeMarkup(part.TrimStart('\uFEFF').TrimStart())) return false;
                beginning = false;
                foreach (var character in part)
                    if (char.IsControl(character) && character is not ('\n' or '\r' or '\t' or '\f')) return false;
            }
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    static bool LooksLikeMarkup(ReadOnlySpan<char> beginning)
    {
        foreach (var mark in Markup)
            if (beginning.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    static readonly string[] Markup = ["<!", "<?", "<html", "<head", "<body", "<svg", "<script", "<iframe", "#!"];
}
