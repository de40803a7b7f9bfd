using NodaTime;
using NodaTime.TimeZones;

namespace SalesAssistant.Bookings.When;

/// <summary>
/// Understands what a visitor says about time: "tomorrow morning", "next Tuesday after 3", "the 5th at 14:30". A phrase that can be meant
/// in two ways has both as readings, and one about a day or time that there is not says so; nothing is guessed at.
/// </summary>
/// <remarks>
/// <see cref="WhenGrammar"/> finds what is said; here it is put together. "Next Tuesday" is the Tuesday of the following week, a bare hour
/// from 1 to 7 is in the afternoon, a day without a year is the next one.
/// </remarks>
public static class WhenPhrase
{
    const int LongestText = 2000;

    /// <param name="text">The visitor's words.</param>
    /// <param name="reference">What the visitor's clock shows now.</param>
    /// <param name="zone">The visitor's zone.</param>
    /// <param name="company">The zone that "your time" means; null when that can't be known.</param>
    /// <param name="language">The language of the conversation, two letters; null when it isn't known. German and English are understood in any.</param>
    public static WhenMeaning Read(string? text, LocalDateTime reference, DateTimeZone zone, DateTimeZone? company = null, string? language = null)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)
            return WhenMeaning.Nothing;
        var mentions = Mentions(text, reference, zone, language).Where(mention => mention is not Mention.Nothing).ToList();
        var byClock = mentions.OfType<Mention.ByClock>().FirstOrDefault();
        var named = byClock?.Of == WhenClock.Company ? company : byClock?.Zone;
        var putting = new Putting(reference, zone, named);
        var (wanted, unwanted) = Negated(mentions);
        var fault = mentions.OfType<Mention.Wrong>().FirstOrDefault()?.Fault ?? WhenFault.None;
        var readings = putting.Together(wanted);
        fault = fault == WhenFault.None ? putting.Fault : fault;
        return new WhenMeaning
        {
            Readings = fault is WhenFault.NoSuchDay or WhenFault.NoSuchTime or WhenFault.Contradiction ? [] : readings,
            IsAmbiguous = putting.IsAmbiguous,
            Fault = fault,
            Change = mentions.OfType<Mention.Changed>().FirstOrDefault()?.How ?? WhenChange.None,
            Clock = byClock?.Of ?? WhenClock.Visitor,
            NamedZone = byClock?.Zone,
            Except = [.. unwanted.SelectMany(cluster => new Putting(reference, zone, named).Together(Putting.Inside(cluster, wanted))).Select(reading => reading.Wish)],
        };
    }

    /// <summary>
    /// What the text says, in the language in which it says more about time; where both say as much, in that of the conversation. Only with a German word
    /// about time in it, or in a German conversation, is a text read as German at all.
    /// </summary>
    static List<Mention> Mentions(string text, LocalDateTime reference, DateTimeZone zone, string? language)
    {
        var english = WhenGrammar.Read(text, reference, MonthComesFirst(zone));
        if (language != "de" && !GermanGrammar.MayBeIn(text))
            return english;
        var german = GermanGrammar.Read(text, reference);
        return Said(german).CompareTo(Said(english)) switch
        {
            0 => language == "en" ? english : german,
            var more => more > 0 ? german : english,
        };

        static int Said(List<Mention> mentions) => mentions.Where(mention => mention is not (Mention.Nothing or Mention.And or Mention.Or or Mention.Not)).Sum(mention => mention.To - mention.From);
    }

    /// <summary>In the United States "12/3" is the third of December.</summary>
    static bool MonthComesFirst(DateTimeZone zone) => American.Value.Contains(zone.Id);

    static readonly Lazy<HashSet<string>> American = new(() =>
        [.. (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).Where(location => location.CountryCode == "US").Select(location => location.ZoneId)]);

    /// <summary>What suits, and in clusters what doesn't.</summary>
    static (List<Mention> Wanted, List<List<Mention>> Unwanted) Negated(List<Mention> mentions)
    {
        var wanted = new List<Mention>();
        var unwanted = new List<List<Mention>>();
        for (var i = 0; i < mentions.Count; i++)
        {
            if (mentions[i] is Mention.Not { Behind: true } && wanted.Count > 0 && IsTime(wanted[^1]) && mentions[i].From - wanted[^1].To <= 1)
            {
                var cluster = new List<Mention>();
                while (wanted.Count > 0 && IsTime(wanted[^1]) && (cluster.Count == 0 || cluster[0].From - wanted[^1].To <= 1))
                {
                    cluster.Insert(0, wanted[^1]);
                    wanted.RemoveAt(wanted.Count - 1);
                }

                unwanted.Add(cluster);
            }
            else if (mentions[i] is Mention.Not { Behind: false } not && i + 1 < mentions.Count && mentions[i + 1].From - mentions[i].To <= not.Reach && mentions[i + 1] is Mention.Moment)
            {
                i++;
            }
            else if (mentions[i] is Mention.Not { Behind: false } no && i + 1 < mentions.Count && IsTime(mentions[i + 1]) && mentions[i + 1].From - mentions[i].To <= no.Reach)
            {
                // "Not before Wednesday" says when it suits.
                if (Turned(mentions[i + 1]) is { } turned)
                {
                    wanted.Add(turned);
                    i++;
                    continue;
                }

                var cluster = new List<Mention> { mentions[++i] };
                while (i + 1 < mentions.Count && GoesOn(mentions[i], mentions[i + 1]))
                    cluster.Add(mentions[++i]);
                unwanted.Add(cluster);
            }
            else
            {
                wanted.Add(mentions[i]);
            }
        }

        return (wanted, unwanted);
    }

    /// <summary>Whether a negation reaches on: "not Monday or Tuesday", "not Friday at lunch", but not "not Monday, Tuesday is fine".</summary>
    static bool GoesOn(Mention last, Mention next) => next.From - last.To <= 1
        && (next is Mention.Or or Mention.And || IsTime(next) && !(last is Mention.Days && next is Mention.Days));

    static bool IsTime(Mention mention) => mention is Mention.Days or Mention.AtClock or Mention.Between or Mention.Part;

    static Mention? Turned(Mention mention) => mention switch
    {
        Mention.Days { First: null, Last: { } last, Until: var until } => Mention.Days.Span(until ?? last.PlusDays(1), null) with { From = mention.From, To = mention.To },
        Mention.Days { First: { } first, Last: null } => Mention.Days.Span(null, first.PlusDays(-1)) with { From = mention.From, To = mention.To },
        Mention.Between { Start: null, End: { } end } => new Mention.Between(end, null) { From = mention.From, To = mention.To },
        Mention.Between { Start: { } start, End: null } => new Mention.Between(null, start) { From = mention.From, To = mention.To },
        _ => null,
    };

    /// <summary>What belongs together: one choice of the visitor's.</summary>
    sealed class Choice
    {
        public List<Mention.Days> Days { get; set; } = [];
        public List<Mention.AtClock> Clocks { get; set; } = [];
        public List<Mention.Between> Spans { get; set; } = [];
        public List<Mention.Part> Parts { get; set; } = [];
        public Mention.Moment? Moment { get; set; }

        public bool HasTime => Clocks.Count > 0 || Spans.Count > 0 || Parts.Count > 0;
        public bool IsEmpty => Days.Count == 0 && !HasTime && Moment is null;

        public void TakeTimesOf(Choice other) => (Clocks, Spans, Parts) = (other.Clocks, other.Spans, other.Parts);
    }

    /// <summary>The days of a reading; null where they are open.</summary>
    readonly record struct DaySpan(LocalDate? First, LocalDate? Last, bool IsRange, WhenGrain Grain);

    /// <summary>The time of day of a reading; null where it is open.</summary>
    readonly record struct TimeSpan(LocalTime? At, LocalTime? From, LocalTime? Until, bool IsApproximate, WhenGrain Grain);

    /// <summary>Puts mentions together to readings.</summary>
    sealed class Putting(LocalDateTime reference, DateTimeZone zone, DateTimeZone? named)
    {
        public WhenFault Fault { get; private set; }

        public bool IsAmbiguous { get; private set; }

        public List<WhenReading> Together(List<Mention> mentions)
        {
            var choices = Choices(mentions);
            Share(choices);
            var readings = new List<WhenReading>();
            foreach (var choice in choices)
            {
                var before = readings.Count;
                if (choice.Moment is { } moment)
                    readings.Add(new WhenReading(WhenKind.DateTime, moment.At, null, WhenGrain.Minute, new TimeWish(moment.At.Date, moment.At.Date, moment.At.TimeOfDay)));
                else
                    readings.AddRange(from days in DaysOf(choice).DefaultIfEmpty() from time in TimesOf(choice, days).DefaultIfEmpty() select Reading(days, time));
                IsAmbiguous |= readings.Count > before + 1;
            }

            readings = [.. readings.DistinctBy(reading => (reading.Kind, reading.Start, reading.End))];
            if (Fault == WhenFault.None && readings.Count > 0)
                Fault = readings.All(IsOver) ? WhenFault.Past : readings.Any(IsSkipped) ? WhenFault.Skipped : WhenFault.None;
            return readings;
        }

        static List<Choice> Choices(List<Mention> mentions)
        {
            var choices = new List<Choice> { new() };
            Mention? last = null;
            foreach (var mention in mentions)
            {
                var now = choices[^1];
                // "Tuesday, Thursday" and "Tuesday at 3, Thursday at 4" are two choices although nobody says "or".
                var another = mention is Mention.Or
                    || mention is Mention.Days { IsRange: false } && now.Days.Any(day => !day.IsRange) && (now.HasTime && last is not Mention.Days || last is Mention.Days && mention.From - last.To <= 2);
                if (another && !now.IsEmpty)
                    choices.Add(now = new Choice());
                switch (mention)
                {
                    case Mention.Days days:
                        now.Days.Add(days);
                        break;
                    case Mention.AtClock clock:
                        now.Clocks.Add(clock);
                        break;
                    case Mention.Between span:
                        now.Spans.Add(span);
                        break;
                    case Mention.Part part:
                        now.Parts.Add(part);
                        break;
                    case Mention.Moment moment:
                        now.Moment ??= moment;
                        break;
                }

                if (IsTime(mention))
                    last = mention;
            }

            choices.RemoveAll(choice => choice.IsEmpty);
            return choices;
        }

        /// <summary>"Tuesday at 3 or 4", "Tuesday or Thursday afternoon", "Tuesday or Thursday next week": what is said once counts for both.</summary>
        static void Share(List<Choice> choices)
        {
            for (var i = choices.Count - 2; i >= 0; i--)
                if ((choices[i].Days.Count == 0 || choices[i + 1].Days.Count == 0) && choices[i + 1].Clocks is [{ Time: { IsBare: false, Half: var half } }, ..])
                    choices[i].Clocks = [.. choices[i].Clocks.Select(clock => clock.Time.IsBare ? clock with { Time = clock.Time with { Half = half } } : clock)];
            for (var i = 1; i < choices.Count; i++)
                if (choices[i].Days.Count == 0)
                    choices[i].Days = choices[i - 1].Days;
            for (var i = choices.Count - 2; i >= 0; i--)
            {
                if (choices[i].Days.Count == 0)
                    choices[i].Days = choices[i + 1].Days;
                if (!choices[i].HasTime && choices[i].Moment is null)
                    choices[i].TakeTimesOf(choices[i + 1]);
            }

            var week = choices.SelectMany(choice => choice.Days).Select(day => day.Week ?? (day is { IsRange: true, Grain: WhenGrain.Week } ? day.First : null)).FirstOrDefault(monday => monday is not null);
            if (week is { } said && choices.Count > 1)
                foreach (var choice in choices)
                    choice.Days = [.. choice.Days.Select(day => day.Weekday is { } weekday ? Mention.Days.On(said.PlusDays((int)weekday - 1)) : day)];
        }

        List<DaySpan> DaysOf(Choice choice)
        {
            var ranges = choice.Days.Where(day => day.IsRange).ToList();
            var single = choice.Days.Where(day => !day.IsRange).ToList();
            LocalDate? first = ranges.Select(range => range.First).Max(), last = ranges.Select(range => range.Last).Min();
            if (ranges.Count > 0 && first > last)
            {
                Fault = WhenFault.Contradiction;
                return [];
            }

            if (single.Count == 0)
                return ranges.Count == 0 ? [] : [new DaySpan(first, last, true, ranges.Select(range => range.Grain).Min())];
            return
            [
                .. single.SelectMany(day => day.Others.Prepend(InRange(day, first, last)).Select(date => (date, day.Grain)))
                    .Distinct().Select(day => new DaySpan(day.date, day.date, false, day.Grain)),
            ];
        }

        /// <summary>"Next week, but not Wednesday": the Wednesday of that week.</summary>
        public static List<Mention> Inside(List<Mention> unwanted, List<Mention> wanted)
        {
            var ranges = wanted.OfType<Mention.Days>().Where(day => day.IsRange).ToList();
            var (first, last) = (ranges.Select(range => range.First).Max(), ranges.Select(range => range.Last).Min());
            return [.. unwanted.Select(mention => mention is Mention.Days { Weekday: not null } day ? Mention.Days.On(InRange(day, first, last)) with { From = day.From, To = day.To } : mention)];
        }

        /// <summary>"Next week ... Friday": the Friday of that week.</summary>
        static LocalDate InRange(Mention.Days day, LocalDate? first, LocalDate? last)
        {
            var date = day.First!.Value;
            if (day.Weekday is { } weekday && first is { } from && (date < from || date > last))
            {
                var inside = from.DayOfWeek == weekday ? from : from.Next(weekday);
                return inside <= (last ?? inside) ? inside : date;
            }

            return date;
        }

        List<TimeSpan> TimesOf(Choice choice, DaySpan days)
        {
            if (!choice.HasTime)
                return [];
            var half = choice.Parts.Count > 0 ? choice.Parts[^1].Of.Half : Half.Unsaid;
            LocalTime? from = null, until = null;
            foreach (var span in choice.Spans)
            {
                var (start, end) = Resolve(span, half);
                from = start is { } later && !(later < from) ? later : from;
                until = end is { } earlier && !(earlier > until) ? earlier : until;
            }

            if (choice.Clocks.Count > 0)
                return Clocks(choice, half, days, from, until);
            var parts = choice.Parts.Select(part => part.Of).ToList();
            if (parts.Count > 0)
            {
                var (begins, ends) = (parts.Min(part => part.From), parts.Any(part => part.Until is null) ? null : parts.Max(part => part.Until));
                // "After 5 in the afternoon" lasts into the evening; "morning after 10" ends with it.
                from = from is null || begins > from ? begins : from;
                until = until is null || ends < until && ends > from ? ends : until;
            }

            if (from >= until)
            {
                Fault = WhenFault.Contradiction;
                return [];
            }

            return [new TimeSpan(null, from, until, false, choice.Spans.Count > 0 ? WhenGrain.Minute : WhenGrain.Hour)];
        }

        List<TimeSpan> Clocks(Choice choice, Half half, DaySpan days, LocalTime? from, LocalTime? until)
        {
            // "A table at Three Brothers, at 7 pm": only one of them can't be anything else.
            var said = choice.Clocks.Any(clock => clock.IsSure) ? choice.Clocks.Where(clock => clock.IsSure) : choice.Clocks;
            var times = said.Select(clock => (Time: AfterNow(clock.Time, clock.Time.Resolve(half), half, days), clock.IsApproximate)).DistinctBy(clock => clock.Time).ToList();
            if (times.Any(clock => clock.Time < from || clock.Time >= until))
            {
                Fault = WhenFault.Contradiction;
                return [];
            }

            return [.. times.Select(clock => new TimeSpan(clock.Time, null, null, clock.IsApproximate, WhenGrain.Minute))];
        }

        /// <summary>"Today at 8", said at ten in the morning, is in the evening.</summary>
        LocalTime AfterNow(Clock clock, LocalTime time, Half half, DaySpan days) =>
            clock.IsBare && half == Half.Unsaid && days.First == reference.Date && days.Last == reference.Date && time <= reference.TimeOfDay && time.Hour < 12 && time.PlusHours(12) > reference.TimeOfDay
                ? time.PlusHours(12)
                : time;

        /// <summary>"From 11 to 1 pm" begins in the morning, "2 to 4 pm" in the afternoon.</summary>
        static (LocalTime? Start, LocalTime? End) Resolve(Mention.Between span, Half half)
        {
            if (span is not { Start: { } start, End: { } end })
                return (span.Start?.Resolve(half), span.End?.Resolve(half));
            var (from, until) = (start.Resolve(start.IsBare && !end.IsBare && !end.Is24 ? end.Half : half), end.Resolve(half));
            if (from >= until && start.IsBare && from.Hour >= 12)
                from = from.PlusHours(-12);
            else if (from >= until && end.IsBare && until.Hour < 12)
                until = until.PlusHours(12);
            return (from, until == LocalTime.Midnight ? null : until);
        }

        WhenReading Reading(DaySpan days, TimeSpan time)
        {
            var hasDays = days.First is not null || days.Last is not null;
            var hasSpan = time.From is not null || time.Until is not null;
            var kind = (hasDays, time.At is not null, hasSpan) switch
            {
                (true, true, _) => days.IsRange ? WhenKind.DateTimeRange : WhenKind.DateTime,
                (true, _, true) => WhenKind.DateTimeRange,
                (true, _, _) => days.IsRange ? WhenKind.DateRange : WhenKind.Date,
                (_, true, _) => WhenKind.Time,
                _ => WhenKind.TimeRange,
            };
            var (start, end) = Bounds(kind, days, time);
            var grain = time == default ? days.Grain : time.Grain;
            return new WhenReading(kind, InVisitorsZone(kind, start), InVisitorsZone(kind, end), grain, Wish(days, time));
        }

        (LocalDateTime? Start, LocalDateTime? End) Bounds(WhenKind kind, DaySpan days, TimeSpan time)
        {
            switch (kind)
            {
                case WhenKind.Date:
                    return (days.First!.Value.AtMidnight(), null);
                case WhenKind.DateTime:
                    return (days.First!.Value + time.At!.Value, null);
                case WhenKind.DateRange:
                    return (days.First?.AtMidnight(), days.Last?.PlusDays(1).AtMidnight());
                case WhenKind.DateTimeRange:
                    return (days.First is { } first ? first + (time.At ?? time.From ?? LocalTime.Midnight) : null,
                        days.Last is { } last && (time.At ?? time.Until) is { } until ? last + until : null);
                default:
                    // The next such time: of today, or of tomorrow when it is over.
                    var over = (time.At ?? time.Until ?? LocalTime.MaxValue) <= reference.TimeOfDay;
                    var date = over ? reference.Date.PlusDays(1) : reference.Date;
                    return ((time.At ?? time.From) is { } from ? date + from : null, time.Until is { } ends ? date + ends : null);
            }
        }

        LocalDateTime? InVisitorsZone(WhenKind kind, LocalDateTime? local) =>
            local is { } said && named is not null && kind is not (WhenKind.Date or WhenKind.DateRange) ? said.InZoneLeniently(named).WithZone(zone).LocalDateTime : local;

        TimeWish Wish(DaySpan days, TimeSpan time)
        {
            var (first, last) = (days.First, days.Last);
            // "In two weeks" means that week rather than that very day.
            if (days is { IsRange: false, Grain: WhenGrain.Week or WhenGrain.Month, First: { } around })
                (first, last) = (around.PlusDays(1 - (int)around.DayOfWeek), around.PlusDays(7 - (int)around.DayOfWeek));
            if (time is { At: { } at, IsApproximate: true })
                return new TimeWish(first, last, at.Hour > 0 ? at.PlusHours(-1) : null, at.Hour < 23 ? at.PlusHours(1) : null) { Zone = named };
            return new TimeWish(first, last, time.From, time.Until, time.At) { Zone = named };
        }

        bool IsOver(WhenReading reading) => reading switch
        {
            { Kind: WhenKind.Date, Start: { } date } => date.PlusDays(1) <= reference,
            { Kind: WhenKind.DateTime, Start: { } moment } => moment < reference,
            { Kind: WhenKind.DateRange or WhenKind.DateTimeRange, End: { } end } => end <= reference,
            { Kind: WhenKind.DateTimeRange, Wish.LastDate: { } last } => last < reference.Date,
            _ => false,
        };

        bool IsSkipped(WhenReading reading) => reading is { Kind: WhenKind.DateTime, Start: { } moment } && zone.MapLocal(moment).Count == 0;
    }
}
