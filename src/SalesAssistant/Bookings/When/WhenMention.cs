using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>One thing that a text says about time, where it stands there.</summary>
abstract record Mention
{
    /// <summary>Its first token.</summary>
    public int From { get; init; }

    /// <summary>The token after its last.</summary>
    public int To { get; init; }

    /// <summary>A day, or days from the first to the last, included; null where they are open.</summary>
    public sealed record Days(LocalDate? First, LocalDate? Last, WhenGrain Grain = WhenGrain.Day) : Mention
    {
        /// <summary>The weekday that alone was said, so that "Friday" beside "next week" is the Friday of that week.</summary>
        public IsoDayOfWeek? Weekday { get; init; }

        /// <summary>The Monday of the week that was said with it, as in "Tuesday next week"; weekdays beside it are of the same.</summary>
        public LocalDate? Week { get; init; }

        /// <summary>A span was meant, even if it is of one day.</summary>
        public bool IsRange { get; init; }

        /// <summary>The day that was named with "until" or "by": "not until Tuesday" means from Tuesday on.</summary>
        public LocalDate? Until { get; init; }

        /// <summary>Other days that the same words can mean.</summary>
        public IReadOnlyList<LocalDate> Others { get; init; } = [];

        public static Days On(LocalDate date) => new(date, date);

        public static Days Span(LocalDate? first, LocalDate? last, WhenGrain grain = WhenGrain.Day) => new(first, last, grain) { IsRange = true };
    }

    /// <summary>A time of day.</summary>
    public sealed record AtClock(Clock Time, bool IsApproximate = false) : Mention
    {
        /// <summary>Nobody could take it for another number.</summary>
        public bool IsSure { get; init; }
    }

    /// <summary>From one time of day to another; null where it is open.</summary>
    public sealed record Between(Clock? Start, Clock? End) : Mention;

    /// <summary>A part of the day.</summary>
    public sealed record Part(PartOfDay Of) : Mention;

    /// <summary>A moment counted from now.</summary>
    public sealed record Moment(LocalDateTime At) : Mention;

    /// <summary>What follows is another choice.</summary>
    public sealed record Or : Mention;

    /// <summary>What follows belongs to what came before: both are denied, or both days suit.</summary>
    public sealed record And : Mention;

    /// <summary>What follows (or, when <paramref name="Behind"/>, what came just before) does not suit.</summary>
    public sealed record Not(bool Behind = false) : Mention
    {
        /// <summary>How many words may stand between it and what it denies.</summary>
        public int Reach { get; init; } = 1;
    }

    /// <summary>Whose clock is meant.</summary>
    public sealed record ByClock(WhenClock Of, DateTimeZone? Zone = null) : Mention;

    /// <summary>What was offered should be changed.</summary>
    public sealed record Changed(WhenChange How) : Mention;

    /// <summary>A day or time that there is not.</summary>
    public sealed record Wrong(WhenFault Fault) : Mention;

    /// <summary>Words that look like time and are none: a greeting, a length, a number of people.</summary>
    public sealed record Nothing : Mention;
}

/// <summary>A time of day as it was said: "3", "3 pm", "15:00".</summary>
/// <param name="Hour">0 to 23, as said.</param>
/// <param name="Half">As said beside it.</param>
/// <param name="Is24">It can only be of the 24-hour clock.</param>
sealed record Clock(int Hour, int Minute, Half Half = Half.Unsaid, bool Is24 = false)
{
    public static Clock Noon { get; } = new(12, 0, Is24: true);

    /// <summary>Minutes that were said to be missing to the hour, or to be past it: they are counted when the hour is known.</summary>
    public int Past { get; init; }

    /// <summary>Nothing says which half of the clock is meant.</summary>
    public bool IsBare => Half == Half.Unsaid && !Is24;

    /// <summary>The time of day. A bare hour from 1 to 7 is in the afternoon.</summary>
    /// <param name="around">The half that words around it suggest.</param>
    public LocalTime Resolve(Half around = Half.Unsaid)
    {
        if (Is24)
            return new LocalTime(Hour, Minute).PlusMinutes(Past);
        var half = Half == Half.Unsaid ? around : Half;
        var hour = (half, Hour % 12) switch
        {
            (Half.Am, var h) when Half == Half.Am => h,
            // "12 in the morning" is hardly midnight.
            (Half.Am, 0) => 12,
            (Half.Am, var h) => h,
            (Half.Pm, var h) => h + 12,
            (Half.Night, 0) => 0,
            (Half.Night, var h) => h >= 5 ? h + 12 : h,
            (_, var h) => h <= 7 ? h + 12 : h,
        };
        return new LocalTime(hour % 24, Minute).PlusMinutes(Past);
    }
}
