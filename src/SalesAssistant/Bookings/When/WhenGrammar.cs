using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>
/// Finds in an English text what it says about time. <see cref="Productions"/> is the grammar: at each word the first production that fits takes
/// what it understands; a word that none fits is passed over.
/// </summary>
/// <remarks>Productions say what was said, not what is meant together: <see cref="WhenPhrase"/> puts the mentions together.</remarks>
sealed partial class WhenGrammar : TimeGrammar
{
    /// <summary>In order of trial. In the notation, [ ] may be missing, | separates choices, N is a number, DAY and CLOCK are the productions of that name.</summary>
    static readonly (string Production, Func<WhenGrammar, Mention?> Read)[] Productions =
    [
        ("greeting  = good (morning | afternoon | evening | day | night)", it => it.Greeting()),
        ("change    = [something] (later | earlier) | another (day | time) | with (someone | somebody) else", it => it.Change()),
        ("clock-of  = your time | my time | CET | Berlin time", it => it.ClockOf()),
        ("late-part = [early | mid | late] (morning | afternoon | evening) | first thing | end of [the] day | after (lunch | work)", it => it.PartOfTheDay()),
        ("days      = [from | between] DAY (to | - | through | until | and) DAY | (after | from | before | by | until) DAY | DAY on", it => it.DayRange()),
        ("day       = today | tomorrow | [next | this] WEEKDAY [next week] | the 5th [of MONTH [YEAR]] | MONTH 5 | 2026-12-05 | 5.12. | 5/12 | in N (days | weeks)", it => it.Day()),
        ("stretch   = [early | mid | late | end of | rest of] (this | next) (week | weekend | month) | [in] MONTH | [within] [the] next N (days | weeks)", it => it.Stretch()),
        ("moment    = now | in N (minutes | hours)", it => it.FromNow()),
        ("between   = [from | between] CLOCK (- | to | and | until) CLOCK", it => it.ClockRange()),
        ("bound     = (after | from | not before | past) CLOCK | (before | until | by | not after) CLOCK | CLOCK (or later | onwards | or earlier)", it => it.ClockBound()),
        ("quantity  = N (minutes | people | shops | ...)", it => it.Quantity()),
        ("at        = (at | around | about | say) CLOCK | CLOCK", it => it.AtClock()),
        ("part      = morning | afternoon | evening | night | lunch", it => it.BarePart()),
        ("not       = not | except | no | can't (do | make) | ... (doesn't work)", it => it.Negation()),
        ("or        = or | alternatively | otherwise | ;", it => it.Choice()),
        ("and       = and | &", it => it.TakeAny("and", "&") ? new Mention.And() : null),
    ];

    WhenGrammar(string text, LocalDateTime now, bool monthFirst) : base(Split(text), now) => this.monthFirst = monthFirst;

    readonly bool monthFirst;

    /// <summary>All mentions, in the order of the text.</summary>
    /// <param name="now">What the visitor's clock shows.</param>
    /// <param name="monthFirst">"12/3" is rather the third of December, as in the United States.</param>
    public static List<Mention> Read(string text, LocalDateTime now, bool monthFirst) => new WhenGrammar(text, now, monthFirst).ReadAll();

    protected override Mention? Next()
    {
        foreach (var (_, read) in Productions)
            if (Try(() => read(this)) is { } mention)
                return mention;
        return null;
    }

    // greeting

    Mention.Nothing? Greeting() =>
        Take("good") && TakeAny("morning", "afternoon", "evening", "day", "night") ? new Mention.Nothing() : null;

    // change

    Mention.Changed? Change()
    {
        if (TakeAny("with someone else", "with somebody else", "someone else", "somebody else", "anyone else", "another person", "another rep", "a different person", "a different rep", "different person", "another colleague", "another host"))
            return new Mention.Changed(WhenChange.AnotherHost);
        if (TakeAny("another day", "other days", "other day", "some other day", "a different day", "different day", "different days", "another date", "other dates", "a different date", "different date"))
            return new Mention.Changed(WhenChange.AnotherDay);
        if (TakeAny("another time", "other times", "some other time", "a different time", "different time", "different times", "more times", "other slots", "more slots", "another slot"))
            return new Mention.Changed(WhenChange.Later);
        if (TakeAny("something", "anything", "a bit", "bit", "any", "much", "little") && TakeAny("later", "earlier", "sooner") || at == 0 && TakeAny("later", "earlier", "sooner"))
        {
            var how = Previous is "later" ? WhenChange.Later : WhenChange.Earlier;
            // "Later this week" and "later than 3" say when.
            return Is("this", "today", "next", "in", "than", "on") && !(Is("in", "on") && PeekIs(1, "the", "that") && PeekIs(2, "day")) ? null : new Mention.Changed(how);
        }

        return null;
    }

    // clock-of

    Mention.ByClock? ClockOf()
    {
        if (TakeAny("your time zone", "your timezone", "your time", "your local time", "your end"))
            return new Mention.ByClock(WhenClock.Company);
        if (TakeAny("my time zone", "my timezone", "my time", "my local time", "our time"))
            return new Mention.ByClock(WhenClock.Visitor);
        if (Peek is { } word && WhenWords.Zones.TryGetValue(word, out var id) && (AfterClock || PeekIs(1, "time")) && (word is not ("et" or "ct" or "mt" or "pt" or "ist" or "eastern" or "central" or "pacific" or "mountain" or "uk" or "est") || AfterClock || PeekIs(1, "time")))
        {
            at++;
            _ = TakeAny("time", "standard time");
            return new Mention.ByClock(WhenClock.Named, DateTimeZoneProviders.Tzdb[id]);
        }

        return City() is { } zone ? new Mention.ByClock(WhenClock.Named, zone) : null;
    }

