using NodaTime;

namespace SalesAssistant.Content;

/// <summary>One file that marketing wrote, as its front matter describes it.</summary>
public sealed record ContentItem
{
    /// <summary>Path inside the content directory, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>Stays when the file is renamed; the path without its extension unless front matter says otherwise.</summary>
    public required string Id { get; init; }

    /// <summary>From front matter, else the first heading, else the file's name.</summary>
    public required string Title { get; init; }

    public ContentKind Kind { get; init; }

    /// <summary>Who answers for the text, as written; null when nobody is named.</summary>
    public string? Owner { get; init; }

    /// <summary>First day it may be said, in the company's zone.</summary>
    public LocalDate? ValidFrom { get; init; }

    /// <summary>Last day it may be said (inclusive), in the company's zone.</summary>
    public LocalDate? ValidTo { get; init; }

    public string? Audience { get; init; }

    /// <summary>Two-letter code; "en" unless front matter says otherwise.</summary>
    public string Language { get; init; } = "en";

    public string? Campaign { get; init; }

    /// <summary>Where the same text stands on the company's website: a full address, or a path on it.</summary>
    public string? Url { get; init; }

    /// <summary>One line for lists and search results.</summary>
    public string? Description { get; init; }

    public bool IsValidOn(LocalDate day) =>
        (ValidFrom is not { } from || from <= day) && (ValidTo is not { } to || day <= to);
}
