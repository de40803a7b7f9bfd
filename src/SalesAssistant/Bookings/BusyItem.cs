using NodaTime;

namespace SalesAssistant.Bookings;

/// <summary>How a calendar shows an item to others.</summary>
public enum BusyStatus
{
    Free,
    Tentative,
    Busy,
    Oof,
    WorkingElsewhere,

    /// <summary>The calendar doesn't say. Counts as busy.</summary>
    Unknown,
}

/// <summary>Something in a host's calendar. One whose end is not after its start is ignored.</summary>
public abstract record BusyItem
{
    public BusyStatus Status { get; init; } = BusyStatus.Busy;

    /// <summary>The calendar's id of it; null when it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Whether it is a meeting that was booked with us: those count against the limit a day.</summary>
    public bool Own { get; init; }

    /// <summary>Minutes that this item itself keeps free before it.</summary>
    public int BufferBeforeMinutes { get; init; }

    /// <summary>Minutes that this item itself keeps free after it.</summary>
    public int BufferAfterMinutes { get; init; }

    /// <summary>From one instant to another, half-open.</summary>
    public sealed record Timed(Instant Start, Instant End) : BusyItem;

    /// <summary>Whole days of the host's own zone, from the midnight that begins the first date to the midnight that begins the last, which is not part of it.</summary>
    public sealed record AllDay(LocalDate StartDate, LocalDate EndDate) : BusyItem;
}
