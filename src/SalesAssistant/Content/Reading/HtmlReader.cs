using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace SalesAssistant.Content.Reading;

/// <summary>A web page: its main text, without what every page of the site has around it.</summary>
internal static class HtmlReader
{
    /// <summary>Deeper than any page that a person has written.</summary>
    const int DeepestNesting = 200;

    /// <summary>A part that calls itself the main one and has fewer words is the frame of something that scripts fill in.</summary>
    const int FewestMainWords = 20;

    const string Main = "main, [role=main], article, [itemprop=articleBody]";

    const string Around = "script, style, template, noscript, iframe, object, embed, svg, canvas, video, audio, form, button, input, select, textarea, dialog, "
        + "nav, aside, footer, body > header, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], [role=dialog], [role=alert], "
        + "[hidden], [aria-hidden=true], .breadcrumb, .breadcrumbs, .cookie-banner, .sr-only, .visually-hidden, .skip-link, .toc, .share, .pagination";

    static readonly HtmlParser Parser = new();

    public static TextDocument Read(byte[] bytes) => Read(bytes, null);

    /// <param name="charset">As the server said; null to go by the file alone.</param>
    public static TextDocument Read(byte[] bytes, string? charset)
    {
        if (bytes.AsSpan(0, Math.Min(bytes.Length, 4000)).Contains((byte)0))
            throw new UnreadableFileException(0, "The file isn't a web page but something else under the name of one; save the page again as HTML in UTF-8.");
        var (yaml, html) = FrontMatterBlock.Part(TextOf(bytes, charset));
        var document = Parser.ParseDocument(html);
        if (IsTooDeep(document))
            throw new UnreadableFileException(0, $"The page's elements are nested more than {DeepestNesting} deep; save it from the browser once more, or write its text as Markdown.");
        var title = TitleOf(document);
        var description = Meta(document, "description");
        var url = document.QuerySelector("link[rel=canonical]")?.GetAttribute("href") ?? Meta(document, "og:url");
        foreach (var around in document.QuerySelectorAll(Around).ToList())
            around.Remove();
        var sections = new HtmlSections();
        sections.Add(MainOf(document));
        return new TextDocument(sections.Done())
        {
            FrontMatter = yaml,
            Title = title,
            Description = description,
            Language = document.DocumentElement?.GetAttribute("lang"),
            Url = Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? url : null,
        };
    }

    static string TextOf(byte[] bytes, string? charset)
    {
        var encoding = charset is null ? null : AngleSharp.Text.TextEncoding.Resolve(charset);
        if (encoding is null or UTF8Encoding)
        {
            try
            {
                return Utf8Text.Of(bytes);
            }
            catch (UnreadableFileException)
            {
                // The page says itself what it is written in, or nobody can read it.
                if (CharsetIn(bytes) is not { } named)
                    throw;
                encoding = named;
            }
        }
        return encoding.GetString(bytes).ReplaceLineEndings("\n");
    }

