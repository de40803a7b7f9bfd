using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Calendars;

namespace SalesAssistant.Bookings.When;

/// <summary>Finds in a German text what it says about time, as <see cref="WhenGrammar"/> does in an English one: the same mentions, put together by the same <see cref="WhenPhrase"/>.</summary>
/// <remarks>
/// "Halb zehn" is half past nine, "dreiviertel vier" a quarter to four, "viertel vier" a quarter past three. "Nächsten Dienstag" is the Tuesday of the following
/// week, as "next Tuesday" is, and "kommenden Dienstag" the next one that comes.
/// </remarks>
sealed partial class GermanGrammar : TimeGrammar
{
    /// <summary>In order of trial; the notation is that of <see cref="WhenGrammar"/>.</summary>
    static readonly (string Production, Func<GermanGrammar, Mention?> Read)[] Productions =
    [
        ("greeting  = guten (Morgen | Tag | Abend) | gute Nacht | schönes Wochenende", it => it.Greeting()),
        ("change    = [etwas] (später | früher) | (anderer | anderen) (Tag | Termin) | mit jemand anderem", it => it.Change()),
        ("clock-of  = Ihre Zeit | meine Zeit | MEZ | Berliner Zeit", it => it.ClockOf()),
        ("late-part = [am] (frühen | späten) (Vormittag | Nachmittag | Abend) | (vor | nach) dem Mittagessen | nach Feierabend", it => it.PartOfTheDay()),
        ("days      = [von | zwischen] DAY (bis | - | und) DAY | (nach | ab | vor | bis) DAY", it => it.DayRange()),
        ("day       = heute | morgen | [nächsten | kommenden | diesen] WEEKDAY [nächster Woche] | der 5. [MONTH [YEAR]] | 5.12. | in N (Tagen | Wochen)", it => it.Day()),
        ("stretch   = [Anfang | Mitte | Ende] (diese | nächste) (Woche | Monat | Wochenende) | [im] MONTH | KW N | in den nächsten N (Tagen | Wochen)", it => it.Stretch()),
        ("moment    = jetzt | sofort | in N (Minuten | Stunden)", it => it.FromNow()),
        ("between   = [von | zwischen] CLOCK (bis | - | und) CLOCK", it => it.ClockRange()),
        ("bound     = (nach | ab | frühestens | nicht vor) CLOCK | (vor | bis | spätestens | nicht nach) CLOCK | CLOCK oder (später | früher)", it => it.ClockBound()),
        ("quantity  = N (Minuten | Personen | ...)", it => it.Quantity()),
        ("at        = (um | gegen | etwa) CLOCK | CLOCK", it => it.AtClock()),
        ("part      = [am] (Vormittag | Nachmittag | Abend) | morgens | mittags | abends", it => it.BarePart()),
        ("not       = (aber | nur | bitte) nicht | außer | kein | ... (geht | passt) nicht", it => it.Negation()),
        ("or        = oder | beziehungsweise | alternativ | sonst | ;", it => it.TakeAny("oder", "alternativ", "beziehungsweise", "bzw .", "bzw", "ansonsten", "sonst", ";") ? new Mention.Or() : null),
        ("and       = und | &", it => it.TakeAny("und", "&") ? new Mention.And() : null),
    ];

    GermanGrammar(string text, LocalDateTime now) : base(Split(text), now)
    {
    }

    /// <summary>All mentions, in the order of the text.</summary>
    /// <param name="now">What the visitor's clock shows.</param>
    public static List<Mention> Read(string text, LocalDateTime now) => new GermanGrammar(text, now).ReadAll();

    /// <summary>Whether a text may speak German where it speaks of time.</summary>
    public static bool MayBeIn(string text) => GermanWords.AreIn(Split(text).Select(token => token.Text));

    protected override Mention? Next()
    {
        foreach (var (_, read) in Productions)
            if (Try(() => read(this)) is { } mention)
                return mention;
        return null;
    }

    // greeting

    Mention.Nothing? Greeting() => TakeAny("guten morgen", "guten tag", "guten abend", "gute nacht", "schoenen tag", "schoenen abend", "schoenes wochenende", "guten nachmittag") ? new Mention.Nothing() : null;

    // change

    Mention.Changed? Change()
    {
        if (TakeAny("mit jemand anderem", "mit jemand anderen", "jemand anderem", "jemand anderen", "jemand anders", "jemand anderes", "einer anderen person", "einem anderen kollegen", "einer anderen kollegin"))
            return new Mention.Changed(WhenChange.AnotherHost);
        if (TakeAny("ein anderer tag", "einen anderen tag", "einem anderen tag", "anderer tag", "anderen tag", "andere tage", "anderen tagen", "anderes datum", "ein anderes datum"))
            return new Mention.Changed(WhenChange.AnotherDay);
        if (TakeAny("eine andere zeit", "andere zeit", "andere uhrzeit", "eine andere uhrzeit", "andere zeiten", "anderer termin", "anderen termin", "andere termine", "weitere termine", "weitere zeiten", "andere uhrzeiten"))
            return new Mention.Changed(WhenChange.Later);
        if (TakeAny("etwas", "was", "ein bisschen", "bisschen", "lieber", "irgendwas", "noch") && TakeAny("spaeter", "frueher", "spaeteres", "frueheres") || at == 0 && TakeAny("spaeter", "frueher"))
        {
            var how = Previous.StartsWith("spaeter", StringComparison.Ordinal) ? WhenChange.Later : WhenChange.Earlier;
            return Is("am", "im", "in", "heute", "diese", "als", "naechste") ? null : new Mention.Changed(how);
        }

        return null;
    }

