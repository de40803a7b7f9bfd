using System.Collections.Frozen;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Content.Grounding;

/// <summary>Names of products, plans, people and places: a sentence has none that its quote hasn't, and says of each what the quote says of it.</summary>
static class Names
{
    static readonly FrozenSet<string> NoNames = "i you we he she it they yes no ok is are the a an and or in on at of to for from with by as per our your january february march april may june july august september october november december januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre jan feb mar apr jun jul aug sep sept oct nov dec eur usd gbp chf sek dkk nok pln euro am pm gb mb kb tb".Split(' ').ToFrozenSet();

    static readonly FrozenSet<string> KindsOfPlan = "plan plans tier tiers package packages edition version subscription tarif paket".Split(' ').ToFrozenSet();

    static readonly FrozenSet<string> Titles = "Mr Mrs Ms Dr Prof Herr Frau Madame Monsieur Señor Señora".Split(' ').ToFrozenSet();

    /// <param name="nearby">Texts in which a name may stand that a sentence hides by writing it small.</param>
    public static SentenceFault? Compare(string sentence, string spoken, string quote, IReadOnlyList<string> around, IReadOnlyList<string> nearby)
    {
        var given = Clauses.Words(quote).Concat(around.SelectMany(Clauses.Words)).ToList();
        var givenNames = given.Where(word => word.HasCapital).Select(word => word.Text).ToHashSet();
        var small = given.Where(word => !word.HasCapital).Select(word => word.Text.ToLowerInvariant()).ToHashSet();
        var known = Known(nearby);
        foreach (var name in In(sentence, spoken, known))
        {
            if (!givenNames.Contains(name) && !(name.Any(char.IsLower) && !known.Contains(name) && small.Contains(name.ToLowerInvariant()))
                && !IsOtherCase(name, givenNames) && !IsForm(name, givenNames) && !IsInitials(name, quote, around))
                return SentenceFault.Name;
        }
        return IsSwapped(sentence, quote, known) || IsTurned(sentence, quote) ? SentenceFault.Swapped : null;
    }

    /// <summary>Whether both have a name in common.</summary>
    public static bool Shared(string sentence, string quote, IReadOnlyList<string> around)
    {
        var given = Clauses.Words(quote).Concat(around.SelectMany(Clauses.Words)).Where(word => word.HasCapital).Select(word => word.Text).ToHashSet();
        return Clauses.Words(sentence).Any(word => word.HasCapital && !NoNames.Contains(word.Text.ToLowerInvariant()) && given.Contains(word.Text));
    }

    /// <summary>Which of these names a text has; "the starter plan" has Starter.</summary>
    public static HashSet<string> Among(string text, HashSet<string> names)
    {
        var words = Clauses.Words(text).ToList();
        return [.. words.Select((word, at) => word.HasCapital || at + 1 == words.Count || !KindsOfPlan.Contains(words[at + 1].Text.ToLowerInvariant()) ? word.Text : AsName(word)).Where(names.Contains)];
    }

    static string AsName(Word word) => char.ToUpperInvariant(word.Text[0]) + word.Text[1..];

    /// <summary>Names that stand in texts where only a name has a capital letter.</summary>
    static HashSet<string> Known(IReadOnlyList<string> texts)
    {
        return [.. texts.Where(text => SpokenLanguage.Of(text, "en") != "de").SelectMany(Clauses.Words)
            .Where(word => word.HasCapital && !word.IsInitial && !NoNames.Contains(word.Text.ToLowerInvariant())).Select(word => word.Text)];
    }

    static IEnumerable<string> In(string sentence, string language, HashSet<string> known)
    {
        var words = Clauses.Words(sentence).ToList();
        for (var at = 0; at < words.Count; at++)
        {
            var (word, next) = (words[at], at + 1 < words.Count ? words[at + 1] : default);
            var low = word.Text.ToLowerInvariant();
            if (!word.HasCapital)
            {
                // "the starter plan" is Starter all the same.
                if (next.Text is not null && KindsOfPlan.Contains(next.Text.ToLowerInvariant()) && AsName(word) is var name && known.Contains(name))
                    yield return name;
                continue;
            }
            if (word.Text.Length == 1 || NoNames.Contains(low))
                continue;
            if (word.IsInitial)
            {
                // Any word has a capital here: it is a name when it is one elsewhere, or when a second one follows.
                if (known.Contains(word.Text) || (IsFollowedByName(word, next) && Stems.One(word.Text, language) is not null && !WordLists.For("en").Weak.Contains(low)))
                    yield return word.Text;
            }
            else if (language != "de" || known.Contains(word.Text) || (at > 0 && Titles.Contains(words[at - 1].Text)) || word.Text.Skip(1).Any(char.IsUpper) || (next.Text is not null && IsFollowedByName(word, next)))
                yield return word.Text;
        }
    }

    static bool IsFollowedByName(Word word, Word next) =>
        next.Text is not null && next.HasCapital && next.Text.Length > 1 && next.At == word.At + word.Text.Length + 1 && !NoNames.Contains(next.Text.ToLowerInvariant());

