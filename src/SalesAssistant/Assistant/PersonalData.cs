using System.Text.RegularExpressions;

namespace SalesAssistant.Assistant;

/// <summary>
/// What a visitor writes of themselves and a model at an endpoint need not know: e-mail addresses, telephone, card and bank account
/// numbers. In their place it reads what stood there; nothing puts them back, since who a visitor is, code reads from their own words.
/// </summary>
public static partial class PersonalData
{
    /// <summary>The text with its personal data masked.</summary>
    public static string Mask(string text)
    {
        var masked = Email().Replace(text, "[e-mail address]");
        masked = Spelled().Replace(masked, "[e-mail address]");
        masked = Account().Replace(masked, match => IsAccount(match.Value) ? "[bank account]" : match.Value);
        masked = Card().Replace(masked, match => IsCard(match.Value) ? "[card number]" : match.Value);
        return Phone().Replace(masked, match => IsPhone(match.Value) ? "[telephone number]" : match.Value);
    }

    /// <summary>By the check digits of ISO 13616.</summary>
    static bool IsAccount(string written)
    {
        var account = string.Concat(written.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (account.Length is < 15 or > 34)
            return false;
        var rest = 0;
        foreach (var character in account[4..] + account[..4])
        {
            if (!char.IsAscii(character))
                return false;
            rest = char.IsAsciiDigit(character) ? ((rest * 10) + (character - '0')) % 97 : ((rest * 100) + (character - 'A' + 10)) % 97;
        }
        return rest == 1;
    }

    /// <summary>By its check digit (ISO 7812).</summary>
    static bool IsCard(string written)
    {
        var digits = Digits(written);
        if (digits.Length is < 13 or > 19)
            return false;
        var sum = 0;
        for (var at = 0; at < digits.Length; at++)
        {
            var digit = digits[digits.Length - 1 - at];
            sum += at % 2 == 0 ? digit : digit * 2 > 9 ? (digit * 2) - 9 : digit * 2;
        }
        return sum % 10 == 0;
    }

    /// <summary>Dates, prices and quantities have fewer digits, or dots and colons that a telephone number hasn't.</summary>
    static bool IsPhone(string written) => Digits(written).Length is >= 9 and <= 15;

    static int[] Digits(string written) => [.. written.Where(char.IsDigit).Select(digit => (int)char.GetNumericValue(digit))];

    [GeneratedRegex(@"[^\s<>()\[\]\\,;:""'@＠]+[@＠][^\s<>()\[\]\\,;:""'@＠]+[.．][\p{L}\p{N}-]{2,}")]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[\w.+-]+\s?(?:\(at\)|\[at\]|\sat\s)\s?[\w-]+\s?(?:\(dot\)|\[dot\]|\sdot\s)\s?\w{2,}", RegexOptions.IgnoreCase)]
    private static partial Regex Spelled();

    [GeneratedRegex(@"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Account();

    [GeneratedRegex(@"(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)")]
    private static partial Regex Card();

    [GeneratedRegex(@"(?<![\w.])(?:(?:\+|00)[\s(]?\d|\(?0\d|\(\d{3}\)|\d{3}[-. ]\d{3}[-. ]\d)[\d\s()/.\u00A0-]{5,}\d|(?<=\b(?:phone|tel|telephone|mobile|call me (?:at|on)|number is|telefon|handy)\W{1,3})\d[\d\s/-]{6,}\d", RegexOptions.IgnoreCase)]
    private static partial Regex Phone();
}
