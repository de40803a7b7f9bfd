using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Bookings;

/// <summary>What an e-mail about a booking says.</summary>
public enum BookingMailKind
{
    /// <summary>The meeting is agreed.</summary>
    Confirmed,

    /// <summary>It was moved as the visitor wished.</summary>
    Moved,

    /// <summary>It could not be moved as the visitor wished, and is where it was.</summary>
    MoveFailed,

    /// <summary>The host has moved it.</summary>
    HostMoved,

    /// <summary>Called off as the visitor wished.</summary>
    Cancelled,

    /// <summary>The host has called it off.</summary>
    HostCancelled,

    /// <summary>Another booking has taken its place: it goes out of the visitor's calendar.</summary>
    Replaced,

    /// <summary>The host's calendar would not have it, after the visitor heard that it is being booked.</summary>
    Failed,

    /// <summary>It begins soon.</summary>
    Reminder,

    /// <summary>The visitor didn't come, and is offered another time.</summary>
    NoShow,
}

/// <summary>Where an e-mail stands.</summary>
public enum BookingMailState
{
    Pending,

    /// <summary>The mail server has taken it.</summary>
    Sent,

    /// <summary>It was not taken, and is not tried any more.</summary>
    Failed,

    /// <summary>It was no longer true when it was its turn.</summary>
    Skipped,
}

/// <summary>
/// An e-mail that is owed about a booking: written in the unit in which it became true, paid by a worker that takes all it says from the booking as it
/// stands then. It holds no address of a visitor and no words, so that erasing a person needs nothing here.
/// </summary>
public sealed class BookingMail
{
    /// <summary>Random; the e-mail's Message-ID is made of it, so that every attempt has the same.</summary>
    public required string Id { get; init; }

    public required string BookingId { get; init; }
    public required BookingMailKind Kind { get; init; }

    /// <summary>The address of the rep it goes to, lower-case; null when it goes to the visitor.</summary>
    public string? Rep { get; init; }

    /// <summary>The booking's <see cref="Booking.Sequence"/> that it tells of: once that has grown, another e-mail tells what holds.</summary>
    public required int Sequence { get; init; }

    public BookingMailState State { get; set; }

    /// <summary>How the last attempt ended, by a name of <see cref="Mails.MailFault"/>, or why it was not sent; null before the first.</summary>
    public string? Outcome { get; set; }

    public int Attempts { get; set; }

    /// <summary>Not before this, UTC; null for at once.</summary>
    public DateTime? DueAt { get; set; }

    /// <summary>Who works on it, as a random name; null when nobody does.</summary>
    public string? Lease { get; set; }

    /// <summary>Until when nobody else may, UTC.</summary>
    public DateTime? LeasedUntil { get; set; }

    public required DateTime At { get; init; }
    public DateTime? SettledAt { get; set; }
}

sealed class BookingMailTable : IEntityTypeConfiguration<BookingMail>
{
    public void Configure(EntityTypeBuilder<BookingMail> builder)
    {
        builder.ToTable("BookingMails").HasKey(mail => mail.Id);
        builder.HasIndex(mail => mail.DueAt).HasFilter("\"State\" = 'Pending'");
        builder.HasIndex(mail => mail.BookingId);
    }
}