    /// <summary>"Berlin time", "New York time".</summary>
    DateTimeZone? City()
    {
        for (var words = 3; words >= 1; words--)
            if (at + words < tokens.Count && tokens[at + words].Text == "time" && ZonePhrase.Cities.Value.TryGetValue(string.Join('_', tokens.Skip(at).Take(words).Select(token => token.Text)), out var zone))
            {
                at += words + 1;
                return zone;
            }

        return null;
    }

    bool AfterClock => mentions is [.., (Mention.AtClock or Mention.Between or Mention.Part) and { To: var to }] && to == at;

    // late-part

    Mention? PartOfTheDay()
    {
        if (TakeAny("first thing in the morning", "first thing"))
            return new Mention.Part(Part(8, 0, 10, 0, Half.Am));
        if (TakeAny("end of the day", "end of day", "end of business", "close of business"))
            return new Mention.Part(WhenWords.Parts["eod"]);
        if (TakeAny("by eod", "by end of day", "by the end of the day", "by close of business"))
            return new Mention.Between(null, new Clock(18, 0, Is24: true));
        if (TakeAny("after work", "after hours"))
            return new Mention.Part(new PartOfDay(new LocalTime(17, 0), null, Half.Pm));
        if (TakeAny("after lunch", "after lunchtime", "after the lunch break"))
            return new Mention.Part(Part(13, 0, 18, 0, Half.Pm));
        if (TakeAny("before lunch", "before lunchtime"))
            return new Mention.Part(WhenWords.Parts["morning"]);
        if (!TakeAny("early in the", "late in the", "early", "late", "mid", "middle of the", "in the early", "in the late"))
            return null;
        var side = Previous is "the" ? tokens[at - 3].Text : Previous;
        _ = TakeAny("-");
        if (side == "mid" && Is("day"))
        {
            at++;
            return new Mention.AtClock(Clock.Noon);
        }
        return (side, TakePart()) switch
        {
            (_, null) => null,
            ("early", { Half: Half.Am }) => new Mention.Part(Part(6, 0, 9, 30, Half.Am)),
            ("late", { Half: Half.Am }) => new Mention.Part(Part(10, 0, 12, 0, Half.Am)),
            ("early", { From.Hour: 12 }) => new Mention.Part(Part(12, 0, 15, 0, Half.Pm)),
            ("late", { From.Hour: 12 }) => new Mention.Part(Part(15, 0, 18, 0, Half.Pm)),
            ("early", { From.Hour: 17 }) => new Mention.Part(Part(17, 0, 19, 0, Half.Pm)),
            ("late", { From.Hour: 17 }) => new Mention.Part(Part(19, 0, 22, 0, Half.Pm)),
            (_, { Half: Half.Am }) => new Mention.Part(Part(9, 30, 11, 30, Half.Am)),
            (_, { From.Hour: 12 }) => new Mention.Part(Part(14, 0, 16, 0, Half.Pm)),
            (_, var part) => new Mention.Part(part),
        };
    }

    static PartOfDay Part(int hour, int minute, int hour2, int minute2, Half half) => new(new LocalTime(hour, minute), new LocalTime(hour2, minute2), half);

    PartOfDay? TakePart()
    {
        if (Peek is not { } word || !WhenWords.Parts.TryGetValue(word, out var part))
            return null;
        at++;
        return part;
    }

    Mention.Part? BarePart() => TakePart() is { } part ? new Mention.Part(part) : null;

    // days

    Mention? DayRange() => Try(DatesOfOneMonth) ?? Try(DayToDay) ?? Try(OpenDays);

    Mention? DayToDay()
    {
        var intro = TakeAny("anytime between", "between", "from");
        if (Day() is not Mention.Days { First: { } first, IsRange: false } left
            || !(TakeAny("to", "-", "through", "thru", "until", "till", "up to") || intro && Take("and"))
            || Day() is not Mention.Days { Last: { } last } right)
            return null;
        // "Monday to Wednesday": the Wednesday that follows that Monday.
        if (right.Weekday is { } weekday && (last <= first || left.Weekday is not null || left.Week is not null))
            last = first.Next(weekday);
        // "Monday to Wednesday next week": that week's Monday.
        else if (left.Weekday is not null && right.Week is { } monday)
            first = monday.PlusDays((int)first.DayOfWeek - 1);
        return last >= first ? Mention.Days.Span(first, last) : new Mention.Wrong(WhenFault.Contradiction);
    }

    /// <summary>"5 to 9 December", "December 5-9".</summary>
    Mention? DatesOfOneMonth()
    {
        _ = TakeAny("anytime between", "between", "from");
        _ = Take("the");
        if (TakeMonth() is { } before)
        {
            _ = Take("the");
            return DayNumber() is { } from && TakeAny("-", "to", "through", "until", "till", "and") && TakeOptional("the") && DayNumber() is { } to && !Is(":", "am", "pm", "oclock", "h")
                ? Dates(from, to, before)
                : null;
        }

        return DayNumber() is { } first && TakeAny("-", "to", "through", "until", "till", "and") && TakeOptional("the") && DayNumber() is { } last && TakeOptional("of") && TakeMonth() is { } month
            ? Dates(first, last, month)
            : null;
    }

