using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SalesAssistant.Content.Embeddings;

/// <summary>
/// The Universal Sentence Encoder lite (Cer et al. 2018): a text as 512 numbers of unit length, near to those of texts that mean much the
/// same. Two transformer layers; English. It holds 28 MB of weights and is meant to be let go after use. Safe for many threads.
/// </summary>
public sealed class SentenceEncoder
{
    public const int Dimensions = 512;

    /// <summary>What lies behind a text's first 128 pieces isn't read.</summary>
    public const int MostPieces = 128;

    /// <summary>Names weights and tokenizer: vectors of another one can't be compared with ours.</summary>
    public const string Model = "universal-sentence-encoder-lite-1";

    const int Width = 256;

    /// <summary>So many pieces are multiplied at once: enough to read the weights seldom, few enough to stay in the cache.</summary>
    const int PiecesAtOnce = 256;

    readonly float[] embeddings;
    readonly float[] frequencies;
    readonly Layer first;
    readonly Layer second;
    readonly PackedMatrix residual;
    readonly PackedMatrix output;

    SentenceEncoder(SentencePieces pieces, IReadOnlyDictionary<string, float[]> weights)
    {
        Pieces = pieces;
        embeddings = weights["module/Embeddings_en"];
        frequencies = Find("TimingSignal/ExpandDims_1");
        residual = Matrix("Layer_0/TransformerLayer/dense/kernel/ConcatPartitions/concat", "Layer_0/TransformerLayer/dense/bias/ConcatPartitions/concat");
        output = Matrix("tanh_layer_0/weights", "tanh_layer_0/bias");
        first = LayerOf(0, Width);
        second = LayerOf(1, Dimensions);

        Layer LayerOf(int number, int width)
        {
            var layer = $"Layer_{number}/TransformerLayer/";
            return new Layer(
                width,
                new Norm(Find(layer + "layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat"), Find(layer + "layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat")),
                Matrix(layer + "MultiheadAttention/qkv_transform_single/kernel/part_0", layer + "MultiheadAttention/qkv_transform_single/bias/ConcatPartitions/concat"),
                Matrix(layer + "MultiheadAttention/output_transform_single/kernel/part_0", layer + "MultiheadAttention/output_transform_single/bias/ConcatPartitions/concat"),
                new Norm(Find(layer + "FFN/layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat"), Find(layer + "FFN/layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat")),
                Matrix(layer + "FFN/conv1/Tensordot/Reshape_1", layer + "FFN/conv1/bias/ConcatPartitions/concat"),
                Matrix(layer + "FFN/conv2/Tensordot/Reshape_1", layer + "FFN/conv2/bias/ConcatPartitions/concat"));
        }

        float[] Find(string end) => weights.Single(pair => pair.Key.EndsWith(end, StringComparison.Ordinal)).Value;

        PackedMatrix Matrix(string kernel, string bias)
        {
            var (values, start) = (Find(kernel), Find(bias));
            return new PackedMatrix(values, values.Length / start.Length, start.Length, start);
        }
    }

    internal SentencePieces Pieces { get; }

    /// <summary>Where the build puts the model: beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "encoder");

