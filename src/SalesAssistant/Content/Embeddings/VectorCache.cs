using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SalesAssistant.Content.Embeddings;

/// <summary>
/// Vectors on disk, each under the hash of its text: what was encoded once isn't encoded again. Several programs may share a folder. A file
/// that is damaged counts as far as it is whole; a folder that can't be written costs time, never an answer.
/// </summary>
internal sealed class VectorCache(string folder, ITextEncoder encoder, ILogger log)
{
    const int KeyBytes = 16;
    const int CheckBytes = 4;

    /// <summary>So many texts are encoded and kept at a time: a stop loses no more.</summary>
    const int KeptAtOnce = 512;

    readonly string path = Path.Combine(folder, $"{FileName(encoder.Model)}.vectors");
    readonly Dictionary<UInt128, long> places = [];
    int dimensions;
    long read;

    /// <summary>The key of a text.</summary>
    public static UInt128 KeyOf(string text) => MemoryMarshal.Read<UInt128>(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <param name="progress">Is told of each part that was encoded: how many texts.</param>
    /// <exception cref="EmbeddingException">What the cache lacks can't be encoded.</exception>
    public async Task<IReadOnlyList<float[]>> Encode(IReadOnlyList<string> texts, Action<int>? progress, CancellationToken cancel)
    {
        LookForMore();
        var keys = texts.Select(KeyOf).ToArray();
        var vectors = ReadAll(keys);
        var missing = Enumerable.Range(0, texts.Count).Where(number => vectors[number] is null).DistinctBy(number => keys[number]).ToList();
        var made = new Dictionary<UInt128, float[]>();
        progress?.Invoke(texts.Count - missing.Count);
        foreach (var part in missing.Chunk(KeptAtOnce))
        {
            var encoded = await encoder.Encode([.. part.Select(number => texts[number])], cancel);
            for (var at = 0; at < part.Length; at++)
                made[keys[part[at]]] = AsKept(encoded[at]);
            Keep([.. part.Select((number, at) => (keys[number], encoded[at]))]);
            progress?.Invoke(part.Length);
        }
        return [.. vectors.Select((vector, number) => vector ?? made[keys[number]])];
    }

    /// <summary>With no more precision than a kept one has: the same content is found by the same scores, whoever encoded it.</summary>
    static float[] AsKept(float[] vector)
    {
        var halves = new Half[vector.Length];
        TensorPrimitives.ConvertToHalf(vector, halves);
        var kept = new float[vector.Length];
        TensorPrimitives.ConvertToSingle(halves, kept);
        return kept;
    }

    /// <summary>Those of the texts whose vectors are known; null for the others.</summary>
    public float[]?[] Known(IReadOnlyList<string> texts)
    {
        LookForMore();
        return ReadAll([.. texts.Select(KeyOf)]);
    }

    int RecordBytes => KeyBytes + (dimensions * sizeof(ushort)) + CheckBytes;

    /// <summary>Reads the keys of what was added since, by us or by another program.</summary>
    void LookForMore()
    {
        try
        {
            if (!File.Exists(path))
            {
                places.Clear();
                read = 0;
                return;
            }
            using var file = Open(FileMode.Open, FileAccess.Read);
            if (file.Length < read)
            {
                places.Clear();
                read = 0;
            }
            Span<byte> head = stackalloc byte[sizeof(int)];
            if (read == 0)
            {
                if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
                    return;
                dimensions = MemoryMarshal.Read<int>(head);
                read = head.Length;
                if (dimensions is <= 0 or > 16_384)
                {
                    SetAside();
                    return;
                }
            }
            var record = new byte[RecordBytes];
            for (file.Position = read; file.Position + record.Length <= file.Length; read = file.Position)
            {
                file.ReadExactly(record);
                if (Check(record) == MemoryMarshal.Read<uint>(record.AsSpan(record.Length - CheckBytes)))
                    places[MemoryMarshal.Read<UInt128>(record)] = read;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The kept vectors in {File} can't be read ({Reason}); texts are encoded again", path, fault.Message);
        }
    }

    float[]?[] ReadAll(UInt128[] keys)
    {
        var vectors = new float[]?[keys.Length];
        if (places.Count == 0)
            return vectors;
        try
        {
            using var file = Open(FileMode.Open, FileAccess.Read);
            var record = new byte[RecordBytes];
            // In the file's order, whatever the order of the texts.
            foreach (var number in Enumerable.Range(0, keys.Length).Where(number => places.ContainsKey(keys[number])).OrderBy(number => places[keys[number]]))
            {
                file.Position = places[keys[number]];
                file.ReadExactly(record);
                var vector = new float[dimensions];
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(record.AsSpan(KeyBytes, dimensions * sizeof(ushort))), vector);
                vectors[number] = vector;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The kept vectors in {File} can't be read ({Reason}); texts are encoded again", path, fault.Message);
        }
        return vectors;
    }

    void Keep(IReadOnlyList<(UInt128 Key, float[] Vector)> made)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var file = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            dimensions = made[0].Vector.Length;
            if (file.Length < sizeof(int))
            {
                file.SetLength(0);
                file.Write(BitConverter.GetBytes(dimensions));
            }
            // What a power cut left of a record is written over.
            file.Position = file.Length - ((file.Length - sizeof(int)) % RecordBytes);
            var record = new byte[RecordBytes];
            foreach (var (key, vector) in made)
            {
                if (vector.Length != dimensions)
                    continue;
                MemoryMarshal.Write(record, key);
                TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(record.AsSpan(KeyBytes, dimensions * sizeof(ushort))));
                MemoryMarshal.Write(record.AsSpan(record.Length - CheckBytes), Check(record));
                file.Write(record);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another program is writing, or the disk is full: they are encoded once more some day.
            log.LogDebug("Vectors weren't kept in {File}: {Reason}", path, fault.Message);
        }
    }

    void SetAside()
    {
        log.LogWarning("{File} is not a file of vectors; it is begun anew", path);
        (dimensions, read) = (0, 0);
        File.Delete(path);
    }

    FileStream Open(FileMode mode, FileAccess access, FileShare share = FileShare.ReadWrite | FileShare.Delete) => new(path, mode, access, share, 1 << 16);

    static uint Check(ReadOnlySpan<byte> record)
    {
        var sum = 2166136261u;
        foreach (var value in record[..^CheckBytes])
            sum = (sum ^ value) * 16777619u;
        return sum;
    }

    static string FileName(string model) => string.Concat(model.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));
}
