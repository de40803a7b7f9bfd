using System.Text.RegularExpressions;

namespace SalesAssistant.Content;

/// <summary>"And the bigger plan?" is only a question together with the one before it, and "no, I meant Studio" puts it right. English and German.</summary>
public static partial class FollowUp
{
    /// <summary>A message that points back is searched with what it points to, if it says little itself.</summary>
    const int FewWords = 3;

    /// <summary>So far back goes a row of follow-ups.</summary>
    const int MostSteps = 3;

    const int LongestMessage = 600;

    /// <summary>What is meant instead is named in a few words; more are an objection, or a question of their own.</summary>
    const int LongestCorrection = 80;

    /// <summary>The question as it can be searched alone.</summary>
    /// <param name="question">What was just asked; messages that are answered together are lines of it.</param>
    /// <param name="before">The visitor's earlier messages, oldest first.</param>
    /// <param name="names">What the company's products are called: a correction puts one in another's place.</param>
    public static string Complete(string question, IReadOnlyList<string> before, IReadOnlyList<string> names)
    {
        var complete = "";
        IReadOnlyList<string> said = before;
        foreach (var line in question.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Corrected(line, said, names) is { } corrected)
                complete = corrected;
            else if (said.Count == before.Count)
                complete = WithWhatItPointsTo(line, before, names);
            else
                complete = $"{complete}\n{line}";
            said = [.. said, line];
        }
        return complete;
    }

    /// <summary>Whether more is to come: the text ends in the middle of a sentence.</summary>
    public static bool IsUnfinished(string text) => Open().IsMatch(text);

    /// <summary>Whether the message says what an earlier one should have been.</summary>
    public static bool Corrects(string message) => message.Length <= LongestCorrection && Correction().IsMatch(message);

    /// <summary>The question before it as the visitor has put it right; null when this message corrects nothing.</summary>
    static string? Corrected(string message, IReadOnlyList<string> before, IReadOnlyList<string> names)
    {
        if (before.Count == 0 || message.Length > LongestCorrection || Correction().Match(message) is not { Success: true } match)
            return null;
        var meant = match.Groups["what"].Value.Trim().TrimEnd('.', '!');
        if (AsksItself().IsMatch(meant))
            return meant;
        if (match.Groups["how"].Length == 0 && Says().IsMatch(meant))
            return null;
        // A row of corrections leads back to the question that is put right.
        var earlier = before[^1].Length <= LongestMessage ? Corrected(before[^1], [.. before.SkipLast(1)], names) ?? WithWhatItPointsTo(before[^1], [.. before.SkipLast(1)], names) : "";
        return PutInPlace(meant, earlier, names) ?? $"{earlier} {meant}";
    }

    /// <summary>One product instead of another, or of two things with the same last word ("the Team plan" for "the Starter plan") the one that is meant.</summary>
    static string? PutInPlace(string meant, string earlier, IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => Naming(name).IsMatch(meant)) is { } right && names.FirstOrDefault(name => name != right && Naming(name).IsMatch(earlier)) is { } wrong)
            return Naming(wrong).Replace(earlier, right.Replace("$", "$$", StringComparison.Ordinal), 1);
        var words = Article().Replace(meant, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 2 && Regex.Match(earlier, $@"\p{{L}}+ {Regex.Escape(words[^1].TrimEnd('?'))}\b", Plain) is { Success: true } same
            ? earlier[..same.Index] + string.Join(' ', words).TrimEnd('?') + earlier[(same.Index + same.Length)..]
            : null;
    }

    static Regex Naming(string name) => new($@"(?<!\w){Regex.Escape(name)}(?!\w)", Plain);

    static string WithWhatItPointsTo(string question, IReadOnlyList<string> before, IReadOnlyList<string> names)
    {
        var complete = question;
        for (var at = before.Count - 1; at >= 0 && before.Count - at <= MostSteps && GoesOn(at == before.Count - 1 ? question : before[at + 1], before[at], names); at--)
        {
            if (before[at].Length <= LongestMessage)
                complete = $"{before[at]} {complete}";
        }
        return complete;
    }

    static bool GoesOn(string message, string before, IReadOnlyList<string> names) => PointsBack(message) || IsUnfinished(before) || IsOnlyName(message, names);

    /// <summary>Whether the message is nothing but the name of a product or plan: what is asked about it was said before.</summary>
    public static bool IsOnlyName(string message, IReadOnlyList<string> names) =>
        message.Length <= LongestCorrection && names.Any(name => message.Contains(name, StringComparison.OrdinalIgnoreCase) && Regex.IsMatch(message, $@"^\W*((for|about|the|für|über|der|die|das|den|with|mit) )*{Regex.Escape(name)}( (plan|please|bitte|tarif))*\W*$", Plain));

    static bool PointsBack(string message) =>
        message.Length <= LongestMessage
        && (Continues().IsMatch(message) || Pronoun().IsMatch(Empty().Replace(message, "")) || (AddsTo().IsMatch(message) && !Says().IsMatch(message)))
        && TextAnalysis.For("en").Terms(message).Count(term => !WordLists.For("en").Weak.Contains(term)) <= FewWords;

    const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^\W*((ok|okay|yes|no|thanks|thank you)\W+)?(and|or|but|also|then|what about|how about|what if|why not|why|how so|how come|how much|how many|how long|since when|until when|for how long|for whom|even)\b(?!\s+(do|does|is|are|can|should|would|will|did)\s+(you|i|we|the|your|my)\b)", Plain)]
    private static partial Regex Continues();

    [GeneratedRegex(@"\b(it|its|that|this|they|them|their|those|these|one|ones|there|the (other|same|bigger|biggest|smaller|smallest|larger|largest|cheaper|cheapest|first|second|third|last|former|latter|next))\b", Plain)]
    private static partial Regex Pronoun();

    /// <summary>An "it" that stands for nothing said before.</summary>
    [GeneratedRegex(@"\b((is|was|would|will|does) it (possible|true|ok|okay|necessary|take|matter|make sense)|is there|are there|was there|will there be|this (week|month|year)|these days)\b", Plain)]
    private static partial Regex Empty();

    /// <summary>"For three people" goes on with what was said, unless it says something itself.</summary>
    [GeneratedRegex(@"^\W*(for|with|without|in|per|from|by|as an?|für|mit|ohne|pro|als)\b", Plain)]
    private static partial Regex AddsTo();

    [GeneratedRegex(@"\b(is|are|was|were|be|do|does|did|can|could|will|would|should|has|have|need|want|like|which|what|whom|who|where|when|ist|sind|war|hat|haben|kann|will|möchte|brauche|welche[nrsm]?|wem|wen)\b", Plain)]
    private static partial Regex Says();

    [GeneratedRegex(@"(,|…|\.\.|[:;–—]|\s-|\b(and|or|but|because|und|oder|aber|weil))\s*$", Plain)]
    private static partial Regex Open();

    [GeneratedRegex(@"^\W*(?:(?:(?:no|nope|nah|sorry|oops|wait|nein|nee|moment)\b\W*)*(?<how>i (?:actually |really )?mean(?:t)?\b(?: to (?:ask|say))?|i was (?:asking|talking) about|ich mein(?:e|te)\b)|(?:no|nope|sorry|nein)\b[\s,.!–-]*(?:not (?<not>[^,.]{1,40})[,.]\s*)?(?=(?:the|der|die|das)\s|(?-i:\p{Lu})))\W*(?:doch |rather |actually )?(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Correction();

    [GeneratedRegex(@"^(how|what|which|when|where|who|whom|why|do|does|is|are|can|could|will|would|wie|was|wann|wo|wer|warum|welche[nrsm]?)\b.* ", Plain)]
    private static partial Regex AsksItself();

    [GeneratedRegex(@"^(the|an?|for the|for|der|die|das|den|dem)\s+", Plain)]
    private static partial Regex Article();
}
