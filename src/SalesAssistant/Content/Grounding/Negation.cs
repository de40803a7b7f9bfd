using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Grounding;

/// <summary>Whether a sentence affirms what its quote denies, or the other way round. Within one language; a language without a list here isn't compared.</summary>
static partial class Negation
{
    static readonly FrozenDictionary<string, FrozenSet<string>> Negators = new Dictionary<string, string>
    {
        ["en"] = "not no never none nobody nothing neither without cannot excludes exclude excluded excluding except lacks lack lacking unavailable impossible unable nowhere",
        ["de"] = "nicht kein keine keinen keinem keiner keines nie niemals ohne nichts niemand weder ausgeschlossen ausgenommen außer unmöglich",
        ["fr"] = "pas sans aucun aucune jamais rien personne sauf impossible exclu exclue exclus",
        ["es"] = "no sin nunca ningún ninguna ninguno nada nadie excepto salvo imposible tampoco",
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Split(' ').ToFrozenSet());

    /// <summary>One clause: its words that carry meaning in their order, and where it denies.</summary>
    readonly record struct Clause(string Text, IReadOnlyList<(string Stem, bool IsDenied)> Stems, HashSet<string> Names, bool Denies);

    public static bool Differs(string sentence, string quote, string language)
    {
        if (!Negators.TryGetValue(language, out var negators))
            return false;
        var given = ClausesOf(quote, language, negators);
        foreach (var said in ClausesOf(WithoutYesNo(sentence), language, negators))
        {
            if (said.Stems.Count == 0)
                continue;
            var best = 0;
            var alike = new List<Clause>();
            foreach (var clause in given)
            {
                var stems = Stems.Of(clause.Text, language);
                var shared = said.Stems.Count(word => stems.Has(word.Stem)) + (2 * said.Names.Count(clause.Names.Contains));
                if (shared > best)
                    alike.Clear();
                if (shared >= best)
                    alike.Add(clause);
                best = Math.Max(best, shared);
            }
            if (best > 0 && alike.TrueForAll(clause => Differs(said, clause, language)))
                return true;
        }
        return false;
    }

    /// <summary>Whether the quote has an exception or a condition and the sentence has none at all.</summary>
    public static bool LeavesOutException(string sentence, string quote) => Exception().IsMatch(quote) && !AnyLimit().IsMatch(sentence);

    /// <summary>They differ when one denies and the other doesn't, and what is denied is what both speak of.</summary>
    static bool Differs(Clause said, Clause given, string language) =>
        said.Denies != given.Denies && (given.Denies ? Touches(given, said, language) : Touches(said, given, language));

    static bool Touches(Clause denying, Clause other, string language)
    {
        var words = Stems.Of(other.Text, language);
        return denying.Stems.Any(word => word.IsDenied && words.Has(word.Stem));
    }

    static List<Clause> ClausesOf(string text, string language, FrozenSet<string> negators)
    {
        var clauses = new List<Clause>();
        foreach (var part in WholeSentences.In(text).SelectMany(unit => PartsOf(text.Substring(unit.Start, unit.Length))))
        {
            var clause = Bounds().Replace(Contraction().Replace(part, " not"), " ");
            var words = Clauses.Words(clause).ToList();
            var stems = new List<(string, bool)>();
            var denials = 0;
            var firstDenial = int.MaxValue;
            for (var at = 0; at < words.Count; at++)
            {
                if (negators.Contains(words[at].Text.ToLowerInvariant()))
                {
                    denials++;
                    firstDenial = Math.Min(firstDenial, at);
                }
                else if (Stems.One(words[at].Text, language) is { } stem)
                    stems.Add((stem, at > firstDenial));
            }
            // "Certificates: none" denies what stands before it.
            if (denials > 0 && stems.TrueForAll(word => !word.Item2))
                stems = [.. stems.Select(word => (word.Item1, true))];
            clauses.Add(new Clause(clause, stems, [.. words.Where(word => word.HasCapital).Select(word => word.Text)], denials % 2 == 1));
        }
        return clauses;
    }

    /// <summary>The clauses of a sentence; each cell of a table's row says the row's name.</summary>
    static IEnumerable<string> PartsOf(string unit)
    {
        var row = Clauses.RowOf(unit);
        return Clauses.Large(unit).Select(part => row.Length > 0 && part.Start > 0 ? $"{row} – {unit[part.Start..part.End]}" : unit[part.Start..part.End]);
    }

    static string WithoutYesNo(string sentence) => LeadingYesNo().Replace(sentence, "");

    [GeneratedRegex(@"^\s*(?:yes|no|ja|nein|oui|non|sí|no)\s*[,.:;–-]\s*(?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingYesNo();

    /// <summary>"Can't" and "doesn't".</summary>
    [GeneratedRegex(@"n['’]t\b")]
    private static partial Regex Contraction();

    /// <summary>These have a "not" or "no" and deny nothing.</summary>
    [GeneratedRegex(@"\b(?:no|not) (?:more|less|later|earlier|fewer|longer than|only|just)\b|\bno\. ?\d|\bnicht nur\b|\bnicht (?:mehr|weniger) als\b|\bno matter\b|\bnon-", RegexOptions.IgnoreCase)]
    private static partial Regex Bounds();

    [GeneratedRegex(@"\b(?:but not|except|excluding|unless|only (?:if|when|for|with|on)|other than|aber nicht|außer|nur (?:wenn|für|mit)|sauf|excepto)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Exception();

    [GeneratedRegex(@"\b(?:not|no|never|without|except|excluding|unless|only|if|when|other than|but|until|before|nicht|kein\w*|ohne|außer|nur|wenn|falls|sauf|excepto)\b|n['’]t\b", RegexOptions.IgnoreCase)]
    private static partial Regex AnyLimit();
}
