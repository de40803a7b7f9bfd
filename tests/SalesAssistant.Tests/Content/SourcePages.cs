using System.Net;
using AngleSharp.Html.Parser;
using SalesAssistant.Content;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>The page that a source chip opens.</summary>
public sealed class SourcePages : IAsyncLifetime
{
    readonly Marketing marketing = new Marketing()
        .Writes("pricing.md", """
            ---
            title: Prices
            kind: Pricing
            valid-to: 2026-12-31
            ---
            # Prices

            Everything costs **what it says**, and nothing more.

            | Plan | Price |
            | --- | --- |
            | Starter | €29 a month |
            | Growth | €79 a month |

            To cancel:

            1. Open *Billing*
            2. Choose Cancel

            <script>alert(1)</script> and [a link](javascript:alert(1)) and [another](../about.md)
            """)
        .Writes("plans.md", "---\ntitle: Plans\n---\n# Our *plans*\n\n## What they cost\n\n| | Month |\n| --- | --- |\n| Starter | €29 |\n\nText.\n\n| Plan | Year |\n| --- | --- |\n| Starter | €290 |\n")
        .Writes("arabic.md", "---\ntitle: الأسعار\nlanguage: ar\n---\n# الأسعار\n\nLarkfield: تبدأ الأكاديمية من 29 يورو في الشهر.")
        .Writes("offers/autumn.md", "---\ntitle: Autumn\nkind: Offer\nvalid-to: 2026-10-31\n---\nThe coupon is AUTUMN20.")
        .Writes("offers/spring.md", "---\nkind: Offer\nvalid-from: 2027-03-01\n---\nThe coupon is SPRING27.");

