using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.Bookings;

/// <summary>
/// Understands what a visitor says about time: "tomorrow morning", "next Tuesday after 3", "the 5th at 14:30". A phrase that names no time,
/// or names two that exclude each other, is not guessed at.
/// </summary>
/// <remarks>
/// Each rule takes what it understands out of the text, so that no later rule reads the same words again; the order of the rules matters
/// for that reason. "Next Tuesday" is the Tuesday of the following week, a bare hour from 1 to 7 is in the afternoon, a day without a year is
/// the next one.
/// </remarks>
public static partial class WhenPhrase
{
    const int LongestText = 2000;

    static readonly LocalTime Morning = new(6, 0), Noon = new(12, 0), Afternoon = new(12, 0), Evening = new(17, 0), Night = new(22, 0);

    static readonly string[] MonthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <param name="text">The visitor's words.</param>
    /// <param name="reference">What the visitor's clock shows now.</param>
    /// <returns>The wish; null when the text names no time or can't be read in one way only.</returns>
    public static TimeWish? Read(string? text, LocalDateTime reference)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)
            return null;
        var reading = new Reading(text.ToLowerInvariant().Replace('’', '\''), reference);
        reading.Dates();
        reading.Times();
        return reading.Wish();
    }

    /// <summary>One text while it is being read.</summary>
    sealed class Reading(string text, LocalDateTime reference)
    {
        readonly LocalDate today = reference.Date;
        readonly List<(LocalDate First, LocalDate Last)> dates = [];
        readonly List<LocalTime> exact = [];
        LocalTime? notBefore;
        LocalTime? before;
        bool impossible;

        LocalDate Monday => today.PlusDays(1 - (int)today.DayOfWeek);

        public TimeWish? Wish()
        {
            if (impossible || dates.Distinct().Count() > 1 || exact.Distinct().Count() > 1 || notBefore >= before)
                return null;
            var date = dates.Count > 0 ? dates[0] : ((LocalDate First, LocalDate Last)?)null;
            LocalTime? at = exact.Count > 0 ? exact[0] : null;
            if (at < notBefore || at >= before || (date is null && at is null && notBefore is null && before is null))
                return null;
            return new TimeWish(date?.First, date?.Last, at is null ? notBefore : null, at is null ? before : null, at);
        }

        public void Dates()
        {
            Take(IsoDate(), m => Day(LocalDatePattern.Iso.Parse(m.Value) is { Success: true } iso ? iso.Value : null));
            Take(DayOfMonth(), m => Day(NextOf(Number(m, "day"), Month(m), Year(m))));
            Take(MonthOfDay(), m => Day(NextOf(Number(m, "day"), Month(m), Year(m))));
            Take(Ordinal(), m => Day(NextOf(Number(m, "day"), null, null)));
            Take(DayAfterTomorrow(), _ => Day(today.PlusDays(2)));
            Take(Tomorrow(), _ => Day(today.PlusDays(1)));
            Take(Tonight(), _ =>
            {
                Day(today);
                NotBefore(Evening);
            });
            Take(Today(), _ => Day(today));
            Take(InSome(), m =>
            {
                var count = Count(m.Groups["count"].Value);
                if (m.Groups["unit"].Value.StartsWith("day", StringComparison.Ordinal))
                    Day(today.PlusDays(count));
                else
                    Days(Monday.PlusWeeks(count), Monday.PlusWeeks(count).PlusDays(6));
            });
            // "Friday next week" names one day; so the week is read together with the day when both are there.
            Take(DayOfNextWeek(), m => Day(Monday.PlusWeeks(1).PlusDays(Weekday(m) - 1)));
            Take(Weekday(), m => Day(m.Groups["which"].Value switch
            {
                "next" => Monday.PlusWeeks(1).PlusDays(Weekday(m) - 1),
                "this" or "today" when Weekday(m) == (int)today.DayOfWeek => today,
                _ => today.Next((IsoDayOfWeek)Weekday(m)),
            }));
            Take(ThisOrNextWeek(), m =>
            {
                if (m.Groups["which"].Value == "next")
                    Days(Monday.PlusWeeks(1), Monday.PlusWeeks(1).PlusDays(6));
                else
                    Days(today, Monday.PlusDays(6));
            });
        }

        public void Times()
        {
            var half = MorningWord().IsMatch(text) ? "am" : EveningWord().IsMatch(text) || AfternoonWord().IsMatch(text) ? "pm" : "";
            Take(PastTheHour(), m =>
            {
                var minutes = m.Groups["part"].Value == "half" ? 30 : 15;
                var hour = Clock(m.Groups["hour"].Value, "", m.Groups["half"].Value, half);
                exact.AddRange(hour is null ? [] : [hour.Value.PlusMinutes(m.Groups["side"].Value == "to" ? -minutes : minutes)]);
            });
            Take(Between(), m =>
            {
                var end = Clock(m, "hour2", "minute2", "half2", half);
                var start = Clock(m, "hour", "minute", "half", m.Groups["half"].Success ? "" : m.Groups["half2"].Value is { Length: > 0 } said ? said : half);
                // "From 11 to 1 pm" begins in the morning.
                if (start > end && !m.Groups["half"].Success && start.Value.Hour >= 12)
                    start = start.Value.PlusHours(-12);
                NotBefore(start);
                Before(end);
            });
            Take(After(), m => NotBefore(Clock(m, "hour", "minute", "half", half)));
            Take(Until(), m => Before(Clock(m, "hour", "minute", "half", half)));
            Take(AtTime(), m => At(Clock(m, "hour", "minute", "half", half)));
            Take(BareTime(), m => At(Clock(m, "hour", "minute", "half", half)));
            Take(NoonWord(), _ => At(Noon));
            Take(MorningWord(), _ => Part(Morning, Noon));
            Take(AfternoonWord(), _ => Part(Afternoon, Evening.PlusHours(1)));
            Take(EveningWord(), _ => Part(Evening, Night));
        }

        /// <summary>A part of the day narrows what is open; with an exact time it has already said which half of the day is meant.</summary>
        void Part(LocalTime from, LocalTime until)
        {
            if (exact.Count > 0)
                return;
            if (notBefore is null || notBefore < from)
                NotBefore(from);
            if (before is null || before > until)
                Before(until);
        }

        void Take(Regex rule, Action<Match> read)
        {
            text = rule.Replace(text, match =>
            {
                read(match);
                return " ; ";
            });
        }

        void Day(LocalDate? date)
        {
            if (date is { } day)
                Days(day, day);
            else
                impossible = true;
        }

        void Days(LocalDate first, LocalDate last) => dates.Add((first, last));

        void At(LocalTime? time)
        {
            if (time is { } given)
                exact.Add(given);
            else
                impossible = true;
        }

        void NotBefore(LocalTime? time)
        {
            impossible |= time is null;
            notBefore = time > notBefore || notBefore is null ? time : notBefore;
        }

        void Before(LocalTime? time)
        {
            impossible |= time is null;
            before = time < before || before is null ? time : before;
        }

        /// <summary>The first such day that isn't over: of this month, this year, or the following ones.</summary>
        LocalDate? NextOf(int day, int? month, int? year)
        {
            if (day is < 1 or > 31)
                return null;
            if (year is not null)
                return Valid(year.Value, month!.Value, day);
            for (var i = 0; i < (month is null ? 12 : 5); i++)
            {
                var candidate = month is { } named
                    ? Valid(today.Year + i, named, day)
                    : Valid(today.PlusMonths(i).Year, today.PlusMonths(i).Month, day);
                if (candidate >= today)
                    return candidate;
            }

            return null;
        }

        static LocalDate? Valid(int year, int month, int day) =>
            day <= CalendarSystem.Iso.GetDaysInMonth(year, month) ? new LocalDate(year, month, day) : null;
    }

    static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    static int? Month(Match match) => Array.IndexOf(MonthNames, match.Groups["month"].Value[..3]) + 1;

    static int? Year(Match match) => match.Groups["year"].Success ? Number(match, "year") : null;

    static int Weekday(Match match) => Array.IndexOf(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], match.Groups["weekday"].Value[..3]) + 1;

    static int Count(string word) => word switch
    {
        "a" or "an" or "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        _ => int.Parse(word, CultureInfo.InvariantCulture),
    };

    static LocalTime? Clock(Match match, string hour, string minute, string half, string halfOfDay) =>
        match.Groups[hour].Value is "noon" or "midday" ? Noon : Clock(match.Groups[hour].Value, match.Groups[minute].Value, match.Groups[half].Value, halfOfDay);

    /// <param name="hour">A number or a word.</param>
    /// <param name="minute">Two digits, or nothing.</param>
    /// <param name="half">"am" or "pm" as written, or nothing.</param>
    /// <param name="halfOfDay">The same as the rest of the phrase suggests it, or nothing.</param>
    static LocalTime? Clock(string hour, string minute, string half, string halfOfDay)
    {
        var (hours, minutes) = (Count(hour), minute.Length == 0 ? 0 : int.Parse(minute, CultureInfo.InvariantCulture));
        var written = half.Length > 0;
        var am = (written ? half : halfOfDay).StartsWith('a');
        var pm = (written ? half : halfOfDay).StartsWith('p');
        if (hours > 23 || minutes > 59 || (written && hours is 0 or > 12))
            return null;
        // "09:30" and "14:30" are of the 24-hour clock.
        var bare = !written && hours <= 12 && !(hour.Length == 2 && hour[0] == '0');
        if (pm && bare && hours is > 0 and < 12 || written && pm && hours < 12)
            hours += 12;
        else if (written && am && hours == 12)
            hours = 0;
        else if (bare && !am && hours is >= 1 and <= 7)
            hours += 12;
        return new LocalTime(hours, minutes);
    }

    const string WeekdayNames = @"(?<weekday>mon(day)?|tue(s|sday)?|wed(s|nesday)?|thu(r|rs|rsday)?|fri(day)?|sat(urday)?|sun(day)?)s?";
    const string Months = @"(?<month>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?";
    const string Counts = @"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)";
    const string Half = @"\s*(?<half>[ap]\.?m\b\.?)";
    const string Hour = @"(?<hour>noon|midday|\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:[:.h](?<minute>\d{2}))?(?:" + Half + @"|\s*o'?\s?clock|\b)";
    const string Hour2 = @"(?<hour2>noon|midday|\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:[:.h](?<minute2>\d{2}))?(?:\s*(?<half2>[ap]\.?m\b\.?)|\s*o'?\s?clock|\b)";

    // "After 3 years" is not a time of day.
    const string NoUnit = @"(?!\s*(?:years?|months?|weeks?|days?|hours?|minutes?|mins?|people|of us|shops?|stores?|%|percent|euros?|dollars?))";

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"\b(?:the\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + Months + @"(?:,?\s+(?<year>20\d{2}))?\b")]
    private static partial Regex DayOfMonth();

    [GeneratedRegex(@"\b" + Months + @"\s+(?:the\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)?\b(?!:)(?:,?\s+(?<year>20\d{2}))?")]
    private static partial Regex MonthOfDay();

    [GeneratedRegex(@"\bthe\s+(?<day>\d{1,2})(?:st|nd|rd|th)\b|\bon\s+(?<day>\d{1,2})(?:st|nd|rd|th)\b")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\b(?:the\s+)?day after tomorrow\b")]
    private static partial Regex DayAfterTomorrow();

    [GeneratedRegex(@"\b(?:tomorrow|tmrw|tomorow|tommorow|tommorrow)\b")]
    private static partial Regex Tomorrow();

    [GeneratedRegex(@"\btonight\b|\bthis evening\b")]
    private static partial Regex Tonight();

    [GeneratedRegex(@"\btoday\b|\bthis\s+(?=morning|afternoon)")]
    private static partial Regex Today();

    [GeneratedRegex(@"\bin\s+(?<count>" + Counts + @")\s+(?<unit>days?|weeks?)(?:'s?)?(?:\s+time)?\b")]
    private static partial Regex InSome();

    [GeneratedRegex(@"\b" + WeekdayNames + @"\s+(?:of\s+)?next\s+week\b|\bnext\s+week(?:\s+on|,)?\s+" + WeekdayNames + @"\b")]
    private static partial Regex DayOfNextWeek();

    [GeneratedRegex(@"\b(?:(?<which>next|this|coming)\s+)?" + WeekdayNames + @"\b")]
    private static partial Regex Weekday();

    [GeneratedRegex(@"\b(?<which>this|next)\s+week\b")]
    private static partial Regex ThisOrNextWeek();

    [GeneratedRegex(@"\b(?:a\s+)?(?<part>half|quarter)\s+(?<side>past|to)\s+(?<hour>" + Counts + @")\b(?:" + Half + ")?")]
    private static partial Regex PastTheHour();

    [GeneratedRegex(@"\b(?:between|from)?\s*" + Hour + @"\s*(?:-|–|to|and|till|until)\s*" + Hour2 + @"(?<=\b(?:between|from)\b.*|[ap]\.?m\.?|:\d{2})")]
    private static partial Regex Between();

    [GeneratedRegex(@"\b(?:after|from|not before|any time after|later than|past|starting)\s+" + Hour + NoUnit + @"(?:\s+(?:on|onwards?)\b)?")]
    private static partial Regex After();

    [GeneratedRegex(@"\b(?:before|until|till|by|earlier than|no later than)\s+" + Hour + NoUnit)]
    private static partial Regex Until();

    [GeneratedRegex(@"\b(?:at|around|about|@)\s*" + Hour + NoUnit)]
    private static partial Regex AtTime();

    [GeneratedRegex(@"\b(?<hour>\d{1,2})(?::(?<minute>\d{2}))?" + Half + @"|\b(?<hour>\d{1,2}):(?<minute>\d{2})\b|\b(?<hour>" + Counts + @")\s*o'?\s?clock\b")]
    private static partial Regex BareTime();

    [GeneratedRegex(@"\b(?:at\s+)?(?:noon|midday|lunch\s?time)\b")]
    private static partial Regex NoonWord();

    [GeneratedRegex(@"\bmornings?\b")]
    private static partial Regex MorningWord();

    [GeneratedRegex(@"\bafternoons?\b")]
    private static partial Regex AfternoonWord();

    [GeneratedRegex(@"\bevenings?\b")]
    private static partial Regex EveningWord();
}