    Mention Dates(int first, int last, int month)
    {
        var year = TakeYear();
        return NextOf(first, month, year) is { } from && Valid(from.Year, month, last) is { } to && to >= from
            ? Mention.Days.Span(from, to)
            : new Mention.Wrong(WhenFault.NoSuchDay);
    }

    Mention? OpenDays()
    {
        if (TakeAny("any time after", "anytime after", "any day after", "sometime after", "later than", "after"))
            return Bound(days => Mention.Days.Span(days.Last?.PlusDays(1), null), clock => new Mention.Between(clock, null));
        if (TakeAny("not before", "no earlier than", "not earlier than", "starting from", "starting on", "starting", "from", "as of", "since"))
            return Bound(days => Mention.Days.Span(days.First, null), clock => new Mention.Between(clock, null)) is { } from && TakeOptional("on", "onwards", "onward") ? from : null;
        if (TakeAny("any time before", "anytime before", "any day before", "sometime before", "before", "earlier than"))
            return Bound(days => Mention.Days.Span(null, days.First?.PlusDays(-1)), clock => new Mention.Between(null, clock));
        if (TakeAny("no later than", "not later than", "not after", "by the end of", "by", "until", "till", "up to"))
            return Bound(days => Mention.Days.Span(null, days.Last) with { Until = days.First }, clock => new Mention.Between(null, clock));
        return Day() is Mention.Days { First: { } first, IsRange: false } && TakeAny("onwards", "onward", "or later", "or after", "and later") ? Mention.Days.Span(first, null) : null;
    }

    /// <summary>"After Friday" and "before Friday noon": with a time of day it is that day which is meant.</summary>
    Mention? Bound(Func<Mention.Days, Mention.Days> byDay, Func<Clock, Mention> byClock)
    {
        var from = at;
        if (Try(() => Day() ?? Stretch()) is not Mention.Days days)
            return null;
        var to = at;
        if (days.IsRange || Try(() => TakeOptional(",", "at") ? ReadClock(bare: Previous is "at") : null) is not { } clock)
            return byDay(days);
        mentions.Add(days with { From = from, To = to });
        return byClock(clock.Clock);
    }

    // stretch

    Mention? Stretch()
    {
        _ = TakeAny("sometime", "some time", "anytime", "any time", "at some point");
        if (Try(NextFew) is { } few)
            return few;
        _ = TakeAny("in", "during", "over", "on");
        var side = TakeAny("early in", "late in", "later in", "early", "late", "later", "mid", "the end of", "end of", "the beginning of", "beginning of", "the start of", "start of", "the middle of", "middle of", "the rest of", "rest of")
            ? Side(Previous is "of" or "in" ? tokens[at - 2].Text : Previous)
            : "";
        _ = TakeAny("-");
        if (TakeAny("the first week of", "first week of", "the first week in", "the last week of", "last week of", "the last week in", "the second week of", "second week of", "the third week of", "third week of"))
            return WeekOfMonth(tokens[at - 3].Text);
        if (TakeAny("the week of", "the week commencing", "week commencing", "week of"))
            return Try(() => Day() as Mention.Days) is { First: { } day } ? Mention.Days.Span(MondayOf(day), MondayOf(day).PlusDays(6), WhenGrain.Week) : null;
        if (TakeAny("the week after next", "week after next"))
            return Week(2, side);
        if (TakeAny("the week after", "the following week", "following week", "the coming week", "the next week", "next week", "nxt week", "next wk", "next week's"))
            return WeekOrItsDay(1, side);
        if (TakeAny("this week", "the week", "this week's", "current week", "the current week", "this wk"))
            return side.Length > 0 || Previous is not "week" || tokens[at - 2].Text is "this" or "current" ? WeekOrItsDay(0, side) : null;
        if (TakeAny("next weekend", "the following weekend"))
            return Mention.Days.Span(Monday.PlusDays(12), Monday.PlusDays(13));
        if (TakeAny("this weekend", "the weekend", "weekend", "the coming weekend"))
            return Mention.Days.Span(Monday.PlusDays(5), Monday.PlusDays(6));
        if (TakeAny("next month", "the following month"))
            return Month(Today.PlusMonths(1).Year, Today.PlusMonths(1).Month, side);
        if (TakeAny("this month", "the month", "the current month"))
            return side.Length > 0 || tokens[at - 2].Text != "the" ? Month(Today.Year, Today.Month, side) : null;
        var named = TakeAny("next", "this", "of") || side.Length > 0 || at > 0 && Previous is "in" or "during" or "for";
        if ((named || !WhenWords.ShyMonths.Contains(Peek ?? "")) && TakeMonth() is { } month)
        {
            var year = TakeYear() ?? (month < Today.Month ? Today.Year + 1 : Today.Year);
            return Month(year, month, side);
        }

        return null;
    }

