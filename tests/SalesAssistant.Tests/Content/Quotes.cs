using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class Quotes : IDisposable
{
    readonly Marketing marketing = new Marketing()
        .Writes("pricing.md", "# Pricing\n\n## Starter\n\nStarter costs €29 a month,\nand it’s **free** for 15 days.");

    [Fact]
    public void A_verbatim_quote_becomes_a_citation_in_the_passages_own_words()
    {
        Assert.Equal(new Citation("pricing.md", "Starter", "Starter costs €29 a month, and it’s free"),
            QuoteCheck.Find(marketing.Snapshot, "pricing.md#1", "Starter costs €29  a month,\n and it's free"));
    }

    [Theory]
    [InlineData("Starter costs €28 a month")]
    [InlineData("starter costs €29 a month")]
    [InlineData("Starter is €29 a month")]
    [InlineData("arter costs €29")]
    [InlineData("free for 1")]
    [InlineData("")]
    [InlineData("  ")]
    public void Anything_else_is_no_quote(string quote)
    {
        Assert.Null(QuoteCheck.Find(marketing.Snapshot, "pricing.md#1", quote));
    }

    [Fact]
    public void A_quote_is_looked_for_in_its_own_passage_only()
    {
        marketing.Writes("other.md", "# Other\n\nGrowth costs €79 a month.");

        Assert.Null(QuoteCheck.Find(marketing.Snapshot, "pricing.md#1", "Growth costs €79 a month."));
        Assert.Null(QuoteCheck.Find(marketing.Snapshot, "missing.md#1", "Growth costs €79 a month."));
    }

    public void Dispose() => marketing.Dispose();
}
