using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SalesAssistant.Content.Embeddings;

/// <summary>
/// Gives a question its vector within microseconds: a vector a word, fitted so that their weighted mean comes near to what the full encoder
/// makes of a sentence of this content. Words that the content doesn't have are made of the encoder's pieces. Immutable; safe for many threads.
/// </summary>
internal sealed class QuestionTable
{
    /// <summary>The last element of each row stands for the constant that the fit adds to every vector.</summary>
    const float Constant = 0.1f;

    /// <summary>The weight of a word falls with how often the language has it (Arora et al. 2017): this is where it has fallen to a half.</summary>
    const double Common = 1e-4;
    const float UnknownPiece = -12;
    const double LeastFrequency = 1e-3;
    const double Ridge = 0.1;
    const int LongestQuestion = 128;

    readonly SentencePieces pieces;
    readonly Dictionary<string, int> rows;
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> byWord;
    readonly float[] weights;
    readonly int[] rowOfPiece;
    readonly sbyte[] values;
    readonly float[] scales;

    QuestionTable(SentencePieces pieces, IReadOnlyList<string> words, float[] weights, sbyte[] values, float[] scales)
    {
        (this.pieces, this.weights, this.values, this.scales, Words) = (pieces, weights, values, scales, words);
        rows = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (var row = 0; row < words.Count; row++)
            rows[words[row]] = row;
        byWord = rows.GetAlternateLookup<ReadOnlySpan<char>>();
        var row0 = words.Count;
        rowOfPiece = new int[pieces.All.Max(piece => piece.Number) + 1];
        Array.Fill(rowOfPiece, -1);
        foreach (var (_, number) in pieces.All)
            rowOfPiece[number] = row0++;
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>Lower-case runs of letters a to z and digits: what the table takes for words.</summary>
    public static IEnumerable<string> WordsOf(string text)
    {
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
                start = start < 0 ? at : start;
            else if (start >= 0)
            {
                yield return text[start..at].ToLowerInvariant();
                start = -1;
            }
        }
    }

    public bool Has(string word) => rows.ContainsKey(word);

    /// <summary>Fits the table.</summary>
    /// <param name="counts">The content's words with how often it has each.</param>
    /// <param name="sentences">Sentences of the content and parts of them.</param>
    /// <param name="encode">The full encoder: a vector of unit length a text.</param>
    public static async Task<QuestionTable> Fit(SentencePieces pieces, IReadOnlyDictionary<string, int> counts, IReadOnlyList<string> sentences, Func<IReadOnlyList<string>, Task<IReadOnlyList<float[]>>> encode)
    {
        string[] words = [.. counts.Keys.Order(StringComparer.Ordinal)];
        var raw = new List<float[]>((await encode(words)).Select(vector => vector.ToArray()));
        var centre = CentreOf(raw, [.. words.Select(word => counts[word])]);
        raw.AddRange((await encode([.. pieces.All.Select(piece => TextOf(piece.Text))])).Select(vector => vector.ToArray()));
        foreach (var vector in raw)
            TensorPrimitives.Subtract(vector, centre, vector);
        var weights = Array.ConvertAll(words, word => WeightOf(pieces, word));

        // What the words' plain mean gives, beside what the full encoder gives: the map between the two is fitted.
        var plain = new QuestionTable(pieces, words, weights, [], []);
        var (given, wanted) = (new List<float[]>(), new List<float[]>());
        var targets = await encode(sentences);
        for (var number = 0; number < sentences.Count; number++)
        {
            var mean = new float[SentenceEncoder.Dimensions + 1];
            if (!plain.Mean(sentences[number], mean, (row, weight, sum) => TensorPrimitives.MultiplyAdd(raw[row], weight, sum[..SentenceEncoder.Dimensions], sum[..SentenceEncoder.Dimensions])))
                continue;
            mean[^1] = Constant;
            given.Add(mean);
            wanted.Add(targets[number]);
        }
        var map = LeastSquares.Fit(given, wanted, Ridge);
        var values = new sbyte[raw.Count * SentenceEncoder.Dimensions];
        var scales = new float[raw.Count];
        Parallel.For(0, raw.Count, row =>
        {
            var mapped = map.Apply([.. raw[row], Constant]);
            scales[row] = Bytes.Quantize(mapped, values.AsSpan(row * SentenceEncoder.Dimensions, SentenceEncoder.Dimensions));
        });
        return new QuestionTable(pieces, words, weights, values, scales);
    }

