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
        Assert.Equal($"{before} {question}", FollowUp.Complete(question, [before]));

    [Theory]
    [InlineData("How do I cancel my subscription?")]
    [InlineData("Is there a free trial?")]
    [InlineData("Is it possible to pay by invoice?")]
    [InlineData("How much is the Team plan for five people a year?")]
    [InlineData("Where can I see that the campaign report of last Monday was sent to my colleague?")]
    [InlineData("Are there webinars this week?")]
    public void A_question_that_stands_alone_is_searched_alone(string question) =>
        Assert.Equal(question, FollowUp.Complete(question, ["What does the Starter plan cost?"]));

    [Fact]
    public void A_row_of_follow_ups_goes_back_to_what_began_it()
    {
        Assert.Equal("What does the Starter plan cost? And the bigger one? and yearly?", FollowUp.Complete("and yearly?", ["Hello", "What does the Starter plan cost?", "And the bigger one?"]));
        Assert.Equal("And the bigger one?", FollowUp.Complete("And the bigger one?", []));
    }
}