    Mention.Days? WeekOfMonth(string which)
    {
        var (year, month) = TakeMonth() is { } named ? (TakeYear() ?? (named < Today.Month ? Today.Year + 1 : Today.Year), named)
            : TakeAny("next month", "the next month") ? (Today.PlusMonths(1).Year, Today.PlusMonths(1).Month)
            : TakeAny("this month", "the month") ? (Today.Year, Today.Month) : (0, 0);
        if (month == 0)
            return null;
        var last = CalendarSystem.Iso.GetDaysInMonth(year, month);
        var first = which switch { "second" => 8, "third" => 15, "last" => last - 6, _ => 1 };
        return Mention.Days.Span(new LocalDate(year, month, first), new LocalDate(year, month, first + 6), WhenGrain.Week);
    }

    static string Side(string word) => word switch
    {
        "beginning" or "start" => "early",
        "end" => "late",
        "middle" => "mid",
        _ => word,
    };

    /// <summary>"Within the next two weeks", "in the next few days".</summary>
    Mention? NextFew()
    {
        var within = TakeAny("within", "inside");
        if (!within)
            _ = TakeAny("in", "over", "during", "for");
        if (!TakeAny("the next", "the coming", "next", "the following") && !within || Count() is not { } count)
            return null;
        return TakeAny("days", "day", "business days", "working days") ? Mention.Days.Span(Today, Today.PlusDays(count))
            : TakeAny("weeks", "week") ? Mention.Days.Span(Today, Today.PlusWeeks(count))
            : TakeAny("months", "month") ? Mention.Days.Span(Today, Today.PlusMonths(count))
            : null;
    }

    /// <summary>"Next week on Friday" names a day, "next week" a week.</summary>
    Mention.Days WeekOrItsDay(int weeks, string side)
    {
        var mark = at;
        _ = TakeAny(",", "on");
        _ = TakeAny("on", "the");
        if (side.Length == 0 && TakeWeekday() is { } weekday && !Is("-", "to", "or", "and", "/", "through"))
            return Mention.Days.On(Monday.PlusWeeks(weeks).PlusDays((int)weekday - 1));
        at = mark;
        return Week(weeks, side);
    }

    // day

    Mention? Day()
    {
        _ = Take("on");
        if (TakeAny("the day after tomorrow", "day after tomorrow", "overmorrow"))
            return Mention.Days.On(Today.PlusDays(2));
        if (Peek is { } word && WhenWords.Tomorrow.Contains(word))
            return Taking(Mention.Days.On(Today.PlusDays(1)));
        if (Peek is { } now1 && WhenWords.Today.Contains(now1) || Is("later", "earlier") && PeekIs(1, "today"))
        {
            _ = TakeAny("later", "earlier");
            return Taking(Mention.Days.On(Today));
        }
        // "This afternoon": the day is said here, and the part is left to be read as such.
        if (Is("this") && PeekIs(1, "morning", "afternoon", "evening", "lunchtime", "night"))
            return Taking(Mention.Days.On(Today));
        if (TakeAny("the day before yesterday"))
            return Mention.Days.On(Today.PlusDays(-2));
        if (TakeAny("yesterday"))
            return Mention.Days.On(Today.PlusDays(-1));
        return Try(Iso) ?? Try(InSome) ?? Try(FromThere) ?? Try(WithMonth) ?? Try(TheDay) ?? Try(OfWeek);
    }

    /// <summary>"2026-12-05".</summary>
    Mention? Iso()
    {
        if (Digits(4) is { } year && Take("-") && Digits(2) is { } isoMonth && Take("-") && Digits(2) is { } isoDay)
            return Valid(year, isoMonth, isoDay) is { } iso ? Mention.Days.On(iso) : new Mention.Wrong(WhenFault.NoSuchDay);
        return null;
    }

    /// <summary>"5.12.", "05.12.2026", "12/5", "12/5/2026", "05-12-2026".</summary>
    Mention? Numeric()
    {
        if (Digits(1, 2) is not { } first || Peek is not ("/" or "." or "-") || !IsAdjacent)
            return null;
        var sign = Peek;
        at++;
        if (!IsAdjacent || Digits(1, 2) is not { } second)
            return null;
        int? year = null;
        if (Peek == sign && IsAdjacent)
        {
            at++;
            if (IsAdjacent && (Digits(4) ?? Digits(2)) is { } written)
                year = written < 100 ? 2000 + written : written;
            else if (sign != ".")
                return null;
        }
        else if (sign != "/" || first == 24 && second == 7)
        {
            return null;
        }

        if (sign is "." or "-")
            return Of(first, second, year) is { } date ? Mention.Days.On(date) : new Mention.Wrong(WhenFault.NoSuchDay);
        var american = monthFirst ? (Month: first, Day: second) : (Month: second, Day: first);
        var (one, other) = (Of(american.Day, american.Month, year), Of(american.Month, american.Day, year));
        return (one, other) switch
        {
            ({ } likely, { } rather) when likely != rather => Mention.Days.On(likely) with { Others = [rather] },
            ({ } sure, _) => Mention.Days.On(sure),
            (null, { } sure) => Mention.Days.On(sure),
            _ => new Mention.Wrong(WhenFault.NoSuchDay),
        };
    }

    LocalDate? Of(int day, int month, int? year) => month is >= 1 and <= 12 ? NextOf(day, month, year) : null;

