using SalesAssistant.Content;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>A question that points back is searched with what it points to.</summary>
public sealed class FollowUps
{
    [Theory]
    [InlineData("What does the Starter plan cost?", "And the bigger plan?")]
    [InlineData("Do you have a course about newsletters?", "How long does it take?")]
    [InlineData("I use Shopware", "does it work with that?")]
    [InlineData("Is there a discount for schools?", "what about charities?")]
    [InlineData("Can I cancel the Team plan?", "how much is it")]
    public void It_is_searched_with_the_question_before_it(string before, string question) =>
        Assert.Equal($"{before} {question}", FollowUp.Complete(question, [before], []));

    [Theory]
    [InlineData("How do I cancel my subscription?")]
    [InlineData("Is there a free trial?")]
    [InlineData("Is it possible to pay by invoice?")]
    [InlineData("How much is the Team plan for five people a year?")]
    [InlineData("Where can I see that the campaign report of last Monday was sent to my colleague?")]
    [InlineData("Are there webinars this week?")]
    public void A_question_that_stands_alone_is_searched_alone(string question) =>
        Assert.Equal(question, FollowUp.Complete(question, ["What does the Starter plan cost?"], []));

    [Fact]
    public void A_row_of_follow_ups_goes_back_to_what_began_it()
    {
        Assert.Equal("What does the Starter plan cost? And the bigger one? and yearly?", FollowUp.Complete("and yearly?", ["Hello", "What does the Starter plan cost?", "And the bigger one?"], []));
        Assert.Equal("And the bigger one?", FollowUp.Complete("And the bigger one?", [], []));
    }

    static readonly string[] Names = ["Academy", "Sprint", "Studio", "Starter", "Team"];

    [Theory]
    [InlineData("What does Studio cost?", "no, I meant the Academy", "What does Academy cost?")]
    [InlineData("What does Studio cost?", "Sorry, I meant Sprint.", "What does Sprint cost?")]
    [InlineData("How do I cancel the Academy?", "no, Studio", "How do I cancel the Studio?")]
    [InlineData("How much is the Basic plan?", "I mean the Gold plan", "How much is the Gold plan?")]
    [InlineData("What does Studio cost?", "no, I meant how do I cancel it", "how do I cancel it")]
    [InlineData("What does it cost?", "I meant for Studio", "What does it cost? for Studio")]
    [InlineData("Was kostet Studio?", "nein, ich meinte die Academy", "Was kostet Academy?")]
    public void A_correction_puts_the_question_before_it_right(string before, string correction, string question)
    {
        Assert.Equal(question, FollowUp.Complete(correction, [before], Names));
        // The same when the first was not answered yet.
        Assert.Equal(question, FollowUp.Complete($"{before}\n{correction}", [], Names));
    }

    [Theory]
    [InlineData("no, the price is too high")]
    [InlineData("No")]
    [InlineData("no thanks")]
    [InlineData("No, I have a shop for wine and three people who work in it and none of them has time")]
    public void An_objection_is_none(string message) => Assert.False(FollowUp.Complete(message, ["What does Studio cost?"], Names).Contains("What does", StringComparison.Ordinal));

    [Theory]
    [InlineData("What does the Academy cost?", "for three people")]
    [InlineData("We are a team of five,", "what does the Academy cost?")]
    [InlineData("Was kostet die Academy?", "f\u00fcr drei Personen")]
    public void A_fragment_and_what_it_belongs_to_are_one_question(string before, string message) => Assert.Equal($"{before} {message}", FollowUp.Complete(message, [before], Names));
}
