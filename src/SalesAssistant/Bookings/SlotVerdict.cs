namespace SalesAssistant.Bookings;

/// <summary>What the engine says about one start of one host.</summary>
public enum SlotVerdict
{
    /// <summary>Nothing stands in the way.</summary>
    Free,

    /// <summary>Past, or closer to now than the notice.</summary>
    TooSoon,

    /// <summary>Begins before the window that was asked about, or ends after it; the window's end is mostly the meeting's horizon.</summary>
    OutsideWindow,

    /// <summary>The host doesn't work then, or not long enough.</summary>
    OutsideHours,

    /// <summary>Something in the host's calendar, with its buffers, is in the way.</summary>
    Blocked,

    /// <summary>The host has as many own meetings on that local date as are allowed.</summary>
    DayFull,

    /// <summary>The host has as many own meetings in that local week as are allowed.</summary>
    WeekFull,
}
