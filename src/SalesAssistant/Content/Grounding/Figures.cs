using System.Globalization;
using System.Text.RegularExpressions;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Content.Grounding;

/// <summary>On which side of a figure the truth may lie.</summary>
enum Limit { None, AtMost, AtLeast }

/// <summary>A number with what makes it mean something.</summary>
/// <param name="Value">Thousands, millions and number words are worked out.</param>
/// <param name="Unit">A currency's sign, "%", a unit of time or of data, "time" (minutes since midnight), "date" (month times 100 plus day); empty for a bare number.</param>
/// <param name="Year">Of a date; 0 when it isn't said.</param>
/// <param name="Period">What it is paid or given for: "month", "year", "once"; null when it isn't said.</param>
/// <param name="Side">"before" or "after" what follows; null for neither.</param>
readonly record struct Figure(decimal Value, string Unit, int Year, string? Period, Limit Limit, string? Side, int At);

/// <summary>Numbers, prices, dates, times and percentages, compared by what they mean: "two" is 2, €1,000.00 is 1000 euros, 1 December is 2026-12-01.</summary>
static partial class Figures
{
    /// <summary>Null when each figure of the sentence stands in the quote, in its unit, period and limit, and of the same name.</summary>
    /// <param name="around">Headings: a table under "Prices a month" need not say so in each row.</param>
    public static SentenceFault? Compare(string sentence, string spoken, string quote, string language, IReadOnlyList<string> around)
    {
        var said = In(sentence, spoken);
        if (said.Count == 0)
            return null;
        var given = In(quote, language);
        var parts = BoundClauses.Of(quote).ToList();
        var namesGiven = parts.SelectMany(part => part.Names).ToHashSet();
        foreach (var figure in said)
        {
            var same = given.Where(other => IsSame(figure, other, quote, around)).ToList();
            if (same.Count == 0 && !(figure is { Value: 1, Unit: "" or "day" or "week" or "month" or "year" or "hour" } && One().IsMatch(quote)))
                return figure.Unit != "date" && given.Exists(other => other.Value == figure.Value) ? SentenceFault.Unit : SentenceFault.Figure;
            if (same.Count == 0)
                continue;
            same.RemoveAll(other => IsOtherwise(figure, other, quote, around));
            if (same.Count == 0)
                return SentenceFault.Unit;
            var names = NamesOf(figure, sentence, namesGiven);
            if (names.Count > 0 && same.TrueForAll(other => BelongsToAnother(other, names, parts)))
                return SentenceFault.Swapped;
        }
        return null;
    }

    /// <summary>Every figure of a text, in its order.</summary>
    public static List<Figure> In(string text, string language)
    {
        var figures = new List<Figure>();
        var rest = text.ToCharArray();
        void Take(Match match, Figure figure)
        {
            figures.Add(figure with { At = match.Index });
            Array.Fill(rest, ' ', match.Index, match.Length);
        }
        foreach (Match match in IsoDate().Matches(text))
            Take(match, Date(Number(match, "d"), Number(match, "m"), Number(match, "y")));
        foreach (Match match in DayMonth().Matches(new string(rest)))
        {
            if (match.Groups["from"].Success)
                figures.Add(Date(Number(match, "from"), MonthOf(match.Groups["m"].Value), Number(match, "y")) with { At = match.Index });
            Take(match, Date(Number(match, "d"), MonthOf(match.Groups["m"].Value), Number(match, "y")));
        }
        foreach (Match match in MonthDay().Matches(new string(rest)))
            Take(match, Date(Number(match, "d"), MonthOf(match.Groups["m"].Value), Number(match, "y")));
        foreach (Match match in DottedDate().Matches(new string(rest)))
            Take(match, Date(Number(match, "d"), Number(match, "m"), Number(match, "y")));
        foreach (Match match in MonthAlone().Matches(new string(rest)))
            Take(match, new Figure(MonthOf(match.Value), "of the year", 0, null, Limit.None, null, 0));
        foreach (Match match in ClockTime().Matches(new string(rest)))
            Take(match, Time(Number(match, "h"), Number(match, "min"), match.Groups["half"].Value));
        var parts = Clauses.Small(text);
        foreach (Match match in NumberForm().Matches(new string(rest)))
        {
            var value = Value(match.Groups["n"].Value) * Multiplier(match.Groups["k"].Value);
            Take(match, Measured(text, match.Index, match.Index + match.Length, value, parts));
        }
        foreach (var (at, length, value) in NumberWords.In(new string(rest), language))
            figures.Add(Measured(text, at, at + length, value, parts));
        figures.Sort((one, other) => one.At.CompareTo(other.At));
        return figures;
    }