    static bool IsOtherCase(string name, HashSet<string> given) => given.Any(other =>
        (name.All(char.IsUpper) || other.All(char.IsUpper)) && other.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>"German" and "Germany", "Studio" and "Studios".</summary>
    static bool IsForm(string name, HashSet<string> given) => given.Any(other =>
        Math.Min(name.Length, other.Length) >= 5 && Math.Abs(name.Length - other.Length) <= 2 && (name.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(name, StringComparison.Ordinal)));

    /// <summary>"VAT" is value added tax, "UK" the United Kingdom.</summary>
    static bool IsInitials(string name, string quote, IReadOnlyList<string> around)
    {
        if (name.Length < 2 || !name.All(char.IsUpper))
            return false;
        var initials = string.Concat(Clauses.Words($"{quote}\n{string.Join('\n', around)}").Select(word => char.ToUpperInvariant(word.Text[0])));
        return initials.Contains(name, StringComparison.Ordinal);
    }

    /// <summary>A clause whose likeness in the quote is about another name, while its own name stands elsewhere in the quote.</summary>
    static bool IsSwapped(string sentence, string quote, HashSet<string> known)
    {
        var parts = Bound.Of(quote, known);
        if (parts.Count < 2)
            return false;
        var all = parts.SelectMany(part => part.Names).ToHashSet();
        HashSet<string> before = [];
        foreach (var (start, end) in Clauses.Small(sentence))
        {
            var clause = sentence[start..end];
            var names = Among(clause, all);
            if (names.Count == 0)
                names = before;
            before = names;
            var words = Plain(clause);
            if (names.Count == 0 || words.Count == 0)
                continue;
            var best = parts.Max(part => words.Count(part.Words.Contains));
            if (best > 0 && parts.Where(part => words.Count(part.Words.Contains) == best).All(part => part.IsOfAnother(names)))
                return true;
        }
        return false;
    }

    /// <summary>"Team includes everything in Growth" turned into "Growth includes everything in Team": the same words, the names the other way round.</summary>
    static bool IsTurned(string sentence, string quote)
    {
        foreach (var (start, length) in WholeSentences.In(quote))
        {
            var unit = quote.Substring(start, length);
            if (unit.Contains(" – ", StringComparison.Ordinal) || IsPassive(sentence) != IsPassive(unit))
                continue;
            var given = Clauses.Words(unit).Where(word => word.HasCapital && !NoNames.Contains(word.Text.ToLowerInvariant())).ToList();
            var said = Clauses.Words(sentence).Where(word => given.Exists(other => other.Text == word.Text)).ToList();
            for (var at = 0; at + 1 < said.Count; at++)
            {
                var first = given.FindIndex(word => word.Text == said[at].Text);
                var second = given.FindIndex(word => word.Text == said[at + 1].Text);
                if (second < first && said[at].Text != said[at + 1].Text
                    && HasVerb(sentence[(said[at].At + said[at].Text.Length)..said[at + 1].At]) && HasVerb(unit[(given[second].At + given[second].Text.Length)..given[first].At])
                    && Clauses.Small(sentence).Exists(part => part.Start <= said[at].At && said[at + 1].At < part.End))
                    return true;
            }
        }
        return false;
    }

    static bool HasVerb(string between) => Plain(between).Count >= 1;

    static bool IsPassive(string text) => Clauses.Words(text).Zip(Clauses.Words(text).Skip(1)).Any(pair =>
        pair.First.Text is "is" or "are" or "was" or "were" or "be" or "been" && (pair.Second.Text.EndsWith("ed", StringComparison.Ordinal) || pair.Second.Text is "part" or "in" or "not" or "also"));

    static HashSet<string> Plain(string text) => Clauses.Words(text).Where(word => !word.HasCapital).Select(word => Stems.One(word.Text, "en")).OfType<string>().ToHashSet();

    /// <summary>A part of the quote, the names that it is about, and the other words of it.</summary>
    sealed record Bound(HashSet<string> Names, HashSet<string> Words, HashSet<string> Elsewhere)
    {
        public static List<Bound> Of(string quote, HashSet<string> known)
        {
            var parts = BoundClauses.Of(quote).Select(part => (Names: part.Names.Where(known.Contains).ToHashSet(), Words: Plain(part.Text))).ToList();
            return [.. parts.Select((part, at) => new Bound(part.Names, part.Words, parts.Where((_, other) => other != at).SelectMany(other => other.Names).ToHashSet()))];
        }

        /// <summary>It has a name of its own that was not said, and what was said stands elsewhere only.</summary>
        public bool IsOfAnother(HashSet<string> said) => Names.Count > 0 && Names.Any(name => !said.Contains(name)) && said.Any(name => !Names.Contains(name) && Elsewhere.Contains(name)) && !said.Any(name => Names.Contains(name) && !Elsewhere.Contains(name));
    }
}

/// <summary>The small parts of a quote with the names that each is about.</summary>
static class BoundClauses
{
    public static IEnumerable<(string Text, int Start, int End, HashSet<string> Names)> Of(string quote)
    {
        foreach (var (unitStart, unitLength) in WholeSentences.In(quote))
        {
            var unit = quote.Substring(unitStart, unitLength);
            // The name of a table's row holds for each of its cells.
            var row = Clauses.RowOf(unit);
            foreach (var (start, end) in Clauses.Small(unit))
            {
                var own = unit[start..end];
                var text = row.Length > 0 && start > 0 ? $"{row} – {own}" : own;
                yield return (text, unitStart + start, unitStart + end, NamesIn(text));
            }
        }
    }

    static HashSet<string> NamesIn(string text) => [.. Clauses.Words(text).Where(word => word.HasCapital && Stems.One(word.Text, "en") is not null).Select(word => word.Text)];
}
