using System.Runtime.InteropServices;

namespace SalesAssistant.Assistant.Embedded;

/// <summary>What the visitor wants, and how sure that is.</summary>
/// <param name="Name">The name of an examples file, such as <c>meeting</c>.</param>
/// <param name="Confidence">From 0 to 1.</param>
public readonly record struct IntentGuess(string Name, double Confidence);

/// <summary>
/// A linear classifier over hashed words, pairs of words and pieces of words, trained from the marketers' example sentences while the
/// program starts. The same examples always give the same classifier. Safe for many threads.
/// </summary>
public sealed class IntentClassifier
{
    /// <summary>What a message counts as when it resembles no example: a question.</summary>
    public const string Ask = "ask";

    /// <summary>Below this a guess is no guess.</summary>
    const double LeastConfidence = 0.45;

    const int Epochs = 14;
    const float FirstRate = 4f;

    readonly string[] names;
    readonly float[] weights;
    readonly float[] rarity;

    IntentClassifier(string[] names, float[] weights, float[] rarity) => (this.names, this.weights, this.rarity) = (names, weights, rarity);

    public IReadOnlyList<string> Names => names;

    public static IntentClassifier Train(IReadOnlyList<(string Intent, string Sentence)> examples)
    {
        string[] names = [.. examples.Select(example => example.Intent).Append(Ask).Distinct().Order(StringComparer.Ordinal)];
        var rarity = RarityIn(examples);
        var known = examples.Select(example => (Features: Weighted(example.Sentence, rarity), Class: Array.IndexOf(names, example.Intent))).ToArray();
        var weights = new float[HashedText.Buckets * names.Length];
        var sum = new float[weights.Length];
        var shares = new float[names.Length];
        // A fixed seed: the order of learning, and so the result, is the same at every start.
        var random = new Random(42);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(known);
            var rate = FirstRate / (1 + epoch);
            foreach (var (features, right) in known)
            {
                Scores(features, weights, shares);
                SoftMax(shares);
                for (var name = 0; name < shares.Length; name++)
                    shares[name] = rate * ((name == right ? 1 : 0) - shares[name]);
                foreach (var (bucket, value) in features)
                {
                    var row = weights.AsSpan(bucket * names.Length, names.Length);
                    for (var name = 0; name < row.Length; name++)
                        row[name] += shares[name] * value;
                }
            }
            for (var at = 0; at < sum.Length; at++)
                sum[at] += weights[at];
        }
        for (var at = 0; at < sum.Length; at++)
            sum[at] /= Epochs;
        return new IntentClassifier(names, sum, rarity);
    }

    /// <returns>The likeliest intent, or <see cref="Ask"/> when none is likely.</returns>
    public IntentGuess Classify(string text)
    {
        Span<float> shares = stackalloc float[names.Length];
        Scores(Weighted(text, rarity), weights, shares);
        SoftMax(shares);
        var best = 0;
        for (var name = 1; name < shares.Length; name++)
        {
            if (shares[name] > shares[best])
                best = name;
        }
        return shares[best] >= LeastConfidence ? new IntentGuess(names[best], shares[best]) : new IntentGuess(Ask, shares[best]);
    }

    static float[] RarityIn(IReadOnlyList<(string Intent, string Sentence)> examples)
    {
        var with = new int[HashedText.Buckets];
        foreach (var (_, sentence) in examples)
        {
            foreach (var bucket in HashedText.Read(sentence).Distinct())
                with[bucket]++;
        }
        return Array.ConvertAll(with, count => MathF.Log((1f + examples.Count) / (1f + count)) + 1);
    }

    /// <summary>Rare features weigh more, and every text weighs one: what no example has takes its share of that, so that foreign text scores low.</summary>
    static List<(int Bucket, float Value)> Weighted(string text, float[] rarity)
    {
        var buckets = HashedText.Read(text);
        buckets.Sort();
        var features = new List<(int Bucket, float Value)>(buckets.Count);
        var length = 0f;
        foreach (var bucket in buckets)
        {
            if (features.Count > 0 && features[^1].Bucket == bucket)
                continue;
            features.Add((bucket, rarity[bucket]));
            length += rarity[bucket] * rarity[bucket];
        }
        var scale = 1 / MathF.Sqrt(Math.Max(length, 1e-6f));
        foreach (ref var feature in CollectionsMarshal.AsSpan(features))
            feature.Value *= scale;
        return features;
    }

    static void Scores(List<(int Bucket, float Value)> features, float[] weights, Span<float> scores)
    {
        scores.Clear();
        foreach (var (bucket, value) in features)
        {
            var row = weights.AsSpan(bucket * scores.Length, scores.Length);
            for (var name = 0; name < row.Length; name++)
                scores[name] += row[name] * value;
        }
    }

    static void SoftMax(Span<float> scores)
    {
        var highest = float.MinValue;
        foreach (var score in scores)
            highest = Math.Max(highest, score);
        var sum = 0f;
        foreach (ref var score in scores)
            sum += score = MathF.Exp(score - highest);
        foreach (ref var score in scores)
            score /= sum;
    }
}
