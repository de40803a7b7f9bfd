using NodaTime;
using SalesAssistant.Content;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class ReadingFiles : IDisposable
{
    readonly Marketing marketing = new();

    [Fact]
    public void Front_matter_says_what_a_file_is()
    {
        marketing.Writes("offers/autumn.md", """
            ---
            id: autumn
            title: Autumn offer
            kind: Offer
            owner: lena@example.com
            valid-from: 2026-11-01
            valid-to: 2026-11-30
            audience: shops
            language: en
            campaign: autumn-26
            url: https://example.com/autumn
            ---
            Twenty percent off.
            """);

        var item = Assert.Single(marketing.Snapshot.Items);

        Assert.Equal("offers/autumn.md", item.File);
        Assert.Equal("autumn", item.Id);
        Assert.Equal("Autumn offer", item.Title);
        Assert.Equal(ContentKind.Offer, item.Kind);
        Assert.Equal("lena@example.com", item.Owner);
        Assert.Equal(new LocalDate(2026, 11, 1), item.ValidFrom);
        Assert.Equal(new LocalDate(2026, 11, 30), item.ValidTo);
        Assert.Equal("autumn-26", item.Campaign);
    }

    [Fact]
    public void A_file_without_front_matter_is_a_page_named_by_its_heading()
    {
        marketing.Writes("about.md", "# About us\n\nWe are a small company.");

        var item = Assert.Single(marketing.Snapshot.Items);

        Assert.Equal(("about", "About us", ContentKind.Page), (item.Id, item.Title, item.Kind));
    }

    [Fact]
    public void A_passage_knows_the_headings_it_stands_under_and_can_be_cited()
    {
        marketing.Writes("pricing.md", "# Pricing\n\nIntro.\n\n## Plans\n\n### Starter\n\nStarter costs €29 a month.");

        var passage = marketing.Snapshot.Passages[^1];

        Assert.Equal("Starter", passage.Heading);
        Assert.Equal(["Pricing", "Plans", "Starter"], passage.HeadingPath);
        Assert.Equal("pricing.md#2", passage.Id);
        Assert.Equal("Starter costs €29 a month.", passage.Text);
    }

    [Fact]
    public void A_table_row_reads_as_a_sentence_that_names_its_columns()
    {
        marketing.Writes("pricing.md", """
            # Pricing

            Our plans:

            | Plan | Price | Seats |
            | --- | --- | --- |
            | Starter | **€29** a month | 3 |
            | Growth | €79 a month | 10 |
            """);

        var passage = Assert.Single(marketing.Snapshot.Passages);

        Assert.Equal("Our plans:\n\nStarter – Price: €29 a month; Seats: 3\nGrowth – Price: €79 a month; Seats: 10", passage.Text);
    }

    [Fact]
    public void A_list_stays_with_the_sentence_that_leads_into_it()
    {
        var filler = string.Join(" ", Enumerable.Repeat("Many words stand before the list so that the passage is nearly full.", 8));
        marketing.Writes("help.md", $"# Help\n\n{filler}\n\nTo cancel:\n\n1. Open Billing\n   - or Account\n2. Choose **Cancel**\n");

        Assert.Contains(marketing.Snapshot.Passages, passage => passage.Text.Contains("To cancel:\n\n1. Open Billing\n  - or Account\n2. Choose Cancel", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_text_becomes_passages_of_about_120_words()
    {
        var sentences = Enumerable.Range(1, 100).Select(number => $"Sentence {number} has exactly these seven words.");
        marketing.Writes("white-paper.md", "# White paper\n\n" + string.Join(" ", sentences));

        var lengths = marketing.Snapshot.Passages.Select(passage => passage.Text.Split(' ').Length).ToList();

        Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, 90, 180));
        Assert.Equal(700, lengths.Sum());
    }

    [Fact]
    public void The_minutes_of_a_podcast_stay_in_its_text()
    {
        marketing.Writes("podcast.md", "# Episode 12\n\n[12:40] **Mia:** Start with one channel.\n\n[13:05] **Tom:** And measure it.");

        Assert.Contains("[12:40] Mia: Start with one channel.", Assert.Single(marketing.Snapshot.Passages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_files_give_the_same_hash_and_an_edit_gives_another()
    {
        marketing.Writes("a.md", "# A\n\nOne.").Writes("b.md", "# B\n\nTwo.");
        var first = marketing.Snapshot;
        Assert.Same(first, marketing.Snapshot);

        using var copy = new Marketing();
        copy.Writes("b.md", "# B\n\nTwo.").Writes("a.md", "# A\n\nOne.");
        Assert.Equal(first.Hash, copy.Snapshot.Hash);

        marketing.Writes("b.md", "# B\n\nTwo and a half.");
        Assert.NotEqual(first.Hash, marketing.Snapshot.Hash);
    }

    public void Dispose() => marketing.Dispose();
}
