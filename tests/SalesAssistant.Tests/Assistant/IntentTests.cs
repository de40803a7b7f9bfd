using SalesAssistant.Assistant.Embedded;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Assistant;

public sealed class IntentTests
{
    static readonly List<(string Intent, string Sentence)> Examples = IntentExamples.Read(Repository.PathOf("prompts", "intents"));
    static readonly IntentClassifier Classifier = IntentClassifier.Train(Examples);

    [Theory]
    [InlineData("could I speak with a real human being please", "person")]
    [InlineData("id like to book a call for next tuesday", "meeting")]
    [InlineData("cancel my apointment please", "cancel")]
    [InlineData("thank you so much!", "thanks")]
    [InlineData("hello!!", "greeting")]
    [InlineData("good bye", "goodbye")]
    [InlineData("am i chatting with a robot?", "identity")]
    [InlineData("you are not helping me at all", "frustration")]
    [InlineData("Which plan includes the templates?", "ask")]
    public void The_examples_teach_what_a_visitor_wants_in_other_words(string said, string intent)
    {
        Assert.Equal(intent, Classifier.Classify(said).Name);
    }

    [Theory]
    [InlineData("xqzt wvvk pplrm")]
    [InlineData("")]
    [InlineData("🙂🙂🙂")]
    [InlineData("مرحبا كيف حالك")]
    [InlineData("the moon landing happened in 1969")]
    public void What_resembles_no_example_counts_as_a_question(string said)
    {
        Assert.Equal(IntentClassifier.Ask, Classifier.Classify(said).Name);
    }

    [Fact]
    public void Sentences_it_was_not_taught_are_understood()
    {
        var taught = Examples.Where((_, place) => place % 5 != 0).ToList();
        var heldOut = Examples.Where((_, place) => place % 5 == 0).ToList();
        var classifier = IntentClassifier.Train(taught);

        var understood = heldOut.Count(example => classifier.Classify(example.Sentence).Name == example.Intent);
        var questionsMistaken = heldOut.Count(example => example.Intent == "ask" && classifier.Classify(example.Sentence).Name != "ask");

        Assert.True(understood > 0.8 * heldOut.Count, $"{understood} of {heldOut.Count}");
        Assert.True(questionsMistaken < 0.08 * heldOut.Count(example => example.Intent == "ask"), $"{questionsMistaken} questions taken for something else");
    }

    [Fact]
    public void The_same_examples_give_the_same_classifier()
    {
        var again = IntentClassifier.Train(Examples);

        foreach (var said in (string[])["book a call", "what does it cost", "a person please", "hm"])
            Assert.Equal(Classifier.Classify(said), again.Classify(said));
    }

    [Fact]
    public void A_text_of_a_hundred_thousand_letters_is_read_by_its_beginning()
    {
        Assert.Equal("person", Classifier.Classify("I want to talk to a human " + new string(' ', 100_000)).Name);
        Assert.NotNull(Classifier.Classify(new string('x', 100_000)).Name);
    }
}
