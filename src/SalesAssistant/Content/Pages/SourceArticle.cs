using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;
using Markdig;

namespace SalesAssistant.Content.Pages;

/// <summary>How a quote fared on its page.</summary>
public enum QuoteOnPage { NotAsked, Marked, NotThere }

/// <summary>An item's text as HTML that holds nothing but text, structure and links.</summary>
internal sealed record SourceArticle(string Html, QuoteOnPage Quote)
{
    static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UseGridTables()
        .UseTaskLists()
        .UseDefinitionLists()
        .UseAlertBlocks()
        .UseCustomContainers()
        .UseGenericAttributes()
        .UseAutoLinks()
        .UseAutoIdentifiers()
        .DisableHtml()
        .Build();

    static readonly HtmlSanitizer Sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = new HashSet<string>
        {
            "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "em", "strong", "del", "sub", "sup",
            "table", "thead", "tbody", "tr", "th", "td", "a", "br", "hr", "div",
        },
        AllowedAttributes = new HashSet<string> { "href", "id", "start", "title" },
        AllowedSchemes = new HashSet<string> { "https", "http", "mailto", "tel" },
        UriAttributes = new HashSet<string> { "href" },
        AllowedCssProperties = new HashSet<string>(),
    });

    public static SourceArticle Of(ContentSource source, string? quote)
    {
        var title = source.Item.Title;
        var document = Sanitizer.SanitizeDom(source.Markdown is { } markdown ? Markdown.ToHtml(markdown, Pipeline) : SectionHtml.Of(source.Sections));
        var body = document.Body!;
        // The page's own heading says the title; the same words once more right below would be an echo.
        if (body.FirstElementChild is IHtmlHeadingElement { LocalName: "h1" } first && first.TextContent.Trim() == title)
            first.Remove();
        foreach (var heading in body.QuerySelectorAll("h1").ToList())
            Lower(document, heading);
        foreach (var table in body.QuerySelectorAll("table").ToList())
        {
            DropEmptyHeadings(document, table);
            MakeScrollable(document, table, TitleOf(body, table) ?? title);
        }
        if (string.IsNullOrWhiteSpace(quote))
            return new SourceArticle(body.InnerHtml, QuoteOnPage.NotAsked);
        var marked = QuoteMarker.Mark(document, quote);
        return new SourceArticle(body.InnerHtml, marked ? QuoteOnPage.Marked : QuoteOnPage.NotThere);
    }

    /// <summary>A page has one heading of the first level, its title; others that the text has are parts of it.</summary>
    static void Lower(IHtmlDocument document, IElement heading)
    {
        var part = document.CreateElement("h2");
        if (heading.Id is { } id)
            part.Id = id;
        foreach (var child in heading.ChildNodes.ToList())
            part.AppendChild(child);
        heading.Replace(part);
    }

    /// <summary>The corner above a column of names heads nothing, and would be read out as a heading without words.</summary>
    static void DropEmptyHeadings(IHtmlDocument document, IElement table)
    {
        foreach (var corner in table.QuerySelectorAll("th").Where(heading => string.IsNullOrWhiteSpace(heading.TextContent)).ToList())
            corner.Replace(document.CreateElement("td"));
    }

    /// <summary>The heading that a table stands under.</summary>
    static string? TitleOf(IElement body, IElement table) => body.QuerySelectorAll("h1, h2, h3, h4, h5, h6")
        .LastOrDefault(heading => heading.CompareDocumentPosition(table).HasFlag(DocumentPositions.Following))?.TextContent.Trim() is { Length: > 0 } words ? words : null;

    /// <summary>
    /// A wide table scrolls by itself instead of stretching a phone's page; a frame that scrolls must be reachable by keyboard. It is a
    /// group, not a region: a page of many tables would else be a page of many landmarks.
    /// </summary>
    static void MakeScrollable(IHtmlDocument document, IElement table, string title)
    {
        var frame = document.CreateElement("div");
        frame.ClassName = "table";
        frame.SetAttribute("tabindex", "0");
        frame.SetAttribute("role", "group");
        frame.SetAttribute("aria-label", title);
        table.Replace(frame);
        frame.AppendChild(table);
    }
}
