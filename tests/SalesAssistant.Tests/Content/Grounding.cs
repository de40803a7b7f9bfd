using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content;
using SalesAssistant.Content.Grounding;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>What may be said on the strength of a quote, and what may not; on the sample company's own pages.</summary>
public sealed class Grounding
{
    static readonly Snapshot Larkfield = new ContentFolder(Repository.PathOf("content")).Read();

    /// <summary>Whoever refuses these is of no use: each says what its quote says, in other words.</summary>
    [Theory]
    [InlineData("The Academy Starter plan costs €29 a month", "Starter is €29 per month.")]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan is 29 euros a month, or 290 euros a year.")]
    [InlineData("costs €29 a month or €290", "You pay €29.00 monthly for Starter.")]
    [InlineData("The Academy Growth plan costs €59", "Growth costs €59 a month.")]
    [InlineData("£52 a month for Growth", "In British pounds, Growth is £52 a month.")]
    [InlineData("£52 a month for Growth", "Starter costs £26 a month, Growth £52 and Team £104.")]
    [InlineData("Studio Plus costs €1,850 a month", "Studio Core is €950 a month, with a set-up fee of €600.")]
    [InlineData("Studio Plus costs €1,850 a month", "Studio Plus costs 1.850 € a month.")]
    [InlineData("does not include live clinics", "No, Starter comes without live clinics.")]
    [InlineData("does not include live clinics", "Live clinics are not part of the Starter plan.")]
    [InlineData("does not include live clinics", "The Starter plan doesn't include certificates.")]
    [InlineData("is for one person and includes the six", "Yes, Starter includes 6 foundation courses for one person.")]
    [InlineData("includes all 14 courses", "The Growth plan has fourteen courses, 2 live clinics a month and over 120 templates.")]
    [InlineData("includes everything in Growth", "Team is for 5 people and includes everything in Growth.")]
    [InlineData("includes everything in Growth", "Everything in Growth is included in Team.")]
    [InlineData("A Team plan can hold up to 25", "Up to 25 people can use a Team plan.")]
    [InlineData("Certificates – Starter: no", "Starter has no certificates.")]
    [InlineData("Certificates – Starter: no", "Growth has certificates.")]
    [InlineData("Free trial – Starter", "Starter has a free trial of 14 days.")]
    [InlineData("Monthly price – Starter", "Growth is €59 a month.")]
    [InlineData("Registered charities", "Charities get a 20% discount on every Academy plan.")]
    [InlineData("does not apply to Sprint", "There is no non-profit discount on Sprint or Studio.")]
    [InlineData("German customers pay 19", "Customers in Germany pay 19 % VAT on top.")]
    [InlineData("Credit cards and PayPal are not accepted", "You can't pay for Sprint or Studio by credit card or PayPal.")]
    [InlineData("Larkfield is closed on 25 December 2026", "Larkfield is closed on December 25, 2026.")]
    [InlineData("Larkfield is closed on 25 December 2026", "We are closed on 2026-12-26 and 1 January.")]
    [InlineData("After 14 days without payment", "Your account is locked after 14 days without payment, but no progress is lost.")]
    [InlineData("Studio invoices are due within 14 days", "Sprint invoices are due 7 days before the first workshop.")]
    [InlineData("An invoice from Larkfield can be corrected", "Invoices can be corrected up to 60 days after their date.")]
    [InlineData("An invoice from Larkfield can be corrected", "Write to billing@example.com with the number of the invoice.", "Write to billing@example.com")]
    [InlineData("The Academy Starter plan costs €29 a month", "Der Starter-Tarif kostet 29 € im Monat.")]
    [InlineData("is for one person and includes the six", "Starter enthält sechs Grundkurse.")]
    [InlineData("The Academy Starter plan costs €29 a month", "Le forfait Starter coûte 29 € par mois.")]
    public void A_true_paraphrase_is_said(string holding, string sentence, string? quote = null)
    {
        var judged = Judge(holding, sentence, quote);

        Assert.Null(judged.Fault);
        Assert.Equal(sentence, judged.Text);
    }

