using Markdig.Syntax;

namespace SalesAssistant.Content.Reading;

/// <summary>Markdown, and plain text, which reads like it.</summary>
internal static class MarkdownReader
{
    public static TextDocument Read(byte[] bytes)
    {
        var text = Utf8Text.Of(bytes);
        var document = Parse(text);
        var yaml = MarkdownText.FrontMatterOf(document);
        if (yaml is null && FrontMatterBlock.IsOpen(text))
            throw new UnreadableFileException(1, FrontMatterBlock.NotClosed);
        return new TextDocument([.. MarkdownText.SectionsOf(document)])
        {
            FrontMatter = yaml,
            Title = MarkdownText.FirstHeadingOf(document),
            Markdown = text,
        };
    }

    internal static MarkdownDocument Parse(string text)
    {
        try
        {
            return Markdig.Markdown.Parse(text, MarkdownText.Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's own guard against quotes and lists nested a hundred deep.
            throw new UnreadableFileException(0, "Lists or quotes are nested too deeply to be read; flatten them.");
        }
    }
}
