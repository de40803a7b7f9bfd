using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SalesAssistant.Assistant.Embedded;

/// <summary>What the visitor wants, and how sure that is.</summary>
/// <param name="Name">The name of an examples file, such as <c>meeting</c>.</param>
/// <param name="Confidence">From 0 to 1.</param>
public readonly record struct IntentGuess(string Name, double Confidence);

/// <summary>
/// A linear classifier over words, pairs of words and pieces of words, trained from the marketers' example sentences while the
/// program starts. How sure a guess must be follows how many intents there are. The same examples always give the same classifier. Safe for many threads.
/// </summary>
public sealed class IntentClassifier
{
    /// <summary>What a message counts as when it resembles no example: a question.</summary>
    public const string Ask = "ask";

    /// <summary>What no example has takes so many times the share of a text that it would have if it were known and rare.</summary>
    const float UnknownWeight = 2f;

    /// <summary>The place of what no example has.</summary>
    const int Unknown = 0;

    const int Epochs = 8;
    const float FirstRate = 4f;

    /// <summary>This share of each lesson is spread over all names: who never learns to be certain is less so of foreign text.</summary>
    const float Doubt = 0.1f;

    readonly string[] names;
    readonly Dictionary<uint, int> places;
    readonly float[] rarity;

    /// <summary>How many vectors hold a number for each name.</summary>
    readonly int width;
    readonly Vector128<float>[] weights;
    readonly float leastConfidence;

    IntentClassifier(string[] names, IReadOnlyList<(string Intent, string Sentence)> examples)
    {
        this.names = names;
        width = (names.Length + Vector128<float>.Count - 1) / Vector128<float>.Count;
        var read = examples.Select(example => FeaturesOf(example.Sentence)).ToList();
        (places, rarity) = Known(read);
        var numbers = names.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number);
        var lessons = examples.Select((example, at) => new Lesson(Weighted(read[at]), numbers[example.Intent])).ToList();
        // Among many names each has less: a fixed confidence would ask far more of the likeliest of 150 than of nine.
        leastConfidence = MathF.Min(0.5f, 1 / MathF.Sqrt(names.Length));
        weights = Learn([.. lessons]);
    }

    public IReadOnlyList<string> Names => names;

    public static IntentClassifier Train(IReadOnlyList<(string Intent, string Sentence)> examples) =>
        new([.. examples.Select(example => example.Intent).Append(Ask).Distinct().Order(StringComparer.Ordinal)], examples);

    /// <returns>The likeliest intent, or <see cref="Ask"/> when none is likely.</returns>
    public IntentGuess Classify(string text)
    {
        Span<uint> features = stackalloc uint[HashedText.Most];
        Span<Vector128<float>> scores = stackalloc Vector128<float>[width];
        scores.Clear();
        var length = 0f;
        foreach (var feature in features[..HashedText.Read(text, features)])
        {
            var place = places.GetValueOrDefault(feature);
            var value = rarity[place];
            length += value * value;
            if (place != Unknown)
                Add(scores, weights.AsSpan(place * width, width), value);
        }
        var scale = Scale(length);
        foreach (ref var score in scores)
            score *= scale;
        var (name, confidence) = Likeliest(scores);
        return new IntentGuess(confidence >= leastConfidence ? names[name] : Ask, confidence);
    }

    static uint[] FeaturesOf(string sentence)
    {
        Span<uint> features = stackalloc uint[HashedText.Most];
        return features[..HashedText.Read(sentence, features)].ToArray();
    }

    static (Dictionary<uint, int> Places, float[] Rarity) Known(List<uint[]> read)
    {
        var with = new Dictionary<uint, int>();
        foreach (var feature in read.SelectMany(features => features))
            CollectionsMarshal.GetValueRefOrAddDefault(with, feature, out _)++;
        var places = new Dictionary<uint, int>();
        var rarity = new List<float> { MathF.Sqrt(UnknownWeight) * Rarity(0) };
        foreach (var (feature, count) in with)
        {
            places.Add(feature, rarity.Count);
            rarity.Add(Rarity(count));
        }
        return (places, [.. rarity]);

        float Rarity(int count) => MathF.Sqrt(MathF.Log((1f + read.Count) / (1f + count)) + 1);
    }

    /// <summary>Rare features weigh more, and every text weighs one: what no example has takes its share of that, so that foreign text scores low.</summary>
    static float Scale(float length) => 1 / MathF.Sqrt(Math.Max(length, 1e-6f));

    /// <param name="features">Of an example: all are known.</param>
    (int Place, float Value)[] Weighted(uint[] features)
    {
        var weighted = Array.ConvertAll(features, feature => (Place: places[feature], Value: rarity[places[feature]]));
        var scale = Scale(weighted.Sum(feature => feature.Value * feature.Value));
        return Array.ConvertAll(weighted, feature => (feature.Place, feature.Value * scale));
    }

    Vector128<float>[] Learn(Lesson[] lessons)
    {
        var weights = new Vector128<float>[rarity.Length * width];
        var sum = new Vector128<float>[weights.Length];
        Span<Vector128<float>> steps = stackalloc Vector128<float>[width];
        // A fixed seed: the order of learning, and so the result, is the same at every start.
        var random = new Random(42);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(lessons);
            var rate = FirstRate * (Epochs - epoch) / Epochs;
            foreach (var (features, right) in lessons)
            {
                Scores(features, weights, steps);
                var shares = Shares(steps);
                for (var name = 0; name < shares.Length; name++)
                    shares[name] = rate * ((name == right ? 1 - Doubt : 0) + (Doubt / shares.Length) - shares[name]);
                foreach (var (place, value) in features)
                    Add(weights.AsSpan(place * width, width), steps, value);
            }
            for (var at = 0; at < sum.Length; at++)
                sum[at] += weights[at] / Epochs;
        }
        return sum;
    }

    void Scores((int Place, float Value)[] features, Vector128<float>[] weights, Span<Vector128<float>> scores)
    {
        scores.Clear();
        foreach (var (place, value) in features)
            Add(scores, weights.AsSpan(place * width, width), value);
    }

    static void Add(Span<Vector128<float>> to, ReadOnlySpan<Vector128<float>> row, float value)
    {
        for (var at = 0; at < to.Length; at++)
            to[at] += row[at] * value;
    }

    (int Name, float Confidence) Likeliest(Span<Vector128<float>> scores)
    {
        var shares = Shares(scores);
        var best = 0;
        for (var name = 1; name < shares.Length; name++)
        {
            if (shares[name] > shares[best])
                best = name;
        }
        return (best, shares[best]);
    }

    /// <summary>Turns the scores, where they stand, into shares of one. What stands behind the last name becomes nought.</summary>
    Span<float> Shares(Span<Vector128<float>> scores)
    {
        var all = MemoryMarshal.Cast<Vector128<float>, float>(scores);
        all[names.Length..].Clear();
        var shares = all[..names.Length];
        var highest = float.MinValue;
        foreach (var score in shares)
            highest = Math.Max(highest, score);
        var sum = 0f;
        foreach (ref var share in shares)
            sum += share = MathF.Exp(share - highest);
        foreach (ref var share in shares)
            share /= sum;
        return shares;
    }

    readonly record struct Lesson((int Place, float Value)[] Features, int Right);
}
