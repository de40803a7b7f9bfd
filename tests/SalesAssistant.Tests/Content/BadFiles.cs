using System.Text;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class BadFiles : IDisposable
{
    readonly Marketing marketing = new();

    [Theory]
    [InlineData("---\ntitle: Offer\nvalid-to: 30.11.2026\n---\nText.", 3, "year-month-day")]
    [InlineData("---\ntitle: Offer\nvalid-from: 2026-12-01\nvalid-to: 2026-11-01\n---\nText.", 4, "before valid-from")]
    [InlineData("---\ntitle: Offer: the best\n---\nText.", 2, "YAML")]
    [InlineData("---\ntitle: Offer\nvalid until: 2026-11-30\n---\nText.", 3, "did you mean valid-to")]
    [InlineData("---\ntitle: Offer\nvalid-to: 2026-11-30\n\nText.", 1, "isn't closed")]
    [InlineData("---\n- one\n- two\n---\nText.", 2, "name: value")]
    public void A_fault_names_file_line_and_what_to_mend(string text, int line, string mend)
    {
        marketing.Writes("good.md", "# Good\n\nWe ship on Mondays.").Writes("offer.md", text);

        var snapshot = marketing.Snapshot;

        var fault = Assert.Single(snapshot.Faults);
        Assert.Equal(("offer.md", line), (fault.File, fault.Line));
        Assert.Contains(mend, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["good.md"], snapshot.Items.Select(item => item.File));
    }

    [Fact]
    public void The_last_good_version_is_served_while_a_file_is_broken()
    {
        marketing.Writes("pricing.md", "---\ntitle: Pricing\n---\nStarter costs €29.");
        var good = marketing.Snapshot;

        marketing.Writes("pricing.md", "---\ntitle: [Pricing\n---\nStarter costs €39.");
        var broken = marketing.Snapshot;

        Assert.Equal(good.Hash, broken.Hash);
        Assert.Contains("€29", Assert.Single(broken.Passages).Text, StringComparison.Ordinal);
        Assert.Contains("last good version", Assert.Single(broken.Faults).Message, StringComparison.Ordinal);

        marketing.Writes("pricing.md", "---\ntitle: Pricing\n---\nStarter costs €39 now.");
        Assert.Contains("€39", Assert.Single(marketing.Snapshot.Passages).Text, StringComparison.Ordinal);
        Assert.Empty(marketing.Snapshot.Faults);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_a_fault_at_its_line()
    {
        File.WriteAllBytes(Path.Combine(marketing.Directory, "latin.md"), Encoding.Latin1.GetBytes("# Title\n\nCafé"));

        var fault = Assert.Single(marketing.Snapshot.Faults);

        Assert.Equal(("latin.md", 3), (fault.File, fault.Line));
    }

    [Fact]
    public void A_link_that_leaves_the_folder_is_not_followed()
    {
        var secret = Path.Combine(Path.GetTempPath(), $"secret-{Guid.NewGuid():N}.md");
        File.WriteAllText(secret, "# Secret\n\nSalaries.");
        File.CreateSymbolicLink(Path.Combine(marketing.Directory, "link.md"), secret);

        var snapshot = marketing.Snapshot;

        Assert.Empty(snapshot.Passages);
        Assert.Contains("leads out", Assert.Single(snapshot.Faults).Message, StringComparison.Ordinal);
        File.Delete(secret);
    }

    [Fact]
    public void Text_nested_a_thousand_deep_is_a_fault_and_nothing_worse()
    {
        marketing.Writes("bomb.md", string.Concat(Enumerable.Repeat("> ", 5000)) + "text").Writes("good.md", "# Good\n\nText.");

        Assert.Equal(["bomb.md"], marketing.Snapshot.Faults.Select(fault => fault.File));
        Assert.Single(marketing.Snapshot.Items);
    }

    [Fact]
    public void An_empty_folder_and_a_missing_one_are_served_as_nothing()
    {
        Assert.Empty(marketing.Search("anything").Hits);

        var missing = new SalesAssistant.Content.ContentFolder(Path.Combine(marketing.Directory, "missing")).Read();
        Assert.Contains("doesn't exist", Assert.Single(missing.Faults).Message, StringComparison.Ordinal);
    }

    public void Dispose() => marketing.Dispose();
}