    // clock-of

    Mention.ByClock? ClockOf()
    {
        if (TakeAny("ihre zeitzone", "ihrer zeitzone", "ihrer zeit", "ihre zeit", "ihrer ortszeit", "deiner zeit", "deine zeit", "eurer zeit", "eure zeit"))
            return new Mention.ByClock(WhenClock.Company);
        if (TakeAny("meine zeitzone", "meiner zeitzone", "meiner zeit", "meine zeit", "meiner ortszeit", "unserer zeit", "unsere zeit"))
            return new Mention.ByClock(WhenClock.Visitor);
        _ = Is("new") && PeekIs(1, "yorker") && Take("new");
        if (Peek is not { } word || !GermanWords.Zones.TryGetValue(word, out var id) || word is not ("mez" or "mesz" or "utc" or "gmt") && !PeekIs(1, "zeit"))
            return null;
        at++;
        _ = Take("zeit");
        return new Mention.ByClock(WhenClock.Named, DateTimeZoneProviders.Tzdb[id]);
    }

    // late-part

    Mention.Part? PartOfTheDay()
    {
        if (TakeAny("gleich in der frueh", "gleich morgens", "gleich frueh", "ganz frueh", "als erstes am morgen"))
            return new Mention.Part(Part(8, 0, 10, 0, Half.Am));
        if (TakeAny("nach dem mittagessen", "nach der mittagspause", "nach dem mittag", "nach mittag"))
            return new Mention.Part(Part(13, 0, 18, 0, Half.Pm));
        if (TakeAny("vor dem mittagessen", "vor der mittagspause", "vor dem mittag", "vor mittag"))
            return new Mention.Part(GermanWords.Parts["vormittag"]);
        if (TakeAny("nach feierabend", "nach der arbeit", "nach dem feierabend", "nach dienstschluss"))
            return new Mention.Part(new PartOfDay(new LocalTime(17, 0), null, Half.Pm));
        _ = TakeAny("am", "in den", "in der", "im", "den");
        var side = TakeAny("fruehen", "frueher", "fruehe") ? "early" : TakeAny("spaeten", "spaeter", "spaete") ? "late" : null;
        if (side is null || TakePart() is not { } part)
            return null;
        return new Mention.Part((side, part.From.Hour) switch
        {
            ("early", 6) => Part(6, 0, 9, 30, Half.Am),
            ("late", 6) => Part(10, 0, 12, 0, Half.Am),
            ("early", 12) => Part(12, 0, 15, 0, Half.Pm),
            ("late", 12) => Part(15, 0, 18, 0, Half.Pm),
            ("early", 17) => Part(17, 0, 19, 0, Half.Pm),
            ("late", 17) => Part(19, 0, 22, 0, Half.Pm),
            _ => part,
        });
    }

    static PartOfDay Part(int hour, int minute, int hour2, int minute2, Half half) => new(new LocalTime(hour, minute), new LocalTime(hour2, minute2), half);

    /// <summary>"Morgen" is the morning after a day and with "am", else tomorrow.</summary>
    PartOfDay? TakePart()
    {
        if (Peek is "morgen" && (IsMorning || Previous is "fruehen" or "fruehe" or "spaeten"))
            return Taking(GermanWords.Parts["morgens"]);
        if (Peek is not { } word || !GermanWords.Parts.TryGetValue(word, out var part))
            return null;
        at++;
        return part;
    }

    bool IsMorning => Previous is "am" or "jeden" || mentions is [.., Mention.Days { To: var to }] && to == at || at > 0 && (Previous is "heute" || GermanWords.Weekdays.ContainsKey(Previous));

    Mention.Part? BarePart()
    {
        _ = TakeAny("am", "in der", "in den", "zur", "ueber");
        return TakePart() is { } part ? new Mention.Part(part) : null;
    }

    // days

    Mention? DayRange() => Try(DatesOfOneMonth) ?? Try(DayToDay) ?? Try(OpenDays);

    Mention? DayToDay()
    {
        var between = TakeAny("irgendwann zwischen", "zwischen");
        _ = between || TakeAny("von", "vom");
        if (Day() is not Mention.Days { First: { } first, IsRange: false } left || !(TakeAny("bis einschliesslich", "bis zum", "bis", "-") || between && Take("und")) || Day() is not Mention.Days { Last: { } last } right)
            return null;
        if (right.Weekday is { } weekday && (last <= first || left.Weekday is not null || left.Week is not null))
            last = first.Next(weekday);
        // "Montag bis Mittwoch nächster Woche": that week's Monday.
        else if (left.Weekday is not null && right.Week is { } monday)
            first = monday.PlusDays((int)first.DayOfWeek - 1);
        return last >= first ? Mention.Days.Span(first, last) : new Mention.Wrong(WhenFault.Contradiction);
    }

