using System.Security.Cryptography;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Embeddings;

/// <summary>Makes the vectors of a snapshot. Everything that took long is kept under the hash of its text. One build at a time.</summary>
/// <param name="folder">Where vectors and fits are kept; several programs may share it.</param>
internal sealed class MeaningBuilder(ITextEncoder encoder, string folder, ILogger log) : IDisposable
{
    const int FitsKept = 4;

    readonly VectorCache cache = new(folder, encoder, log);
    readonly SemaphoreSlim one = new(1, 1);

    /// <summary>What is known of a snapshot from the one before it, within milliseconds: passages that are new have no vector yet.</summary>
    public static PassageVectors? Carry(Snapshot snapshot, PassageVectors? before) =>
        before is null ? null : PassageVectors.Of(snapshot.Passages, before.Basis, before, _ => null);

    /// <summary>All vectors of a snapshot; null when it has no passage that the encoder reads.</summary>
    /// <param name="progress">Is told how many of how many texts are done.</param>
    /// <exception cref="EmbeddingException">The encoder doesn't answer.</exception>
    public async Task<PassageVectors?> Build(Snapshot snapshot, Action<int, int>? progress, CancellationToken cancel)
    {
        var passages = snapshot.Passages.Where(passage => encoder.Reads(passage.Item.Language)).ToList();
        if (passages.Count == 0)
            return null;
        await one.WaitAsync(cancel);
        try
        {
            var before = snapshot.Vectors;
            if (before is not null && before.Basis.Serves(passages))
            {
                var missing = passages.Where(passage => !before.Knows(passage.Number)).ToList();
                var made = await Encode(missing, progress, cancel);
                return PassageVectors.Of(snapshot.Passages, before.Basis, before, number => made.GetValueOrDefault(number));
            }
            var vectors = await Encode(passages, progress, cancel);
            var basis = await Basis(passages, vectors, cancel);
            return PassageVectors.Of(snapshot.Passages, basis, null, number => vectors.GetValueOrDefault(number));
        }
        finally
        {
            one.Release();
            (encoder as IDisposable)?.Dispose();
        }
    }

    async Task<Dictionary<int, float[]>> Encode(List<Passage> passages, Action<int, int>? progress, CancellationToken cancel)
    {
        var done = 0;
        var vectors = await cache.Encode(passages.ConvertAll(PassageText.Of), count => progress?.Invoke(done += count, passages.Count), cancel);
        return passages.Select((passage, at) => (passage.Number, Vector: vectors[at])).ToDictionary(pair => pair.Number, pair => pair.Vector);
    }

    async Task<MeaningBasis> Basis(List<Passage> passages, Dictionary<int, float[]> vectors, CancellationToken cancel)
    {
        var pieces = encoder is EmbeddedEncoder ? EmbeddedEncoder.Pieces : null;
        var path = Path.Combine(folder, MeaningBasis.NameOf(encoder.Model, passages) + ".fit");
        if (Read(path, pieces) is { } kept)
            return kept;
        var basis = await MeaningBasis.Fit(passages, passages.ConvertAll(passage => vectors[passage.Number]), pieces, texts => cache.Encode(texts, null, cancel));
        Keep(basis, path);
        return basis;
    }

    MeaningBasis? Read(string path, SentencePieces? pieces)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var bytes = File.ReadAllBytes(path);
            var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - SHA256.HashSizeInBytes));
            if (!SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)))
                throw new InvalidDataException("It is damaged.");
            using var reader = new BinaryReader(new MemoryStream(bytes, 0, body.Length, writable: false));
            return MeaningBasis.Read(reader, pieces);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or OverflowException or ArgumentException)
        {
            log.LogWarning("{File} can't be used ({Reason}); it is made anew", path, fault.Message);
            return null;
        }
    }

    void Keep(MeaningBasis basis, string path)
    {
        try
        {
            using var body = new MemoryStream();
            using (var writer = new BinaryWriter(body, System.Text.Encoding.UTF8, leaveOpen: true))
                basis.Write(writer);
            WholeFile.Write(path, file =>
            {
                var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
                file.Write(bytes);
                file.Write(SHA256.HashData(bytes));
            });
            foreach (var old in new DirectoryInfo(folder).EnumerateFiles("*.fit").OrderByDescending(file => file.LastWriteTimeUtc).Skip(FitsKept))
                old.Delete();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("What was fitted to the content couldn't be kept in {File} ({Reason}); the next start fits it again", path, fault.Message);
        }
    }

    public void Dispose() => one.Dispose();
}