    static bool IsSame(Figure said, Figure given, string quote, IReadOnlyList<string> around)
    {
        if (said.Value != given.Value)
            return false;
        if (said.Unit == "date" && given.Unit == "date")
            return said.Year == 0 || said.Year == given.Year || (given.Year == 0 && Has(quote, around, said.Year.ToString(CultureInfo.InvariantCulture)));
        return said.Unit == given.Unit
            // A unit of time or data may stand in the heading; a currency or a percentage is never guessed.
            || (given.Unit.Length == 0 && Units.Measures.Contains(said.Unit) && Units.Mentions(said.Unit, $"{quote}\n{string.Join('\n', around)}"))
            || (said.Unit.Length == 0 && Units.Measures.Contains(given.Unit));
    }

    /// <summary>The same number, said to be for another period, as the opposite limit, or on the other side.</summary>
    static bool IsOtherwise(Figure said, Figure given, string quote, IReadOnlyList<string> around)
    {
        if (said.Period is not null && said.Period != given.Period && (given.Period is not null || !Units.Mentions(said.Period, $"{quote}\n{string.Join('\n', around)}")))
            return true;
        if (said.Side is not null && given.Side is not null && said.Side != given.Side)
            return true;
        return said.Limit != given.Limit && given.Limit != Limit.None && (said.Limit != Limit.None
            // "From €2,400" isn't €2,400, and "up to 20 %" isn't 20 %.
            || (given.Limit == Limit.AtLeast && Units.IsCurrency(given.Unit)) || (given.Limit == Limit.AtMost && given.Unit == "%"));
    }

    static bool Has(string quote, IReadOnlyList<string> around, string digits) =>
        quote.Contains(digits, StringComparison.Ordinal) || around.Any(text => text.Contains(digits, StringComparison.Ordinal));

    /// <summary>Whose the figure is in the sentence: the names of its own small part, else of the nearest before it that has any.</summary>
    static HashSet<string> NamesOf(Figure figure, string sentence, HashSet<string> known)
    {
        HashSet<string> nearest = [];
        foreach (var (start, end) in Clauses.Small(sentence))
        {
            if (start > figure.At)
                break;
            var names = Names.Among(sentence[start..end], known);
            if (names.Count > 0)
                nearest = names;
        }
        return nearest;
    }

    static bool BelongsToAnother(Figure given, HashSet<string> said, List<(string Text, int Start, int End, HashSet<string> Names)> parts)
    {
        var own = parts.Find(part => part.Start <= given.At && given.At < part.End).Names ?? [];
        return own.Any(name => !said.Contains(name)) && said.Any(name => !own.Contains(name) && parts.Exists(part => part.Names.Contains(name)))
            && !said.Any(name => own.Contains(name) && !parts.Exists(part => part.Names.Contains(name) && !part.Names.SetEquals(own)));
    }

    static Figure Measured(string text, int start, int end, decimal value, List<(int Start, int End)> parts)
    {
        var part = parts.Find(candidate => candidate.Start <= start && start < candidate.End);
        var before = text[part.Start..start];
        var after = text[end..Math.Max(end, part.End)];
        var (unit, used) = Units.Of(before, after);
        var period = Units.PeriodIn(after[used..]) ?? Units.PeriodIn(before);
        return new Figure(value, unit, 0, period, LimitIn(before), Side().Match(after) is { Success: true } side ? side.Groups[1].Value.ToLowerInvariant() : null, start);
    }

    static Limit LimitIn(string before) => AtMost().IsMatch(before) ? Limit.AtMost : AtLeast().IsMatch(before) ? Limit.AtLeast : Limit.None;

    static Figure Date(int day, int month, int year) => new((month * 100) + day, "date", year, null, Limit.None, null, 0);

    static Figure Time(int hour, int minute, string half)
    {
        var afternoon = half.StartsWith("p", StringComparison.OrdinalIgnoreCase);
        return new Figure((((hour % 12) + (afternoon || (half.Length == 0 && hour >= 12) ? 12 : 0)) * 60) + minute, "time", 0, null, Limit.None, null, 0);
    }

    static int Number(Match match, string group) => int.TryParse(match.Groups[group].Value, CultureInfo.InvariantCulture, out var number) ? number : 0;

