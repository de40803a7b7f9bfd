using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace SalesAssistant.Bookings.Calendars.Local;

/// <summary>An event in a host's embedded calendar: a booking's, or one with which a rep keeps time free.</summary>
public sealed class HostEvent
{
    /// <summary>Lower-case.</summary>
    public required string HostEmail { get; init; }

    public required string Id { get; init; }
    public required string Uid { get; init; }

    /// <summary>The booking it belongs to; null for the host's own.</summary>
    public string? BookingId { get; init; }

    public string? Subject { get; set; }
    public string? Body { get; init; }
    public string? Location { get; init; }

    /// <summary>UTC; null for whole days.</summary>
    public DateTime? Start { get; set; }

    /// <summary>UTC; null for whole days.</summary>
    public DateTime? End { get; set; }

    /// <summary>The first of whole days by the host's clock; null for an event with times.</summary>
    public DateOnly? FirstDate { get; init; }

    /// <summary>The day after the last.</summary>
    public DateOnly? EndDate { get; init; }

    public BusyStatus Status { get; set; } = BusyStatus.Busy;

    /// <summary>Addresses and answers of those invited, as JSON.</summary>
    public string? Attendees { get; set; }

    public required DateTime CreatedAt { get; init; }
    public DateTime? CancelledAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Its place among all changes of this host's calendar.</summary>
    public long Change { get; set; }

    /// <summary>As the engine wants it.</summary>
    public BusyItem When => Start is { } start && End is { } end
        ? new BusyItem.Timed(Instant.FromDateTimeUtc(start), Instant.FromDateTimeUtc(end)) { Status = Status, Id = Id, Own = BookingId is not null }
        : new BusyItem.AllDay(LocalDate.FromDateOnly(FirstDate!.Value), LocalDate.FromDateOnly(EndDate!.Value)) { Status = Status, Id = Id };
}

sealed class HostEventTable : IEntityTypeConfiguration<HostEvent>
{
    public void Configure(EntityTypeBuilder<HostEvent> builder)
    {
        builder.ToTable("HostEvents").HasKey(one => new { one.HostEmail, one.Id });
        builder.Property(one => one.Version).IsConcurrencyToken();
        builder.HasIndex(one => one.BookingId).HasFilter("\"BookingId\" IS NOT NULL");
        builder.HasIndex(one => new { one.HostEmail, one.Change });
        // What the engine asks for at every offer: the hosts' own events that stand. There are few.
        builder.HasIndex(one => one.HostEmail, "IX_HostEvents_Own").HasFilter("\"BookingId\" IS NULL AND \"CancelledAt\" IS NULL");
        builder.Ignore(one => one.When);
    }
}