    /// <summary>"Vom 5. bis 9. Dezember", "zwischen dem 5. und dem 9.12.".</summary>
    Mention? DatesOfOneMonth()
    {
        var between = TakeAny("irgendwann zwischen", "zwischen");
        _ = between || TakeAny("von", "vom");
        _ = TakeAny("dem", "den", "am");
        if (DayNumber() is not { } first || !(TakeAny("bis zum", "bis", "-") || between && Take("und")) || !TakeOptional("dem", "den") || DayNumber() is not { } last || !saidOrdinal)
            return null;
        if ((TakeMonth() ?? Digits(1, 2)) is not { } month)
            return null;
        _ = Take(".");
        var year = TakeYear();
        return month is >= 1 and <= 12 && NextOf(first, month, year) is { } from && Valid(from.Year, month, last) is { } to && to >= from ? Mention.Days.Span(from, to) : new Mention.Wrong(WhenFault.NoSuchDay);
    }

    Mention? OpenDays()
    {
        if (TakeAny("irgendwann nach", "erst nach", "nach"))
            return Bound(days => Mention.Days.Span(days.Last?.PlusDays(1), null), clock => new Mention.Between(clock, null));
        if (TakeAny("fruehestens am", "fruehestens ab", "fruehestens", "nicht vor", "nicht frueher als", "erst ab", "erst am", "ab"))
            return Bound(days => Mention.Days.Span(days.First, null), clock => new Mention.Between(clock, null));
        if (TakeAny("irgendwann vor", "noch vor", "vor"))
            return Bound(days => Mention.Days.Span(null, days.First?.PlusDays(-1)), clock => new Mention.Between(null, clock));
        if (TakeAny("bis spaetestens", "spaetestens am", "spaetestens bis", "spaetestens", "nicht nach", "nicht spaeter als", "bis zum", "bis"))
            return Bound(days => Mention.Days.Span(null, days.Last) with { Until = days.First }, clock => new Mention.Between(null, clock));
        return Day() is Mention.Days { First: { } first, IsRange: false } && TakeAny("oder spaeter", "oder danach", "oder spaeter") ? Mention.Days.Span(first, null) : null;
    }

    /// <summary>"Nach Freitag" and "vor Freitag 12 Uhr": with a time of day it is that day which is meant.</summary>
    Mention? Bound(Func<Mention.Days, Mention.Days> byDay, Func<Clock, Mention> byClock)
    {
        var from = at;
        if (Try(() => Day() ?? Stretch()) is not Mention.Days days)
            return null;
        var to = at;
        if (days.IsRange || Try(() => TakeOptional(",", "um") ? ReadClock(bare: Previous is "um") : null) is not { } clock)
            return byDay(days);
        mentions.Add(days with { From = from, To = to });
        return byClock(clock.Clock);
    }

    // day

    Mention? Day()
    {
        var mark = at;
        if (TakeAny("ueberuebermorgen"))
            return Mention.Days.On(Today.PlusDays(3));
        if (TakeAny("uebermorgen"))
            return Mention.Days.On(Today.PlusDays(2));
        if (TakeAny("heute"))
            return Try(InWeeks) is { } weeks ? Mention.Days.On(Today.PlusDays(weeks)) : Mention.Days.On(Today);
        if (Is("morgen") && !IsMorning && Take("morgen"))
            return Try(InWeeks) is { } weeks ? Mention.Days.On(Today.PlusDays(1 + weeks)) : Mention.Days.On(Today.PlusDays(1));
        if (TakeAny("vorgestern"))
            return Mention.Days.On(Today.PlusDays(-2));
        if (TakeAny("gestern"))
            return Mention.Days.On(Today.PlusDays(-1));
        at = mark;
        return Try(Iso) ?? Try(InSome) ?? Try(WithMonth) ?? Try(TheDay) ?? Try(OfWeek);
    }

    /// <summary>"2026-12-05".</summary>
    Mention? Iso()
    {
        if (Digits(4) is { } year && Take("-") && Digits(2) is { } month && Take("-") && Digits(2) is { } day)
            return Valid(year, month, day) is { } iso ? Mention.Days.On(iso) : new Mention.Wrong(WhenFault.NoSuchDay);
        return null;
    }

    /// <summary>"In zwei Wochen", "in 3 Tagen", "in zwei Wochen am Freitag".</summary>
    Mention? InSome()
    {
        if (!TakeAny("in etwa", "in ca .", "in ca", "in rund", "in") || Count() is not { } count || TakeUnit() is not { } unit)
            return null;
        var date = Later(Today, unit, count);
        if (unit == 'w' && Try(() => TakeOptional("am") ? TakeWeekday() : null) is { } weekday)
            return Mention.Days.On(MondayOf(date).PlusDays((int)weekday - 1));
        return new Mention.Days(date, date, unit switch { 'd' => WhenGrain.Day, 'm' => WhenGrain.Month, _ => WhenGrain.Week });
    }

    char? TakeUnit() => TakeAny("tagen", "tag", "werktagen", "arbeitstagen") ? 'd' : TakeAny("wochen", "woche") ? 'w' : TakeAny("monaten", "monat") ? 'm' : null;

    /// <summary>After a day: "in acht Tagen" is a week, "in vierzehn Tagen" two, whatever the days' count says.</summary>
    int? InWeeks()
    {
        if (!TakeAny("in", "ueber") || Count() is not { } count)
            return null;
        return TakeAny("tagen", "tage") ? (count switch { 8 => 7, 15 => 14, _ => count }) : TakeAny("wochen", "woche") ? 7 * count : null;
    }

