using System.Text;
using AngleSharp.Html.Parser;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SalesAssistant.Content.Reading;

namespace SalesAssistant.Content;

internal enum TextBlockKind { Prose, List, Table, Code }

/// <param name="LinkLength">How many characters of it are link text.</param>
/// <param name="BeginsWithLink">A link stands before all other words of it.</param>
internal sealed record TextLine(string Text, int LinkLength, bool BeginsWithLink = false);

internal sealed record TextBlock(TextBlockKind Kind, IReadOnlyList<TextLine> Lines)
{
    /// <summary>A table's cells, the names of its columns first; null for what is no table, or a table that is shown in another way.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Cells { get; init; }

    /// <summary>A table of plain words.</summary>
    /// <param name="columns">Their names; empty when the table has no head.</param>
    /// <returns>Null when no row says anything.</returns>
    public static TextBlock? OfTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var lines = rows.Select(cells => new TextLine(MarkdownText.TableRowText(columns, cells), 0)).Where(line => line.Text.Length > 0).ToList();
        return lines.Count == 0 ? null : new TextBlock(TextBlockKind.Table, lines) { Cells = [columns, .. rows] };
    }
}

/// <summary>What stands under one heading, or between two rules.</summary>
/// <param name="Neighbour">A heading that a rule has ended: the section isn't about it, but stands near it. Null for most.</param>
internal sealed record TextSection(IReadOnlyList<string> HeadingPath, IReadOnlyList<TextBlock> Blocks, string? Neighbour = null)
{
    /// <summary>The page or the minute it stands at; null where headings say enough.</summary>
    public TextPlace? Place { get; init; }
}

/// <summary>Turns Markdown into plain text that keeps what structure means: headings, paragraphs, list items, table rows.</summary>
internal static class MarkdownText
{
    public static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UseGridTables()
        .UseTaskLists()
        .UseDefinitionLists()
        .UseAlertBlocks()
        .UseCustomContainers()
        .UseGenericAttributes()
        .UseAutoLinks()
        .Build();

    static readonly HtmlParser Html = new();

    public static string? FrontMatterOf(MarkdownDocument document) =>
        document.FirstOrDefault() is YamlFrontMatterBlock block ? block.Lines.ToString() : null;

    public static string? FirstHeadingOf(MarkdownDocument document) =>
        document.OfType<HeadingBlock>().Select(heading => TextOf(heading.Inline).Text).FirstOrDefault(text => text.Length > 0);

    public static IEnumerable<TextSection> SectionsOf(MarkdownDocument document)
    {
        var path = new List<(int Level, string Text)>();
        var blocks = new List<TextBlock>();
        string? neighbour = null;
        foreach (var block in document)
        {
            if (block is HeadingBlock or ThematicBreakBlock)
            {
                if (blocks.Count > 0)
                    yield return new TextSection([.. path.Select(heading => heading.Text)], blocks, neighbour);
                blocks = [];
                if (block is HeadingBlock heading && TextOf(heading.Inline).Text is { Length: > 0 } text)
                {
                    path.RemoveAll(outer => outer.Level >= heading.Level);
                    path.Add((heading.Level, text));
                    neighbour = null;
                }
                // A rule ends what the nearest heading speaks of; what that belongs to goes on.
                else if (block is ThematicBreakBlock && path.Count > 1 && neighbour is null)
                {
                    neighbour = path[^1].Text;
                    path.RemoveAt(path.Count - 1);
                }
            }
            else
                blocks.AddRange(BlocksOf(block));
        }
        if (blocks.Count > 0)
            yield return new TextSection([.. path.Select(heading => heading.Text)], blocks, neighbour);
    }

    static IEnumerable<TextBlock> BlocksOf(Block block) => block switch
    {
        YamlFrontMatterBlock or LinkReferenceDefinitionGroup => [],
        Table table => Single(TextBlockKind.Table, RowsOf(table)),
        ListBlock list => Single(TextBlockKind.List, ItemsOf(list, "")),
        CodeBlock code => Single(TextBlockKind.Code, code.Lines.ToString().Split('\n').Select(line => new TextLine(line.TrimEnd(), 0))),
        HtmlBlock html => Single(TextBlockKind.Prose, [new TextLine(TextOfHtml(html.Lines.ToString()), 0)]),
        LeafBlock { Inline: { } inline } => Single(TextBlockKind.Prose, [TextOf(inline)]),
        ContainerBlock container => container.SelectMany(BlocksOf),
        _ => [],
    };

    static IEnumerable<TextBlock> Single(TextBlockKind kind, IEnumerable<TextLine> lines)
    {
        var kept = lines.Where(line => line.Text.Length > 0).ToList();
        return kept.Count > 0 ? [new TextBlock(kind, kept)] : [];
    }