    /// <summary>What the page's own meta element says; null when that is nothing, or UTF-8.</summary>
    static Encoding? CharsetIn(byte[] bytes)
    {
        var head = Parser.ParseDocument(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 4000)));
        var named = head.QuerySelector("meta[charset]")?.GetAttribute("charset")
            ?? head.QuerySelector("meta[http-equiv=content-type i]")?.GetAttribute("content")?.Split("charset=").ElementAtOrDefault(1);
        return named is not null && AngleSharp.Text.TextEncoding.Resolve(named.Trim()) is { } encoding and not UTF8Encoding ? encoding : null;
    }

    static bool IsTooDeep(IHtmlDocument document)
    {
        INode? node = document.DocumentElement;
        var depth = 0;
        while (node is not null)
        {
            if (node.FirstChild is { } child)
            {
                (node, depth) = (child, depth + 1);
                if (depth > DeepestNesting)
                    return true;
                continue;
            }
            while (node is not null && node.NextSibling is null)
                (node, depth) = (node.Parent, depth - 1);
            node = node?.NextSibling;
        }
        return false;
    }

    /// <summary>The page's heading, else its title without the site's name behind it.</summary>
    static string? TitleOf(IHtmlDocument document)
    {
        if (document.QuerySelectorAll("h1") is [{ } heading] && OneLine.Of(heading.TextContent) is { Length: > 0 } words)
            return words;
        var title = OneLine.Of(Meta(document, "og:title") ?? document.Title ?? "");
        return title.Length == 0 ? null : WithoutSite(title);
    }

    /// <summary>"Refunds | Larkfield" is about refunds.</summary>
    internal static string WithoutSite(string title)
    {
        var end = title.LastIndexOfAny(['|', '–', '—', '·']);
        return end > 3 ? title[..end].TrimEnd() : title;
    }

    static string? Meta(IHtmlDocument document, string name) =>
        document.QuerySelector($"meta[name='{name}'], meta[property='{name}']")?.GetAttribute("content") is { } content && OneLine.Of(content) is { Length: > 0 } words ? words : null;

    static IElement MainOf(IHtmlDocument document)
    {
        var best = document.QuerySelectorAll(Main).MaxBy(element => PassageCutter.CountWords(element.TextContent));
        return best is not null && PassageCutter.CountWords(best.TextContent) >= FewestMainWords ? best : document.Body ?? document.DocumentElement;
    }
}