    /// <summary>"Der 3. Dezember 2026", "am dritten Dezember", "3. Dez", "Samstag, den 5. Dezember", "5. nächsten Monats", "5.12.", "05.12.2026".</summary>
    Mention? WithMonth()
    {
        _ = TakeAny("am", "an");
        var weekday = TakeWeekday();
        _ = TakeAny(",", ".");
        _ = TakeAny("den", "dem", "der", "am", "zum", "vom");
        if (Try(Numeric) is { } numeric)
            return numeric is Mention.Days { First: { } written } && weekday is { } named && written.DayOfWeek != named ? Mention.Days.On(written) with { Others = [Today.Next(named)] } : numeric;
        if (DayNumber() is not { } day)
            return null;
        if (TakeAny("dieses monats", "diesen monats", "des monats"))
            return Dated(day, Today.Month, Today.Year, weekday);
        if (TakeAny("des naechsten monats", "naechsten monats", "naechstes monats", "kommenden monats"))
            return Dated(day, Today.PlusMonths(1).Month, Today.PlusMonths(1).Year, weekday);
        return TakeMonth() is { } month ? Dated(day, month, TakeYear(), weekday) : null;
    }

    /// <summary>"5.12.", "5.12.2026", "5.12.26", "5/12"; "5.12" alone only where no time can be meant.</summary>
    Mention? Numeric()
    {
        if (Digits(1, 2) is not { } day || Peek is not ("." or "/") || !IsAdjacent)
            return null;
        var sign = Peek;
        at++;
        if (!IsAdjacent && sign == "/" || Digits(1, 2) is not { } month)
            return null;
        int? year = null;
        var isClosed = false;
        if (Peek == sign && IsAdjacent)
        {
            at++;
            isClosed = true;
            if (Peek is { } next && char.IsAsciiDigit(next[0]) && (IsAdjacent || next.Length == 4) && (Digits(4) ?? Digits(2)) is { } written)
                year = written < 100 ? 2000 + written : written;
        }

        // "9.30 Uhr" is a time.
        if (!isClosed && (Is("uhr") || month > 12))
            return null;
        return month is >= 1 and <= 12 && NextOf(day, month, year) is { } date ? Mention.Days.On(date) : new Mention.Wrong(WhenFault.NoSuchDay);
    }

    /// <summary>"Am 5.", "der 5.", "Samstag, den 5.", "zum 5.".</summary>
    Mention? TheDay()
    {
        var article = Take("am");
        var weekday = TakeWeekday();
        _ = TakeAny(",", ".");
        article |= TakeAny("den", "dem", "der", "am", "zum", "vom");
        if (DayNumber() is not { } day || saidWord || !article && !(saidOrdinal && weekday is not null) || Is("termin", "vorschlag", "mal", "punkt", "slot", "option", "uhr", ":") || !saidOrdinal && IsCounting)
            return null;
        return Dated(day, null, null, weekday);
    }

    bool IsDigitNext => Peek is { } next && char.IsAsciiDigit(next[0]);

    Mention Dated(int day, int? month, int? year, IsoDayOfWeek? weekday)
    {
        if (NextOf(day, month, year) is not { } date)
            return new Mention.Wrong(WhenFault.NoSuchDay);
        // "Dienstag, der 5." when the next 5th is a Saturday: both could be the slip.
        return weekday is not { } said || date.DayOfWeek == said ? Mention.Days.On(date) : Mention.Days.On(date) with { Others = [Today.Next(said)] };
    }

    /// <summary>"Nächsten Dienstag", "Dienstag nächster Woche", "Montag in acht Tagen", "diesen Freitag", "am Freitag", "Freitag".</summary>
    Mention? OfWeek()
    {
        _ = TakeAny("am", "an", "der", "den", "dem");
        var which = TakeAny("uebernaechsten", "uebernaechster", "uebernaechste") ? "after next" : TakeAny("naechsten", "naechster", "naechste", "naechstem") ? "next"
            : TakeAny("kommenden", "kommender", "kommende") ? "coming" : TakeAny("diesen", "dieser", "diesem") ? "this" : TakeAny("letzten", "letzter", "vergangenen") ? "last" : "";
        if (TakeWeekday() is not { } weekday)
            return null;
        var ofWeek = Monday.PlusDays((int)weekday - 1);
        if (Try<int>(() => TakeOptional(",") && TakeOptional("in der", "in", "der") ? TakeAny("uebernaechsten woche", "uebernaechster woche", "uebernaechste woche") ? 2
            : TakeAny("naechsten woche", "naechster woche", "naechste woche", "kommenden woche", "kommender woche", "kommende woche", "folgenden woche") ? 1
            : TakeAny("dieser woche", "diese woche", "laufenden woche") ? 0 : null : null) is { } weeks)
            return Mention.Days.On(ofWeek.PlusWeeks(weeks)) with { Week = Monday.PlusWeeks(weeks) };
        if (which is "" or "coming" && Try(InWeeks) is { } later)
            return later <= 7 ? Mention.Days.On(Today.Next(weekday).PlusDays(7)) : Mention.Days.On(Previous is "tagen" or "tage" ? Today.Next(weekday).PlusDays(later) : MondayOf(Today.PlusDays(later)).PlusDays((int)weekday - 1));
        return which switch
        {
            "next" => Mention.Days.On(ofWeek.PlusWeeks(1)) with { Week = Monday.PlusWeeks(1) },
            "after next" => Mention.Days.On(ofWeek.PlusWeeks(2)),
            "last" => Mention.Days.On(Today.Previous(weekday)),
            "this" when Today.DayOfWeek == weekday => Mention.Days.On(Today),
            _ => Mention.Days.On(Today.Next(weekday)) with { Weekday = weekday },
        };
    }

