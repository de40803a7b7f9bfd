using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Grounding;

/// <summary>Numbers that are written as words.</summary>
static partial class NumberWords
{
    static readonly FrozenDictionary<string, FrozenDictionary<string, int>> Languages = new Dictionary<string, string>
    {
        ["en"] = "two=2 both=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 dozen=12 thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 thousand=1000 twice=2",
        ["de"] = "zwei=2 beide=2 drei=3 vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 zwölf=12 vierzehn=14 fünfzehn=15 zwanzig=20 dreißig=30 vierzig=40 fünfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 hundert=100 tausend=1000",
        ["fr"] = "deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 quatorze=14 quinze=15 vingt=20 trente=30 quarante=40 cinquante=50 cent=100 mille=1000",
        ["es"] = "dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 catorce=14 quince=15 veinte=20 treinta=30 cuarenta=40 cincuenta=50 cien=100 mil=1000",
        ["it"] = "due=2 tre=3 quattro=4 cinque=5 sette=7 otto=8 nove=9 dieci=10 undici=11 dodici=12 quattordici=14 venti=20 trenta=30 cento=100 mille=1000",
        ["nl"] = "twee=2 drie=3 vier=4 vijf=5 zes=6 zeven=7 acht=8 negen=9 tien=10 elf=11 twaalf=12 veertien=14 twintig=20 dertig=30 honderd=100 duizend=1000",
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Split(' ').Select(entry => entry.Split('=')).ToFrozenDictionary(entry => entry[0], entry => int.Parse(entry[1], System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Where a text has a number in words, and which; "twenty-five" is one, and "one" only where it counts something.</summary>
    public static IEnumerable<(int At, int Length, int Value)> In(string text, string language)
    {
        if (!Languages.TryGetValue(language, out var numbers))
            yield break;
        foreach (Match match in Compound().Matches(text))
        {
            if (numbers.TryGetValue(match.Groups[1].Value.ToLowerInvariant(), out var value))
            {
                var ones = match.Groups[2].Value.ToLowerInvariant();
                yield return value is >= 20 and < 100 && ones.Length > 0 && (numbers.TryGetValue(ones, out var unit) || (ones == "one" && (unit = 1) == 1)) && unit < 10
                    ? (match.Index, match.Length, value + unit)
                    : (match.Index, match.Groups[1].Length, value);
            }
        }
        if (language == "de")
        {
            foreach (Match match in GermanCompound().Matches(text))
            {
                if (numbers.TryGetValue(match.Groups["tens"].Value.ToLowerInvariant(), out var tens))
                    yield return (match.Index, match.Length, tens + (numbers.TryGetValue(match.Groups["ones"].Value.ToLowerInvariant(), out var ones) ? ones : 1));
            }
        }
        if (language == "en")
        {
            foreach (Match match in CountedOne().Matches(text))
                yield return (match.Index, 3, 1);
        }
    }

    [GeneratedRegex(@"(\p{L}+)(?:-(\p{L}+))?")]
    private static partial Regex Compound();

    [GeneratedRegex(@"\b(?<ones>ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?<tens>zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)", RegexOptions.IgnoreCase)]
    private static partial Regex GermanCompound();

    [GeneratedRegex(@"(?<!\b(?:the|this|that|any|each|every|no|which|some|another|twenty|thirty|forty|fifty)[\s-])\bone(?=[\s-]\p{L})(?!\s(?:of|another|who|that|can|is|or|to|and|by|in|with|more|thing|place|after|at)\b)(?!-(?:off|time|on))", RegexOptions.IgnoreCase)]
    private static partial Regex CountedOne();
}