    /// <summary>"In two weeks", "in 3 days", "a week from now", "two weeks from Monday", "a week on Tuesday".</summary>
    Mention? InSome()
    {
        var isIn = TakeAny("in about", "in around", "in");
        if (Count() is not { } count)
            return null;
        var unit = TakeAny("days", "day", "days'") ? 'd' : TakeAny("business days", "working days") ? 'd' : TakeAny("weeks", "week", "wks", "weeks'", "week's") ? 'w'
            : TakeAny("fortnights", "fortnight") ? 'f' : TakeAny("months", "month") ? 'm' : ' ';
        if (unit == ' ')
            return null;
        var from = Today;
        if (TakeAny("'s time", "' time", "time"))
            isIn = true;
        else if (TakeAny("from now", "from today", "hence"))
            isIn = true;
        else if (!isIn && TakeAny("from", "on", "after") && Try(() => Day() as Mention.Days) is { First: { } there, IsRange: false })
            return Mention.Days.On(Later(there, unit, count));
        else if (!isIn)
            return null;
        var date = Later(from, unit, count);
        if (unit is 'w' or 'f' && Try(() => TakeOptional("on") ? TakeWeekday() : null) is { } weekday)
            return Mention.Days.On(MondayOf(date).PlusDays((int)weekday - 1));
        return new Mention.Days(date, date, unit switch { 'd' => WhenGrain.Day, 'm' => WhenGrain.Month, _ => WhenGrain.Week });
    }

    /// <summary>"Tuesday in two weeks", "Tuesday week".</summary>
    Mention? FromThere()
    {
        if (TakeWeekday() is not { } weekday)
            return null;
        if (TakeAny("week") && !Is("after"))
            return Mention.Days.On(Today.Next(weekday).PlusWeeks(1));
        if (TakeAny("after next"))
            return Mention.Days.On(Monday.PlusWeeks(2).PlusDays((int)weekday - 1));
        return Try(InSome) is Mention.Days { First: { } date, Grain: WhenGrain.Week } ? Mention.Days.On(MondayOf(date).PlusDays((int)weekday - 1)) : null;
    }

    /// <summary>"The 5th of December 2026", "December 5th", "5 Dec", "Saturday, 5 December", "5th of this month", "5.12.".</summary>
    Mention? WithMonth()
    {
        var weekday = TakeWeekday();
        if (weekday is not null)
            _ = TakeAny(",", ".", "-");
        _ = TakeAny("on the", "on", "the");
        if (Try(Numeric) is { } numeric)
            return numeric;
        int? day, month, year = null;
        if (Try(() => DayNumber()) is { } first)
        {
            day = first;
            _ = TakeAny("of", "in", "day of");
            if (TakeAny("this month", "the month", "the current month", "current month"))
                return Dated(day.Value, Today.Month, Today.Year, weekday);
            if (TakeAny("next month", "the next month", "the following month"))
                return Dated(day.Value, Today.PlusMonths(1).Month, Today.PlusMonths(1).Year, weekday);
            month = TakeMonth();
            // "At 3 may I", "10 march on".
            if (month is null || WhenWords.ShyMonths.Contains(Previous) && !saidOrdinal && Is("i", "we", "be", "you", "on", "in", "to"))
                return null;
            year = TakeYear();
        }
        else
        {
            month = TakeMonth();
            if (month is null)
                return null;
            _ = TakeAny(".", "the", "on the");
            day = DayNumber();
            // "March 3 pm" is no day.
            if (day is null || Is("am", "pm", "oclock", ":"))
                return null;
            year = TakeYear();
        }

        return Dated(day.Value, month.Value, year, weekday);
    }

    /// <summary>"The 5th", "on 5th", "Saturday the 5th", "5th".</summary>
    Mention? TheDay()
    {
        var weekday = TakeWeekday();
        if (weekday is not null)
            _ = TakeAny(",");
        var the = TakeAny("on the", "the", "on");
        if (DayNumber() is not { } day || !saidOrdinal || saidWord && !(the && weekday is not null) || Is("one", "time", "slot", "option", "call", "meeting", "question", "floor", "party"))
            return null;
        return Dated(day, null, null, weekday);
    }

    Mention Dated(int day, int? month, int? year, IsoDayOfWeek? weekday)
    {
        if (NextOf(day, month, year) is not { } date)
            return new Mention.Wrong(WhenFault.NoSuchDay);
        if (weekday is not { } said || date.DayOfWeek == said)
            return Mention.Days.On(date);
        // "Tuesday the 5th" when the next 5th is a Saturday: both could be the slip.
        return Mention.Days.On(date) with { Others = [Today.Next(said)] };
    }

    /// <summary>"Next Tuesday", "Tuesday next week", "this Friday", "Friday".</summary>
    Mention? OfWeek()
    {
        var which = TakeAny("this coming", "the coming", "coming", "upcoming", "the upcoming") ? "coming" : TakeAny("next", "the following", "following", "nxt") ? "next" : TakeAny("this") ? "this" : TakeAny("last") ? "last" : "";
        if (which == "")
            _ = Take("the");
        if (TakeWeekday() is not { } weekday)
            return null;
        if (Previous is "sat" && Is("down", "with", "there"))
            return null;
        var ofWeek = Monday.PlusDays((int)weekday - 1);
        _ = TakeAny("of", "in", ",");
        if (TakeAny("next week", "the following week", "the coming week", "nxt week"))
            return Mention.Days.On(ofWeek.PlusWeeks(1)) with { Week = Monday.PlusWeeks(1) };
        if (TakeAny("this week", "the current week", "this very week"))
            return Mention.Days.On(ofWeek) with { Week = Monday };
        if (TakeAny("the week after next", "week after next"))
            return Mention.Days.On(ofWeek.PlusWeeks(2));
        if (Previous is "of" or "in" or ",")
            at--;
        return which switch
        {
            "next" => Mention.Days.On(ofWeek.PlusWeeks(1)) with { Week = Monday.PlusWeeks(1) },
            "last" => Mention.Days.On(Today.Previous(weekday)),
            "this" when Today.DayOfWeek == weekday => Mention.Days.On(Today),
            _ => Mention.Days.On(Today.Next(weekday)) with { Weekday = weekday },
        };
    }

