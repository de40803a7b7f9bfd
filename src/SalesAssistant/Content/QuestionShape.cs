using System.Text.RegularExpressions;

namespace SalesAssistant.Content;

/// <summary>What kind of words would answer a question.</summary>
internal enum ExpectedAnswer { Any, Price, Duration, Count, Time, Person, Place, YesNo, Steps, Reason, Listing }

/// <summary>Reads the expected kind from the question's own words. English; another language expects anything.</summary>
internal static partial class QuestionShape
{
    public static ExpectedAnswer Of(string question) => question switch
    {
        // A price is an answer too where a yes would do.
        _ when AsksWhether(question) && !Price().IsMatch(question) => ExpectedAnswer.YesNo,
        _ when Duration().IsMatch(question) => ExpectedAnswer.Duration,
        _ when Price().IsMatch(question) => ExpectedAnswer.Price,
        _ when Count().IsMatch(question) => ExpectedAnswer.Count,
        _ when Time().IsMatch(question) => ExpectedAnswer.Time,
        _ when Steps().IsMatch(question) => ExpectedAnswer.Steps,
        _ when Reason().IsMatch(question) => ExpectedAnswer.Reason,
        _ when Person().IsMatch(question) => ExpectedAnswer.Person,
        _ when Place().IsMatch(question) => ExpectedAnswer.Place,
        _ when Listing().IsMatch(question) => ExpectedAnswer.Listing,
        _ when YesNo().IsMatch(question) => ExpectedAnswer.YesNo,
        _ => ExpectedAnswer.Any,
    };

    /// <summary>Whether it begins as a question does that wants a yes or a no, whatever comes after: "Can I see who has access?" But "Can you tell me who" asks who.</summary>
    public static bool AsksWhether(string question) => BeginsYesNo().IsMatch(question) && !AsksIndirectly().IsMatch(question);

    /// <summary>Whether it asks for more than a yes or a no: what, how, why.</summary>
    public static bool AsksOpenly(string question) => Open().IsMatch(question);

    /// <summary>Whether it asks what something is, or how it works: both are told by what it is and does, not by steps.</summary>
    public static bool AsksWhatItIs(string question) => WhatIs().IsMatch(question);

    /// <summary>Whether a sentence says what something is.</summary>
    public static bool SaysWhatItIs(string sentence) => Defining().IsMatch(sentence);

    /// <summary>Whether a sentence has what such an answer must have, such as a number for "how much".</summary>
    public static bool Fits(ExpectedAnswer expected, string sentence) => expected switch
    {
        ExpectedAnswer.Price => Money().IsMatch(sentence),
        ExpectedAnswer.Duration => Durations().IsMatch(sentence),
        ExpectedAnswer.Count => Digits().IsMatch(sentence) || NumberWords().IsMatch(sentence),
        ExpectedAnswer.Time => Dates().IsMatch(sentence),
        ExpectedAnswer.YesNo => StartsYesNo().IsMatch(sentence),
        ExpectedAnswer.Person => Names().IsMatch(sentence),
        ExpectedAnswer.Place => Places().IsMatch(sentence),
        ExpectedAnswer.Reason => Because().IsMatch(sentence),
        ExpectedAnswer.Steps => Imperative().IsMatch(sentence),
        _ => false,
    };

    /// <summary>All the kinds that a passage could answer, worked out once: bit n stands for kind n.</summary>
    public static int KindsIn(string text, bool hasList)
    {
        var kinds = 0;
        foreach (var kind in Enum.GetValues<ExpectedAnswer>())
        {
            // Whether it says yes or no is said at its beginning, and a list of steps or of things is one by its form.
            var fits = kind switch
            {
                ExpectedAnswer.Listing => hasList,
                ExpectedAnswer.Steps => InOrder().Count(text) >= 2 || MenuPath().IsMatch(text),
                ExpectedAnswer.YesNo => Fits(kind, text[..Math.Min(text.Length, 60)]),
                _ => Fits(kind, text),
            };
            kinds |= fits ? 1 << (int)kind : 0;
        }
        return kinds;
    }

    /// <summary>Words that point back: alone, the sentence would leave the reader asking what is meant.</summary>
    public static bool PointsBack(string sentence) => Pointing().IsMatch(sentence);

    public static bool IsBareYesNo(string sentence) => BareYesNo().IsMatch(sentence);

    const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(how (long (do|does|is|are|will|would|can|must|should|did|before|until|after|it|to|i|we|you)|fast|quick(ly)?|soon|old)|for how long|what is the (minimum|notice) (term|period))\b", Plain)]
    private static partial Regex Duration();

    [GeneratedRegex(@"\b(how (much(?! (more |longer |disk |free )?(space|storage|time|data|memory|room))|expensive)|prices?|pricing|costs?|fees?|charges?|pay|afford|cheap(er|est)?|discount|set me back|free(?! up\b))\b", Plain)]
    private static partial Regex Price();

