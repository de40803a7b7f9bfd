using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Content;

/// <summary>Section <c>Content</c> of the settings.</summary>
public sealed class ContentOptions
{
    public const string Section = "Content";

    /// <summary>Relative to the current directory.</summary>
    public string Directory { get; set; } = "content";

    /// <summary>How often the files are looked at even when the file system reports nothing: network drives and mounts stay silent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ScanEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether passages are found by what they mean too, not by their words alone.</summary>
    public bool Embeddings { get; set; } = true;

    /// <summary>Where vectors are kept; several programs may share it. Null means `embeddings` in the data directory.</summary>
    public string? EmbeddingsCache { get; set; }
}