    // stretch

    Mention? Stretch()
    {
        _ = TakeAny("irgendwann", "jederzeit");
        if (Try(NextFew) is { } few)
            return few;
        _ = TakeAny("in der", "in den", "in", "im", "am", "an", "waehrend der", "waehrend", "ueber das", "ueber");
        var side = TakeAny("anfang", "zu beginn", "beginn") ? "early" : TakeAny("mitte") ? "mid" : TakeAny("gegen ende", "ende") ? "late" : TakeAny("rest") ? "rest" : "";
        _ = TakeAny("von", "der", "des", "im", "in der");
        if (TakeAny("kw", "kalenderwoche") && Digits(1, 2) is { } number)
            return WeekOfYear(number);
        if (TakeAny("woche vom", "woche ab", "woche des", "woche um den"))
            return Try(() => Day() as Mention.Days) is { First: { } day } ? Mention.Days.Span(MondayOf(day), MondayOf(day).PlusDays(6), WhenGrain.Week) : null;
        if (Try(WeekOfMonth) is { } ofMonth)
            return ofMonth;
        if (TakeAny("uebernaechste woche", "uebernaechster woche", "uebernaechsten woche"))
            return WeekOrItsDay(2, side);
        if (TakeAny("naechste woche", "naechster woche", "naechsten woche", "kommende woche", "kommender woche", "kommenden woche", "folgende woche", "folgenden woche", "die woche darauf"))
            return WeekOrItsDay(1, side);
        if (TakeAny("diese woche", "dieser woche", "diesen woche", "die woche", "laufende woche", "laufenden woche") || side.Length > 0 && TakeAny("woche"))
            return WeekOrItsDay(0, side);
        if (TakeAny("naechstes wochenende", "naechsten wochenende", "uebernaechstes wochenende"))
            return Mention.Days.Span(Monday.PlusDays(12), Monday.PlusDays(13));
        if (TakeAny("dieses wochenende", "diesem wochenende", "kommendes wochenende", "kommenden wochenende", "das wochenende", "wochenende"))
            return Mention.Days.Span(Monday.PlusDays(5), Monday.PlusDays(6));
        if (TakeAny("naechsten monats", "naechsten monat", "naechster monat", "kommenden monats", "kommenden monat"))
            return Month(Today.PlusMonths(1).Year, Today.PlusMonths(1).Month, side);
        if (TakeAny("dieses monats", "diesen monat", "diesem monat", "dieser monat") || side.Length > 0 && TakeAny("monats", "monat"))
            return Month(Today.Year, Today.Month, side);
        return TakeMonth() is { } month ? Month(TakeYear() ?? (month < Today.Month ? Today.Year + 1 : Today.Year), month, side) : null;
    }

    /// <summary>A week by its number in the ISO calendar, as people in Germany name it; one that is over is next year's.</summary>
    Mention WeekOfYear(int number)
    {
        var rule = WeekYearRules.Iso;
        var year = rule.GetWeekYear(Today);
        if (number < 1 || number > rule.GetWeeksInWeekYear(year))
            return new Mention.Wrong(WhenFault.NoSuchDay);
        var monday = rule.GetLocalDate(year, number, IsoDayOfWeek.Monday);
        if (monday.PlusDays(6) < Today)
            monday = rule.GetLocalDate(year + 1, number, IsoDayOfWeek.Monday);
        return Mention.Days.Span(monday, monday.PlusDays(6), WhenGrain.Week);
    }

    /// <summary>"Erste Woche im Dezember", "in der ersten Dezemberwoche", "letzte Woche im Januar".</summary>
    Mention.Days? WeekOfMonth()
    {
        var which = TakeAny("letzte", "letzten", "letzter") ? 0 : Peek is { } word && GermanWords.Ordinals.TryGetValue(word, out var rank) && rank <= 4 ? Taken(rank) : null;
        if (which is not { } ordinal)
            return null;
        var month = Take("woche") && TakeAny("im", "des", "vom", "in") ? TakeMonth() : TakeMonth() is { } before && Take("woche") ? before : null;
        if (month is not { } named)
            return null;
        var year = TakeYear() ?? (named < Today.Month ? Today.Year + 1 : Today.Year);
        var first = ordinal == 0 ? CalendarSystem.Iso.GetDaysInMonth(year, named) - 6 : (7 * ordinal) - 6;
        return Mention.Days.Span(new LocalDate(year, named, first), new LocalDate(year, named, first + 6), WhenGrain.Week);
    }

    /// <summary>"Innerhalb der nächsten zwei Wochen", "in den nächsten Tagen".</summary>
    Mention? NextFew()
    {
        var within = TakeAny("innerhalb der", "innerhalb von", "innerhalb", "binnen");
        if (!within)
            _ = TakeAny("in", "waehrend");
        var next = TakeAny("den naechsten", "der naechsten", "den kommenden", "der kommenden", "die naechsten", "die kommenden", "naechsten", "kommenden");
        if (!within && !next)
            return null;
        var count = Count() ?? (next && Is("tagen", "tage") ? 3 : next && Is("wochen") ? 3 : 0);
        return count == 0 ? null : TakeUnit() is { } unit ? Mention.Days.Span(Today, Later(Today, unit, count)) : Take("tage") ? Mention.Days.Span(Today, Today.PlusDays(count)) : null;
    }

