using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using SalesAssistant.Content;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;
using Xunit;
using PageSize = UglyToad.PdfPig.Content.PageSize;
using PdfPoint = UglyToad.PdfPig.Core.PdfPoint;

namespace SalesAssistant.Tests.Content;

/// <summary>Marketing keeps its texts in many formats; each is read for what it says.</summary>
public sealed class Formats : IDisposable
{
    readonly Marketing marketing = new();

    [Fact]
    public void Of_a_web_page_the_main_text_is_read_and_not_what_every_page_has_around_it()
    {
        marketing.Writes("refunds.html", """
            <!doctype html><html lang="de-AT"><head><title>Rückgabe | Larkfield</title><meta name="description" content="Wie man zurückgibt">
            <link rel="canonical" href="https://example.com/rueckgabe"><style>p { color: red }</style><script>var price = 'secret'</script></head>
            <body><header><a href="/">Home</a> Menu of the site</header><nav>Products Prices About</nav>
            <main><h1>Rückgabe</h1><p>Wir nehmen jede Bestellung <b>30 Tage</b> lang zurück, auch wenn das Paket schon geöffnet wurde.</p>
            <h2>So geht es</h2><ol><li>Formular ausdrucken</li><li>Paket <a href="/post">zur Post</a> bringen<ul><li>mit Beleg</li></ul></li></ol>
            <table><thead><tr><th>Land</th><th>Kosten</th></tr></thead><tr><td>Österreich</td><td>4 Euro</td></tr></table>
            <p hidden>Nobody sees this.</p></main>
            <aside>Subscribe now</aside><footer>Imprint</footer></body></html>
            """);

        var snapshot = marketing.Snapshot;

        var item = Assert.Single(snapshot.Items);
        Assert.Equal(("Rückgabe", "de", "https://example.com/rueckgabe", "Wie man zurückgibt"), (item.Title, item.Language, item.Url, item.Description));
        Assert.Equal("Wir nehmen jede Bestellung 30 Tage lang zurück, auch wenn das Paket schon geöffnet wurde.", snapshot.Passages[0].Text);
        Assert.Equal("So geht es", snapshot.Passages[1].Heading);
        Assert.Equal("1. Formular ausdrucken\n2. Paket zur Post bringen\n  - mit Beleg\n\nÖsterreich – Kosten: 4 Euro", snapshot.Passages[1].Text);
    }

    [Fact]
    public void A_web_page_may_begin_with_front_matter_and_needs_no_main_element()
    {
        marketing.Writes("offer.html", "---\ntitle: Autumn\nkind: offer\nvalid-to: 2026-11-30\n---\n<div><p>Twenty percent off each plan.<br><br>Until the end of the month.</p></div>");

        var snapshot = marketing.Snapshot;

        Assert.Equal(("Autumn", ContentKind.Offer), (snapshot.Items[0].Title, snapshot.Items[0].Kind));
        Assert.Equal("Twenty percent off each plan.\n\nUntil the end of the month.", Assert.Single(snapshot.Passages).Text);
    }

    [Fact]
    public void A_web_page_in_an_old_encoding_that_it_names_is_read()
    {
        File.WriteAllBytes(Path.Combine(marketing.Directory, "old.html"), Encoding.Latin1.GetBytes("<html><head><meta charset=\"iso-8859-1\"></head><body><p>Caf\u00e9 cr\u00e8me costs \u00a33.</p></body></html>"));

        Assert.Equal("Café crème costs £3.", Assert.Single(marketing.Snapshot.Passages).Text);
    }

    [Fact]
    public void A_PDF_keeps_its_pages_and_its_headings_and_loses_what_is_printed_on_each_page()
    {
        File.WriteAllBytes(Path.Combine(marketing.Directory, "guide.pdf"), Pdf(
            [("Selling abroad", 22, 700), ("A shop that sells abroad needs a tax number in each country", 11, 660), ("where it sells for more than 10,000 euros a year.", 11, 646), ("Larkfield guide 1", 8, 20)],
            [("Shipping", 16, 700), ("A parcel to Norway takes six days and costs 19 euros.", 11, 660), ("Larkfield guide 2", 8, 20)],
            [("Returns", 16, 700), ("Customers abroad may return a parcel for 30 days.", 11, 660), ("Larkfield guide 3", 8, 20)]));
        marketing.Writes("guide.pdf.yaml", "title: Selling abroad, the guide\nkind: e-book\nowner: lena@example.com\n");

        var snapshot = marketing.Snapshot;

        Assert.Empty(snapshot.Faults);
        var item = Assert.Single(snapshot.Items);
        Assert.Equal(("guide.pdf", "Selling abroad, the guide", ContentKind.EBook, "lena@example.com"), (item.File, item.Title, item.Kind, item.Owner));
        Assert.Equal(["Selling abroad, page 1", "Shipping, page 2", "Returns, page 3"], snapshot.Passages.Select(passage => passage.Heading));
        Assert.Equal("A shop that sells abroad needs a tax number in each country where it sells for more than 10,000 euros a year.", snapshot.Passages[0].Text);
        Assert.Equal("Shipping, page 2", marketing.Search("How long does a parcel to Norway take?").Hits[0].Passage.Heading);
    }

