using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesAssistant.Conversations.Files;

/// <summary>A file that came with a message.</summary>
/// <param name="Key">Its name in the store, which nobody can guess: who has it may read the file.</param>
/// <param name="Name">What the visitor calls it, with the extension that its content has.</param>
/// <param name="ContentType">The media type that its content has.</param>
/// <param name="Bytes">Its length.</param>
public sealed record MessageFile(string Key, string Name, string ContentType, long Bytes)
{
    /// <summary>Where it is served, from the root of the site.</summary>
    [JsonIgnore]
    public string Path => $"/files/{Key}/{Uri.EscapeDataString(Name)}";

    [JsonIgnore]
    public bool IsImage => FileKind.OfContentType(ContentType)?.IsImage == true;

    /// <summary>The files as a message's row has them; null for none.</summary>
    public static string? Write(IReadOnlyList<MessageFile> files) =>
        files.Count == 0 ? null : JsonSerializer.Serialize(files, JsonSerializerOptions.Web);

    /// <summary>The files of a message's row.</summary>
    public static IReadOnlyList<MessageFile> Read(string? stored) =>
        stored is null ? [] : JsonSerializer.Deserialize<List<MessageFile>>(stored, JsonSerializerOptions.Web)!;
}
