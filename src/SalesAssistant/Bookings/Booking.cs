using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Bookings;

/// <summary>Where a booking stands. From Held to Confirmed, and while Cancelling, it owns its cells: nobody else gets the time.</summary>
public enum BookingState
{
    /// <summary>Kept for a visitor who is still deciding, until <see cref="Booking.HeldUntil"/>.</summary>
    Held,

    /// <summary>Agreed; the event is being made in the host's calendar.</summary>
    Creating,

    /// <summary>The event is there; the calendar is looked at once more.</summary>
    Verifying,

    /// <summary>The invitation is being sent.</summary>
    Inviting,

    /// <summary>Takes place.</summary>
    Confirmed,

    /// <summary>The event is being taken out of the host's calendar.</summary>
    Cancelling,

    /// <summary>Called off.</summary>
    Cancelled,

    /// <summary>The host's calendar would not have it.</summary>
    Failed,

    /// <summary>Held, and not agreed in time.</summary>
    Expired,
}

/// <summary>A meeting of a visitor with a host: held, agreed, called off.</summary>
public sealed class Booking
{
    /// <summary>Random and unguessable: whoever has it may fetch the calendar file.</summary>
    public required string Id { get; init; }

    public required string MeetingTypeId { get; init; }

    /// <summary>The meeting's title when it was booked: meetings.yaml may change afterwards.</summary>
    public required string Title { get; init; }

    /// <summary>Where it takes place, for people.</summary>
    public string? Location { get; init; }

