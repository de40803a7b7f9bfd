using SalesAssistant.Content;
using SalesAssistant.Content.Grounding;
using Xunit;

namespace SalesAssistant.Tests.Content;

public sealed class Answering : IDisposable
{
    readonly Marketing marketing = new Marketing()
        .Writes("pricing.md", """
            # Pricing

            ## Plans

            Our plans differ in seats and support.

            | Plan | Price | Seats |
            | --- | --- | --- |
            | Starter | €29 a month | 3 |
            | Growth | €79 a month | 10 |

            ## Trial

            Every plan begins with a free trial of 14 days. No card is needed. The office has a garden.
            """)
        .Writes("faq.md", """
            # Questions

            ## Can I pause a Growth subscription?

            No. A subscription cannot be paused. It can be cancelled at the end of any month.

            ## How do I cancel a subscription?

            To cancel your subscription:

            1. Open Billing.
            2. Choose Cancel.
            3. Confirm by e-mail.

            ## Do you ship to Norway?

            Our printed workbooks go out every Monday, e.g. by DHL or by Bring. Norway takes about 6.5 days on average. They are packed by Ms. Olsen in Bergen.
            """)
        .Writes("about.md", "# About\n\nLarkfield was founded in Berlin in 2016 by Ines Kaltenbach. It has 24 employees.");

    [Theory]
    [InlineData("How much is the Growth plan?", "Growth – Price: €79 a month; Seats: 10")]
    [InlineData("How many seats has Starter?", "Starter – Price: €29 a month; Seats: 3")]
    [InlineData("Who founded Larkfield?", "Larkfield was founded in Berlin in 2016 by Ines Kaltenbach. It has 24 employees.")]
    [InlineData("Is there a free trial?", "Every plan begins with a free trial of 14 days. No card is needed.")]
    [InlineData("how do I cancel my subscription", "To cancel your subscription:\n\n1. Open Billing.\n2. Choose Cancel.\n3. Confirm by e-mail.")]
    public void The_sentence_the_row_or_the_list_that_answers_is_said(string question, string answer)
    {
        Assert.Equal(answer, marketing.AnswerTo(question));
    }

    [Fact]
    public void A_bare_no_is_said_with_what_it_denies()
    {
        Assert.StartsWith("No. A subscription cannot be paused.", marketing.AnswerTo("Can my Growth subscription be paused?"), StringComparison.Ordinal);
    }

    /// <summary>Each section has the words of the others; the headings that would tell them apart are missing, as on many pages.</summary>
    [Theory]
    [InlineData("Why doesn't search find my invoices?", "Search finds only invoices")]
    [InlineData("Does search find invoices offline?", "Yes. Search finds invoices offline")]
    [InlineData("What is a vault?", "A vault is a folder")]
    [InlineData("How do I open a vault?", "1. Choose Vaults.")]
    public void What_cannot_answer_such_a_question_is_not_said(string question, string begins)
    {
        using var pages = new Marketing().Writes("help.md", """
            # Help

            Yes. Search finds invoices offline, and it doesn't need an account.

            ***

            Search finds only invoices that were read by machine learning, which is off at first because it takes time.

            ***

            When an owner deletes the account, nobody who has access to a shared folder can see it any more.

            ***

            Yes. Open the shared folder, choose Share and look at the list of people with access.

            ***

            When a vault can't be opened, the vault was moved.

            ***

            A vault is a folder with a lock of its own.

            ***

            1. Choose Vaults.
            2. Open the vault with its key.
            """);
        Assert.StartsWith(begins, pages.AnswerTo(question), StringComparison.Ordinal);
    }

    [Fact]
    public void How_something_works_is_told_by_what_it_does_and_not_by_steps()
    {
        marketing.Writes("inbox.md", """
            # Shared inboxes

            ## Leaving

            1. Open Shared inboxes.
            2. Find the shared inbox that you want to leave.
            3. Choose Leave.

            ## Overview

            Shared inboxes is a feature that brings the mail of a whole team to one place.
            """);

        Assert.StartsWith("Shared inboxes is a feature", marketing.AnswerTo("How do shared inboxes work?"), StringComparison.Ordinal);
        Assert.StartsWith("1. Open Shared inboxes.", marketing.AnswerTo("How do I leave shared inboxes?"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_that_sums_up_is_said_with_what_it_sums_up()
    {
        marketing.Writes("cards.md", "# Cards\n\nInvoices come by post. They are due within a month. Reminders are free. Ask the office for a copy. The bank takes a day. Nothing about cards is stored with us. All of this said, whoever won't share the details of a card pays by PayPal.");

        Assert.StartsWith("Nothing about cards is stored with us.", marketing.AnswerTo("May I pay by PayPal without sharing the details of a card?"), StringComparison.Ordinal);
    }

    [Fact]
    public void Abbreviations_and_decimals_do_not_cut_a_sentence()
    {
        Assert.Contains("Norway takes about 6.5 days on average.", marketing.AnswerTo("How long does shipping to Norway take?"), StringComparison.Ordinal);
        Assert.Contains("every Monday, e.g. by DHL or by Bring.", marketing.AnswerTo("When are printed workbooks sent, by DHL?"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sentence_carries_a_quote_that_code_finds()
    {
        foreach (var question in (string[])["How much is Growth?", "Can I pause?", "how do I cancel a subscription", "Is there a trial?", "Who founded it?"])
        {
            var result = marketing.Search(question);
            foreach (var sentence in AnswerComposer.Compose(question, result, threshold: 0))
            {
                var source = GroundingSource.Of(marketing.Snapshot.Find(sentence.PassageId)!, "Larkfield");
                Assert.Equal((sentence.Sentence, null), (GroundingCheck.Judge(source, sentence.Sentence, sentence.Quote, []) is var judged ? (judged.Text, judged.Fault) : default));
            }
        }
    }

    [Fact]
    public void A_question_that_the_content_does_not_answer_gets_no_sentence()
    {
        Assert.Equal("", marketing.AnswerTo("Does the dishwasher have wireless firmware updates?", AnswerComposer.DefaultThreshold));
    }

    [Fact]
    public void The_same_question_gets_the_same_answer()
    {
        Assert.Equal(marketing.AnswerTo("What are the plans?"), marketing.AnswerTo("What are the plans?"));
    }

    public void Dispose() => marketing.Dispose();
}
