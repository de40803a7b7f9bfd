using System.Text;

namespace SalesAssistant.Content.Reading;

/// <summary>Text files as text.</summary>
internal static class Utf8Text
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>With line feeds alone, and without a byte order mark.</summary>
    /// <exception cref="UnreadableFileException">It isn't UTF-8.</exception>
    public static string Of(byte[] bytes)
    {
        try
        {
            return Utf8.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n");
        }
        catch (DecoderFallbackException fault)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(fault.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new UnreadableFileException(line, "The file isn't UTF-8 text; save it again with the encoding UTF-8.");
        }
    }
}

/// <summary>The lines between two <c>---</c> at the top of a text file.</summary>
internal static class FrontMatterBlock
{
    public const string NotClosed = "The front matter isn't closed; put a line with --- after it.";

    /// <summary>Parts a text into its front matter and the rest; the front matter is null when there is none.</summary>
    /// <exception cref="UnreadableFileException">It is opened and never closed.</exception>
    public static (string? Yaml, string Text) Part(string text)
    {
        if (!text.StartsWith("---\n", StringComparison.Ordinal))
            return (null, text);
        var end = text.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        if (end >= 0)
            return (end < 4 ? "" : text[4..end], text[(end + "\n---\n".Length)..]);
        return IsOpen(text) ? throw new UnreadableFileException(1, NotClosed) : (null, text);
    }

    /// <summary>Whether the text begins as front matter does: after the marker comes a line of "name: value".</summary>
    public static bool IsOpen(string text)
    {
        if (!text.StartsWith("---\n", StringComparison.Ordinal))
            return false;
        var second = text.AsSpan(4);
        var end = second.IndexOf('\n');
        var line = end < 0 ? second : second[..end];
        var colon = line.IndexOf(':');
        return colon > 0 && !line[..colon].Contains(' ');
    }
}
