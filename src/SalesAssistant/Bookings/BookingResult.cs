namespace SalesAssistant.Bookings;

/// <summary>How a request to the booking desk ended.</summary>
public enum BookingOutcome
{
    /// <summary>The time is kept for the visitor until <see cref="Booking.HeldUntil"/>.</summary>
    Held,

    /// <summary>The meeting takes place.</summary>
    Confirmed,

    /// <summary>The time is the visitor's; the event is being made in the host's calendar.</summary>
    Creating,

    /// <summary>The time is kept; the event is being moved in the host's calendar, and the meeting stands where it was until then.</summary>
    Moving,

    /// <summary>The event is being taken out of the host's calendar.</summary>
    Cancelling,

    /// <summary>The same request was answered before; here is the booking it made.</summary>
    Repeated,

    /// <summary>The meeting takes place at another time.</summary>
    Moved,

    /// <summary>The meeting is called off, by this request or an earlier one.</summary>
    Cancelled,

    /// <summary>Somebody else has the time, or something else is in the host's calendar.</summary>
    Taken,

    /// <summary>The host's calendar can't be read just now, and what can't be read counts as busy.</summary>
    Unread,

    /// <summary>Something is still being done about this booking in the host's calendar.</summary>
    Busy,

    /// <summary>The host has as many meetings of this kind on that day as are allowed.</summary>
    DayFull,

    /// <summary>The host has as many meetings of this kind in that week as are allowed.</summary>
    WeekFull,

    /// <summary>The host doesn't work then (any more).</summary>
    OutsideHours,

    /// <summary>It is past, or closer to now than the meeting's notice.</summary>
    TooSoon,

    /// <summary>It is further ahead than can be booked.</summary>
    TooFar,

    /// <summary>No such slot was offered here, or the meeting or host is no longer there.</summary>
    NotOffered,

    /// <summary>The hold has run out.</summary>
    Expired,

    /// <summary>There is no such booking.</summary>
    NotFound,

    /// <summary>The meeting has already begun.</summary>
    Over,

    /// <summary>What became of the meeting is written down.</summary>
    Noted,

    /// <summary>The meeting has not begun.</summary>
    NotBegun,

    /// <summary>Somebody else's meeting, or conversation.</summary>
    NotYours,
}

/// <summary>How a request ended, and the booking it is about where there is one.</summary>
public sealed record BookingResult(BookingOutcome Outcome, Booking? Booking = null)
{
    /// <summary>The visitor has what was asked for.</summary>
    public bool Succeeded => Outcome is BookingOutcome.Held or BookingOutcome.Confirmed or BookingOutcome.Creating or BookingOutcome.Repeated or BookingOutcome.Moved or BookingOutcome.Moving or BookingOutcome.Cancelled or BookingOutcome.Cancelling or BookingOutcome.Noted;
}
