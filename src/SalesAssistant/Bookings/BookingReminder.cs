using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Bookings;

/// <summary>What became of a reminder.</summary>
public enum BookingReminderState
{
    /// <summary>Written for the conversation and by e-mail, in one unit with this row.</summary>
    Told,

    /// <summary>A later one was due by then, or the meeting had begun.</summary>
    Skipped,
}

/// <summary>
/// A reminder that has had its time. Its key is the meeting at that very start: the same reminder is never given twice, and a meeting that was moved has
/// reminders of its own.
/// </summary>
public sealed class BookingReminder
{
    public required string BookingId { get; init; }

    /// <summary>When the meeting was to begin, UTC.</summary>
    public required DateTime Start { get; init; }

    /// <summary>So long before that start.</summary>
    public required int MinutesBefore { get; init; }

    public required BookingReminderState State { get; init; }
    public required DateTime At { get; init; }
}

sealed class BookingReminderTable : IEntityTypeConfiguration<BookingReminder>
{
    public void Configure(EntityTypeBuilder<BookingReminder> builder) =>
        builder.ToTable("BookingReminders").HasKey(reminder => new { reminder.BookingId, reminder.Start, reminder.MinutesBefore });
}
