using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>What is owed to a host's calendar for a booking.</summary>
public enum CalendarWorkKind
{
    /// <summary>The event is to be made, looked at once more, and the visitor invited.</summary>
    Book,

    /// <summary>The event is to be moved to another time.</summary>
    Move,

    /// <summary>The event is to be taken away: the meeting is called off.</summary>
    CallOff,

    /// <summary>What may have been made of an event is to be taken away: the booking has failed.</summary>
    TakeBack,
}

/// <summary>Whether something is owed.</summary>
public enum CalendarWorkState
{
    Pending,
    Settled,
}

/// <summary>
/// The debt of one booking to its first host's calendar: written in the unit that caused it, paid by <see cref="CalendarWorker"/>. One row a
/// booking, so that what is owed next waits for what is being done; a new debt changes the row and grows <see cref="Generation"/>.
/// </summary>
public sealed class CalendarWork
{
    public required string BookingId { get; init; }

    public required CalendarWorkKind Kind { get; set; }

    public required CalendarWorkState State { get; set; }

    /// <summary>The event to be made, as JSON (<see cref="EventRequest"/>): the same for every attempt. Null once it stands or never will.</summary>
    public string? Request { get; set; }

    /// <summary>Set before the event is asked for: from then on it may exist, whatever was answered.</summary>
    public bool MayExist { get; set; }

    /// <summary>The new start of a move, UTC.</summary>
    public DateTime? MoveStart { get; set; }

    /// <summary>The new end of a move, UTC.</summary>
    public DateTime? MoveEnd { get; set; }

    public int MoveBufferBefore { get; set; }

    public int MoveBufferAfter { get; set; }

    /// <summary>Why this host has the new time, for people.</summary>
    public string? MoveHostReason { get; set; }

    /// <summary>Why it has come to this, named: `Taken`, `HostMoved`, `Throttled`; null when simply asked for.</summary>
    public string? Reason { get; set; }

    /// <summary>How the last attempt ended, named.</summary>
    public string? Outcome { get; set; }

    public int Attempts { get; set; }

    /// <summary>Whether the visitor knows that it takes longer.</summary>
    public bool SaidDelayed { get; set; }

    /// <summary>Not before this, UTC; null for at once.</summary>
    public DateTime? DueAt { get; set; }

    /// <summary>No longer than this, UTC.</summary>
    public required DateTime Deadline { get; set; }

    /// <summary>Who works on it, as a random name; null when nobody does.</summary>
    public string? Lease { get; set; }

    /// <summary>Until when nobody else may, UTC.</summary>
    public DateTime? LeasedUntil { get; set; }

    /// <summary>Grows whenever something else is owed: whoever worked on what was owed before can write nothing any more.</summary>
    public int Generation { get; set; }

    public required DateTime At { get; set; }

    public DateTime? SettledAt { get; set; }
}

sealed class CalendarWorkTable : IEntityTypeConfiguration<CalendarWork>
{
    public void Configure(EntityTypeBuilder<CalendarWork> builder)
    {
        builder.ToTable("CalendarWork").HasKey(work => work.BookingId);
        builder.HasIndex(work => work.DueAt).HasFilter("\"State\" = 'Pending'");
    }
}

/// <summary>How far a host's calendar has been compared with the bookings.</summary>
public sealed class CalendarCursor
{
    /// <summary>Lower-case.</summary>
    public required string HostEmail { get; init; }

    /// <summary>The calendar's own word for it.</summary>
    public string? Cursor { get; set; }

    /// <summary>When all of it was last compared, UTC.</summary>
    public DateTime? WholeAt { get; set; }
}

sealed class CalendarCursorTable : IEntityTypeConfiguration<CalendarCursor>
{
    public void Configure(EntityTypeBuilder<CalendarCursor> builder) => builder.ToTable("CalendarCursors").HasKey(cursor => cursor.HostEmail);
}

/// <summary>What a rep is to look at in a calendar.</summary>
public enum CalendarFlagKind
{
    /// <summary>An event of ours with people invited, and no booking behind it.</summary>
    Orphan,

    /// <summary>Something else was put into the time of an agreed meeting.</summary>
    Conflict,

    /// <summary>The event can't be taken out of the calendar.</summary>
    Stuck,

    /// <summary>The booking failed: the host's calendar would not have it.</summary>
    Failed,

    /// <summary>The visitor has declined the invitation.</summary>
    Declined,

    /// <summary>The event was to have a link to a video call and has none.</summary>
    NoLink,

    /// <summary>The visitor has moved the meeting, and nothing else tells the rep.</summary>
    Moved,

    /// <summary>The visitor has called the meeting off, and nothing else tells the rep.</summary>
    CalledOff,
}

/// <summary>Something about a meeting or in a host's calendar that a rep is to look at. Written with what was found; a rep clears it.</summary>
public sealed class CalendarFlag
{
    /// <summary>Made of what it is about: the same finding again makes no second one.</summary>
    public required string Id { get; init; }

    public required string HostEmail { get; init; }
    public required CalendarFlagKind Kind { get; init; }
    public string? BookingId { get; init; }

    /// <summary>Named, such as `Throttled`, or a calendar's id of an event.</summary>
    public string? Detail { get; init; }

    public required DateTime At { get; init; }
    public DateTime? ClearedAt { get; set; }
}

sealed class CalendarFlagTable : IEntityTypeConfiguration<CalendarFlag>
{
    public void Configure(EntityTypeBuilder<CalendarFlag> builder)
    {
        builder.ToTable("CalendarFlags").HasKey(flag => flag.Id);
        builder.HasIndex(flag => flag.At).HasFilter("\"ClearedAt\" IS NULL");
    }
}