    public void Write(BinaryWriter file)
    {
        file.Write(Words.Count);
        foreach (var word in Words)
            file.Write(word);
        file.Write(MemoryMarshal.AsBytes<float>(weights));
        file.Write(scales.Length);
        file.Write(MemoryMarshal.AsBytes<sbyte>(values));
        file.Write(MemoryMarshal.AsBytes<float>(scales));
    }

    public static QuestionTable Read(BinaryReader file, SentencePieces pieces)
    {
        var words = new string[file.ReadInt32()];
        for (var at = 0; at < words.Length; at++)
            words[at] = file.ReadString();
        var weights = new float[words.Length];
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        var rows = file.ReadInt32();
        if (rows != words.Length + pieces.All.Count())
            throw new InvalidDataException("The table is of another vocabulary.");
        var (values, scales) = (new sbyte[rows * SentenceEncoder.Dimensions], new float[rows]);
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(scales.AsSpan()));
        return new QuestionTable(pieces, words, weights, values, scales);
    }

    /// <param name="vector">Gets 512 numbers of unit length.</param>
    /// <returns>False when the question has no word that can be read.</returns>
    public bool Encode(ReadOnlySpan<char> question, Span<float> vector)
    {
        if (!Mean(question, vector, Add))
            return false;
        TensorPrimitives.Divide(vector, MathF.Max(1e-6f, TensorPrimitives.Norm<float>(vector)), vector);
        return true;
    }

    void Add(int row, float weight, Span<float> sum) =>
        Bytes.AddTo(sum, values.AsSpan(row * SentenceEncoder.Dimensions, SentenceEncoder.Dimensions), weight * scales[row]);

    delegate void AddRow(int row, float weight, Span<float> sum);

    bool Mean(ReadOnlySpan<char> text, Span<float> sum, AddRow add)
    {
        sum.Clear();
        var total = 0f;
        var count = 0;
        Span<char> word = stackalloc char[64];
        var length = 0;
        for (var at = 0; at <= text.Length && count < LongestQuestion; at++)
        {
            if (at < text.Length && char.IsAsciiLetterOrDigit(text[at]))
            {
                if (length < word.Length)
                    word[length++] = char.ToLowerInvariant(text[at]);
                continue;
            }
            if (length == 0)
                continue;
            count++;
            if (byWord.TryGetValue(word[..length], out var row))
            {
                add(row, weights[row], sum);
                total += weights[row];
            }
            else
                total += AddPieces(word[..length], sum, add);
            length = 0;
        }
        if (total <= 0)
            return false;
        TensorPrimitives.Divide(sum, total, sum);
        return true;
    }

    /// <summary>A word that the content doesn't have is the mean of its pieces, and counts fully: it is rare.</summary>
    float AddPieces(ReadOnlySpan<char> word, Span<float> sum, AddRow add)
    {
        var parts = pieces.Encode(word.ToString(), SentenceEncoder.MostPieces);
        parts.RemoveAll(piece => rowOfPiece[piece] < 0);
        foreach (var piece in parts)
            add(rowOfPiece[piece], 1f / parts.Count, sum);
        return parts.Count > 0 ? 1 : 0;
    }

    static float WeightOf(SentencePieces pieces, string word)
    {
        var logarithm = pieces.Encode(word, SentenceEncoder.MostPieces).Sum(piece => piece == SentencePieces.Unknown ? UnknownPiece : pieces.ScoreOf(piece));
        return (float)(Common / (Common + Math.Exp(logarithm)));
    }

    static float[] CentreOf(List<float[]> vectors, int[] counts)
    {
        var centre = new float[SentenceEncoder.Dimensions];
        var total = Math.Max(1, counts.Sum());
        var sum = 0.0;
        for (var at = 0; at < counts.Length; at++)
        {
            var weight = Math.Max(LeastFrequency, Math.Sqrt(counts[at] / (double)total));
            TensorPrimitives.MultiplyAdd(vectors[at], (float)weight, centre, centre);
            sum += weight;
        }
        TensorPrimitives.Divide(centre, (float)Math.Max(1e-9, sum), centre);
        return centre;
    }

    static string TextOf(string piece) => piece.Replace('▁', ' ').Trim();
}
