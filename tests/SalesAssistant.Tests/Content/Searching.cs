using NodaTime;
using SalesAssistant.Content;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class Searching : IDisposable
{
    readonly Marketing marketing = new();

    [Fact]
    public void An_offer_is_found_from_its_first_day_to_its_last_and_on_no_other()
    {
        marketing
            .Writes("offer.md", "---\nvalid-from: 2026-11-01\nvalid-to: 2026-11-30\n---\n# Autumn\n\nThe coupon AUTUMN20 takes 20 % off.")
            .Writes("other.md", "# Shop\n\nEvery coupon is entered at the checkout.");

        Assert.Equal(["other.md"], On(new LocalDate(2026, 10, 31)));
        Assert.Contains("offer.md", On(new LocalDate(2026, 11, 1)));
        Assert.Contains("offer.md", On(new LocalDate(2026, 11, 30)));
        Assert.Equal(["other.md"], On(new LocalDate(2026, 12, 1)));

        IEnumerable<string> On(LocalDate day)
        {
            marketing.Today = day;
            return marketing.FilesFor("Is there a coupon?");
        }
    }

    [Fact]
    public void Word_forms_and_headings_are_found()
    {
        marketing
            .Writes("billing.md", "# Billing\n\n## Cancelling a subscription\n\nYou can do it in the settings at any time.")
            .Writes("other.md", "# Other\n\nSettings change the colours at any time.");

        Assert.Equal("billing.md", marketing.FilesFor("How do I cancel subscriptions?").First());
    }

    [Fact]
    public void A_German_page_is_searched_as_German()
    {
        marketing
            .Writes("en.md", "# Courses\n\nOur courses start every Monday.")
            .Writes("de.md", "---\nlanguage: de\n---\n# Kurse\n\nUnsere Kurse beginnen jeden Montag in kleinen Gruppen.");

        Assert.Equal("de.md", marketing.FilesFor("Wann beginnt der Kurs?").First());
    }

    [Fact]
    public void A_page_that_has_moved_and_a_page_of_links_never_win_over_real_text()
    {
        marketing
            .Writes("a-stub.md", "# Refunds\n\nThis page on refunds has moved to [refund policy](refunds.md).")
            .Writes("b-links.md", "# Refunds\n\n- [Refund policy](refunds.md)\n- [Refund form](form.md)\n- [Refund times](times.md)")
            .Writes("refunds.md", "# Money back\n\nWe refund the full price within 30 days; write to us, and the money is on your account in a week.");

        Assert.Equal("refunds.md", marketing.FilesFor("What is your refund policy?").First());
    }

    [Theory]
    [InlineData("index.md", "# Installing\n\n## Questions about installing\n\n- [F-Droid delay](android.md#delay) - Why the latest version isn't on F-Droid yet\n- [Another store](android.md#store): Setting up another store by hand")]
    [InlineData("index.html", "<main><h1>Installing</h1><h2>Questions about installing</h2><ul><li><b><a href='android#delay'>F-Droid delay</a></b> - Why the latest version isn't on F-Droid yet</li><li><a href='android#store'>Another store</a>: Setting up another store by hand</li></ul></main>")]
    public void Remarks_beside_links_answer_nothing(string file, string text)
    {
        marketing
            .Writes(file, text)
            .Writes("android.md", "# Android\n\n## Stores\n\nF-Droid builds each version itself, so the latest one is there within two weeks.");

        Assert.Equal("android.md", marketing.FilesFor("Why is the latest version not on F-Droid yet?").First());
    }

    [Fact]
    public void A_list_whose_links_come_with_figures_is_real_text()
    {
        marketing
            .Writes("plans.md", "# Plans\n\n- [Starter](starter.md): €29 a month\n- [Growth](growth.md): €79 a month")
            .Writes("other.md", "# About\n\nThe starter of a plan is an idea, and a month of patience.");

        Assert.Equal("plans.md", marketing.FilesFor("What does the Starter plan cost a month?").First());
    }

    [Fact]
    public void A_page_that_never_names_the_product_asked_about_comes_after_one_that_does()
    {
        marketing
            .Writes("photos.md", "# Photos\n\n## Telephone\n\nInstall the app from the store of your telephone: open the store, tap the app, and install it there.")
            .Writes("vault.md", "# Vault\n\n## Telephone\n\nYour telephone has the app in a store: find it there and install it, then think of words that only you know and nobody else has, which keep what you put in away from others, and open it with these.\n\n## Safety\n\nNobody reads what lies in Vault, and only you open Vault.");

        Assert.Equal("vault.md", marketing.FilesFor("How do I install the app from the store of my telephone for vault?").First());
    }

    [Fact]
    public void Many_threads_may_search_one_snapshot()
    {
        for (var number = 0; number < 50; number++)
            marketing.Writes($"page-{number}.md", $"# Topic{number}\n\nAll about topic{number} and its subject{number}.");
        var snapshot = marketing.Snapshot;

        Parallel.For(0, 2000, round =>
        {
            var result = snapshot.Search($"Tell me about subject{round % 50}", 3, marketing.Today);
            Assert.Equal($"page-{round % 50}.md", result.Hits[0].Passage.Item.File);
        });
    }

    [Fact]
    public void Confidence_is_high_where_the_content_answers_and_low_where_it_does_not()
    {
        marketing
            .Writes("shipping.md", "# Shipping\n\nWe ship to Norway within five days.")
            .Writes("returns.md", "# Returns\n\nSend it back within 30 days for a full refund.")
            .Writes("courses.md", "# Courses\n\nThe advertising course runs for six weeks.");

        Assert.True(marketing.Search("Do you ship to Norway?").Confidence > 0.6);
        Assert.True(marketing.Search("Does the dishwasher support wireless firmware updates?").Confidence < 0.3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("🙂🙂🙂")]
    [InlineData("\u0000\u0007")]
    [InlineData("the of and")]
    [InlineData("AND OR NOT *:* \"unclosed (")]
    public void Nothing_to_search_for_finds_nothing_and_breaks_nothing(string question)
    {
        marketing.Writes("a.md", "# A\n\nText about things.");

        Assert.Empty(marketing.Search(question).Hits);
    }

    [Fact]
    public void A_question_of_a_hundred_thousand_characters_is_answered_too()
    {
        marketing.Writes("a.md", "# Shipping\n\nWe ship to Norway within five days.");

        var result = marketing.Search(string.Concat(Enumerable.Range(0, 20_000).Select(number => $"word{number} ")) + "Norway");

        Assert.InRange(result.Confidence, 0, 1);
    }

    public void Dispose() => marketing.Dispose();
}