    [Fact]
    public void A_Word_document_keeps_headings_lists_and_tables()
    {
        Word("handbook.docx",
            Heading("Heading1", "Support"), Text("We answer within one working day."),
            Heading("Heading2", "Hours"), Table(["Day", "Open"], ["Monday", "9 to 5"], ["Saturday", "closed"]),
            Item("Call us"), Item("Write to us"), Deleted("We never answer."));

        var snapshot = marketing.Snapshot;

        Assert.Empty(snapshot.Faults);
        Assert.Equal(["Support", "Hours"], snapshot.Passages.Select(passage => passage.Heading));
        Assert.Equal("We answer within one working day.", snapshot.Passages[0].Text);
        Assert.Equal("Monday – Open: 9 to 5\nSaturday – Open: closed\n\n- Call us\n- Write to us", snapshot.Passages[1].Text);
    }

    [Theory]
    [InlineData("talk.vtt", "WEBVTT\n\nNOTE made by hand\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Mia>Welcome to the <i>show</i>.\n\n00:12:30.500 --> 00:12:34.000 align:start\n<v Tom>A parcel to Norway\ntakes six days.\n")]
    [InlineData("talk.srt", "1\n00:00:01,000 --> 00:00:04,000\nMia: Welcome to the <i>show</i>.\n\n2\n00:12:30,500 --> 00:12:34,000\nTom: A parcel to Norway\ntakes six days.\n")]
    public void A_transcript_keeps_who_spoke_and_the_minute(string file, string text)
    {
        marketing.Writes(file, text).Writes(file + ".yaml", "title: Episode 12\nkind: podcast\n");

        var passage = Assert.Single(marketing.Snapshot.Passages);

        Assert.Equal("Episode 12, 0:01", passage.Heading);
        Assert.Equal("Mia: Welcome to the show.\n\nTom: A parcel to Norway takes six days.", passage.Text);
    }