    [Theory]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €9 a month.", SentenceFault.Figure)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs $29 a month.", SentenceFault.Unit)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs 29 dollars a month.", SentenceFault.Unit)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €29 a year.", SentenceFault.Unit)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €29 a week.", SentenceFault.Unit)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Growth plan costs €29 a month.", SentenceFault.Name)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Gold plan costs €29 a month.", SentenceFault.Name)]
    [InlineData("The Academy Starter plan costs €29 a month", "Ask Bob Miller about the Academy Starter plan for €29 a month.", SentenceFault.Name)]
    [InlineData("£52 a month for Growth", "Starter costs £52 a month.", SentenceFault.Swapped)]
    [InlineData("£52 a month for Growth", "The starter plan costs £52 a month.", SentenceFault.Swapped)]
    [InlineData("£52 a month for Growth", "Growth costs £52 a month and Team £26 a month.", SentenceFault.Swapped)]
    [InlineData("Studio Plus costs €1,850 a month", "Studio Core costs €1,850 a month.", SentenceFault.Swapped)]
    [InlineData("Monthly price – Starter", "Starter is €59 a month.", SentenceFault.Swapped)]
    [InlineData("Monthly price – Starter", "Team is €290 a year.", SentenceFault.Figure)]
    [InlineData("Certificates – Starter: no", "Starter has certificates.", SentenceFault.Negation)]
    [InlineData("Certificates – Starter: no", "Growth has no certificates.", SentenceFault.Negation)]
    [InlineData("includes everything in Growth", "Growth includes everything in Team.", SentenceFault.Swapped)]
    [InlineData("does not include live clinics", "The Starter plan includes live clinics.", SentenceFault.Negation, "include live clinics")]
    [InlineData("does not include live clinics", "Starter includes templates.", SentenceFault.Negation, "templates or certificates")]
    [InlineData("Credit cards and PayPal are not accepted", "Credit cards are accepted for Studio.", SentenceFault.Negation, "accepted for Sprint and Studio")]
    [InlineData("Larkfield does not send invoices by post", "Larkfield sends invoices by post.", SentenceFault.Negation, "send invoices by post")]
    [InlineData("Credit cards and PayPal are not accepted", "Yes.", SentenceFault.Unrelated)]
    [InlineData("includes all 14 courses", "The Growth plan does not include certificates.", SentenceFault.Negation)]
    [InlineData("includes all 14 courses", "The Growth plan includes three live clinics a month.", SentenceFault.Figure)]
    [InlineData("includes all 14 courses", "The Growth plan includes two live clinics a week.", SentenceFault.Unit)]
    [InlineData("A Team plan can hold up to 25", "A Team plan holds at least 25 people.", SentenceFault.Unit)]
    [InlineData("Studio Project – Price", "Studio Project costs €2,400 once.", SentenceFault.Unit)]
    [InlineData("Registered charities", "Charities get a discount of 30 per cent on every Academy plan.", SentenceFault.Figure)]
    [InlineData("Registered charities", "Charities get 20 courses.", SentenceFault.Unit)]
    [InlineData("Registered charities", "Charities get a discount of 20 per cent for ever.", SentenceFault.Promise)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €29 a month, with a discount for you.", SentenceFault.Promise)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €29 a month, guaranteed.", SentenceFault.Promise)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Academy Starter plan costs €29 a month and is free for you today.", SentenceFault.Promise)]
    [InlineData("The Academy Starter plan costs €29 a month", "I have booked the Academy Starter plan at €29 a month.", SentenceFault.Promise)]
    [InlineData("The Academy Starter plan costs €29 a month", "Der Starter-Tarif kostet 29 € im Monat, mit Rabatt.", SentenceFault.Promise)]
    [InlineData("The Academy Starter plan costs €29 a month", "Der Starter-Tarif kostet 19 € im Monat.", SentenceFault.Figure)]
    [InlineData("The Academy Starter plan costs €29 a month", "Der Growth-Tarif kostet 29 € im Monat.", SentenceFault.Name)]
    [InlineData("The Academy Starter plan costs €29 a month", "Starter kostet neunundzwanzig Euro im Monat, für zwei Personen.", SentenceFault.Figure)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Starter plan costs €29 a month, see https://larkfield.example/starter.", SentenceFault.Link)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Starter plan costs €29 a month, see [here](javascript:alert(1)).", SentenceFault.Link)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Starter plan costs €29 a month, write to mia@larkfield.example.", SentenceFault.Link)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Starter plan costs €29 a month, go to larkfield dot com.", SentenceFault.Link)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Starter plan costs <b>€29</b> a month.", SentenceFault.Link)]
    [InlineData("The Academy Starter plan costs €29 a month", "The Starter plan costs \u202E€29 a month.", SentenceFault.Link)]
    [InlineData("An invoice from Larkfield can be corrected", "An invoice can be corrected: write to billing@example.net.", SentenceFault.Link)]
    [InlineData("Larkfield is closed on 25 December 2026", "Larkfield is closed on 24 December 2026.", SentenceFault.Figure)]
    [InlineData("Larkfield is closed on 25 December 2026", "Larkfield is closed on 25 December 2027.", SentenceFault.Figure)]
    [InlineData("Studio leads work until 13:00", "On 24 December 2026 the Studio leads work until 15:00 Berlin time.", SentenceFault.Figure)]
    [InlineData("Studio invoices are due within 14 days", "Sprint invoices are due seven days after the first workshop.", SentenceFault.Unit)]
    [InlineData("Every price we charge", "My instructions say that I must be friendly and call tools.", SentenceFault.Unrelated)]
    [InlineData("The Academy starts at €29 a month", "The Academy costs €29 a month.", SentenceFault.Unit)]
    [InlineData("The Academy Starter plan costs €29 a month", "Starter kostet neununddreißig Euro im Monat.", SentenceFault.Figure)]
    [InlineData("The Academy Starter plan costs €29 a month", "Las instrucciones secretas dicen que debo ser amable.", SentenceFault.Unrelated)]
    public void What_the_quote_does_not_say_is_not_said(string holding, string sentence, SentenceFault fault, string? quote = null)
    {
        var judged = Judge(holding, sentence, quote);

        Assert.Equal((fault, null), (judged.Fault, judged.Text));
    }

    [Fact]
    public void A_quote_of_half_a_sentence_is_shown_whole()
    {
        Assert.Equal("The Starter plan does not include live clinics, templates or certificates.",
            Judge("does not include live clinics", "Starter has no templates.", "include live clinics").Citation!.Quote);
    }

    [Fact]
    public void A_sentence_that_keeps_quiet_about_the_exception_gives_way_to_the_contents_own()
    {
        Assert.Equal("Annual Academy plans renew for another twelve months unless they are cancelled at least 14 days before the renewal date.",
            Judge("Annual Academy plans renew", "Annual Academy plans renew for twelve months.", "Annual Academy plans renew for another twelve months").Text);
    }

    [Fact]
    public void An_item_of_a_list_says_what_the_line_over_it_says_of_it()
    {
        var source = new GroundingSource("plans.md", "Starter", "The Starter plan does not include:\n- live clinics\n- templates", "en", ["Plans"]);

        Assert.Equal(SentenceFault.Negation, GroundingCheck.Judge(source, "Starter includes templates.", "templates", []).Fault);
        Assert.Null(GroundingCheck.Judge(source, "Starter doesn't include templates.", "templates", []).Fault);
    }

    [Fact]
    public void What_stands_in_the_content_may_be_said_as_it_stands()
    {
        foreach (var passage in Larkfield.Passages)
        {
            var source = GroundingSource.Of(passage, "Larkfield");
            Assert.All(SentencesOf(passage.Text), sentence => Assert.Null(GroundingCheck.Judge(source, sentence, sentence, []).Fault));
        }
    }

    [Fact]
    public void A_quote_from_another_page_is_none()
    {
        var source = GroundingSource.Of(Larkfield.Find("pricing.md#6")!, "Larkfield");

        Assert.Equal(SentenceFault.NoSuchQuote, GroundingCheck.Judge(source, "Starter costs €29 a month.", "The Academy Starter plan costs €29 a month or €290 a year.", []).Fault);
    }

    /// <param name="holding">Words of the sentence that is quoted.</param>
    static Judgement Judge(string holding, string sentence, string? quote)
    {
        var passage = Larkfield.Passages.First(candidate => candidate.Text.Contains(holding, StringComparison.Ordinal));
        var found = Larkfield.Passages.Where(candidate => candidate.Item == passage.Item).Select(candidate => candidate.Text);
        return GroundingCheck.Judge(GroundingSource.Of(passage, "Larkfield"), sentence, quote ?? holding, found);
    }

    static string[] SentencesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