    /// <summary>"Nächste Woche Freitag" names a day, "nächste Woche" a week.</summary>
    Mention.Days WeekOrItsDay(int weeks, string side)
    {
        var mark = at;
        _ = TakeAny(",");
        _ = TakeAny("am", "den");
        if (side.Length == 0 && TakeWeekday() is { } weekday && !Is("-", "bis", "oder", "und", "/"))
            return Mention.Days.On(Monday.PlusWeeks(weeks).PlusDays((int)weekday - 1)) with { Week = Monday.PlusWeeks(weeks) };
        at = mark;
        return Week(weeks, side);
    }

    // moment

    Mention.Moment? FromNow()
    {
        if (TakeAny("jetzt gleich", "jetzt sofort", "sofort", "gleich jetzt") || tokens.Count <= 3 && TakeAny("jetzt"))
            return new Mention.Moment(now);
        if (!TakeAny("in etwa", "in ca .", "in ca", "in"))
            return null;
        if (TakeAny("einer halben stunde", "1 / 2 stunde"))
            return new Mention.Moment(now.PlusMinutes(30));
        if (TakeAny("einer viertelstunde"))
            return new Mention.Moment(now.PlusMinutes(15));
        if (TakeAny("anderthalb stunden", "eineinhalb stunden"))
            return new Mention.Moment(now.PlusMinutes(90));
        return Count() is { } count && (TakeAny("minuten", "minute", "min") ? count : TakeAny("stunden", "stunde", "std") ? 60 * count : 0) is > 0 and var minutes ? new Mention.Moment(now.PlusMinutes(minutes)) : null;
    }

    // between

    Mention.Between? ClockRange()
    {
        var between = TakeAny("irgendwann zwischen", "zwischen");
        var intro = between || TakeAny("von");
        var afterDay = AfterDay;
        if (ReadClock(bare: true) is not { } start || !(TakeAny("bis ca .", "bis", "-") || between && Take("und")) || ReadClock(bare: true) is not { } end || IsCounting)
            return null;
        // Without anything that says so, "2 - 3" may be anything.
        if (!intro && !afterDay && start.IsBare && end.IsBare && !start.Written && !end.Written && !(mentions.Count == 0 && at == tokens.Count))
            return null;
        return new Mention.Between(start.Clock, end.Clock);
    }

    // bound

    Mention.Between? ClockBound()
    {
        if (TakeAny("irgendwann nach", "erst nach", "erst ab", "nach", "fruehestens um", "fruehestens ab", "fruehestens", "nicht vor", "nicht frueher als", "spaeter als", "ab"))
            return ReadClock(bare: true) is { } from && !IsCounting ? new Mention.Between(from.Clock, null) : null;
        if (TakeAny("irgendwann vor", "noch vor", "vor", "bis spaetestens", "spaetestens um", "spaetestens bis", "spaetestens", "nicht nach", "nicht spaeter als", "frueher als", "bis maximal", "bis um", "bis"))
            return ReadClock(bare: true) is { } until && !IsCounting ? new Mention.Between(null, until.Clock) : null;
        if (Try(() => TakeOptional("um", "gegen") ? ReadClock(bare: true) : null) is not { } said)
            return null;
        return TakeAny("oder spaeter", "oder danach") ? new Mention.Between(said.Clock, null) : TakeAny("oder frueher", "oder davor") ? new Mention.Between(null, said.Clock) : null;
    }

    // quantity

    Mention.Nothing? Quantity()
    {
        if (Number() is null)
            return null;
        if (TakeAny("-", "bis", "oder"))
            _ = Number();
        if (!IsCounting)
            return null;
        at++;
        return new Mention.Nothing();
    }

    // at

    Mention? AtClock()
    {
        var sure = TakeAny("so gegen", "so um", "so ab", "um circa", "um ca .", "um ca", "um etwa", "um kurz", "circa", "ca .", "ca", "ungefaehr um", "ungefaehr", "etwa um", "etwa", "gegen", "punkt", "um");
        var approximate = sure && (tokens[at - 1].Text is "gegen" or "circa" or "ca" or "." or "etwa" or "ungefaehr" || tokens[at - 2 < 0 ? 0 : at - 2].Text is "so" or "ungefaehr" or "etwa");
        var bare = sure || AfterDay || mentions is [.., Mention.Part { To: var to }] && (to == at || to == at - 1 && Previous == ",") || mentions is [.., Mention.AtClock, Mention.Or { To: var or }] && or == at;
        if (ReadClock(bare) is not { } clock || IsCounting || !clock.Written && clock.IsBare && Is("/", "-", "%", "."))
            return null;
        return clock.IsWrong ? new Mention.Wrong(WhenFault.NoSuchTime) : new Mention.AtClock(clock.Clock, approximate) { IsSure = clock.Written };
    }

    bool AfterDay => mentions is [.., Mention.Days { To: var to }] && (to == at || to == at - 1 && Previous is "," or "um" or "gegen");

