using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Assistant;

/// <summary>Section `Model`: which language model runs the turns. Without an endpoint it is the embedded one.</summary>
public sealed class ModelOptions
{
    /// <summary>Base address of an OpenAI-compatible endpoint, such as https://api.openai.com/v1.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model's name at the endpoint.</summary>
    public string Name { get; set; } = "gpt-4o-mini";

    public string? ApiKey { get; set; }

    /// <summary>Name of an embedding model at that endpoint; null means the embedded one.</summary>
    public string? Embeddings { get; set; }

    /// <summary>How long one request for vectors may take; a question is searched by words alone after it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan EmbeddingsTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a turn may take, tools included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether e-mail addresses, telephone, card and bank account numbers in what visitors write are masked before the endpoint reads them.</summary>
    public bool MaskPersonalData { get; set; } = true;

    /// <summary>How many turns a day one visitor may cost at the endpoint; after them the embedded model answers.</summary>
    [Range(0, 1_000_000)]
    public int TurnsPerVisitor { get; set; } = 200;

    /// <summary>How many tokens a day one visitor may cost at the endpoint, estimated from the length of what is read and written.</summary>
    [Range(0, 1_000_000_000)]
    public long TokensPerVisitor { get; set; } = 1_000_000;

    /// <summary>Names the model in receipts.</summary>
    public string Label => Endpoint is null ? Embedded : Name;

    /// <summary>The name of the embedded model.</summary>
    public const string Embedded = "embedded";
}
