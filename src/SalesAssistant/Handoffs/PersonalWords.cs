using System.Text.RegularExpressions;

namespace SalesAssistant.Handoffs;

/// <summary>What tells a person that is being erased from everybody else, in texts that are kept.</summary>
/// <param name="Names">Their names, the parts of their addresses, their company, lower-case.</param>
/// <param name="Shared">The words of their topics that stand in the company's content or in other people's topics too: those alone are kept.</param>
[GenerateSerializer, Immutable]
public sealed partial record PersonalWords(IReadOnlyList<string> Names, IReadOnlyList<string> Shared)
{
    const int ShortestName = 3;

    /// <summary>The names in texts such as "Anna Schmidt" and "anna@example.com".</summary>
    public static IReadOnlyList<string> NamesIn(IEnumerable<string?> texts) =>
        [.. texts.OfType<string>().SelectMany(text => Word().Matches(text)).Select(word => word.Value.ToLowerInvariant()).Where(word => word.Length >= ShortestName && !Common.Contains(word)).Distinct()];

    /// <summary>Whether a text names the person.</summary>
    public bool AreIn(string? text) => text is not null && Names.Count > 0 && Word().Matches(text).Any(word => Names.Contains(word.Value.ToLowerInvariant()));

    /// <summary>The topic in words that others use too; empty when there are none.</summary>
    public string Without(string topic) => string.Join(' ', topic.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => Shared.Contains(word) && !Names.Contains(word)));

    /// <summary>Parts of addresses and of "we sell …" that name nobody.</summary>
    static readonly HashSet<string> Common = ["com", "org", "net", "www", "mail", "gmail", "outlook", "example", "sell", "run", "our", "company", "work", "for", "the", "and", "wir", "verkaufen", "firma", "ich", "arbeite", "bei", "shop", "own", "sells"];

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