    SalesApp app = null!;
    HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        app = await SalesApp.Start(settings: ["--Content:Directory", marketing.Directory]);
        http = app.Http();
    }

    [Fact]
    public async Task A_PDF_is_shown_as_text_with_its_pages_and_can_be_had_itself()
    {
        File.WriteAllBytes(Path.Combine(marketing.Directory, "guide.pdf"), Formats.Pdf(
            [("Selling abroad", 22, 700), ("A shop needs a tax number in each country.", 11, 660)],
            [("Shipping", 16, 700), ("A parcel to Norway <b> takes six days.", 11, 660)]));
        await Eventually.Holds(async () => (await http.GetAsync("/content/guide.pdf")).StatusCode == HttpStatusCode.OK);

        var page = await Page("/content/guide.pdf?quote=A%20parcel%20to%20Norway%20%3Cb%3E%20takes%20six%20days.");

        Assert.Equal("Selling abroad", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Page 1", "Page 2"], page.QuerySelectorAll("article em").Select(place => place.TextContent));
        Assert.Equal("A parcel to Norway <b> takes six days.", page.QuerySelector("mark#quote")!.TextContent);
        var original = await http.GetAsync(page.QuerySelector("header a")!.GetAttribute("href"));
        Assert.Equal("application/pdf", original.Content.Headers.ContentType!.MediaType);
        Assert.Equal(File.ReadAllBytes(Path.Combine(marketing.Directory, "guide.pdf")), await original.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_web_pages_text_is_shown_with_its_lists_and_tables_and_none_of_its_code()
    {
        marketing.Writes("refunds.html", "<title>Refunds</title><main><h1>Refunds</h1><p onclick='x()'>We take every order back for thirty days, whatever the reason is and however it was paid for, as long as it is whole.</p><ul><li>Print<ul><li>the form</li></ul></li></ul><table><tr><th>Country</th><th>Cost</th></tr><tr><td>Norway</td><td>19 euros</td></tr></table><script>alert(1)</script></main>");
        await Eventually.Holds(async () => (await http.GetAsync("/content/refunds.html")).StatusCode == HttpStatusCode.OK);

        var page = await Page("/content/refunds.html?quote=Norway%20%E2%80%93%20Cost%3A%2019%20euros");

        Assert.Equal(["Norway", "19 euros"], page.QuerySelectorAll("td mark").Select(mark => mark.TextContent));
        Assert.Equal("the form", page.QuerySelector("article li li")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("script, [onclick]"));
        Assert.Null(page.QuerySelector("header a"));
    }

    [Fact]
    public async Task The_page_shows_title_kind_dates_and_text_and_runs_nothing()
    {
        var response = await http.GetAsync("/content/pricing.md");
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

        Assert.Equal("Prices", page.QuerySelector("h1")!.TextContent);
        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.Contains("Pricing · valid until 31 December 2026", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("what it says", page.QuerySelector("article strong")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("script, style, iframe, [onclick], a[href^='javascript']"));
        Assert.NotNull(page.QuerySelector("a[href='../about.md']"));
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Everything costs what it says, and nothing more.", "Everything costs what it says, and nothing more.")]
    [InlineData("costs what it says", "costs what it says")]
    [InlineData("Growth – Price: €79 a month", "Growth€79 a month")]
    [InlineData("To cancel:\n\n1. Open Billing\n2. Choose Cancel", "To cancel:Open BillingChoose Cancel")]
    public async Task The_quoted_words_are_marked(string quote, string marked)
    {
        var page = await Page(SourceLink.PathOf("pricing.md", quote));

        Assert.Equal(marked, string.Concat(page.QuerySelectorAll("mark").Select(mark => mark.TextContent)));
        Assert.Equal("quote", page.QuerySelector("mark")!.Id);
        Assert.Null(page.QuerySelector("[role=status]"));
    }

    [Fact]
    public async Task The_title_is_the_only_first_heading_a_table_is_named_by_its_own_and_a_row_is_marked_also_below_an_empty_corner()
    {
        var page = await Page(SourceLink.PathOf("plans.md", "Starter – Month: €29"));

        Assert.Equal(["Plans"], page.QuerySelectorAll("h1").Select(heading => heading.TextContent));
        Assert.Equal("Our plans", page.QuerySelector("article h2")!.TextContent);
        Assert.Equal(["What they cost", "What they cost"], page.QuerySelectorAll(".table[role=group][tabindex='0']").Select(table => table.GetAttribute("aria-label")));
        Assert.DoesNotContain(page.QuerySelectorAll("th"), heading => heading.TextContent.Length == 0);
        Assert.Equal(["Starter", "€29"], page.QuerySelectorAll("mark").Select(mark => mark.TextContent));
    }

    [Fact]
    public async Task A_page_is_laid_out_the_way_its_language_is_written()
    {
        var arabic = await Page("/content/arabic.md");
        Assert.Equal(("ar", "rtl"), (arabic.DocumentElement.GetAttribute("lang"), arabic.DocumentElement.GetAttribute("dir")));
        // Also where the first word is in other letters.
        Assert.Equal("rtl", arabic.QuerySelector("article")!.GetAttribute("dir"));
        Assert.Equal("en", arabic.QuerySelector(".facts bdi")!.GetAttribute("lang"));

        Assert.Equal("ltr", (await Page("/content/pricing.md")).DocumentElement.GetAttribute("dir"));
        Assert.All((string[])["ar", "fa", "he", "ur", "yi"], language => Assert.Equal("rtl", WritingDirection.Of(language)));
        Assert.All((string[])["en", "de", "ja", "tr", "ku"], language => Assert.Equal("ltr", WritingDirection.Of(language)));
    }

    [Fact]
    public async Task Every_answer_of_the_assistant_can_be_found_on_its_page()
    {
        foreach (var question in (string[])["How much is Growth?", "How do I cancel?", "What does everything cost?"])
        {
            var sentence = AnswerComposer.Compose(question, marketing.Search(question), threshold: 0)[0];
            var page = await Page(SourceLink.PathOf("pricing.md", sentence.Quote));
            Assert.NotNull(page.QuerySelector("mark"));
        }
    }

    [Fact]
    public async Task Words_that_no_longer_stand_there_are_said_to_be_gone()
    {
        var page = await Page(SourceLink.PathOf("pricing.md", "Everything is free."));

        Assert.Empty(page.QuerySelectorAll("mark"));
        Assert.Contains("no longer stand on this page", page.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_that_has_ended_says_so_and_nothing_of_its_content()
    {
        var response = await http.GetAsync("/content/offers/autumn.md");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("This offer has ended", text, StringComparison.Ordinal);
        Assert.Contains("31 October 2026", text, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTUMN20", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/content/offers/spring.md")]
    [InlineData("/content/missing.md")]
    [InlineData("/content/")]
    [InlineData("/content/pricing")]
    [InlineData("/content/PRICING.md")]
    [InlineData("/content/../appsettings.json")]
    [InlineData("/content/..%2F..%2Fetc%2Fpasswd")]
    [InlineData("/content/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/content/offers/..%2Fpricing.md")]
    [InlineData("/content/pricing.md%00.png")]
    [InlineData("/content//etc/passwd")]
    public async Task Only_files_of_the_content_are_shown_by_their_exact_name(string path)
    {
        var response = await http.GetAsync(path);

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("SPRING27", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    async Task<AngleSharp.Html.Dom.IHtmlDocument> Page(string path)
    {
        var response = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        marketing.Dispose();
    }
}
