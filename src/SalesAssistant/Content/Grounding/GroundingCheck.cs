using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Content.Grounding;

/// <summary>
/// Code, not the model, decides whether a sentence may be said: its quote stands in the passage word for word, and figures, names,
/// denials and promises of the sentence are those of the quote. What can't be compared with certainty is not said.
/// </summary>
public static class GroundingCheck
{
    /// <summary>The share of a sentence's own words that its quote has, or words that mean much the same.</summary>
    const double SharedWords = 0.7;

    /// <summary>Judges one sentence.</summary>
    /// <param name="quote">What the model claims to have copied. It is widened to whole sentences first: half of one can say the opposite.</param>
    /// <param name="nearby">The texts among which names are looked for: what else was found. A name that stands there and not in the quote is somebody else's.</param>
    public static Judgement Judge(GroundingSource source, string sentence, string quote, IEnumerable<string> nearby)
    {
        if (QuoteCheck.PlaceIn(source.Text, quote) is not { } place)
            return Judgement.Refused(SentenceFault.NoSuchQuote);
        var (start, length) = WholeSentences.Around(source.Text, place.Start, place.Length);
        var whole = source.Text.Substring(start, length);
        var citation = new Citation(source.File, source.Heading, whole);
        // In the content's own words and from end to end: there is nothing to compare, and nothing was left out.
        if (sentence.Trim() == whole)
            return new Judgement(sentence, citation, null);
        // An item of a list says what the line over the list says of it.
        var compared = WholeSentences.LeadIn(source.Text, start) is { } lead ? $"{lead}\n{whole}" : whole;
        if (Fault(source, sentence, compared, nearby) is { } fault)
            return Judgement.Refused(fault, citation);
        // True as far as it goes, and silent about the exception or the condition: then the content's own sentence is said instead.
        return Negation.LeavesOutException(sentence, compared) || Promises.LeavesOutCondition(sentence, compared) ? new Judgement(whole, citation, null) : new Judgement(sentence, citation, null);
    }

    static SentenceFault? Fault(GroundingSource source, string sentence, string quote, IEnumerable<string> nearby)
    {
        var language = SpokenLanguage.Of(quote, source.Language);
        var spoken = SpokenLanguage.Of(sentence, language);
        if (Markup.IsSmuggled(sentence, quote))
            return SentenceFault.Link;
        if (Figures.Compare(sentence, spoken, quote, language, source.Around) is { } figure)
            return figure;
        if (Names.Compare(sentence, spoken, quote, source.Around, [source.Text, .. nearby]) is { } name)
            return name;
        if (spoken == language && Negation.Differs(sentence, quote, language))
            return SentenceFault.Negation;
        if (Promises.GoesBeyond(sentence, quote))
            return SentenceFault.Promise;
        return IsAbout(sentence, spoken, quote, language, source.Around) ? null : SentenceFault.Unrelated;
    }

    /// <summary>In one language a sentence shares words with its quote; in another at least a figure, a name or a word that both have.</summary>
    static bool IsAbout(string sentence, string spoken, string quote, string language, IReadOnlyList<string> around)
    {
        if (spoken != language)
            return Figures.In(sentence, spoken).Count > 0 || Names.Shared(sentence, quote, around) || WordsOf(sentence).Overlaps(WordsOf(quote));
        var quoted = Stems.Of(quote, language);
        var given = Stems.Of($"{quote}\n{string.Join('\n', around)}", language);
        var own = Stems.Of(sentence, language);
        // A heading may lend a sentence its subject, never all that it says; and no item is put on the end of a list.
        // A bare "yes" says nothing that could be compared.
        if (own.IsEmpty)
            return Figures.In(sentence, spoken).Count > 0 || Names.Shared(sentence, quote, around);
        return own.Shared(quoted) > 0 && own.ShareIn(given) >= SharedWords
            && Clauses.Small(sentence).TrueForAll(part => Stems.Of(sentence[part.Start..part.End], language) is var stems && (stems.IsEmpty || stems.Shared(given) > 0));
    }

    static HashSet<string> WordsOf(string text) => [.. Clauses.Words(text).Select(word => word.Text.ToLowerInvariant()).Where(word => word.Length >= 5)];
}
