using Microsoft.Extensions.AI;

namespace SalesAssistant.Content.Embeddings;

/// <summary>Makes vectors of texts: the embedded encoder, or an endpoint's model.</summary>
internal interface ITextEncoder
{
    /// <summary>Vectors of another model can't be compared with this one's.</summary>
    string Model { get; }

    /// <summary>Whether it can read that language, by its two-letter code.</summary>
    bool Reads(string language);

    /// <summary>A vector of unit length a text, in their order.</summary>
    /// <exception cref="EmbeddingException">It could not; the outcome says why.</exception>
    Task<IReadOnlyList<float[]>> Encode(IReadOnlyList<string> texts, CancellationToken cancel);
}

/// <summary>How an attempt to get vectors ended.</summary>
public enum EmbeddingOutcome
{
    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The endpoint answered, but not with vectors: a wrong key, a model it doesn't have, too many requests.</summary>
    Refused,

    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>The vectors are not as many, or not as long, as they should be.</summary>
    WrongShape,

    /// <summary>The model's files beside the program can't be read.</summary>
    NoModel,
}

/// <summary>No vectors: what needed them goes on with words alone.</summary>
public sealed class EmbeddingException(EmbeddingOutcome outcome, Exception? cause = null) : Exception($"No vectors: {outcome}", cause)
{
    public EmbeddingOutcome Outcome => outcome;
}

/// <summary>The encoder that comes with the program. Its weights are read when they are needed and let go afterwards.</summary>
internal sealed class EmbeddedEncoder(int threads) : ITextEncoder, IDisposable
{
    const int TextsAtOnce = 64;

    readonly Lock reading = new();
    SentenceEncoder? encoder;

    public string Model => SentenceEncoder.Model;

    public bool Reads(string language) => language == "en";

    /// <summary>By which questions are read, without the weights.</summary>
    /// <exception cref="EmbeddingException">The model's files can't be read.</exception>
    public static SentencePieces Pieces => Read(() => SentencePieces.Ours);

    public async Task<IReadOnlyList<float[]>> Encode(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var loaded = Load();
        // Texts of like length go together: the work is parted evenly, and a short one doesn't wait for a long one.
        var order = Enumerable.Range(0, texts.Count).OrderBy(number => texts[number].Length).ToArray();
        var vectors = new float[texts.Count][];
        await Parallel.ForEachAsync(order.Chunk(TextsAtOnce), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, (part, stop) =>
        {
            var encoded = loaded.Encode([.. part.Select(number => texts[number])], stop);
            for (var at = 0; at < part.Length; at++)
                vectors[part[at]] = encoded[at];
            return ValueTask.CompletedTask;
        });
        return vectors;
    }

    public void Dispose() => encoder = null;

    SentenceEncoder Load()
    {
        lock (reading)
            return encoder ??= Read(() => SentenceEncoder.Read(SentenceEncoder.Folder));
    }

    static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            throw new EmbeddingException(EmbeddingOutcome.NoModel, fault);
        }
    }
}

/// <summary>A model behind an OpenAI-compatible endpoint.</summary>
/// <param name="generator">Retries by itself what may be retried.</param>
/// <param name="timeout">For one request.</param>
internal sealed class EndpointEncoder(IEmbeddingGenerator<string, Embedding<float>> generator, string model, TimeSpan timeout) : ITextEncoder
{
    const int TextsAtOnce = 64;

    public string Model => model;

    public bool Reads(string language) => true;

    public async Task<IReadOnlyList<float[]>> Encode(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var part in texts.Chunk(TextsAtOnce))
            vectors.AddRange(await Ask(part, cancel));
        return vectors.TrueForAll(vector => vector.Length > 0 && vector.Length == vectors[0].Length) ? vectors : throw new EmbeddingException(EmbeddingOutcome.WrongShape);
    }

    async Task<IEnumerable<float[]>> Ask(string[] texts, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(timeout);
        try
        {
            var given = await generator.GenerateAsync(texts, cancellationToken: deadline.Token);
            return given.Count == texts.Length ? given.Select(embedding => Unit(embedding.Vector.ToArray())) : throw new EmbeddingException(EmbeddingOutcome.WrongShape);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException late)
        {
            throw new EmbeddingException(EmbeddingOutcome.TimedOut, late);
        }
        catch (System.ClientModel.ClientResultException refused)
        {
            throw new EmbeddingException(refused.Status == 0 ? EmbeddingOutcome.Unreachable : EmbeddingOutcome.Refused, refused);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or AggregateException)
        {
            throw new EmbeddingException(EmbeddingOutcome.Unreachable, failed);
        }
    }

    static float[] Unit(float[] vector)
    {
        var length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector);
        System.Numerics.Tensors.TensorPrimitives.Divide(vector, MathF.Max(1e-9f, length), vector);
        return vector;
    }
}
