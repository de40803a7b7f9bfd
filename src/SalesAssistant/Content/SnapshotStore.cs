using System.Text.Json;
using System.Text.Json.Serialization;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>Keeps what each snapshot said in <c>Data:Directory/snapshots</c>, so that a quote can be verified long after the file has changed.</summary>
public sealed class SnapshotStore(DataDirectory data, ILogger<SnapshotStore> log)
{
    readonly string directory = data.PathOf("snapshots");

    /// <summary>Writes it once. A full disk doesn't keep new content from being served; it is logged as an error.</summary>
    public void Keep(Snapshot snapshot)
    {
        var path = PathOf(snapshot.Hash);
        if (File.Exists(path))
            return;
        try
        {
            WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, KeptSnapshot.Of(snapshot), KeptJson.Default.KeptSnapshot));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogError(fault, "Snapshot {Hash} couldn't be kept: its answers can't be verified later", snapshot.Hash);
        }
    }

    /// <summary>Null when it was never kept here.</summary>
    public KeptSnapshot? Read(string hash)
    {
        if (!hash.All(char.IsAsciiHexDigit) || !File.Exists(PathOf(hash)))
            return null;
        using var stream = File.OpenRead(PathOf(hash));
        return JsonSerializer.Deserialize(stream, KeptJson.Default.KeptSnapshot);
    }

    string PathOf(string hash) => Path.Combine(directory, hash + ".json");
}

/// <summary>What a snapshot said: enough to verify a quote.</summary>
public sealed record KeptSnapshot(string Hash, IReadOnlyList<KeptItem> Items)
{
    public static KeptSnapshot Of(Snapshot snapshot) => new(snapshot.Hash,
        [.. snapshot.Passages.GroupBy(passage => passage.Item).Select(item => new KeptItem(item.Key.File, item.Key.Title,
            [.. item.Select(passage => new KeptPassage(passage.Id, passage.Heading, passage.Text, passage.HeadingPath))], item.Key.Language))]);

    public KeptPassage? Find(string passageId) =>
        Items.SelectMany(item => item.Passages).FirstOrDefault(passage => passage.Id == passageId);
}

/// <param name="Language">Two-letter code.</param>
public sealed record KeptItem(string File, string Title, IReadOnlyList<KeptPassage> Passages, string Language = "en");

/// <param name="Path">From the outermost heading to the nearest; null where an earlier version kept it without.</param>
public sealed record KeptPassage(string Id, string Heading, string Text, IReadOnlyList<string>? Path = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptSnapshot))]
internal sealed partial class KeptJson : JsonSerializerContext;