    /// <exception cref="IOException">The folder lacks a file of the model, or one of them is cut off.</exception>
    public static SentenceEncoder Read(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "model.json")));
        using var stream = File.OpenRead(Path.Combine(folder, "weights.bin"));
        var weights = new Dictionary<string, float[]>();
        foreach (var weight in manifest.RootElement.GetProperty("weightsManifest")[0].GetProperty("weights").EnumerateArray())
        {
            var length = weight.GetProperty("shape").EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32());
            var values = new float[length];
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            if (weight.GetProperty("dtype").GetString() == "float32")
                weights[weight.GetProperty("name").GetString()!] = values;
        }
        return new SentenceEncoder(SentencePieces.Ours, weights);
    }

    /// <summary>One vector of unit length a text, in their order. Texts are computed together: many short ones cost little more than their words.</summary>
    public List<float[]> Encode(IReadOnlyList<string> texts, CancellationToken cancel = default)
    {
        var encoded = new float[texts.Count][];
        var parts = texts.Select((text, number) => (Number: number, Pieces: Pieces.Encode(text, MostPieces))).ToList();
        for (var from = 0; from < parts.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            var to = from + 1;
            for (var count = parts[from].Pieces.Count; to < parts.Count && count + parts[to].Pieces.Count <= PiecesAtOnce; to++)
                count += parts[to].Pieces.Count;
            Forward(parts.GetRange(from, to - from), encoded);
            from = to;
        }
        return [.. encoded];
    }

    void Forward(List<(int Number, List<int> Pieces)> texts, float[][] encoded)
    {
        var count = texts.Sum(text => text.Pieces.Count);
        var input = new float[count * Width];
        var row = 0;
        foreach (var (_, pieces) in texts)
        {
            for (var position = 0; position < pieces.Count; position++)
                Embed(pieces[position], position, input.AsSpan(row++ * Width, Width));
        }
        var lengths = texts.ConvertAll(text => text.Pieces.Count);
        var wide = new float[count * Dimensions];
        residual.Multiply(input, count, wide);
        first.Apply(input, wide, lengths);
        second.Apply(wide, wide, lengths);
        row = 0;
        foreach (var (number, pieces) in texts)
        {
            var mean = new float[Dimensions];
            for (var at = 0; at < pieces.Count; at++)
                TensorPrimitives.Add(mean, wide.AsSpan(row++ * Dimensions, Dimensions), mean);
            TensorPrimitives.Divide(mean, Math.Max(1, pieces.Count), mean);
            var vector = new float[Dimensions];
            output.Multiply(mean, 1, vector);
            TensorPrimitives.Tanh(vector, vector);
            TensorPrimitives.Divide(vector, MathF.Max(1e-6f, TensorPrimitives.Norm<float>(vector)), vector);
            encoded[number] = vector;
        }
    }

    /// <summary>The piece twice and its place once: the model was trained so.</summary>
    void Embed(int piece, int position, Span<float> row)
    {
        TensorPrimitives.Multiply(embeddings.AsSpan(piece * Width, Width), 2f, row);
        for (var at = 0; at < frequencies.Length; at++)
        {
            var (sine, cosine) = MathF.SinCos(position * frequencies[at]);
            row[at] += sine;
            row[at + frequencies.Length] += cosine;
        }
    }

    sealed record Norm(float[] Scale, float[] Bias)
    {
        const float Least = 1e-6f;

        public void Apply(ReadOnlySpan<float> input, Span<float> result)
        {
            var width = Scale.Length;
            for (var from = 0; from < input.Length; from += width)
            {
                var row = input.Slice(from, width);
                var to = result.Slice(from, width);
                TensorPrimitives.Subtract(row, TensorPrimitives.Sum(row) / width, to);
                TensorPrimitives.Multiply(to, 1 / MathF.Sqrt((TensorPrimitives.SumOfSquares<float>(to) / width) + Least), to);
                TensorPrimitives.MultiplyAdd(to, Scale, Bias, to);
            }
        }
    }

    /// <param name="Width">Of its input; its output is <see cref="Dimensions"/> wide.</param>
    sealed record Layer(int Width, Norm BeforeAttention, PackedMatrix Attention, PackedMatrix AfterAttention, Norm BeforeNetwork, PackedMatrix Widen, PackedMatrix Narrow)
    {
        const int Heads = 4;

        /// <param name="input">A row a piece.</param>
        /// <param name="result">Holds what the layer's outcome is added to.</param>
        /// <param name="lengths">How many rows belong to each text: a piece sees only those of its own.</param>
        public void Apply(ReadOnlySpan<float> input, Span<float> result, List<int> lengths)
        {
            var count = input.Length / Width;
            var normal = new float[count * Width];
            BeforeAttention.Apply(input, normal);
            var keys = new float[count * 3 * Width];
            Attention.Multiply(normal, count, keys);
            var row = 0;
            foreach (var length in lengths)
            {
                Attend(keys.AsSpan(row * 3 * Width, length * 3 * Width), length, normal.AsSpan(row * Width, length * Width));
                row += length;
            }
            var step = new float[count * Dimensions];
            AfterAttention.Multiply(normal, count, step);
            TensorPrimitives.Add(result, step, result);

            BeforeNetwork.Apply(result, step);
            var hidden = new float[count * Widen.Columns];
            Widen.Multiply(step, count, hidden);
            TensorPrimitives.Max(hidden, 0f, hidden);
            Narrow.Multiply(hidden, count, step);
            TensorPrimitives.Add(result, step, result);
        }

        /// <param name="keys">A row a piece: its queries, keys and values, each <see cref="Width"/> wide.</param>
        void Attend(ReadOnlySpan<float> keys, int length, Span<float> result)
        {
            var size = Width / Heads;
            var scale = 1 / MathF.Sqrt(size);
            Span<float> weights = stackalloc float[MostPieces];
            weights = weights[..length];
            result.Clear();
            for (var head = 0; head < Heads; head++)
            {
                for (var at = 0; at < length; at++)
                {
                    var query = keys.Slice((at * 3 * Width) + (head * size), size);
                    for (var other = 0; other < length; other++)
                        weights[other] = scale * TensorPrimitives.Dot(query, keys.Slice((other * 3 * Width) + Width + (head * size), size));
                    TensorPrimitives.SoftMax(weights, weights);
                    var sum = result.Slice((at * Width) + (head * size), size);
                    for (var other = 0; other < length; other++)
                        TensorPrimitives.MultiplyAdd(keys.Slice((other * 3 * Width) + (2 * Width) + (head * size), size), weights[other], sum, sum);
                }
            }
        }
    }
}
