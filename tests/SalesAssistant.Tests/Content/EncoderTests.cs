using SalesAssistant.Content.Embeddings;
using Xunit;

namespace SalesAssistant.Tests.Content;

/// <summary>The embedded encoder against vectors that its own npm package gave under Node: @energetic-ai/embeddings 0.2.0.</summary>
public sealed class EncoderTests
{
    static readonly SentenceEncoder Encoder = SentenceEncoder.Read(SentenceEncoder.Folder);

    [Theory]
    [InlineData("hello", -0.2271852682, 0.0416782685, -0.0223625861, -0.0476075150)]
    [InlineData("How do I cancel my subscription?", -0.3810397464, -0.0088497596, -0.0612172224, 0.0454368887)]
    [InlineData("The Team plan costs €119 a month, or €1,190 a year; each additional seat is €19.", -0.6805250637, -0.0115273949, 0.0168668311, 0.0195945147)]
    [InlineData("  two  spaces ", -0.9373344701, 0.0482374653, -0.0543755293, 0.0540550090)]
    public void It_gives_the_numbers_of_the_original(string text, double sum, double first, double second, double third)
    {
        var vector = Assert.Single(Encoder.Encode([text]));

        Assert.Equal(first, vector[0], 1e-5);
        Assert.Equal(second, vector[1], 1e-5);
        Assert.Equal(third, vector[2], 1e-5);
        // All 512 have their part in this, each by another weight.
        Assert.Equal(sum, vector.Select((value, at) => value * Math.Sin(at + 1)).Sum(), 1e-4);
    }

    [Fact]
    public void What_lies_behind_128_pieces_is_not_read()
    {
        // The package gave 0.7770703498 for it.
        var vector = Encoder.Encode([string.Join(' ', Enumerable.Repeat("words", 200))])[0];

        Assert.Equal(0.7770703498, vector.Select((value, at) => value * Math.Sin(at + 1)).Sum(), 1e-4);
    }

    [Fact]
    public void Texts_encoded_together_have_the_vectors_that_they_have_alone()
    {
        string[] texts = ["Refunds are paid within 30 days.", "", "Hi", "☃☃☃", "What does the Academy cost, and may I try it first?"];

        var together = Encoder.Encode(texts);

        Assert.All(texts.Zip(together), pair => Assert.Equal(Encoder.Encode([pair.First])[0], pair.Second));
        Assert.All(together, vector => Assert.All(vector, value => Assert.InRange(value, -1f, 1f)));
    }
}