    // not

    Mention.Not? Negation()
    {
        if (TakeAny("geht nicht", "geht leider nicht", "geht bei mir nicht", "geht es nicht", "geht es leider nicht", "geht es bei mir nicht", "passt nicht", "passt leider nicht", "passt mir nicht", "passt mir leider nicht", "passt es nicht",
            "klappt nicht", "klappt es nicht", "kann ich nicht", "kann ich leider nicht", "koennen wir nicht", "bin ich nicht da", "bin ich weg", "ist schlecht", "ist unguenstig", "ist nicht moeglich", "ist voll", "faellt aus", "scheidet aus"))
            return new Mention.Not(Behind: true);
        if (Is("nein") || Is("warum") && PeekIs(1, "nicht"))
            return null;
        return TakeAny("aber nicht", "nur nicht", "bitte nicht", "jedoch nicht", "nicht am", "nicht im", "nicht in", "nicht", "ausser", "ausgenommen", "mit ausnahme von", "kein", "keinen", "keine", "ohne", "nie", "niemals", "ausserhalb")
            ? new Mention.Not { Reach = 1 }
            : null;
    }

    // What the productions are made of

    /// <summary>CLOCK = Mitternacht | halb N | (viertel | dreiviertel) N | (viertel | N [Minuten]) (nach | vor) N | N [Minuten] (nach | vor) halb N | N:MM [Uhr] | N Uhr [MM] | N.</summary>
    /// <param name="bare">Whether a number alone is taken for an hour.</param>
    Said? ReadClock(bool bare)
    {
        if (TakeAny("mitternacht", "24 uhr"))
            return new Said(new Clock(0, 0, Is24: true), true);
        if (TakeAny("zwoelf uhr mittags", "12 uhr mittags") || bare && Previous is "gegen" or "bis" or "ab" or "um" or "spaetestens" or "und" or "-" && TakeAny("mittag", "mittags"))
            return new Said(Clock.Noon, true);
        if (Try(Relative) is { } relative)
            return relative;
        if (Peek is { Length: 4 } four && PeekIs(1, "uhr") && Digits(4) is { } together && Take("uhr"))
            return together / 100 > 23 || together % 100 > 59 ? new Said(Clock.Noon, true, IsWrong: true) : new Said(new Clock(together / 100, together % 100, Is24: true), four.Length == 4);
        var isDigits = IsDigitNext;
        var zero = isDigits && Peek!.Length == 2 && Peek[0] == '0';
        if (Number() is not { } hour || !isDigits && hour > 24)
            return null;
        var minute = isDigits ? Minutes(bare) : null;
        var uhr = Take("uhr");
        if (uhr && minute is null)
            minute = Try<int>(() => Number() is { } behind and < 60 && !IsCounting && !Is(".", ":", "uhr") && !(Is("-") && IsAdjacent) ? behind : null);
        var half = !IsCounting && PartBehind() is { } part ? part.Half : Half.Unsaid;
        if (hour > 12)
            half = Half.Unsaid;
        var written = minute is not null || uhr || half != Half.Unsaid || zero;
        if (!written && !bare)
            return null;
        if (hour > 23 || minute > 59)
            return hour == 24 && minute is 0 ? new Said(new Clock(0, 0, Is24: true), true) : minute is null && !uhr ? null : new Said(Clock.Noon, true, IsWrong: true);
        return new Said(new Clock(hour, minute ?? 0, half, Is24: hour is 0 or > 12 || half == Half.Unsaid && (zero || uhr && hour >= SurelyMorning)), written);
    }

    /// <summary>"9 Uhr" is in the morning, as "21 Uhr" is in the evening; "3 Uhr" is rather in the afternoon, as a bare 3 is.</summary>
    const int SurelyMorning = 8;

    PartOfDay? PartBehind()
    {
        var ahead = at + (Is("am") ? 1 : Is("in") && PeekIs(1, "der") ? 2 : 0);
        return ahead >= tokens.Count ? null : tokens[ahead].Text is "morgen" && Is("am") ? GermanWords.Parts["morgens"] : GermanWords.Parts.GetValueOrDefault(tokens[ahead].Text);
    }

    /// <summary>"Halb zehn" is 9:30, "viertel nach drei" 3:15, "dreiviertel vier" 3:45, "viertel vier" 3:15, "fünf vor halb zehn" 9:25, "zehn nach drei" 3:10.</summary>
    Said? Relative()
    {
        int past;
        var before = false;
        if (Take("halb"))
            (past, before) = (30, true);
        else if (TakeAny("dreiviertel", "drei viertel"))
            (past, before) = (45, true);
        else if (TakeAny("viertel nach", "viertel ueber"))
            past = 15;
        else if (TakeAny("viertel vor"))
            past = -15;
        else if (Take("viertel"))
            (past, before) = (15, true);
        else if (TakeAny("kurz nach", "kurz vor"))
            past = Previous == "nach" ? 5 : -5;
        else if (Number() is { } minutes and > 0 and < 30 && TakeOptional("minuten", "min") && TakeAny("nach", "vor"))
        {
            past = Previous == "nach" ? minutes : -minutes;
            if (Take("halb"))
                (past, before) = (30 + past, true);
        }
        else
            return null;
        if (Number() is not { } hour || hour is < 1 or > 24 || IsCounting || Is(":", "."))
            return null;
        _ = Take("uhr");
        var half = PartBehind() is { } part ? part.Half : Half.Unsaid;
        // The hour that is half over is the one before.
        if (before)
            return new Said(new Clock(hour == 1 ? 12 : hour - 1, past, hour > 13 ? Half.Unsaid : half, Is24: hour > 13), true);
        return new Said(new Clock(hour % 24, 0, hour > 12 ? Half.Unsaid : half, Is24: hour > 12) { Past = past }, true);
    }

