using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>The German words about time. They are compared as <see cref="Plain"/> writes them, so that "übermorgen" and "uebermorgen" are one word.</summary>
static class GermanWords
{
    // First, as the tables below are made of them.
    static readonly string[] Ones = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"];
    static readonly (int Value, string Word)[] Tens = [(20, "zwanzig"), (30, "dreißig"), (40, "vierzig"), (50, "fünfzig")];

    public static readonly Dictionary<string, IsoDayOfWeek> Weekdays = Spelled(
        (IsoDayOfWeek.Monday, "montag montags"), (IsoDayOfWeek.Tuesday, "dienstag dienstags"), (IsoDayOfWeek.Wednesday, "mittwoch mittwochs"), (IsoDayOfWeek.Thursday, "donnerstag donnerstags"),
        (IsoDayOfWeek.Friday, "freitag freitags"), (IsoDayOfWeek.Saturday, "samstag samstags sonnabend sonnabends"), (IsoDayOfWeek.Sunday, "sonntag sonntags"));

    /// <summary>Short for weekdays, and mostly something else: "so", "do", "mi". They need a sign or a number behind them.</summary>
    public static readonly Dictionary<string, IsoDayOfWeek> ShortWeekdays = Spelled(
        (IsoDayOfWeek.Monday, "mo"), (IsoDayOfWeek.Tuesday, "di"), (IsoDayOfWeek.Wednesday, "mi"), (IsoDayOfWeek.Thursday, "do"), (IsoDayOfWeek.Friday, "fr"), (IsoDayOfWeek.Saturday, "sa"), (IsoDayOfWeek.Sunday, "so"));

    public static readonly Dictionary<string, int> Months = Spelled(
        (1, "jan januar jänner"), (2, "feb februar feber"), (3, "mär mrz märz"), (4, "apr april"), (5, "mai"), (6, "jun juni juno"), (7, "jul juli"),
        (8, "aug august"), (9, "sep sept september"), (10, "okt oktober"), (11, "nov november"), (12, "dez dezember"));

    public static readonly Dictionary<string, int> Numbers = Counted();

    public static readonly Dictionary<string, int> Ordinals = Ranked();

    public static readonly Dictionary<string, PartOfDay> Parts = Spelled(
        (new PartOfDay(new LocalTime(6, 0), new LocalTime(12, 0), Half.Am), "früh frühs morgens vormittag vormittags"),
        (new PartOfDay(new LocalTime(12, 0), new LocalTime(14, 0), Half.Pm), "mittag mittags mittagspause mittagszeit"),
        (new PartOfDay(new LocalTime(12, 0), new LocalTime(18, 0), Half.Pm), "nachmittag nachmittags"),
        (new PartOfDay(new LocalTime(17, 0), new LocalTime(22, 0), Half.Pm), "abend abends"),
        (new PartOfDay(new LocalTime(20, 0), null, Half.Night), "nacht nachts"));

    /// <summary>A number before one of these counts something and is no time of day.</summary>
    public static readonly HashSet<string> Things = [.. (
        "jahr jahre jahren jahres monat monate monaten woche wochen tag tage tagen stunde stunden std minute minuten min sekunde sekunden person personen leute leuten mann mitarbeiter mitarbeitern kollegen gäste plätze plätzen " +
        "kunden kundinnen nutzer nutzern benutzer lizenzen lizenz kurse kursen shops shop läden filialen standorte produkte bestellungen prozent euro cent dollar mal seiten fragen dinge optionen teilnehmer teilnehmern termine % € $ £").Split(' ').Select(Plain)];

    public static readonly Dictionary<string, string> Zones = Spelled(
        ("Europe/Berlin", "mez mesz berliner deutscher deutsche wiener zürcher schweizer münchner hamburger"), ("Europe/London", "londoner britischer"), ("Europe/Paris", "pariser"), ("America/New_York", "yorker"), ("Etc/UTC", "utc gmt"));

    /// <summary>Words of which one is enough to look whether a text speaks of time in German. None of them is an English word, but for the "um" of somebody who hesitates.</summary>
    static readonly HashSet<string> Telling = [.. (
        "heute morgen übermorgen gestern jetzt uhr halb halben viertel dreiviertel woche wochen wochenende monat monats monaten tag tage tagen jahr stunde stunden minuten nächste nächsten nächster nächstes kommende kommenden kommender " +
        "diese diesen dieser dieses früh morgens vormittag vormittags mittag mittags nachmittag nachmittags abend abends nachts mitternacht feierabend zwischen ab bis nach vor gegen um vom zum oder nicht außer frühestens spätestens später früher anderer " +
        "anderen anderem weitere weiteren kw kalenderwoche jemand ende anfang mitte märz mai juni juli oktober dezember okt dez mrz jänner mo").Split(' ').Select(Plain)];

    /// <summary>Whether a text may speak German where it speaks of time.</summary>
    /// <param name="words">As <see cref="Plain"/> writes them.</param>
    public static bool AreIn(IEnumerable<string> words) => words.Any(word => Telling.Contains(word) || Weekdays.ContainsKey(word));

    /// <summary>In lower case, with the umlauts written out.</summary>
    public static string Plain(string text) => text.ToLowerInvariant().Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal);

    static Dictionary<string, int> Counted()
    {
        var numbers = Enumerable.Range(1, 19).ToDictionary(number => Plain(Ones[number]));
        (numbers["eins"], numbers["zwo"]) = (1, 2);
        foreach (var (ten, word) in Tens)
        {
            numbers[Plain(word)] = ten;
            for (var one = 1; one <= 9; one++)
                numbers[Plain($"{Ones[one]}und{word}")] = ten + one;
        }
        return numbers;
    }

    static Dictionary<string, int> Ranked()
    {
        var ordinals = new Dictionary<string, int>();
        foreach (var (word, number) in Counted().Where(pair => pair.Value <= 31))
            foreach (var ending in new[] { "e", "en", "er", "es" })
                ordinals[(number switch { 1 => "erst", 3 => "dritt", 7 => "siebt", 8 => "acht", < 20 => $"{word}t", _ => $"{word}st" }) + ending] = number;
        return ordinals;
    }

    static Dictionary<string, T> Spelled<T>(params (T Value, string Words)[] entries) =>
        entries.SelectMany(entry => entry.Words.Split(' ').Select(word => (Word: Plain(word), entry.Value))).ToDictionary(pair => pair.Word, pair => pair.Value);
}
