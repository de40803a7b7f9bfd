using CsCheck;
using SalesAssistant.Assistant;
using Xunit;

namespace SalesAssistant.Tests.Assistant;

/// <summary>An answer that comes in pieces is the same answer.</summary>
public sealed class AnswerReaderTests
{
    [Fact]
    public void However_an_answer_is_cut_into_pieces_its_sentences_are_those_of_the_whole()
    {
        var text = Gen.OneOf(Gen.String[0, 20], Gen.Const("\""), Gen.Const("\\"), Gen.Const("}]"), Gen.Const("{\"sentences\":["), Gen.Const("é€"), Gen.Const("a \"quoted\" word"));
        var sentence = Gen.Select(text, text, text, (said, passage, quote) => new ProposedSentence(said, passage, quote));
        Gen.Select(sentence.List[0, 4], Gen.Int[1, 9], Gen.Bool).Sample((sentences, length, fenced) =>
        {
            var whole = fenced ? $"Here it is:\n```json\n{AnswerFormat.Write(sentences)}\n```" : AnswerFormat.Write(sentences);
            var reader = new AnswerReader();
            var told = 0;
            for (var at = 0; at < whole.Length; at += length)
                if (reader.Add(whole.Substring(at, Math.Min(length, whole.Length - at)))) told = reader.Sentences.Count;

            Assert.Equal(whole, reader.Text);
            Assert.Equal(AnswerFormat.Read(whole), reader.Sentences);
            Assert.Equal(sentences.Count, told);
        });
    }

    [Fact]
    public void A_sentence_is_there_when_its_object_has_closed_and_not_before()
    {
        var reader = new AnswerReader();
        Assert.False(reader.Add("""{"sentences":[{"sentence":"One.","passage":"P1","quote":"one" """));
        Assert.True(reader.Add("}"));
        Assert.Equal(new ProposedSentence("One.", "P1", "one"), Assert.Single(reader.Sentences));
    }

    [Theory]
    [InlineData("""{"thoughts":[{"sentence":"One.","passage":"P1","quote":"one"}]}""")]
    [InlineData("""{"sentences":{"first":{"sentence":"One.","passage":"P1","quote":"one"}}}""")]
    [InlineData("""{"sentences":[{"sentence":"One.","passage":"P1"}]}""")]
    [InlineData("""{"sentences":["One."]}""")]
    [InlineData("""[{"sentence":"One.","passage":"P1","quote":"one"}]""")]
    public void What_is_no_sentence_of_an_answer_is_none(string text)
    {
        var reader = new AnswerReader();
        reader.Add(text);
        Assert.Empty(reader.Sentences);
    }

    [Fact]
    public void What_was_said_before_it_is_cleared_is_forgotten()
    {
        var reader = new AnswerReader();
        reader.Add("""{"sentences":[{"sentence":"One.","passage":"P1","quote":"one"},{"sent""");
        reader.Clear();
        reader.Add("""{"sentences":[{"sentence":"Two.","passage":"P1","quote":"two"}]}""");
        Assert.Equal("Two.", Assert.Single(reader.Sentences).Sentence);
    }
}