    /// <summary>":30", ".30", "h30", "h".</summary>
    int? Minutes(bool bare)
    {
        if (Peek is ":" or "." or "h" && IsAdjacent && at + 1 < tokens.Count && tokens[at + 1] is { Text.Length: 2 } digits && digits.Text.All(char.IsAsciiDigit) && digits.Start == tokens[at].End)
        {
            var mark = at;
            var dot = Peek == ".";
            at += 2;
            if (dot && (IsCounting || !bare && !Is("uhr")))
            {
                at = mark;
                return null;
            }

            return int.Parse(digits.Text, CultureInfo.InvariantCulture);
        }

        return Peek == "h" && IsAdjacent && Take("h") ? 0 : null;
    }

    bool IsCounting => Peek is { } word && GermanWords.Things.Contains(word);

    /// <summary>A number in digits of at most two, or in words up to fifty-nine.</summary>
    int? Number()
    {
        if (Peek is not { } token)
            return null;
        if (char.IsAsciiDigit(token[0]))
            return token.Length > 2 ? null : Taken(int.Parse(token, CultureInfo.InvariantCulture));
        return GermanWords.Numbers.TryGetValue(token, out var number) ? Taken(number) : null;
    }

    /// <summary>How many of something: a number, "einer", "ein paar".</summary>
    int? Count() => TakeAny("ein paar", "paar", "einigen", "wenigen", "einige") ? 3 : TakeAny("einer", "einem", "einen", "eine", "ein") ? 1 : Number();

    bool saidOrdinal;
    bool saidWord;

    /// <summary>A day of a month: "5", "5.", "5ten", "fünften".</summary>
    int? DayNumber()
    {
        (saidOrdinal, saidWord) = (false, false);
        if (Peek is not { } token)
            return null;
        if (char.IsAsciiDigit(token[0]))
        {
            if (token.Length > 2)
                return null;
            at++;
            if (Peek is "." or "te" or "ten" or "ter" or "ste" or "sten" && IsAdjacent)
            {
                at++;
                saidOrdinal = true;
            }

            return int.Parse(token, CultureInfo.InvariantCulture);
        }

        if (!GermanWords.Ordinals.TryGetValue(token, out var ordinal))
            return null;
        at++;
        (saidOrdinal, saidWord) = (true, true);
        return ordinal;
    }

    int? TakeMonth()
    {
        if (Peek is not { } word || !GermanWords.Months.TryGetValue(word, out var month))
            return null;
        at++;
        if (Peek is "." && IsAdjacent)
            at++;
        return month;
    }

    IsoDayOfWeek? TakeWeekday()
    {
        if (Peek is not { } word)
            return null;
        if (GermanWords.Weekdays.TryGetValue(word, out var weekday))
        {
            at++;
            return weekday;
        }

        // "Mo.", "Mo-Fr", "Di 14 Uhr": something must say that it is no other word.
        if (!GermanWords.ShortWeekdays.TryGetValue(word, out weekday) || at + 1 >= tokens.Count && Previous != "-" && Previous != "bis")
            return null;
        var behind = at + 1 < tokens.Count ? tokens[at + 1].Text : "";
        if (!(behind is "." or "-" or "/" or "bis" || behind is "," && word != "so" || behind.Length > 0 && char.IsAsciiDigit(behind[0]) && word != "so" || Previous is "-" or "bis" or "/"))
            return null;
        at++;
        if (Peek is "." && IsAdjacent)
            at++;
        return weekday;
    }

    int? TakeYear() => Try<int>(() => TakeOptional(",") && Digits(4) is { } year and >= 1900 and < 2200 && Peek is not (":" or "uhr") ? year : null);

    static List<Token> Split(string text)
    {
        var plain = GermanWords.Plain(text.Replace('–', '-').Replace('—', '-'));
        plain = Compound().Replace(plain, "$1 $2");
        plain = LateCompound().Replace(plain, "$1en $2");
        plain = WeekOfMonthCompound().Replace(plain, "$1 woche");
        return [.. Tokens().Matches(plain).Select(match => new Token(match.Value, match.Index, match.Index + match.Length))];
    }

    [GeneratedRegex(@"\d+|[a-z]+|[^\sa-z\d]")]
    private static partial Regex Tokens();

    /// <summary>"Montagnachmittag".</summary>
    [GeneratedRegex(@"\b(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)(frueh|morgens?|vormittags?|mittags?|nachmittags?|abends?|nachts?)\b")]
    private static partial Regex Compound();

    /// <summary>"Spätnachmittag".</summary>
    [GeneratedRegex(@"\b(spaet|frueh)(vormittag|nachmittag|abend)s?\b")]
    private static partial Regex LateCompound();

    /// <summary>"Dezemberwoche".</summary>
    [GeneratedRegex(@"\b(januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)woche\b")]
    private static partial Regex WeekOfMonthCompound();
}