/// <summary>Gathers the parts of a page while it is gone through.</summary>
internal sealed class HtmlSections
{
    static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "header", "hgroup", "hr", "li", "main", "menu", "ol",
        "p", "pre", "section", "summary", "table", "ul", "h1", "h2", "h3", "h4", "h5", "h6",
    };

    readonly List<TextSection> sections = [];
    readonly List<(int Level, string Text)> path = [];
    List<TextBlock> blocks = [];

    public IReadOnlyList<TextSection> Done()
    {
        EndSection();
        return sections;
    }

    public void Add(IElement element)
    {
        switch (element.LocalName)
        {
            case ['h', >= '1' and <= '6']:
                EndSection();
                if (OneLine.Of(element.TextContent) is { Length: > 0 } words)
                {
                    var level = element.LocalName[1] - '0';
                    path.RemoveAll(outer => outer.Level >= level);
                    path.Add((level, words));
                }
                break;
            case "hr":
                EndSection();
                break;
            case "ul" or "ol" or "menu":
                AddBlock(TextBlockKind.List, Items(element, ""));
                break;
            case "table":
                AddTable((IHtmlTableElement)element);
                break;
            case "pre":
                AddBlock(TextBlockKind.Code, element.TextContent.ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(line => new TextLine(line.TrimEnd(), 0)));
                break;
            case "dl":
                AddBlock(TextBlockKind.List, Definitions(element));
                break;
            default:
                AddContent(element);
                break;
        }
    }

    /// <summary>Blocks inside are parts of their own; what stands between them is a paragraph.</summary>
    void AddContent(IElement element)
    {
        var line = new Words();
        foreach (var child in element.ChildNodes)
        {
            if (child is IElement inner && IsBlock(inner))
            {
                AddBlock(TextBlockKind.Prose, line.Take());
                Add(inner);
            }
            else if (child is IElement { LocalName: "br" } && child.NextSibling is IElement { LocalName: "br" })
                AddBlock(TextBlockKind.Prose, line.Take());
            else
                line.Add(child);
        }
        AddBlock(TextBlockKind.Prose, line.Take());
    }

    /// <summary>An inline element around blocks, such as a link around a card, is a block as well.</summary>
    static bool IsBlock(IElement element) => Blocks.Contains(element.LocalName) || element.QuerySelectorAll("p, div, ul, ol, table, h1, h2, h3, h4, h5, h6").Length > 0;

    static IEnumerable<TextLine> Items(IElement list, string indent)
    {
        var number = list is IHtmlOrderedListElement { Start: var start } ? start : 1;
        foreach (var item in list.Children.Where(child => child.LocalName == "li"))
        {
            var line = new Words();
            var nested = new List<TextLine>();
            AddItem(item, line, nested, indent);
            var marker = list.LocalName == "ol" ? $"{indent}{number++}. " : $"{indent}- ";
            foreach (var own in line.Take())
                yield return own with { Text = marker + own.Text };
            foreach (var inner in nested)
                yield return inner;
        }
    }

    static void AddItem(IElement item, Words line, List<TextLine> nested, string indent)
    {
        foreach (var child in item.ChildNodes)
        {
            if (child is IElement { LocalName: "ul" or "ol" or "menu" } inner)
                nested.AddRange(Items(inner, indent + "  "));
            else if (child is IElement block && IsBlock(block))
            {
                AddItem(block, line, nested, indent);
                line.Space();
            }
            else
                line.Add(child);
        }
    }

    static IEnumerable<TextLine> Definitions(IElement list)
    {
        string? term = null;
        foreach (var child in list.QuerySelectorAll("dt, dd"))
        {
            var words = OneLine.Of(child.TextContent);
            if (child.LocalName == "dt")
                term = words;
            else if (words.Length > 0)
                yield return new TextLine(term is { Length: > 0 } ? $"- {term}: {words}" : $"- {words}", 0);
        }
    }

    void AddTable(IHtmlTableElement table)
    {
        // A table that only lays out the page holds blocks; a table of facts holds words.
        if (table.QuerySelector("table, h1, h2, h3, ul, ol") is not null || table.GetAttribute("role") == "presentation")
        {
            foreach (var cell in table.QuerySelectorAll("td, th").Where(cell => cell.Closest("table") == table))
                AddContent(cell);
            return;
        }
        var rows = table.Rows.Select(row => row.Cells.Select(cell => OneLine.Of(cell.TextContent)).ToList()).Where(cells => cells.Exists(cell => cell.Length > 0)).ToList();
        var hasHead = table.Head is not null || table.Rows is [{ Cells: { Length: > 1 } cells }, ..] && cells.All(cell => cell.LocalName == "th");
        if (table.Caption is { } caption && OneLine.Of(caption.TextContent) is { Length: > 0 } words)
            AddBlock(TextBlockKind.Prose, [new TextLine(words, 0)]);
        if (TextBlock.OfTable(hasHead && rows.Count > 0 ? rows[0] : [], [.. rows.Skip(hasHead ? 1 : 0)]) is { } block)
            blocks.Add(block);
    }

    void AddBlock(TextBlockKind kind, IEnumerable<TextLine> lines)
    {
        var kept = lines.Where(line => line.Text.Trim().Length > 0).ToList();
        if (kept.Count > 0)
            blocks.Add(new TextBlock(kind, kept));
    }

    void EndSection()
    {
        if (blocks.Count > 0)
            sections.Add(new TextSection([.. path.Select(heading => heading.Text)], blocks));
        blocks = [];
    }

    /// <summary>A line that grows, and how much of it is links.</summary>
    sealed class Words
    {
        readonly StringBuilder text = new();
        int links;
        bool beginsWithLink;

        public void Add(INode node)
        {
            if (node is IText or IElement { LocalName: not "br" } && node.TextContent.Length > 0)
            {
                beginsWithLink |= BeginsWithLink(node) && string.IsNullOrWhiteSpace(text.ToString());
                text.Append(node.TextContent);
                links += node is IElement { LocalName: "a" } ? OneLine.Of(node.TextContent).Length
                    : node is IElement element ? element.QuerySelectorAll("a").Sum(link => OneLine.Of(link.TextContent).Length) : 0;
            }
            else if (node is IElement { LocalName: "br" })
                Space();
        }

        public void Space() => text.Append(' ');

        public IEnumerable<TextLine> Take()
        {
            var line = new TextLine(OneLine.Of(text.ToString()), links, beginsWithLink);
            text.Clear();
            (links, beginsWithLink) = (0, false);
            return line.Text.Length > 0 ? [line] : [];
        }

        /// <summary>Also one that is set in bold.</summary>
        static bool BeginsWithLink(INode node) =>
            node is IElement { LocalName: "a" } || (node is IElement && node.ChildNodes.FirstOrDefault(child => !string.IsNullOrWhiteSpace(child.TextContent)) is { } first && BeginsWithLink(first));
    }
}
