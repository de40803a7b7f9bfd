using System.Globalization;
using System.Text.RegularExpressions;

namespace SalesAssistant.Bookings;

/// <summary>Which kinds of meeting somebody's words can mean.</summary>
/// <param name="Meetings">In the order of meetings.yaml; empty when the words say nothing about it.</param>
public sealed record MeetingMeaning(IReadOnlyList<MeetingType> Meetings)
{
    /// <summary>A length that was said and that no meeting has, in minutes: these are the closest. Null otherwise.</summary>
    public int? MinutesSaid { get; init; }

    /// <summary>There is none that is longer (or shorter): this one is the longest.</summary>
    public MeetingLimit Limit { get; init; }
}

/// <summary>What was asked for beyond what there is.</summary>
public enum MeetingLimit
{
    None,
    Longest,
    Shortest,
}

/// <summary>
/// Understands which kind of meeting a visitor means: by its title or the synonyms of meetings.yaml, by telephone, by its length, or longer and
/// shorter than the one before.
/// </summary>
public static partial class MeetingPhrase
{
    const int LongestText = 2000;

    /// <param name="text">The visitor's words.</param>
    /// <param name="before">What was offered before, for "something longer"; null for nothing.</param>
    public static MeetingMeaning Read(string? text, MeetingTypes types, MeetingType? before = null)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)
            return new([]);
        if (AnyKind().IsMatch(text))
            return new(types.All);
        var named = Named(text, types);
        if (named.Count == 0 && NotByPhone().IsMatch(text))
            named = [.. types.All.Where(type => type.Kind != MeetingKind.Phone)];
        else if (named.Count == 0 && ByPhone().IsMatch(text))
            named = [.. types.All.Where(type => type.Kind == MeetingKind.Phone)];
        var among = named.Count > 0 ? named : types.All;
        if (MinutesIn(text) is { } minutes)
        {
            if (among.Where(type => type.DurationMinutes == minutes).ToList() is { Count: > 0 } ofThatLength)
                return new(ofThatLength);
            if (named.Count > 0)
                return new(named) { MinutesSaid = minutes };
            var closest = types.All.Min(type => Math.Abs(type.DurationMinutes - minutes));
            return new([.. types.All.Where(type => Math.Abs(type.DurationMinutes - minutes) == closest)]) { MinutesSaid = minutes };
        }
        return named.Count == 0 && Compared().Match(text) is { Success: true } compared ? Than(before ?? types.First, types, compared.Groups["longer"].Success) : new(named);
    }

    /// <summary>Whether somebody asks to be called, whatever else they say.</summary>
    public static bool AsksForCall(string text) => text.Length <= LongestText && CallMe().IsMatch(text);

    /// <summary>The next longer or shorter ones.</summary>
    static MeetingMeaning Than(MeetingType before, MeetingTypes types, bool longer)
    {
        var beyond = types.All.Where(type => longer ? type.DurationMinutes > before.DurationMinutes : type.DurationMinutes < before.DurationMinutes).ToList();
        if (beyond.Count == 0)
            return new([before]) { Limit = longer ? MeetingLimit.Longest : MeetingLimit.Shortest };
        var next = longer ? beyond.Min(type => type.DurationMinutes) : beyond.Max(type => type.DurationMinutes);
        return new([.. beyond.Where(type => type.DurationMinutes == next)]);
    }

    /// <summary>Those whose title, id or synonym stands in the text, but not within a longer name of another: "call" in "intro call" means nothing else.</summary>
    static List<MeetingType> Named(string text, MeetingTypes types)
    {
        var words = Words(text);
        var found = types.All
            .SelectMany(type => type.Synonyms.Append(type.Title).Append(type.Id).SelectMany(name => Places(words, Words(name)).Select(place => (Type: type, place.From, place.To))))
            .ToList();
        return
        [
            .. types.All.Where(type => found.Exists(one => one.Type == type
                && !found.Exists(other => other.Type != type && other.From <= one.From && other.To >= one.To && other.To - other.From > one.To - one.From))),
        ];
    }

    static IEnumerable<(int From, int To)> Places(string[] words, string[] name)
    {
        for (var at = 0; name.Length > 0 && at + name.Length <= words.Length; at++)
            if (name.Index().All(part => words[at + part.Index] == part.Item))
                yield return (at, at + name.Length);
    }

    static string[] Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];

    static int? MinutesIn(string text)
    {
        if (Length().Match(text) is not { Success: true } length)
            return null;
        foreach (var (group, minutes) in new[] { ("ninety", 90), ("three", 45), ("half", 30), ("quarter", 15), ("hour", 60) })
            if (length.Groups[group].Success)
                return minutes;
        if (length.Groups["hours"] is { Success: true, Value: var hours })
            return (int)(60 * decimal.Parse(hours.Replace(',', '.'), CultureInfo.InvariantCulture));
        return length.Groups["minutes"].Value.ToLowerInvariant() switch
        {
            "five" or "fünf" => 5,
            "ten" or "zehn" => 10,
            "fifteen" or "fünfzehn" => 15,
            "twenty" or "zwanzig" => 20,
            "thirty" or "dreißig" => 30,
            "forty" or "vierzig" => 40,
            "forty-five" or "forty five" or "fünfundvierzig" => 45,
            "sixty" or "sechzig" => 60,
            "ninety" or "neunzig" => 90,
            var digits => int.Parse(digits, CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();

    /// <summary>A length, unless words before it make it a time from now or a frequency: "in half an hour", "every 15 minutes".</summary>
    [GeneratedRegex("""
        (?<!\b(?:half|quarters?\sof|in|within|after|before|every|each|last|past|another|innerhalb|nach|vor|alle|seit|binnen|next|nächsten?)\s(?:about\s|etwa\s|von\s|the\snext\s)?(?:an?\s|einer\s|einem\s)?)(?<![\d.,:\p{L}-])(?:
          (?<ninety>an\shour\sand\sa\shalf|one\sand\sa\shalf\shours|anderthalb\sstunden|eineinhalb\sstunden)
        | (?<three>three[\s-]quarters\sof\san\shour|dreiviertelstunde|dreiviertel\sstunde)
        | (?<half>half[\s-]an?[\s-]hour|half[\s-]hours?|halbe[nr]?\sstunde|halbstündig\w*)
        | (?<quarter>(?:a\s)?quarter[\s-](?:of\san\s)?hour|viertelstunde|viertelstündig\w*)
        | (?<hour>(?:an|one|a\sfull)[\s-]hours?|hour-long|eine[r]?\sstunde|einstündig\w*)
        | (?<hours>\d(?:[.,]5)?)[\s-]*(?:hours?|hrs?|stunden?|stündig\w*)
        | (?<minutes>\d{1,3}|five|ten|fifteen|twenty|thirty|forty[\s-]five|forty|sixty|ninety|fünf|zehn|fünfzehn|zwanzig|dreißig|vierzig|fünfundvierzig|sechzig|neunzig)[\s-]*(?:minutes?|mins?|minuten?|minütig\w*)
        )(?!\p{L})
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Length();

    [GeneratedRegex(@"(?<!\b(?:no|any|much|how|a little|nicht|kein|wie viel)\s)\b(?:(?<longer>longer|länger\w*)|(?<shorter>shorter|briefer|quicker|kürzer\w*))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Compared();

    [GeneratedRegex(@"\b(?:(?:call|ring|phone|telephone)\s(?:me|us)\b|call-?\s?backs?\b|(?:call|ring|phone)\sback\b|give\s(?:me|us)\sa\s(?:call|ring|buzz)\b|ruf\w*\s(?:(?:sie|du|ihr|bitte)\s)*(?:mich|uns)\b|r(?:ü|ue)ckruf\w*|(?:zurück|zurueck)(?:zu)?ruf\w*|(?:mich|uns)\b.{0,60}\b(?:anrufen|an)\b[.!?]*$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CallMe();

    [GeneratedRegex(@"\b(?:(?:by|per|over the|on the|via)\s(?:tele)?phone\b|(?:tele)?phone\scalls?\b|(?:call|ring|phone|telephone)\s(?:me|us)\b|call-?\s?backs?\b|give\s(?:me|us)\sa\s(?:call|ring|buzz)\b|telefonisch\w*|(?:per|am|übers?)\stelefon\b|telefonat\w*|telefonieren|telefongespräch\w*|r(?:ü|ue)ckruf\w*|(?:zurück|zurueck)(?:zu)?ruf\w*|ruf\w*\s(?:(?:sie|du|ihr|bitte)\s)*(?:mich|uns)\b|anrufen)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ByPhone();

    [GeneratedRegex(@"\b(?:not|rather than|instead of|no|without|don'?t|kein\w*|nicht|statt|ohne)\s(?:\w+\s){0,2}(?:(?:tele)?phone|telefon\w*|call me|anrufen)\b|\b(?:by|per|over|via)\s(?:video|zoom|teams)\b|\bvideo\s?(?:call|chat|gespräch|anruf)\w*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotByPhone();

    [GeneratedRegex(@"\b(?:what|which)\s(?:kinds?|types?|sorts?)\sof\s(?:meetings?|calls?|appointments?)\b|\bwelche(?:n)?\s(?:arten?\s(?:von\s)?)?(?:termine|terminarten|gespräche)\b(?!.*\bfrei)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnyKind();
}