    static int MonthOf(string name) => (Array.FindIndex(Months, month => Array.Exists(month, start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)))) + 1;

    static readonly string[][] Months =
    [
        ["jan", "ene"], ["feb", "fév", "fev"], ["mar", "mär"], ["apr", "avr", "abr"], ["may", "mai"], ["jun", "juin"], ["jul", "juil"], ["aug", "août", "ago"], ["sep"], ["oct", "okt"], ["nov"], ["dec", "dez", "déc", "dic"],
    ];

    /// <summary>Exactly three digits after a separator are thousands, 1,000 and 1.000; anything else is a fraction.</summary>
    static decimal Value(string number)
    {
        var digits = number.Replace(',', '.').Replace("'", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal);
        var last = digits.LastIndexOf('.');
        var fraction = last >= 0 && (digits.Length - last - 1 != 3 || digits.StartsWith("0.", StringComparison.Ordinal)) ? digits[(last + 1)..] : "";
        var whole = (fraction.Length > 0 ? digits[..last] : digits).Replace(".", "", StringComparison.Ordinal);
        // A digit of another script, or more digits than a figure has, is nothing that can be compared: a value that no quote has.
        return decimal.TryParse(fraction.Length > 0 ? $"{whole}.{fraction}" : whole, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : decimal.MinValue;
    }

    static decimal Multiplier(string word) => word.ToLowerInvariant().Trim() switch
    {
        "k" or "thousand" or "tausend" or "mille" or "mil" => 1_000,
        "m" or "mn" or "million" or "millionen" or "millions" => 1_000_000,
        "bn" or "billion" or "milliarden" => 1_000_000_000,
        _ => 1,
    };

    const string MonthNames = @"(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";

    [GeneratedRegex(@"\b(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})\b")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"\b(?:(?<from>\d{1,2})(?:st|nd|rd|th|\.)?\s*(?:-|–|to|until|and|bis|und)\s*)?(?<d>\d{1,2})(?:st|nd|rd|th|\.)?\s(?:of\s|de\s)?(?<m>" + MonthNames + @")\b\.?(?:,?\s(?:de\s)?(?<y>\d{4})\b)?")]
    private static partial Regex DayMonth();

    [GeneratedRegex(@"\b(?<m>" + MonthNames + @")\.?\s(?:the\s)?(?<d>\d{1,2})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s(?<y>\d{4})\b)?")]
    private static partial Regex MonthDay();

    [GeneratedRegex(@"\b(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})?(?!\d)")]
    private static partial Regex DottedDate();

    [GeneratedRegex(@"(?<=\S\s)(?:January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b")]
    private static partial Regex MonthAlone();

    [GeneratedRegex(@"\b(?<h>[01]?\d|2[0-3]):(?<min>[0-5]\d)(?:\s?(?<half>[ap]\.?m\b))?|\b(?<h>1[0-2]|0?[1-9])\s?(?<half>[ap]\.?m\b)|\b(?<h>[01]?\d|2[0-3])\s(?:Uhr|o['’]clock)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ClockTime();

    [GeneratedRegex(@"(?<n>\d+(?:[.,'\u00A0\u202F]\d+)*)(?<k>\s?(?:thousand|million|billion|tausend|Millionen|Milliarden)\b|[kK]\b|(?:m|mn|bn)\b)?")]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"\b(?:a|an|one|single|each|every|per|ein|eine|einen|einem|un|une|una)\b", RegexOptions.IgnoreCase)]
    private static partial Regex One();

    [GeneratedRegex(@"(?:up to|at most|no more than|not more than|maximum(?: of)?|max\.?|less than|fewer than|under|below|within|no later than|bis zu|höchstens|maximal|weniger als|jusqu['’]à|hasta)\s+(?:the\s)?[€$£¥]?\s?$", RegexOptions.IgnoreCase)]
    private static partial Regex AtMost();

    [GeneratedRegex(@"(?:from|starts? (?:at|with)|starting (?:at|from)|begins? at|at least|no less than|not less than|minimum(?: of)?|more than|over|above|ab|mindestens|mehr als|à partir de|au moins|desde|al menos|más de)\s+(?:the\s|just\s|only\s)?[€$£¥]?\s?$", RegexOptions.IgnoreCase)]
    private static partial Regex AtLeast();

    [GeneratedRegex(@"^\s*(?:\p{L}+\s){0,2}(before|after)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Side();
}
