using NodaTime;

namespace SalesAssistant.Bookings.When;

/// <summary>What kind of time a phrase names.</summary>
public enum WhenKind
{
    Date,
    Time,
    DateTime,
    DateRange,
    TimeRange,
    DateTimeRange,
}

/// <summary>How exact a phrase is.</summary>
public enum WhenGrain
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>One way to understand a phrase, by the wall clock of the visitor's zone.</summary>
/// <param name="Start">Midnight for a date; null when the range is open at this side.</param>
/// <param name="End">Exclusive; null for a date or time, and when the range is open at this side.</param>
/// <param name="Wish">The same as a wish about meetings: what begins then suits.</param>
public sealed record WhenReading(WhenKind Kind, LocalDateTime? Start, LocalDateTime? End, WhenGrain Grain, TimeWish Wish);

/// <summary>How a visitor wants to change what was offered, without naming a time.</summary>
public enum WhenChange
{
    None,
    Later,
    Earlier,
    AnotherDay,
    AnotherHost,
}

/// <summary>Why a time can't be had whoever is free. The visitor gets one kind sentence about it.</summary>
public enum WhenFault
{
    None,

    /// <summary>The thirtieth of February.</summary>
    NoSuchDay,

    /// <summary>25:00.</summary>
    NoSuchTime,

    /// <summary>It is over.</summary>
    Past,

    /// <summary>The clock skips it that night.</summary>
    Skipped,

    /// <summary>Two things that exclude each other, such as before nine and after eleven.</summary>
    Contradiction,
}

/// <summary>Whose clock a phrase means.</summary>
public enum WhenClock
{
    /// <summary>The visitor's own: nothing was said, or "my time".</summary>
    Visitor,

    /// <summary>"Your time".</summary>
    Company,

    /// <summary>A named zone, such as "3 pm CET"; the readings are already in the visitor's zone.</summary>
    Named,
}

/// <summary>All that a text says about time.</summary>
public sealed record WhenMeaning
{
    /// <summary>The likeliest reading first; none when the text names no time.</summary>
    public IReadOnlyList<WhenReading> Readings { get; init; } = [];

    /// <summary>The readings exclude each other and nobody but the visitor knows which is meant. False where the visitor named several that suit.</summary>
    public bool IsAmbiguous { get; init; }

    public WhenFault Fault { get; init; }

    public WhenChange Change { get; init; }

    public WhenClock Clock { get; init; }

    /// <summary>The zone that <see cref="WhenClock.Named"/> names.</summary>
    public DateTimeZone? NamedZone { get; init; }

    /// <summary>Times that don't suit.</summary>
    public IReadOnlyList<TimeWish> Except { get; init; } = [];

    public static WhenMeaning Nothing { get; } = new();

    /// <summary>What to look for among free starts; null when the text says nothing about time that can be looked for without asking.</summary>
    public TimeWish? Wish => this switch
    {
        { IsAmbiguous: true } or { Fault: WhenFault.NoSuchDay or WhenFault.NoSuchTime or WhenFault.Contradiction } => null,
        { Readings.Count: > 0 } => Readings[0].Wish with { Or = [.. Readings.Skip(1).Select(reading => reading.Wish)], Except = Except },
        { Except.Count: > 0 } => new TimeWish { Except = Except },
        _ => null,
    };
}
