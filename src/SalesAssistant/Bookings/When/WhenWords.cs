using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>The words about time that the grammar knows, usual misspellings included.</summary>
static class WhenWords
{
    public static readonly Dictionary<string, IsoDayOfWeek> Weekdays = Spelled(
        (IsoDayOfWeek.Monday, "mon monday mondays monady munday"),
        (IsoDayOfWeek.Tuesday, "tue tues tuesday tuesdays teusday tuseday tuesay"),
        (IsoDayOfWeek.Wednesday, "wed weds wednesday wednesdays wensday wendesday wednsday wedensday"),
        (IsoDayOfWeek.Thursday, "thu thur thurs thursday thursdays thrusday thurday thusday"),
        (IsoDayOfWeek.Friday, "fri friday fridays firday"),
        (IsoDayOfWeek.Saturday, "sat saturday saturdays saterday"),
        (IsoDayOfWeek.Sunday, "sun sunday sundays"));

    public static readonly Dictionary<string, int> Months = Spelled(
        (1, "jan january januar"), (2, "feb february febuary feburary"), (3, "mar march"), (4, "apr april"), (5, "may"), (6, "jun june"), (7, "jul july"),
        (8, "aug august"), (9, "sep sept september"), (10, "oct october"), (11, "nov november"), (12, "dec december decemeber"));

    /// <summary>Names of months that are more often something else: they need a day or a preposition beside them.</summary>
    public static readonly HashSet<string> ShyMonths = ["may", "march", "mar"];

    public static readonly Dictionary<string, int> Numbers = Spelled(
        (1, "one"), (2, "two"), (3, "three"), (4, "four"), (5, "five"), (6, "six"), (7, "seven"), (8, "eight"), (9, "nine"), (10, "ten"), (11, "eleven"), (12, "twelve"),
        (13, "thirteen"), (14, "fourteen"), (15, "fifteen"), (16, "sixteen"), (17, "seventeen"), (18, "eighteen"), (19, "nineteen"), (20, "twenty"), (30, "thirty"), (40, "forty fourty"), (50, "fifty"));

    public static readonly Dictionary<string, int> Ordinals = Spelled(
        (1, "first"), (2, "second"), (3, "third"), (4, "fourth"), (5, "fifth"), (6, "sixth"), (7, "seventh"), (8, "eighth"), (9, "ninth"), (10, "tenth"), (11, "eleventh"), (12, "twelfth"),
        (13, "thirteenth"), (14, "fourteenth"), (15, "fifteenth"), (16, "sixteenth"), (17, "seventeenth"), (18, "eighteenth"), (19, "nineteenth"), (20, "twentieth"), (30, "thirtieth"));

    public static readonly HashSet<string> Tomorrow = ["tomorrow", "tomorow", "tommorow", "tommorrow", "tomorrows", "tmrw", "tmr", "tomm", "2morrow", "tomorrow's"];

    public static readonly HashSet<string> Today = ["today", "todays", "today's", "2day"];


    /// <summary>Parts of the day: from, until, and the half of the clock that an hour beside them is in.</summary>
    public static readonly Dictionary<string, PartOfDay> Parts = Spelled(
        (new PartOfDay(new LocalTime(6, 0), new LocalTime(12, 0), Half.Am), "morning mornings forenoon"),
        (new PartOfDay(new LocalTime(12, 0), new LocalTime(18, 0), Half.Pm), "afternoon afternoons aftenoon"),
        (new PartOfDay(new LocalTime(17, 0), new LocalTime(22, 0), Half.Pm), "evening evenings"),
        (new PartOfDay(new LocalTime(20, 0), null, Half.Night), "night nights"),
        (new PartOfDay(new LocalTime(12, 0), new LocalTime(14, 0), Half.Pm), "lunch lunchtime lunchtimes"),
        (new PartOfDay(new LocalTime(15, 0), new LocalTime(18, 0), Half.Pm), "eod cob"));

    /// <summary>A number before one of these counts something and is no time of day.</summary>
    public static readonly HashSet<string> Counted =
    [
        "year", "years", "month", "months", "week", "weeks", "day", "days", "hour", "hours", "hr", "hrs", "minute", "minutes", "min", "mins", "second", "seconds", "sec", "secs",
        "people", "persons", "person", "guests", "seats", "of", "shops", "shop", "stores", "store", "employees", "users", "reps", "customers", "orders", "products", "sites", "websites",
        "percent", "euros", "euro", "dollars", "dollar", "usd", "eur", "times", "pages", "emails", "k", "m", "million", "thousand", "hundred", "questions", "things", "options", "more", "other",
        "%", "€", "$", "£", "nights", "bedroom", "bedrooms", "beds", "baths", "adults", "kids", "children", "stars", "star", "bhk", "bath", "tickets", "colleagues", "countries", "languages", "plans",
    ];

    public static readonly Dictionary<string, string> Zones = Spelled(
        ("America/New_York", "est edt et eastern"), ("America/Chicago", "cst cdt ct central"), ("America/Denver", "mst mdt mt mountain"), ("America/Los_Angeles", "pst pdt pt pacific"),
        ("Etc/UTC", "utc gmt zulu"), ("Europe/London", "bst uk"), ("Europe/Berlin", "cet cest"), ("Europe/Athens", "eet eest"), ("Asia/Kolkata", "ist"), ("Asia/Tokyo", "jst"), ("Australia/Sydney", "aest aedt"));

    static Dictionary<string, T> Spelled<T>(params (T Value, string Words)[] entries) =>
        entries.SelectMany(entry => entry.Words.Split(' ').Select(word => (word, entry.Value))).ToDictionary(pair => pair.word, pair => pair.Value);
}

/// <summary>Which half of the clock an hour is in; night is the evening's late hours and the small ones after midnight.</summary>
enum Half
{
    Unsaid,
    Am,
    Pm,
    Night,
}

/// <summary>A part of the day; without an end it lasts to midnight.</summary>
sealed record PartOfDay(LocalTime From, LocalTime? Until, Half Half);