    [Fact]
    public void A_long_transcript_is_parted_and_each_part_names_its_minute()
    {
        var cues = Enumerable.Range(0, 60).Select(at => $"00:{at:00}:00.000 --> 00:{at:00}:30.000\n<v Mia>In minute {at} we talk about topic number {at} with ten words.\n");
        marketing.Writes("long.vtt", "WEBVTT\n\n" + string.Join('\n', cues));

        var found = marketing.Search("What about topic number 42?").Hits[0].Passage;

        Assert.InRange(marketing.Snapshot.Passages.Count, 5, 12);
        Assert.Matches(@"^long, (3[5-9]|4[0-2]):00$", found.Heading);
        Assert.Contains("topic number 42", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Questions_with_their_answers_come_as_a_sheet_or_as_a_list()
    {
        marketing.Writes("faq.csv", "Question;Answer\r\nDo you ship to Norway?;\"Yes, in six days; it costs 19 euros.\"\r\nIs there a free plan?;No.\r\n");
        marketing.Writes("more.yaml", """
            title: More questions
            kind: faq
            questions:
              - question: Can I pay later?
                answer: |
                  Two ways:

                  - by invoice
                  - by card
            """);

        var snapshot = marketing.Snapshot;

        Assert.Empty(snapshot.Faults);
        Assert.Equal(["Do you ship to Norway?", "Is there a free plan?", "Can I pay later?"], snapshot.Passages.Select(passage => passage.Heading));
        Assert.Equal("Yes, in six days; it costs 19 euros.", snapshot.Passages[0].Text);
        Assert.Equal("Two ways:\n\n- by invoice\n- by card", snapshot.Passages[2].Text);
        Assert.Equal(ContentKind.Faq, snapshot.Items[1].Kind);
    }

    [Fact]
    public void Front_matter_beside_a_file_is_no_file_of_its_own_and_changing_it_changes_the_content()
    {
        marketing.Writes("faq.csv", "question,answer\nWhy?,Because.\n").Writes("faq.csv.yaml", "title: One\n");
        var before = marketing.Snapshot;

        marketing.Writes("faq.csv.yaml", "title: Another\n");
        var after = marketing.Snapshot;

        Assert.Equal(("One", "Another"), (Assert.Single(before.Items).Title, Assert.Single(after.Items).Title));
        marketing.Writes("faq.csv.yaml", "title: Another\nvalid-to: soon\n");
        var fault = Assert.Single(marketing.Snapshot.Faults);
        Assert.Equal(("faq.csv.yaml", 2), (fault.File, fault.Line));
        Assert.Equal("Another", Assert.Single(marketing.Snapshot.Items).Title);
    }

    [Theory]
    [InlineData("a.pdf", "This is no PDF", "isn't a PDF")]
    [InlineData("a.pdf", "%PDF-1.7\n1 0 obj << /Type /Catalog", "broken")]
    [InlineData("a.docx", "PK no archive", "isn't a Word document")]
    [InlineData("a.docx", "\u00d0\u00cf\u0011\u00e0 old", "password")]
    [InlineData("a.html", "\0\u0001\u0002binary", "isn't a web page")]
    [InlineData("a.vtt", "00:00:01.000 --> 00:00:04.000\nHello", "WEBVTT")]
    [InlineData("a.vtt", "WEBVTT\n\nsoon --> later\nHello", "isn't a time")]
    [InlineData("a.srt", "Just words", "no words with a time")]
    [InlineData("a.csv", "name,text\nx,y", "question")]
    [InlineData("a.csv", "question,answer\n\"open,x\ny,z", "double the quotes")]
    [InlineData("a.yaml", "- question: Why?\n  reply: Because", "question")]
    [InlineData("a.yaml", "just: a map", "list of")]
    [InlineData("a.pptx", "PK", "export it as PDF")]
    [InlineData("a.doc", "x", "save it as .docx")]
    public void A_file_that_lies_about_itself_is_a_fault_that_says_what_to_do(string file, string text, string mend)
    {
        marketing.Writes("good.md", "# Good\n\nWe ship on Mondays.");
        File.WriteAllBytes(Path.Combine(marketing.Directory, file), Encoding.Latin1.GetBytes(text));

        var snapshot = marketing.Snapshot;

        var fault = Assert.Single(snapshot.Faults);
        Assert.Equal(file, fault.File);
        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["good.md"], snapshot.Items.Select(item => item.File));
    }

    [Fact]
    public void Pictures_of_pages_are_a_fault_that_names_text_recognition()
    {
        File.WriteAllBytes(Path.Combine(marketing.Directory, "scan.pdf"), Pdf([], [], []));

        Assert.Contains("text recognition", Assert.Single(marketing.Snapshot.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_that_unpacks_without_end_is_refused_before_it_fills_the_memory()
    {
        using (var file = File.Create(Path.Combine(marketing.Directory, "bomb.docx")))
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            using var part = archive.CreateEntry("word/document.xml", CompressionLevel.Fastest).Open();
            var zeros = new byte[1_000_000];
            for (var megabytes = 0; megabytes < 260; megabytes++)
                part.Write(zeros);
        }
        var before = GC.GetTotalAllocatedBytes(precise: true);

        Assert.Contains("unpacks to more", Assert.Single(marketing.Snapshot.Faults).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100_000_000);
    }

    [Fact]
    public void A_page_nested_ten_thousand_deep_is_a_fault_and_nothing_worse()
    {
        marketing.Writes("bomb.html", string.Concat(Enumerable.Repeat("<div>", 10_000)) + "text");

        Assert.Contains("nested", Assert.Single(marketing.Snapshot.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_200_megabytes_is_not_read()
    {
        using (var file = File.Create(Path.Combine(marketing.Directory, "huge.pdf")))
            file.SetLength(200_000_000);

        Assert.Contains("larger than 50 MB", Assert.Single(marketing.Snapshot.Faults).Message, StringComparison.Ordinal);
    }

    /// <summary>A PDF with lines of text.</summary>
    /// <param name="pages">Each line with the size of its letters and its height on the page, in points.</param>
    internal static byte[] Pdf(params (string Text, double Size, double Height)[][] pages)
    {
        var builder = new PdfDocumentBuilder();
        var font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var lines in pages)
        {
            var page = builder.AddPage(PageSize.A4);
            foreach (var (text, size, height) in lines)
                page.AddText(text, size, new PdfPoint(50, height), font);
        }
        return builder.Build();
    }

    void Word(string file, params OpenXmlElement[] body)
    {
        using var document = WordprocessingDocument.Create(Path.Combine(marketing.Directory, file), WordprocessingDocumentType.Document);
        var main = document.AddMainDocumentPart();
        main.Document = new Document(new Body(body));
    }

    static Paragraph Text(string text) => new(new Run(new Text(text)));

    static Paragraph Heading(string style, string text) => new(new ParagraphProperties(new ParagraphStyleId { Val = style }), new Run(new Text(text)));

    static Paragraph Item(string text) => new(new ParagraphProperties(new NumberingProperties(new NumberingLevelReference { Val = 0 }, new NumberingId { Val = 1 })), new Run(new Text(text)));

    static Paragraph Deleted(string text) => new(new DeletedRun(new Run(new DeletedText(text))) { Author = "Tom", Id = "1" });

    static Table Table(params string[][] rows) => new(rows.Select(row => new TableRow(row.Select(cell => new TableCell(Text(cell))))));

    public void Dispose() => marketing.Dispose();
}