    /// <summary>The host's address, lower-case.</summary>
    public required string HostEmail { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime Start { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime End { get; set; }

    /// <summary>Minutes kept free before it, as they were when it was booked or moved.</summary>
    public int BufferBeforeMinutes { get; set; }

    /// <summary>Minutes kept free after it, as they were when it was booked or moved.</summary>
    public int BufferAfterMinutes { get; set; }

    public required BookingState State { get; set; }

    /// <summary>The conversation it was made in; null when it came by the API.</summary>
    public string? ConversationId { get; init; }

    public string? ContactId { get; set; }

    /// <summary>The visitor's name; null while held.</summary>
    public string? Name { get; set; }

    /// <summary>The visitor's address as typed; null while held, and for a call to somebody who left only a number.</summary>
    public string? Email { get; set; }

    /// <summary>The number at which the host calls, with its country code, such as "+49 30 901820"; null when nobody is called.</summary>
    public string? Phone { get; set; }

    /// <summary>IANA zone of the visitor.</summary>
    public required string TimeZone { get; set; }

    /// <summary>The language in which the visitor is written to, a locale or two letters; null when nobody knows.</summary>
    public string? Language { get; set; }

    /// <summary>The sentence about the use of name and address that the visitor read before giving them; null when there was none.</summary>
    public string? ConsentText { get; set; }

    /// <summary>When they were given after that sentence, UTC.</summary>
    public DateTime? ConsentAt { get; set; }

    /// <summary>Why this host was chosen among those who could hold it, for people; null when it was not for us to choose.</summary>
    public string? HostReason { get; set; }

    /// <summary>Who asks again with the same key gets the same booking. Null while held.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>When a hold ends, UTC; null once agreed.</summary>
    public DateTime? HeldUntil { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When the visitor agreed to the meeting as it stands, UTC: moving it agrees it anew. Null while held.</summary>
    public DateTime? ConfirmedAt { get; set; }

    public DateTime? CancelledAt { get; set; }

    /// <summary>iCalendar's SEQUENCE: grows with every change that attendees are told of.</summary>
    public int Sequence { get; set; }

    /// <summary>iCalendar's UID: ours, until a calendar has given the event one of its own.</summary>
    public required string EventUid { get; set; }

    /// <summary>The id of its event in the first host's calendar; null while there is none, and with the embedded calendar, which goes by the booking's id.</summary>
    public string? EventId { get; set; }

    /// <summary>The event's version as it was last seen.</summary>
    public string? EventVersion { get; set; }

    /// <summary>The link to the video call that the calendar has added; null with none.</summary>
    public string? JoinUrl { get; set; }

    /// <summary>The booking that is called off once this one is confirmed: it was moved to another host. Null for none.</summary>
    public string? Replaces { get; set; }

    /// <summary>What became of the meeting, as a rep has said; null while nobody has.</summary>
    public MeetingOutcome? Outcome { get; set; }

    /// <summary>The address of the rep who said so.</summary>
    public string? OutcomeBy { get; set; }

    /// <summary>When it was said, UTC.</summary>
    public DateTime? OutcomeAt { get; set; }

    /// <summary>When the visitor was offered another time for a meeting to which they didn't come, UTC: that is done once.</summary>
    public DateTime? OfferedAgainAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }
}

/// <summary>What became of an agreed meeting.</summary>
public enum MeetingOutcome
{
    /// <summary>It took place.</summary>
    Held,

    /// <summary>The visitor didn't come.</summary>
    NoShow,
}

sealed class BookingTable : IEntityTypeConfiguration<Booking>
{
    public void Configure(EntityTypeBuilder<Booking> builder)
    {
        builder.ToTable("Bookings").HasKey(booking => booking.Id);
        builder.Property(booking => booking.Version).IsConcurrencyToken();
        builder.HasIndex(booking => booking.IdempotencyKey).IsUnique().HasFilter("\"IdempotencyKey\" IS NOT NULL");
        builder.HasIndex(booking => new { booking.HostEmail, booking.Start });
        builder.HasIndex(booking => booking.ConversationId);
        // What each host has had lately is counted at every booking, from the index alone.
        builder.HasIndex(booking => new { booking.MeetingTypeId, booking.HostEmail, booking.CreatedAt, booking.State, booking.HeldUntil }, "IX_Bookings_Load");
        builder.HasIndex(booking => new { booking.CreatedAt, booking.Id });
        builder.HasIndex(booking => booking.EventId);
        builder.HasIndex(booking => booking.HeldUntil).HasFilter("\"State\" = 'Held'");
        builder.HasIndex(booking => booking.Start).HasFilter("\"State\" = 'Confirmed'");
    }
}

/// <summary>A further host of a meeting that several hold together. Their time belongs to the booking like the first host's.</summary>
public sealed class BookingCoHost
{
    public required string BookingId { get; init; }

    /// <summary>Lower-case.</summary>
    public required string HostEmail { get; init; }
}

sealed class BookingCoHostTable : IEntityTypeConfiguration<BookingCoHost>
{
    public void Configure(EntityTypeBuilder<BookingCoHost> builder)
    {
        builder.ToTable("BookingCoHosts").HasKey(host => new { host.BookingId, host.HostEmail });
        builder.HasIndex(host => host.HostEmail);
    }
}

/// <summary>
/// Five minutes of a host's time that belong to one booking, from its start less the buffer before to its end plus the buffer after.
/// The primary key is what makes a double booking impossible, whatever the code above it believes.
/// </summary>
public sealed class BookingCell
{
    public required string HostEmail { get; init; }

    /// <summary>UTC, a multiple of five minutes.</summary>
    public required DateTime CellStart { get; init; }

    public required string BookingId { get; init; }
}

sealed class BookingCellTable : IEntityTypeConfiguration<BookingCell>
{
    public void Configure(EntityTypeBuilder<BookingCell> builder)
    {
        builder.ToTable("BookingCells").HasKey(cell => new { cell.HostEmail, cell.CellStart });
        builder.HasIndex(cell => cell.BookingId);
    }
}

/// <summary>A place among a host's meetings of one kind on one local date: no two bookings have the same, so that a limit a day holds.</summary>
public sealed class BookingDayCount
{
    public required string HostEmail { get; init; }

    public required string MeetingTypeId { get; init; }

    /// <summary>The host's local date on which the meeting starts.</summary>
    public required DateOnly LocalDate { get; init; }

    /// <summary>From 1 to the limit.</summary>
    public required int Ordinal { get; init; }

    public required string BookingId { get; init; }
}

sealed class BookingDayCountTable : IEntityTypeConfiguration<BookingDayCount>
{
    public void Configure(EntityTypeBuilder<BookingDayCount> builder)
    {
        builder.ToTable("BookingDayCounts").HasKey(count => new { count.HostEmail, count.MeetingTypeId, count.LocalDate, count.Ordinal });
        builder.HasIndex(count => count.BookingId);
    }
}

/// <summary>A place among a host's meetings of one kind in one local week: no two bookings have the same, so that a limit a week holds.</summary>
public sealed class BookingWeekCount
{
    public required string HostEmail { get; init; }

    public required string MeetingTypeId { get; init; }

    /// <summary>The Monday of the host's local week in which the meeting starts.</summary>
    public required DateOnly Monday { get; init; }

    /// <summary>From 1 to the limit.</summary>
    public required int Ordinal { get; init; }

    public required string BookingId { get; init; }
}

sealed class BookingWeekCountTable : IEntityTypeConfiguration<BookingWeekCount>
{
    public void Configure(EntityTypeBuilder<BookingWeekCount> builder)
    {
        builder.ToTable("BookingWeekCounts").HasKey(count => new { count.HostEmail, count.MeetingTypeId, count.Monday, count.Ordinal });
        builder.HasIndex(count => count.BookingId);
    }
}
