using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SalesAssistant.Data;

namespace SalesAssistant.Bookings;

/// <summary>What somebody has done about a meeting in the visitor's stead.</summary>
public enum BookingActKind
{
    Booked,
    Moved,
    CalledOff,
}

/// <summary>
/// A meeting was booked, moved or called off by one of the company's people: who, when, and with which words to the visitor. Written in the
/// unit in which it was done. The reason may name the visitor: it goes where the booking goes.
/// </summary>
public sealed class BookingAct
{
    public required string Id { get; init; }
    public required string BookingId { get; init; }
    public required BookingActKind Kind { get; init; }

    /// <summary>The rep's address, lower-case; for an Admin who is no rep the name that they signed in with.</summary>
    public required string By { get; init; }

    /// <summary>As the visitor reads it; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>When the conversation has dealt with it, UTC; null while that is owed, and where there is no conversation.</summary>
    public DateTime? ToldAt { get; set; }

    internal static void Write(WriteSession session, string bookingId, BookingActKind kind, string by, string? reason, DateTime now) =>
        session.Insert(new BookingAct { Id = Guid.NewGuid().ToString("N"), BookingId = bookingId, Kind = kind, By = by, Reason = reason, At = now });

    /// <summary>The latest that the conversation has not dealt with; null for none: then the visitor wished it so.</summary>
    internal static BookingAct? Untold(WriteSession session, string bookingId) =>
        session.Db.Set<BookingAct>().AsNoTracking().Where(act => act.BookingId == bookingId && act.ToldAt == null).OrderByDescending(act => act.At).FirstOrDefault();

    /// <summary>The conversation has dealt with all there is.</summary>
    internal static void SettleAll(WriteSession session, string bookingId, DateTime now) =>
        session.Execute("""UPDATE "BookingActs" SET "ToldAt" = @now WHERE "BookingId" = @id AND "ToldAt" IS NULL""", ("@now", now), ("@id", bookingId));
}

sealed class BookingActTable : IEntityTypeConfiguration<BookingAct>
{
    public void Configure(EntityTypeBuilder<BookingAct> builder)
    {
        builder.ToTable("BookingActs").HasKey(act => act.Id);
        builder.HasIndex(act => act.BookingId);
    }
}
