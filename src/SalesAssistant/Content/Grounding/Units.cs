using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Grounding;

/// <summary>What numbers count: currencies, percent, time, data, lengths and weights.</summary>
static partial class Units
{
    static readonly FrozenDictionary<string, string> Words = new (string Unit, string Forms)[]
    {
        ("€", "€ eur euro euros"), ("$", "$ usd dollar dollars"), ("£", "£ gbp pound pounds pfund"), ("¥", "¥ jpy yen"), ("chf", "chf franc francs franken"),
        ("sek", "sek kronor"), ("nok", "nok"), ("dkk", "dkk kroner"), ("pln", "pln zł zloty"), ("cad", "cad"), ("aud", "aud"), ("inr", "inr ₹ rupees"), ("cent", "cents"),
        ("%", "% percent prozent pourcent"),
        ("second", "second seconds sekunde sekunden seconde secondes segundo segundos"), ("minute", "minute minutes min mins minuten minuto minutos"),
        ("hour", "hour hours hr hrs stunde stunden heure heures hora horas"), ("day", "day days tag tage tagen jour jours día días"), ("week", "week weeks woche wochen semaine semaines semana semanas"),
        ("month", "month months monat monate monaten mois mes meses"), ("quarter", "quarter quarters quartal quartale trimestre"), ("year", "year years jahr jahre jahren an ans année années año años"),
        ("kb", "kb"), ("mb", "mb mib"), ("gb", "gb gib"), ("tb", "tb tib"),
        ("mm", "mm"), ("cm", "cm"), ("m", "metre metres meter meters"), ("km", "km kilometres kilometers"), ("mile", "mile miles"), ("g", "grams gram"), ("kg", "kg kilos kilograms"), ("px", "px pixels"),
    }.SelectMany(pair => pair.Forms.Split(' ').Select(form => (form, pair.Unit))).ToFrozenDictionary(pair => pair.form, pair => pair.Unit);

    static readonly FrozenDictionary<string, string> Adverbs = new (string Unit, string Forms)[]
    {
        ("month", "monthly monatlich monatliche monatlichen mensuel mensual"), ("year", "yearly annual annually jährlich jährliche annuel anual"), ("week", "weekly wöchentlich"), ("day", "daily täglich"),
        ("quarter", "quarterly vierteljährlich"), ("hour", "hourly"), ("once", "once one-off one-time einmalig einmal"),
    }.SelectMany(pair => pair.Forms.Split(' ').Select(form => (form, pair.Unit))).ToFrozenDictionary(pair => pair.form, pair => pair.Unit);

    /// <summary>Units that a heading may give to the numbers under it.</summary>
    public static readonly FrozenSet<string> Measures = "second minute hour day week month quarter year kb mb gb tb mm cm m km mile g kg px".Split(' ').ToFrozenSet();

    static readonly ConcurrentDictionary<string, FrozenSet<string>> Stemmed = new();

    /// <summary>Whether a stem of that language is one of a unit's words.</summary>
    public static bool IsUnit(string stem, string language) => Stemmed.GetOrAdd(language, code =>
        TextAnalysis.For(code).Terms(string.Join(' ', Words.Keys.Concat(Adverbs.Keys))).ToFrozenSet()).Contains(stem);

    public static bool IsCurrency(string unit) => unit is "€" or "$" or "£" or "¥" or "chf" or "sek" or "nok" or "dkk" or "pln" or "cad" or "aud" or "inr" or "cent";

    /// <summary>The unit of a number.</summary>
    /// <returns>The unit, empty for none, and how much of what follows it took.</returns>
    public static (string Unit, int Used) Of(string before, string after)
    {
        if (SignBefore().Match(before) is { Success: true } sign && Words.TryGetValue(sign.Groups[1].Value.ToLowerInvariant(), out var currency))
            return (currency, 0);
        var match = Following().Match(after);
        if (!match.Success)
            return ("", 0);
        if (PerCent().Match(after) is { Success: true } percent)
            return ("%", percent.Length);
        if (Words.TryGetValue(match.Groups[1].Value.ToLowerInvariant(), out var unit))
            return (unit, match.Groups[1].Index + match.Groups[1].Length);
        // "14 full days", but not "14 courses a month".
        return match.Groups[2].Success && Words.TryGetValue(match.Groups[2].Value.ToLowerInvariant(), out unit) && Measures.Contains(unit) && !Articles.Contains(match.Groups[1].Value.ToLowerInvariant())
            ? (unit, match.Groups[2].Index + match.Groups[2].Length)
            : ("", 0);
    }

    /// <summary>What something is paid or given for, if the words say so: "a month", "yearly", "once".</summary>
    public static string? PeriodIn(string words)
    {
        if (Per().Match(words) is { Success: true } per && Words.TryGetValue(per.Groups[1].Value.ToLowerInvariant(), out var unit) && Measures.Contains(unit))
            return unit;
        return Adverb().Matches(words).Select(match => Adverbs.GetValueOrDefault(match.Value.ToLowerInvariant())).FirstOrDefault(adverb => adverb is not null);
    }

    /// <summary>Whether a text speaks of that unit or period in any form.</summary>
    public static bool Mentions(string unit, string text) => Adverb().Matches(text).Any(match =>
        Words.GetValueOrDefault(match.Value.ToLowerInvariant()) == unit || Adverbs.GetValueOrDefault(match.Value.ToLowerInvariant()) == unit);

    static readonly FrozenSet<string> Articles = "a an per each every pro im par por je".Split(' ').ToFrozenSet();

    [GeneratedRegex(@"([€$£¥₹]|\b(?:EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|JPY|CAD|AUD|INR))\s?$")]
    private static partial Regex SignBefore();

    [GeneratedRegex(@"^[\s\u00A0\u202F-]*([%€$£¥₹]|\p{L}+)(?:[\s-]+(\p{L}+))?")]
    private static partial Regex Following();

    [GeneratedRegex(@"^\s*(?:per\s?cent|pour cent|por ciento)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PerCent();

    [GeneratedRegex(@"(?:\b(?:a|an|per|each|every|the|im|pro|par|por|je|al)\s|/\s?)(\p{L}+)", RegexOptions.IgnoreCase)]
    private static partial Regex Per();

    [GeneratedRegex(@"\p{L}+(?:-\p{L}+)?")]
    private static partial Regex Adverb();
}
