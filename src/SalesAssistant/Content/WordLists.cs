using System.Buffers;
using System.Collections.Concurrent;

namespace SalesAssistant.Content;

/// <summary>What is known of a language's words beyond the company's content. A language without lists has none.</summary>
/// <param name="Synonyms">By stem: the stems that mean much the same.</param>
/// <param name="Phrases">In lower case, each with the stems that mean much the same.</param>
/// <param name="Weak">Stems that questions are full of and that tell pages apart badly.</param>
internal sealed record WordLists(IReadOnlyDictionary<string, string[]> Synonyms, IReadOnlyList<(string Phrase, string[] Stems)> Phrases, IReadOnlySet<string> Weak)
{
    readonly SearchValues<string> anyPhrase = SearchValues.Create([.. Phrases.Select(phrase => phrase.Phrase)], StringComparison.OrdinalIgnoreCase);

    static readonly ConcurrentDictionary<string, WordLists> Languages = new();

    public static WordLists For(string language) => Languages.GetOrAdd(language, Read);

    /// <summary>The phrases that a text has. Most have none, which one look at it tells.</summary>
    public IEnumerable<(string Phrase, string[] Stems)> PhrasesIn(string text) =>
        text.AsSpan().ContainsAny(anyPhrase) ? Phrases.Where(phrase => text.Contains(phrase.Phrase, StringComparison.OrdinalIgnoreCase)) : [];

    /// <summary>With further groups of words that mean much the same, as marketing wrote them.</summary>
    public static WordLists With(string language, IReadOnlyList<string> groups) => groups.Count == 0 ? For(language) : Read(language, groups);

    static WordLists Read(string language) => Read(language, []);

    static WordLists Read(string language, IReadOnlyList<string> more)
    {
        var analysis = TextAnalysis.For(language);
        var synonyms = new Dictionary<string, string[]>();
        var phrases = new List<(string, string[])>();
        foreach (var line in Lines($"Words/synonyms.{language}.txt").Concat(more))
        {
            var entries = line.Split(',', StringSplitOptions.TrimEntries);
            string[] group = [.. entries.Where(entry => !entry.Contains(' ')).SelectMany(analysis.Terms).Distinct()];
            phrases.AddRange(entries.Where(entry => entry.Contains(' ')).Select(entry => (entry, group)));
            foreach (var stem in group)
                synonyms[stem] = [.. synonyms.GetValueOrDefault(stem, []).Union(group).Where(other => other != stem)];
        }
        return new WordLists(synonyms, phrases, Lines($"Words/weak.{language}.txt").SelectMany(analysis.Terms).ToHashSet());
    }

    static IEnumerable<string> Lines(string resource)
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            yield break;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