    // moment

    Mention.Moment? FromNow()
    {
        if (TakeAny("right now", "immediately", "right away", "straight away") || tokens.Count <= 3 && Take("now"))
            return new Mention.Moment(now);
        var isIn = TakeAny("in about", "in");
        var half = TakeAny("half an", "half a");
        var count = half ? 1 : Count();
        if (count is not { } number)
            return null;
        var minutes = TakeAny("minutes", "minute", "mins", "min") ? number : TakeAny("hours", "hour", "hrs", "hr") ? number * 60 : 0;
        if (half)
            minutes /= 2;
        if (TakeAny("and a half") && minutes >= 60)
            minutes += 30;
        return minutes == 0 || !TakeAny("from now") && !isIn ? null : new Mention.Moment(now.PlusMinutes(minutes));
    }

    // between

    Mention.Between? ClockRange()
    {
        var intro = TakeAny("anytime between", "between", "from");
        var afterDay = AfterDay;
        _ = TakeAny("the hours of");
        if (ReadClock(bare: true) is not { } start
            || !TakeAny("-", "to", "and", "till", "until", "til", "through", "'til") || Previous is "and" && !intro || ReadClock(bare: true) is not { } end || IsCounting)
            return null;
        // Without anything that says so, "2 - 3" may be anything.
        if (!intro && !afterDay && start.IsBare && end.IsBare && !start.Written && !end.Written && !(mentions.Count == 0 && at == tokens.Count) && !IsBeforeDay)
            return null;
        return new Mention.Between(start.Clock, end.Clock);
    }

    bool IsBeforeDay
    {
        get
        {
            var mark = at;
            var day = Day() is Mention.Days;
            at = mark;
            return day;
        }
    }

    // bound

    Mention.Between? ClockBound()
    {
        if (TakeAny("any time after", "anytime after", "sometime after", "not before", "no earlier than", "not earlier than", "later than", "starting at", "starting from", "starting", "after", "from", "past", "as of", "any time past"))
            return ReadClock(bare: true) is { } from && !IsCounting && TakeOptional("on", "onwards", "onward") ? new Mention.Between(from.Clock, null) : null;
        if (TakeAny("any time before", "anytime before", "sometime before", "before", "until", "till", "til", "by", "no later than", "not later than", "not after", "earlier than", "up to", "ending by", "latest"))
            return ReadClock(bare: true) is { } until && !IsCounting ? new Mention.Between(null, until.Clock) : null;
        if (Try(() => TakeOptional("at", "around", "about", "@") ? ReadClock(bare: true) : null) is not { } said)
            return null;
        return TakeAny("or later", "or after", "onwards", "onward", "and later", "and after", "or anytime after", "at the earliest") ? new Mention.Between(said.Clock, null)
            : TakeAny("or earlier", "or before", "at the latest", "and earlier", "latest") ? new Mention.Between(null, said.Clock)
            : null;
    }

    // quantity

    Mention.Nothing? Quantity()
    {
        _ = TakeAny("for");
        if (Number() is null)
            return null;
        if (TakeAny("-", "to"))
            _ = Number();
        if (Peek is "-")
            at++;
        if (!IsCounting)
            return null;
        at++;
        return new Mention.Nothing();
    }

    // at

    Mention? AtClock()
    {
        var sure = TakeAny("at around", "at about", "around", "about", "approximately", "roughly", "circa", "close to", "at", "@", "say", "how about", "what about", "maybe at", "make it", "for", "by");
        var approximate = sure && Previous is "around" or "about" or "approximately" or "roughly" or "circa" or "to";
        if (sure && tokens[at - 1].Text is "about" && at > 1 && tokens[at - 2].Text is "how" or "what")
            approximate = false;
        // "For 3" may be people, and "about 3" anything.
        var bare = sure && Previous is not "for" and not "by" || AfterDay || mentions is [.., Mention.Part { To: var to }] && (to == at || to == at - 1 && Previous == ",") || mentions is [.., Mention.AtClock, Mention.Or { To: var or }] && or == at;
        if (ReadClock(bare) is not { } clock)
            return null;
        if (IsCounting || !clock.Written && clock.IsBare && Is("/", "-", "%", "th"))
            return null;
        if (clock.IsWrong)
            return new Mention.Wrong(WhenFault.NoSuchTime);
        return new Mention.AtClock(clock.Clock, ApproximateMark() || approximate) { IsSure = clock.Written };
    }

    bool ApproximateMark() => TakeAny("ish", "- ish");

    bool AfterDay => mentions is [.., Mention.Days { To: var to }] && (to == at || to == at - 1 && Previous is "," or "at" or "around");

