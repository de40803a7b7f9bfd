using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SalesAssistant.Content.Pages;

/// <summary>Puts a mark around a passage's words on the page that they come from.</summary>
internal static partial class QuoteMarker
{
    /// <returns>Whether at least one line of the quote was found.</returns>
    public static bool Mark(IHtmlDocument document, string quote)
    {
        var isMarked = false;
        foreach (var line in quote.Split('\n').Select(line => ListMarker().Replace(line, "").Trim()).Where(line => line.Length > 0))
            isMarked |= MarkLine(document, line) || MarkRow(document, line);
        if (document.QuerySelector("mark") is { } first)
        {
            first.Id = "quote";
            // Without script this is what brings the words into view when the address has no fragment.
            first.SetAttribute("tabindex", "-1");
            first.SetAttribute("autofocus", "");
        }
        return isMarked;
    }

    static bool MarkLine(IHtmlDocument document, string line)
    {
        var (text, places) = TextOf(document.Body!);
        if (QuoteCheck.PlaceIn(text, line) is not { } found)
            return false;
        var covered = places.Skip(found.Start).Take(found.Length).Where(place => place.Node is not null).GroupBy(place => place.Node!).ToList();
        foreach (var part in covered)
            Wrap(document, part.Key, part.Min(place => place.At), part.Max(place => place.At) + 1);
        return true;
    }

    /// <summary>A table's row is quoted with the names of its columns, and so stands nowhere as it is said.</summary>
    static bool MarkRow(IHtmlDocument document, string line)
    {
        foreach (var table in document.QuerySelectorAll("table"))
        {
            var columns = table.QuerySelectorAll("thead > tr > *").Select(Plain).ToList();
            foreach (var row in table.QuerySelectorAll("tbody tr"))
            {
                var cells = row.Children.ToList();
                if (QuoteCheck.FindIn(MarkdownText.TableRowText(columns, [.. cells.Select(Plain)]), line) is null)
                    continue;
                foreach (var cell in cells.Where(cell => cell.TextContent.Length > 0))
                    Surround(document, cell);
                return true;
            }
        }
        return false;
    }

    static string Plain(IElement element) => OneLine.Of(element.TextContent);

    /// <summary>The page's text with, for each character, the node that it stands in; blocks are parted by a line that stands in none.</summary>
    static (string Text, List<(IText? Node, int At)> Places) TextOf(IElement root)
    {
        var text = new StringBuilder();
        var places = new List<(IText?, int)>();
        Add(root);
        return (text.ToString(), places);

        void Add(INode node)
        {
            foreach (var child in node.ChildNodes)
            {
                if (child is IText words)
                {
                    for (var at = 0; at < words.Data.Length; at++)
                        places.Add((words, at));
                    text.Append(words.Data);
                }
                else if (child is IElement element)
                {
                    Add(element);
                    if (element.LocalName is "p" or "li" or "td" or "th" or "tr" or "div" or "pre" or "blockquote" or "dt" or "dd" or "br" or ['h', _])
                    {
                        text.Append('\n');
                        places.Add((null, 0));
                    }
                }
            }
        }
    }

    static void Wrap(IHtmlDocument document, IText node, int start, int end)
    {
        if (string.IsNullOrWhiteSpace(node.Data[start..end]))
            return;
        if (end < node.Data.Length)
            node.Split(end);
        var quoted = start > 0 ? node.Split(start) : node;
        var mark = document.CreateElement("mark");
        quoted.Replace(mark);
        mark.AppendChild(quoted);
    }

    static void Surround(IHtmlDocument document, IElement cell)
    {
        var mark = document.CreateElement("mark");
        foreach (var child in cell.ChildNodes.ToList())
            mark.AppendChild(child);
        cell.AppendChild(mark);
    }

    [GeneratedRegex(@"^\s*(-|\d+\.) ")]
    private static partial Regex ListMarker();
}