    static IEnumerable<TextLine> ItemsOf(ListBlock list, string indent)
    {
        var number = list.IsOrdered && int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var marker = list.IsOrdered ? $"{indent}{number++}. " : $"{indent}- ";
            var text = new StringBuilder();
            var linkLength = 0;
            var beginsWithLink = false;
            var nested = new List<TextLine>();
            foreach (var child in item)
            {
                if (child is ListBlock inner)
                    nested.AddRange(ItemsOf(inner, indent + "  "));
                else
                    foreach (var line in BlocksOf(child).SelectMany(block => block.Lines))
                    {
                        beginsWithLink |= text.Length == 0 && line.BeginsWithLink;
                        text.Append(text.Length > 0 ? " " : "").Append(line.Text);
                        linkLength += line.LinkLength;
                    }
            }
            if (text.Length > 0)
                yield return new TextLine(marker + text, linkLength, beginsWithLink);
            foreach (var line in nested)
                yield return line;
        }
    }

    /// <summary>"Starter – Price: €29 a month; Seats: 3": the first cell names the row, the others carry their column's name, so that a row can be read alone.</summary>
    static IEnumerable<TextLine> RowsOf(Table table)
    {
        var rows = table.OfType<TableRow>().Select(row => (row.IsHeader, Cells: CellsOf(row))).ToList();
        var columns = rows.FirstOrDefault(row => row.IsHeader).Cells?.Select(cell => cell.Text).ToList() ?? [];
        foreach (var (_, cells) in rows.Where(row => !row.IsHeader))
            yield return new TextLine(TableRowText(columns, [.. cells.Select(cell => cell.Text)]), cells.Sum(cell => cell.LinkLength));
    }

    static List<TextLine> CellsOf(TableRow row) => [.. row.OfType<TableCell>().Select(cell =>
        {
            var lines = cell.SelectMany(BlocksOf).SelectMany(block => block.Lines).ToList();
            return new TextLine(string.Join(" ", lines.Select(line => line.Text)), lines.Sum(line => line.LinkLength));
        })];

    /// <summary>The same words for a row whether it is read for the search or found again on the page.</summary>
    public static string TableRowText(IReadOnlyList<string> columns, IReadOnlyList<string> cells)
    {
        var named = cells.Skip(1)
            .Select((cell, index) => (Column: columns.ElementAtOrDefault(index + 1) ?? "", Cell: cell))
            .Where(pair => pair.Cell.Length > 0)
            .Select(pair => pair.Column.Length > 0 ? $"{pair.Column}: {pair.Cell}" : pair.Cell);
        var rest = string.Join("; ", named);
        var first = cells.Count > 0 ? cells[0] : "";
        return first.Length == 0 ? rest : rest.Length == 0 ? first : $"{first} – {rest}";
    }

    static TextLine TextOf(ContainerInline? inline)
    {
        var text = new StringBuilder();
        var linkLength = 0;
        Append(inline, text, ref linkLength, inLink: false);
        return new TextLine(OneLine.Of(text.ToString()), linkLength, BeginsWithLink(inline));
    }

    static void Append(ContainerInline? container, StringBuilder text, ref int linkLength, bool inLink)
    {
        for (var inline = container?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            var before = text.Length;
            switch (inline)
            {
                case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
                case CodeInline code: text.Append(code.Content); break;
                case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
                case AutolinkInline link: text.Append(link.Url); break;
                case LineBreakInline or HtmlInline: text.Append(inline is LineBreakInline ? " " : ""); break;
                case LinkInline { IsImage: true } or TaskList: break;
                case LinkInline link: Append(link, text, ref linkLength, inLink: true); break;
                case ContainerInline inner: Append(inner, text, ref linkLength, inLink); break;
            }
            if (!inLink && inline is LinkInline or AutolinkInline)
                linkLength += text.Length - before;
        }
    }

    /// <summary>Also one that is set in bold.</summary>
    static bool BeginsWithLink(ContainerInline? inline) => inline?.FirstChild switch
    {
        LinkInline { IsImage: false } or AutolinkInline => true,
        LinkInline => false,
        ContainerInline inner => BeginsWithLink(inner),
        _ => false,
    };

    static string TextOfHtml(string html)
    {
        var body = Html.ParseDocument(html).Body;
        if (body is null)
            return "";
        foreach (var hidden in body.QuerySelectorAll("script, style, template, iframe, noscript").ToList())
            hidden.Remove();
        return OneLine.Of(body.TextContent);
    }
}
