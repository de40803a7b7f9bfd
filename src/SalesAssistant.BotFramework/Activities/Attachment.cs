using System.Text.Json;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>A card or a file: exactly one of <see cref="Content"/> and <see cref="ContentUrl"/> is set (A7100).</summary>
public sealed class Attachment : Extensible
{
    /// <summary>The media type; cards have their own, see <see cref="ContentTypes"/>.</summary>
    public string? ContentType { get; set; }

    /// <summary>Where the content is, or the content itself as a data: URL.</summary>
    public string? ContentUrl { get; set; }

    /// <summary>The content itself, exactly as it came.</summary>
    public JsonElement? Content { get; set; }

    /// <summary>The file's name.</summary>
    public string? Name { get; set; }

    /// <summary>A small picture of it.</summary>
    public string? ThumbnailUrl { get; set; }
}