    // not

    Mention.Not? Negation()
    {
        if (TakeAny("doesn't work", "does not work", "don't work", "won't work", "is not possible", "isn't possible", "is bad", "isn't good", "is not good", "is out", "doesn't suit", "does not suit", "isn't great", "not possible", "doesn't fit", "is no good", "won't do", "is impossible", "is full", "are bad", "are out"))
            return new Mention.Not(Behind: true);
        // "No, Tuesday", "why not Tuesday".
        if (Is("no") && PeekIs(1, ",", ".", "thanks", "thank", "problem") || Is("not") && Previous is "why")
            return null;
        if (TakeAny("can't", "cannot", "cant", "can not", "couldn't"))
            return TakeAny("do", "make", "go", "come", "meet", "attend", "join", "talk") && TakeOptional("it") ? new Mention.Not() : null;
        return TakeAny("but not", "just not", "not on", "not in", "not at", "not during", "not over", "not", "except for", "except", "excluding", "apart from", "other than", "anything but", "any day but", "never", "no",
            "unavailable", "not available", "i'm busy", "busy", "won't be able", "outside of", "outside", "besides", "avoid", "avoiding", "without", "rather not", "skip")
            ? new Mention.Not { Reach = Previous is "no" ? 0 : 1 }
            : null;
    }

    // or

    Mention.Or? Choice() => TakeAny("or", "alternatively", "otherwise", ";", "else") ? new Mention.Or() : null;

    // What the productions are made of

    /// <summary>CLOCK = noon | midnight | half past N | (quarter | N [minutes]) (past | to) N | N:MM [am | pm] | N (am | pm | o'clock) | three thirty | N.</summary>
    /// <param name="bare">Whether a number alone is taken for an hour.</param>
    Said? ReadClock(bool bare)
    {
        if (TakeAny("noon", "midday", "12 noon", "twelve noon", "mid - day"))
            return new Said(Clock.Noon, true);
        if (TakeAny("midnight", "12 midnight"))
            return new Said(new Clock(0, 0, Is24: true), true);
        if (Try(PastOrTo) is { } relative)
            return relative;
        if (FourDigits(bare) is { } military)
            return military;
        var isDigits = Peek is { } token && char.IsAsciiDigit(token[0]);
        var zero = isDigits && Peek!.Length == 2 && Peek[0] == '0';
        if (Number() is not { } hour || (isDigits ? hour > 99 : hour is < 1 or > 12))
            return null;
        int? minute = isDigits ? Minutes(bare) : MinuteWords();
        var oclock = TakeAny("oclock");
        var half = TakeHalf();
        // "Three in the afternoon": the part is left to be read, and says here that this is an hour.
        if (half == Half.Unsaid && hour is >= 1 and <= 12 && !IsCounting && PartBehind() is { } part)
            half = part.Half;
        var written = minute is not null || oclock || half != Half.Unsaid || zero || Is("ish");
        if (!written && !bare)
            return null;
        if (hour > 23 || minute > 59)
            return hour == 24 && minute is 0 ? new Said(new Clock(0, 0, Is24: true), true)
                : minute is null ? null
                : new Said(Clock.Noon, true, IsWrong: true);
        if (hour == 0 && half == Half.Pm)
            return new Said(Clock.Noon, true, IsWrong: true);
        return new Said(new Clock(hour, minute ?? 0, half, Is24: hour is 0 or > 12 || zero && half == Half.Unsaid), written);
    }

    PartOfDay? PartBehind() => Ahead(Is("in", "at", "of") && PeekIs(1, "the", "early", "late") ? 2 : Is("in", "at") ? 1 : 0) is { } word && WhenWords.Parts.TryGetValue(word, out var part) && word is not ("lunch" or "eod" or "cob") ? part : null;

    string? Ahead(int ahead) => at + ahead < tokens.Count ? tokens[at + ahead].Text : null;

    /// <summary>"Half past nine", "quarter to 4", "20 past 2", "half nine".</summary>
    Said? PastOrTo()
    {
        _ = TakeAny("a");
        int minutes;
        if (TakeAny("half past", "half after", "half"))
            minutes = 30;
        else if (TakeAny("quarter past", "quarter after"))
            minutes = 15;
        else if (TakeAny("quarter to", "quarter before", "quarter till", "quarter of", "quarter until"))
            minutes = -15;
        else if (Number() is { } number and (5 or 10 or 15 or 20 or 25 or 35 or 40 or 45 or 50) && TakeOptional("minutes", "mins", "min") && TakeAny("past", "to", "before", "till", "after"))
            minutes = Previous is "past" or "after" ? number : -number;
        else
            return null;
        if (TakeAny("noon", "midday"))
            return new Said(Clock.Noon with { Past = minutes }, true);
        if (Number() is not { } hour || hour is < 1 or > 23 || IsCounting || Is(":"))
            return null;
        _ = TakeAny("oclock");
        return new Said(new Clock(hour, 0, TakeHalf(), Is24: hour > 12) { Past = minutes }, true);
    }

