using System.Net;
using System.Text;
using SalesAssistant.Content.Reading;

namespace SalesAssistant.Content.Pages;

/// <summary>What was read from a file that is no Markdown, as HTML: text and structure, with each page or minute named once.</summary>
internal static class SectionHtml
{
    public static string Of(IReadOnlyList<TextSection> sections)
    {
        var html = new StringBuilder();
        IReadOnlyList<string> path = [];
        TextPlace? place = null;
        foreach (var section in sections)
        {
            if (section.Place is not null && section.Place != place)
                html.Append("<p id=\"").Append(IdOf(section.Place)).Append("\"><em>").Append(Text(Words(section.Place))).Append("</em></p>");
            place = section.Place;
            var same = 0;
            while (same < path.Count && same < section.HeadingPath.Count && path[same] == section.HeadingPath[same])
                same++;
            for (var level = same; level < section.HeadingPath.Count; level++)
                Element(html, $"h{Math.Min(6, level + 1)}", section.HeadingPath[level]);
            path = section.HeadingPath;
            foreach (var block in section.Blocks)
                Add(html, block);
        }
        return html.ToString();
    }

    /// <summary>The place on the page that a link can lead to.</summary>
    static string IdOf(TextPlace place) => place.ToString().Replace(' ', '-').Replace(':', '-');

    static string Words(TextPlace place) => place.ToString() is var words && char.IsLetter(words[0]) ? char.ToUpperInvariant(words[0]) + words[1..] : words;

    static void Add(StringBuilder html, TextBlock block)
    {
        switch (block.Kind)
        {
            case TextBlockKind.List:
                AddList(html, [.. block.Lines.Select(line => line.Text)]);
                break;
            case TextBlockKind.Table when block.Cells is { } cells:
                AddTable(html, cells);
                break;
            case TextBlockKind.Code:
                html.Append("<pre><code>").Append(Text(string.Join('\n', block.Lines.Select(line => line.Text)))).Append("</code></pre>");
                break;
            default:
                foreach (var line in block.Lines)
                    Element(html, "p", line.Text);
                break;
        }
    }

    /// <summary>An item's marker and depth stand in its text: "  2. Open the box".</summary>
    static void AddList(StringBuilder html, List<string> items)
    {
        var open = new Stack<(int Indent, string Tag)>();
        foreach (var item in items)
        {
            var indent = item.Length - item.TrimStart().Length;
            var words = item.TrimStart();
            var marker = words.IndexOf(' ');
            var isNumbered = marker > 1 && char.IsAsciiDigit(words[0]);
            while (open.Count > 0 && open.Peek().Indent > indent)
                html.Append("</li></").Append(open.Pop().Tag).Append('>');
            if (open.Count > 0 && open.Peek().Indent == indent)
                html.Append("</li><li>");
            else
            {
                open.Push((indent, isNumbered ? "ol" : "ul"));
                html.Append(isNumbered ? $"<ol start=\"{words[..marker].TrimEnd('.')}\"><li>" : "<ul><li>");
            }
            html.Append(Text(marker < 0 ? words : words[(marker + 1)..]));
        }
        while (open.Count > 0)
            html.Append("</li></").Append(open.Pop().Tag).Append('>');
    }

    static void AddTable(StringBuilder html, IReadOnlyList<IReadOnlyList<string>> cells)
    {
        html.Append("<table>");
        if (cells[0].Count > 0)
        {
            html.Append("<thead><tr>");
            foreach (var column in cells[0])
                Element(html, "th", column);
            html.Append("</tr></thead>");
        }
        html.Append("<tbody>");
        foreach (var row in cells.Skip(1))
        {
            html.Append("<tr>");
            foreach (var cell in row)
                Element(html, "td", cell);
            html.Append("</tr>");
        }
        html.Append("</tbody></table>");
    }

    static void Element(StringBuilder html, string tag, string text) => html.Append('<').Append(tag).Append('>').Append(Text(text)).Append("</").Append(tag).Append('>');

    static string Text(string text) => WebUtility.HtmlEncode(text);
}
