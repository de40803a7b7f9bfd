using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.ReadingOrderDetector;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;
using UglyToad.PdfPig.Exceptions;

namespace SalesAssistant.Content.Reading;

/// <summary>A PDF: paragraphs in the order that people read them, headings by the size of their letters, and the page that each stands on.</summary>
internal static partial class PdfReader
{
    const int MostPages = 2000;

    /// <summary>Fewer letters a page than this, and the pages are pictures.</summary>
    const int FewestLettersAPage = 20;

    /// <summary>Lines at the edge that stand on so many of the pages are the frame of the page: its head, its foot, its number.</summary>
    const double FrameShare = 0.5;

    [SuppressMessage("Design", "CA1031", Justification = "A broken file makes the library stumble in a dozen ways, which have one meaning for whoever exported it.")]
    public static TextDocument Read(byte[] bytes)
    {
        if (bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).IndexOf("%PDF-"u8) < 0)
            throw new UnreadableFileException(0, "The file isn't a PDF, whatever its name says; export it as PDF once more.");
        try
        {
            using var pdf = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            if (pdf.NumberOfPages > MostPages)
                throw new UnreadableFileException(0, $"The PDF has {pdf.NumberOfPages} pages; part it into files of at most {MostPages}.");
            var pages = pdf.GetPages().Select(LinesOf).ToList();
            if (pages.Sum(page => page.Sum(line => line.Text.Length)) < FewestLettersAPage * pages.Count)
                throw new UnreadableFileException(0, "The PDF holds pictures of pages and no text, as scanners make them; run text recognition over it, or write its text as Markdown.");
            RemoveFrames(pages);
            return new TextDocument(new PdfSections([.. pages.SelectMany(page => page)]).Done())
            {
                Title = string.IsNullOrWhiteSpace(pdf.Information.Title) || FileName().IsMatch(pdf.Information.Title) ? LargestLine(pages) : HtmlReader.WithoutSite(OneLine.Of(pdf.Information.Title)),
            };
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new UnreadableFileException(0, "The PDF has a password; save it without one.");
        }
        catch (Exception fault) when (fault is not (UnreadableFileException or OutOfMemoryException))
        {
            throw new UnreadableFileException(0, "The PDF is broken; export it once more from the program that made it.");
        }
    }

    static List<PdfLine> LinesOf(Page page)
    {
        var words = NearestNeighbourWordExtractor.Instance.GetWords(page.Letters).Where(word => !string.IsNullOrWhiteSpace(word.Text)).ToList();
        if (words.Count == 0)
            return [];
        var blocks = UnsupervisedReadingOrderDetector.Instance.Get(DocstrumBoundingBoxes.Instance.GetBlocks(words)).OrderBy(block => block.ReadingOrder).ToList();
        var rules = page.Paths.Select(path => path.GetBoundingRectangle()).OfType<PdfRectangle>().Where(IsRule).Select(rule => rule.Bottom).ToList();
        var links = page.GetHyperlinks().Select(link => link.Bounds).ToList();
        var lines = blocks.SelectMany((block, number) => block.TextLines.Select(line =>
        {
            var letters = line.Words.SelectMany(word => word.Letters).ToList();
            return new PdfLine(page.Number, number, OneLine.Of(line.Text), Math.Round(letters.Select(letter => letter.PointSize).Order().ElementAt(letters.Count / 2), 1),
                letters.Count(letter => letter.FontName?.Contains("Bold", StringComparison.OrdinalIgnoreCase) == true) > letters.Count / 2, page.Height > 0 ? line.BoundingBox.Bottom / page.Height : 0.5)
            {
                Left = line.BoundingBox.Left,
                Right = line.BoundingBox.Right,
                FirstWord = line.Words[0].BoundingBox.Width,
                Bottom = line.BoundingBox.Bottom,
                LinkLength = line.Words.Where(word => links.Exists(link => Holds(link, word.BoundingBox.Centroid))).Sum(word => word.Text.Length + 1),
            };
        })).Where(line => line.Text.Length > 0).ToList();
        return [.. lines.Select((line, at) => line with { IsBelowRule = at > 0 && rules.Exists(rule => Parts(rule, lines[at - 1], line)) })];

        static bool Holds(PdfRectangle frame, PdfPoint point) => point.X >= frame.Left && point.X <= frame.Right && point.Y >= frame.Bottom && point.Y <= frame.Top;

        bool IsRule(PdfRectangle rule) => rule.Height < 3 && rule.Width > page.Width * 0.4;

        // The lines of a table stand close to its words; what parts a text stands free.
        static bool Parts(double rule, PdfLine above, PdfLine below) => rule < above.Bottom - 0.7 * above.Size && rule > below.Bottom + 1.7 * below.Size;
    }

    /// <summary>What is printed at the edge of every page is no text: it would stand in the middle of sentences.</summary>
    static void RemoveFrames(List<List<PdfLine>> pages)
    {
        if (pages.Count < 3)
            return;
        var often = pages.SelectMany(page => page.Where(AtTheEdge).Select(line => Digits().Replace(line.Text, "#")).Distinct()).CountBy(text => text)
            .Where(pair => pair.Value >= FrameShare * pages.Count).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var page in pages)
            page.RemoveAll(line => AtTheEdge(line) && often.Contains(Digits().Replace(line.Text, "#")));

        static bool AtTheEdge(PdfLine line) => line.Height is < 0.1 or > 0.9;
    }

    /// <summary>The largest words of the first page that has any, which is where a title stands.</summary>
    static string? LargestLine(List<List<PdfLine>> pages)
    {
        if (pages.Find(page => page.Count > 0) is not { } first)
            return null;
        var largest = first.Where(line => line.Text.Any(char.IsLetter)).MaxBy(line => line.Size);
        return largest is null ? null : string.Join(' ', first.Where(line => line.Block == largest.Block && line.Size == largest.Size).Select(line => line.Text)) is { Length: <= 200 } words ? words : null;
    }

    /// <summary>What programs write into a PDF's title when nobody gave one.</summary>
    [GeneratedRegex(@"^(untitled|microsoft word.*|document\d*|.*\.(docx?|indd|pdf|pptx?|odt|tex|html?))$", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}

/// <summary>A line of a PDF's page.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Block">The paragraph or column on its page that it belongs to.</param>
/// <param name="Size">Height of most of its letters, in points.</param>
/// <param name="Height">Where it stands, from the page's bottom 0 to its top 1.</param>
internal sealed record PdfLine(int Page, int Block, string Text, double Size, bool IsBold, double Height)
{
    /// <summary>In points from the page's left edge.</summary>
    public double Left { get; init; }

    /// <inheritdoc cref="Left"/>
    public double Right { get; init; }

    /// <summary>In points from the page's bottom edge.</summary>
    public double Bottom { get; init; }

    /// <summary>How many characters of it are link text.</summary>
    public int LinkLength { get; init; }

    /// <summary>Whether a line across the page parts it from what stands above.</summary>
    public bool IsBelowRule { get; init; }

    /// <summary>Width of its first word, in points.</summary>
    public double FirstWord { get; init; }
}

/// <summary>Makes headings, paragraphs and lists of a PDF's lines.</summary>
internal sealed partial class PdfSections(IReadOnlyList<PdfLine> lines)
{
    /// <summary>A heading's letters are so much larger than the text's.</summary>
    const double HeadingRatio = 1.12;
    const int MostWordsOfAHeading = 16;
    const int MostWordsOfABoldHeading = 10;
    const int LevelOfBoldHeadings = 6;

    readonly double bodySize = lines.Count == 0 ? 0 : lines.GroupBy(line => line.Size).MaxBy(same => same.Sum(line => line.Text.Length))!.Key;
    readonly bool isMostlyBold = lines.Where(line => line.IsBold).Sum(line => line.Text.Length) * 2 > lines.Sum(line => line.Text.Length);
    readonly ILookup<int, PdfLine> pages = lines.ToLookup(line => line.Page);
    readonly List<TextSection> sections = [];
    readonly List<(int Level, string Text)> path = [];
    List<double> headingSizes = [];
    List<TextBlock> blocks = [];
    List<PdfLine> paragraph = [];
    int page = 1;

    public IReadOnlyList<TextSection> Done()
    {
        headingSizes = [.. lines.Where(line => line.Size >= bodySize * HeadingRatio && IsShort(line)).Select(line => line.Size).Distinct().OrderDescending()];
        for (var at = 0; at < lines.Count; at++)
            Add(lines[at], at > 0 ? lines[at - 1] : null, at + 1 < lines.Count ? lines[at + 1] : null);
        EndSection();
        return sections;
    }

    void Add(PdfLine line, PdfLine? before, PdfLine? after)
    {
        if (line.IsBelowRule)
            EndSection();
        if (LevelOf(line, before, after) is { } level)
        {
            EndSection();
            AddHeading(level, line, before);
            page = line.Page;
            return;
        }
        if (paragraph.Count > 0 && !Continues(paragraph[^1], line))
            EndParagraph();
        // A passage stands on one page, so that its page can be named; a sentence over the turn of a page goes with its beginning.
        if (paragraph.Count == 0 && line.Page != page)
        {
            EndSection();
            page = line.Page;
        }
        paragraph.Add(line);
    }

    /// <summary>1 for the largest; null for what is no heading.</summary>
    int? LevelOf(PdfLine line, PdfLine? before, PdfLine? after)
    {
        if (!IsShort(line) || line.Text[^1] is '.' or ',' or ';' || !line.Text.Any(char.IsLetter))
            return null;
        if (line.Size >= bodySize * HeadingRatio)
            return 1 + Math.Min(LevelOfBoldHeadings - 2, headingSizes.IndexOf(line.Size));
        // Bold letters head a paragraph when they stand on a line of their own, and emphasise words when they don't.
        var standsAlone = before is null || before.Block != line.Block || before.Page != line.Page || !before.IsBold && Ends(before);
        return line.IsBold && !isMostlyBold && standsAlone && after is { IsBold: false } && PassageCutter.CountWords(line.Text) <= MostWordsOfABoldHeading
            && char.IsUpper(line.Text.First(char.IsLetter)) && !Bullet().IsMatch(line.Text) ? LevelOfBoldHeadings : null;
    }

    void AddHeading(int level, PdfLine line, PdfLine? before)
    {
        // A heading of two lines is one heading.
        if (before is not null && before.Page == line.Page && before.Block == line.Block && before.Size == line.Size && path.Count > 0 && path[^1].Level == level && path[^1].Text.EndsWith(before.Text, StringComparison.Ordinal))
        {
            path[^1] = (level, $"{path[^1].Text} {line.Text}");
            return;
        }
        path.RemoveAll(outer => outer.Level >= level);
        path.Add((level, line.Text));
    }

    static bool IsShort(PdfLine line) => PassageCutter.CountWords(line.Text) <= MostWordsOfAHeading;

    static bool Ends(PdfLine line) => line.Text[^1] is '.' or '!' or '?' or ':';

    bool Continues(PdfLine before, PdfLine line) => !Bullet().IsMatch(line.Text)
        && (before.Page == line.Page ? before.Block == line.Block && !WasBroken(before, line) : char.IsLower(line.Text[0]) && !Ends(before));

    /// <summary>Whether somebody began a new line although the next word would still have fitted: an item, an address, a verse.</summary>
    bool WasBroken(PdfLine before, PdfLine line)
    {
        var right = Column(before).Max(other => other.Right);
        return right - before.Right > line.FirstWord + before.Size;
    }

    /// <summary>The lines above and below.</summary>
    IEnumerable<PdfLine> Column(PdfLine line) => pages[line.Page].Where(other => other == line || other.Size < bodySize * HeadingRatio && other.Left <= line.Right && other.Right >= line.Left);

    /// <summary>Whether it stands further in than the text around it: how items are set when their bullets are drawn instead of written.</summary>
    bool IsIndented(PdfLine line) => line.Left - Column(line).Min(other => other.Left) > line.Size;

    void EndParagraph()
    {
        if (paragraph.Count == 0)
            return;
        var text = Joined(paragraph);
        var isIndented = paragraph.TrueForAll(IsIndented);
        var links = Math.Min(text.Length, paragraph.Sum(line => line.LinkLength));
        paragraph = [];
        var bullet = Bullet().Match(text);
        if (!bullet.Success && !isIndented)
        {
            blocks.Add(new TextBlock(TextBlockKind.Prose, [new TextLine(text, links)]));
            return;
        }
        var marker = bullet.Value.Trim() is { Length: > 0 } written && char.IsAsciiDigit(written[0]) ? written.TrimEnd(')', '.') + "." : "-";
        var item = new TextLine($"{marker} {text[bullet.Length..].TrimStart()}", links);
        if (blocks.Count > 0 && blocks[^1].Kind == TextBlockKind.List)
            blocks[^1] = new TextBlock(TextBlockKind.List, [.. blocks[^1].Lines, item]);
        else
            blocks.Add(new TextBlock(TextBlockKind.List, [item]));
    }

    /// <summary>Lines in a row; a word that was parted at a line's end is whole again.</summary>
    static string Joined(List<PdfLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            if (text.Length > 1 && text[^1] is '-' or '\u00AD' && char.IsLetter(text[^2]) && char.IsLower(line.Text[0]))
                text.Length--;
            else if (text.Length > 0)
                text.Append(' ');
            text.Append(line.Text);
        }
        return text.ToString();
    }

    void EndSection()
    {
        EndParagraph();
        if (blocks.Count > 0)
            sections.Add(new TextSection([.. path.Select(heading => heading.Text)], blocks) { Place = TextPlace.Page(page) });
        blocks = [];
    }

    [GeneratedRegex(@"^\s*(?:[•‣◦▪●○–*·\uF0B7]\s+|-\s+|\d{1,2}[.)]\s+(?=\S))")]
    private static partial Regex Bullet();
}
