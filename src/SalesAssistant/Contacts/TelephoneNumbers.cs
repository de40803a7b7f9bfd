using System.Text.RegularExpressions;
using NodaTime.TimeZones;
using PhoneNumbers;

namespace SalesAssistant.Contacts;

/// <summary>What a text says about a telephone number.</summary>
public abstract record PhoneReading
{
    /// <summary>No number stands in it.</summary>
    public sealed record None : PhoneReading;

    /// <summary>One that can be called. <paramref name="Number"/> has its country code: "+49 30 901820".</summary>
    public sealed record Understood(string Number) : PhoneReading;

    /// <summary>A number without a country code that several countries have; each with its code.</summary>
    public sealed record Ambiguous(IReadOnlyList<string> Numbers) : PhoneReading;

    /// <summary>A number without a country code, and nothing says of which country.</summary>
    public sealed record OfNoCountry(string Written) : PhoneReading;

    /// <summary>Too many digits, too few, or a number that nobody can have.</summary>
    public sealed record Invalid(string Written) : PhoneReading;

    /// <summary>One that costs whoever calls it extra: no rep is made to call there.</summary>
    public sealed record Costly(string Written) : PhoneReading;
}

/// <summary>Telephone numbers as visitors write them, by the numbering plans of all countries (libphonenumber).</summary>
public static partial class TelephoneNumbers
{
    const int LongestText = 2000;
    const int LeastDigits = 7;
    const int MostDigits = 17;

    static readonly PhoneNumberUtil Plans = PhoneNumberUtil.GetInstance();

    /// <summary>The countries that a number without a country code may be of: that of the visitor's zone, then that of their browser's language.</summary>
    /// <param name="zone">IANA; null when it isn't known.</param>
    /// <param name="locale">Such as "de-AT"; one without a country says nothing.</param>
    public static IReadOnlyList<string> RegionsOf(string? zone, string? locale)
    {
        var ofZone = Countries.Value.GetValueOrDefault(zone ?? "");
        var ofLocale = locale?.Split('-', '_') is [_, .., { Length: 2 } country] ? country.ToUpperInvariant() : null;
        return [.. new[] { ofZone, ofLocale }.OfType<string>().Distinct().Where(Plans.GetSupportedRegions().Contains)];
    }

    static readonly Lazy<Dictionary<string, string>> Countries = new(() =>
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).ToDictionary(location => location.ZoneId, location => location.CountryCode));

    /// <summary>The first number in a text.</summary>
    /// <param name="regions">As <see cref="RegionsOf"/> has them.</param>
    /// <param name="isAsked">Whether a number was asked for: then few digits are one that is too short, and nothing is taken for a date.</param>
    public static PhoneReading In(string? text, IReadOnlyList<string> regions, bool isAsked = false)
    {
        if (Written(text, isAsked) is not { } written)
            return new PhoneReading.None();
        if (written.StartsWith('+') || written.StartsWith("(+", StringComparison.Ordinal) || (written.StartsWith("00", StringComparison.Ordinal) && regions.Count == 0))
            return Judge(written, [Parse(written.StartsWith("00", StringComparison.Ordinal) ? $"+{written[2..]}" : written, null)]);
        return regions.Count == 0 ? new PhoneReading.OfNoCountry(written) : Judge(written, [.. regions.Select(region => Parse(written, region))]);
    }

    /// <summary>What a link dials: tel: as RFC 3966 has it.</summary>
    /// <param name="number">As it is kept, with its country code.</param>
    public static string LinkTo(string number) => Parse(number, null) is { } read ? Plans.Format(read, PhoneNumberFormat.RFC3966) : $"tel:{number.Replace(" ", "", StringComparison.Ordinal)}";

    /// <summary>The text without the number in it, so that its digits are not taken for a time.</summary>
    public static string Without(string text, bool isAsked = false) => Written(text, isAsked) is { } written ? text.Replace(written, " ", StringComparison.Ordinal) : text;

    static PhoneReading Judge(string written, IReadOnlyList<PhoneNumber?> read)
    {
        var valid = read.OfType<PhoneNumber>().Where(Plans.IsValidNumber).DistinctBy(number => Plans.Format(number, PhoneNumberFormat.RFC3966)).ToList();
        if (valid.Count == 0)
            return new PhoneReading.Invalid(written);
        var callable = valid.Where(number => Plans.GetNumberType(number) is not (PhoneNumberType.PREMIUM_RATE or PhoneNumberType.SHARED_COST or PhoneNumberType.PAGER or PhoneNumberType.VOICEMAIL))
            .Select(number => Plans.Format(number, PhoneNumberFormat.INTERNATIONAL)).ToList();
        return callable switch
        {
            [] => new PhoneReading.Costly(written),
            [var one] => new PhoneReading.Understood(one),
            _ => new PhoneReading.Ambiguous(callable),
        };
    }

    static PhoneNumber? Parse(string written, string? region)
    {
        try
        {
            return Plans.Parse(written, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    static string? Written(string? text, bool isAsked)
    {
        if (text is null || text.Length > LongestText)
            return null;
        var searched = isAsked ? text : Date().Replace(text, match => new string('#', match.Length));
        var found = Digits().Matches(searched).Select(match => match.Value.Trim()).FirstOrDefault(value => value.Count(char.IsAsciiDigit) is >= LeastDigits and <= MostDigits);
        return found ?? (isAsked && OnlyDigits().IsMatch(text) ? text.Trim() : null);
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}@._+:])\(?\+?\(?[0-9][0-9 ()/.\u00A0\u2010-\u2015-]{4,}[0-9](?:\s*(?:ext\.?|extension|durchwahl|dw)\s*[0-9]{1,6})?(?![\p{L}\p{N}@:])", RegexOptions.IgnoreCase)]
    private static partial Regex Digits();

    /// <summary>2026-11-24, 24.11.2026, 11/24/26, 14.30.</summary>
    [GeneratedRegex(@"(?<![\d+])(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?!\d)")]
    private static partial Regex Date();

    [GeneratedRegex(@"^[\s+0-9()/.\u00A0\u2010-\u2015-]*[0-9][\s+0-9()/.\u00A0\u2010-\u2015-]*$")]
    private static partial Regex OnlyDigits();
}
