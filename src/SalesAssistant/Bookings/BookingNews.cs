using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SalesAssistant.Data;

namespace SalesAssistant.Bookings;

/// <summary>What has become of a booking while the conversation went on.</summary>
public enum BookingNewsKind
{
    /// <summary>The event is made and the invitation sent.</summary>
    Confirmed,

    /// <summary>It takes longer than a visitor would think.</summary>
    Delayed,

    /// <summary>The host's calendar would not have it.</summary>
    Failed,

    /// <summary>The event has been moved as the visitor wished.</summary>
    Moved,

    /// <summary>The event could not be moved; the meeting stands where it was.</summary>
    MoveFailed,

    /// <summary>Called off, as the visitor wished.</summary>
    Cancelled,

    /// <summary>The host has moved it in the calendar.</summary>
    HostMoved,

    /// <summary>The host has taken it out of the calendar.</summary>
    HostCancelled,

    /// <summary>The visitor has declined the invitation in their own calendar, so it is called off.</summary>
    Declined,

    /// <summary>It begins soon.</summary>
    Reminder,

    /// <summary>The visitor didn't come, and is offered another time.</summary>
    NoShow,
}

/// <summary>Whether the conversation has heard of it.</summary>
public enum BookingNewsState
{
    Pending,
    Told,
}

/// <summary>
/// Something that the visitor of a conversation is to hear about a booking. Written in the unit in which it became true; the conversation
/// says it and settles the row in one unit of its own.
/// </summary>
public sealed class BookingNews
{
    public required string Id { get; init; }
    public required string BookingId { get; init; }
    public required string ConversationId { get; init; }
    public required BookingNewsKind Kind { get; init; }

    /// <summary>Named, such as `Taken`; null where there is nothing to say about why.</summary>
    public string? Reason { get; init; }

    /// <summary>The booking's <see cref="Booking.Sequence"/> when it became true: a reminder of an earlier time is not said any more.</summary>
    public int Sequence { get; init; }

    public required DateTime At { get; init; }
    public BookingNewsState State { get; set; }
    public DateTime? ToldAt { get; set; }

    /// <summary>Writes it, where there is a conversation that can be told.</summary>
    /// <param name="now">UTC.</param>
    internal static void Write(WriteSession session, BookingSignals signals, Booking booking, BookingNewsKind kind, string? reason, DateTime now)
    {
        if (booking.ConversationId is not { } conversation)
            return;
        session.Insert(new BookingNews { Id = Guid.NewGuid().ToString("N"), BookingId = booking.Id, ConversationId = conversation, Kind = kind, Reason = reason, Sequence = booking.Sequence, At = now });
        session.OnceCommitted(() => signals.TellNews(conversation));
    }
}

sealed class BookingNewsTable : IEntityTypeConfiguration<BookingNews>
{
    public void Configure(EntityTypeBuilder<BookingNews> builder)
    {
        builder.ToTable("BookingNews").HasKey(news => news.Id);
        builder.HasIndex(news => news.ConversationId).HasFilter("\"State\" = 'Pending'");
    }
}

/// <summary>Says within this process that something was written: who waits need not wait for the next look. The rows are the truth.</summary>
public sealed class BookingSignals
{
    readonly Bell owed = new();
    readonly Bell mail = new();

    /// <summary>News were written for this conversation. Called on the writer's thread: it must be short.</summary>
    public event Action<string>? News;

    internal void TellNews(string conversationId) => News?.Invoke(conversationId);

    /// <summary>Something is owed to a calendar.</summary>
    internal void TellOwed() => owed.Ring();

    /// <summary>Until something is owed to a calendar, or the time is over.</summary>
    internal Task WaitForOwed(TimeSpan most, CancellationToken cancel) => owed.Wait(most, cancel);

    /// <summary>An e-mail is owed.</summary>
    internal void TellMail() => mail.Ring();

    /// <summary>Until an e-mail is owed, or the time is over.</summary>
    internal Task WaitForMail(TimeSpan most, CancellationToken cancel) => mail.Wait(most, cancel);

    [SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing that must be disposed.")]
    sealed class Bell
    {
        readonly SemaphoreSlim rung = new(0, 1);

        public void Ring()
        {
            lock (rung)
            {
                // One look sees everything.
                if (rung.CurrentCount == 0)
                    rung.Release();
            }
        }

        public Task<bool> Wait(TimeSpan most, CancellationToken cancel) => rung.WaitAsync(most, cancel);
    }
}