    /// <summary>"1430", "0930 hours".</summary>
    Said? FourDigits(bool bare)
    {
        if (Peek is not { Length: 4 } token || !token.All(char.IsAsciiDigit))
            return null;
        var (hour, minute) = (int.Parse(token[..2], CultureInfo.InvariantCulture), int.Parse(token[2..], CultureInfo.InvariantCulture));
        var named = PeekIs(1, "hours", "hrs", "h", "hr");
        if (hour > 23 || minute > 59 || !named && (!bare || hour is 19 or 20 && Previous is not ("at" or "@")))
            return null;
        at += named ? 2 : 1;
        return new Said(new Clock(hour, minute, Is24: true), true);
    }

    /// <summary>":30", ".30", "h30", "h"; nothing when the digits go on otherwise.</summary>
    int? Minutes(bool bare)
    {
        if (Peek is ":" or "." or "h" && IsAdjacent && Ahead(1) is { Length: 2 } digits && digits.All(char.IsAsciiDigit) && tokens[at + 1].Start == tokens[at].End)
        {
            var dot = Peek == ".";
            var mark = at;
            at += 2;
            // "3.30" is a time only beside am or pm, or where one is expected; "10.50 euros" and "3.12." are none.
            if (dot && (IsCounting || !bare && !Is("am", "pm", "oclock")))
            {
                at = mark;
                return null;
            }

            return int.Parse(digits, CultureInfo.InvariantCulture);
        }

        if (Peek == "h" && IsAdjacent)
        {
            at++;
            return 0;
        }

        return null;
    }

    /// <summary>"Three thirty", "nine oh five", "four forty-five".</summary>
    int? MinuteWords() => Try<int>(() => TakeAny("oh", "o") ? Number() is { } small and < 10 ? small : null : Number() is { } minutes and >= 10 and < 60 && !IsCounting ? minutes : null);

    Half TakeHalf() => TakeAny("am", "a m") ? Half.Am : TakeAny("pm", "p m") ? Half.Pm : Half.Unsaid;

    bool IsCounting => Peek is { } word && WhenWords.Counted.Contains(word) && !(word is "of" && PeekIs(1, "the", "this", "next"));

    /// <summary>A number in digits of at most two, or in words up to ninety-nine.</summary>
    int? Number()
    {
        if (Peek is not { } token)
            return null;
        if (char.IsAsciiDigit(token[0]))
        {
            if (token.Length > 2)
                return null;
            at++;
            return int.Parse(token, CultureInfo.InvariantCulture);
        }

        if (!WhenWords.Numbers.TryGetValue(token, out var number))
            return null;
        at++;
        if (number is 20 or 30 or 40 or 50 && Try<int>(() => TakeOptional("-") && Peek is { } one && WhenWords.Numbers.TryGetValue(one, out var digit) && digit < 10 ? Taken(digit) : null) is { } unit)
            return number + unit;
        return number;
    }

    /// <summary>How many of something: a number, "a", "a couple of", "a few".</summary>
    int? Count() => TakeAny("a couple of", "a couple", "couple of", "couple") ? 2 : TakeAny("a few", "few") ? 3 : TakeAny("another") ? 1 : TakeAny("a", "an") ? 1 : Number();

    bool saidOrdinal;
    bool saidWord;

    /// <summary>A day of a month: "5", "5th", "fifth", "twenty-first".</summary>
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
            var day = int.Parse(token, CultureInfo.InvariantCulture);
            if (Peek is "st" or "nd" or "rd" or "th" && (IsAdjacent || Peek is "th"))
            {
                at++;
                saidOrdinal = true;
            }

            return day;
        }

        var tens = token is "twenty" ? 20 : token is "thirty" ? 30 : 0;
        if (tens > 0)
        {
            at++;
            _ = TakeAny("-");
        }

        if (Peek is not { } word || !WhenWords.Ordinals.TryGetValue(word, out var ordinal) || tens > 0 && ordinal > 9)
            return null;
        at++;
        (saidOrdinal, saidWord) = (true, true);
        return tens + ordinal;
    }

    int? TakeMonth()
    {
        if (Peek is not { } word || !WhenWords.Months.TryGetValue(word, out var month))
            return null;
        at++;
        if (Peek is "." && IsAdjacent)
            at++;
        return month;
    }

    IsoDayOfWeek? TakeWeekday()
    {
        if (Peek is not { } word || !WhenWords.Weekdays.TryGetValue(word, out var weekday))
            return null;
        at++;
        return weekday;
    }

    int? TakeYear() => Try<int>(() => TakeOptional(",", "of") && Digits(4) is { } year and >= 1900 and < 2200 && Peek is not ":" ? year : null);

    static List<Token> Split(string text)
    {
        var plain = OClock().Replace(text.ToLowerInvariant().Replace('’', '\'').Replace('–', '-').Replace('—', '-'), " oclock ");
        plain = Tonight().Replace(plain, "this evening");
        plain = HalfWithDots().Replace(plain, match => $"{match.Groups[1].Value}m ");
        return [.. Tokens().Matches(plain).Select(match => new Token(match.Value, match.Index, match.Index + match.Length))];
    }

    [GeneratedRegex(@"\d+|[a-z]+(?:'[a-z]+)?|[^\sa-z\d]")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\bton(?:ight|ite)\b")]
    private static partial Regex Tonight();

    [GeneratedRegex("""\bo\s?['"`´]?\s?clock\b""")]
    private static partial Regex OClock();

    [GeneratedRegex(@"(?<=[\d\s])([ap])\.\s?m\b\.?")]
    private static partial Regex HalfWithDots();
}