    [GeneratedRegex(@"\b(how (many|much (space|storage|data|memory|room)|big|large|often|far|old|long)|percentage|share of|what('s| is) the (limit|maximum|minimum|size|number|amount|rate|average))\b", Plain)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(when|what (time|date|day|year)|until when|which (day|date)|deadline|opening hours|how soon|by when)\b", Plain)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(how (do(?!.{2,60}\bwork\W*$)|can|could|should|would|to|does one)|what('s| is) the (best )?way to|steps to)\b", Plain)]
    private static partial Regex Steps();

    [GeneratedRegex(@"\b(why|what('s| is) the reason|how come)\b", Plain)]
    private static partial Regex Reason();

    [GeneratedRegex(@"\b(who|whom|whose|which (person|team|trainer))\b", Plain)]
    private static partial Regex Person();

    [GeneratedRegex(@"\b(where|which (country|city|place|address|folder|page))\b", Plain)]
    private static partial Regex Place();

    [GeneratedRegex(@"^\W*(which|what (are|kinds?|types?|sorts?|features|languages|platforms|plans|options|courses))\b", Plain)]
    private static partial Regex Listing();

    [GeneratedRegex(@"(^|[.!,;]\s*|\b(and|but|so|ok|hi|hello|hey)[,!]?\s+)\W*(is|are|was|were|do|does|did|can|could|will|would|should|has|have|may|am)\b", Plain)]
    private static partial Regex YesNo();

    [GeneratedRegex(@"^\W*((hi|hello|hey|ok|okay|so|and|but|also)\b[\s,!]*)*(is|are|was|were|do|does|did|can|could|will|would|should|has|have|may|am|must|isn't|aren't|don't|doesn't|can't|won't)\b", Plain)]
    private static partial Regex BeginsYesNo();

    [GeneratedRegex(@"\b((can|could|would|will) you( please)? (tell|explain|show|say|send|give|describe|help|let)|(do|would) you (happen to )?know|(can|may|could) (i|we) (ask|know))\b", Plain)]
    private static partial Regex AsksIndirectly();

    [GeneratedRegex(@"\b(what|which|how|why|who|whom|whose|when|where)\b", Plain)]
    private static partial Regex Open();

    [GeneratedRegex(@"^\W*(what(('s|’s| is| are)|(?= does .{2,40} mean\b))\s+.{2,50}|how do(es)? .{2,50}\bwork\W*)$", Plain)]
    private static partial Regex WhatIs();

    [GeneratedRegex(@"^\W*(\S+\s+){1,8}?(is|are|means|refers|lets|allows|turns|helps|gives)\b", Plain)]
    private static partial Regex Defining();

    [GeneratedRegex(@"^ *\d+\. ", Plain | RegexOptions.Multiline)]
    private static partial Regex InOrder();

    /// <summary>"Settings > Backup".</summary>
    [GeneratedRegex(@"\w (>|→) \w", Plain)]
    private static partial Regex MenuPath();

    [GeneratedRegex(@"[€$£¥]\s?\d|\d\s?(€|\$|£|¥|%)|\b\d+ (euros?|dollars?|pounds?|per ?cent)\b|\b(free|nothing|no (charge|fee|cost|extra))\b", Plain)]
    private static partial Regex Money();

    [GeneratedRegex(@"\b(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|few)( \w+)? (minutes?|hours?|days?|weeks?|months?|years?)\b|\b(immediately|at once|for ever|forever|life)\b", Plain)]
    private static partial Regex Durations();

    [GeneratedRegex(@"\d", Plain)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\b(free|unlimited|no limit|one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|half|twice|percent)\b", Plain)]
    private static partial Regex NumberWords();

    [GeneratedRegex(@"\b(\d{1,2}[:.]\d{2}|\d{4}|\d{1,2}(st|nd|rd|th)?|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|daily|weekly|monthly|yearly|immediately|days?|weeks?|months?|hours?|minutes?)\b", Plain)]
    private static partial Regex Dates();

    [GeneratedRegex(@"^\W*(yes|no|not|currently not|absolutely|of course|sure)\b", Plain)]
    private static partial Regex StartsYesNo();

    [GeneratedRegex(@"\b\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+\b|\b(we|team|anyone|everyone|you|only)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"\b(in|at|on|under|from) (the )?[""“']?\p{Lu}|→|>|\bhttps?:|/", RegexOptions.CultureInvariant)]
    private static partial Regex Places();

    [GeneratedRegex(@"\b(because|since|so that|due to|reason|in order to|therefore|as a result|means)\b", Plain)]
    private static partial Regex Because();

    [GeneratedRegex(@"^\W*(\d+\. )?(open|go|click|tap|select|choose|press|enter|log|sign|create|add|set|use|run|download|install|write|send|contact|visit|follow|navigate|book|ask|you can|to )\b", Plain)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"^\W*(it|its|they|them|their|this|that|these|those|he|she|his|her|such|so|then|however|but|also|otherwise|instead|therefore|thus|in that case|in this case|in addition|additionally|the same|both|neither|either way|for example|for instance|and|or|if so|once done|after that|afterwards|no|yes|all (of )?(this|that|these|those)|having said (this|that)|as (mentioned|said|such)|with (this|that) in mind)\b", Plain)]
    private static partial Regex Pointing();

    [GeneratedRegex(@"^\W*(yes|no)\W*$", Plain)]
    private static partial Regex BareYesNo();
}
