using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Reading;

/// <summary>What a file says, whatever its format: the parts it has, and what it tells about itself.</summary>
/// <param name="Sections">In the order they are read.</param>
internal sealed record TextDocument(IReadOnlyList<TextSection> Sections)
{
    /// <summary>YAML that the file brings itself; null when it has none.</summary>
    public string? FrontMatter { get; init; }

    /// <summary>The file's line on which <see cref="FrontMatter"/> starts; the first is 1.</summary>
    public int FrontMatterLine { get; init; } = 2;

    /// <summary>What counts where front matter says nothing.</summary>
    public string? Title { get; init; }

    /// <inheritdoc cref="Title"/>
    public string? Language { get; init; }

    /// <inheritdoc cref="Title"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="Title"/>
    public string? Url { get; init; }

    /// <summary>The text as Markdown, when that is what marketing wrote; else null, and its page is made of the sections.</summary>
    public string? Markdown { get; init; }

    /// <summary>What should be mended although the file can be read.</summary>
    public IReadOnlyList<FileFault> Faults { get; init; } = [];
}

/// <summary>A file that can't be read, said to whoever wrote it.</summary>
/// <param name="line">First line is 1; 0 for the whole file.</param>
internal sealed class UnreadableFileException(int line, string message) : Exception(message)
{
    public int Line => line;
}
