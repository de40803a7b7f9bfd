using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Bookings.Calendars.Webhooks;

/// <summary>
/// That Graph tells us when a host's calendar changes. The row comes before the subscription and goes after it, so that a restart neither
/// leaks one nor makes a second.
/// </summary>
public sealed class CalendarSubscription
{
    /// <summary>Lower-case.</summary>
    public required string HostEmail { get; init; }

    /// <summary>Random; every notification carries it. It is stored before Graph hears it.</summary>
    public required string ClientState { get; set; }

    /// <summary>Where Graph sends to.</summary>
    public required string Url { get; set; }

    /// <summary>Set before Graph is asked: from then on there may be one with this client state, whatever we heard.</summary>
    public bool MayExist { get; set; }

    /// <summary>Graph's id of it; null while there is none that we know.</summary>
    public string? SubscriptionId { get; set; }

    /// <summary>As Graph has said, UTC.</summary>
    public DateTime? ExpiresAt { get; set; }

    /// <summary>When it is renewed, UTC: half way to its end.</summary>
    public DateTime? RenewAt { get; set; }

    /// <summary>How the last attempt ended, named; null when well.</summary>
    public string? Outcome { get; set; }

    /// <summary>Who works on it, as a random name; null when nobody does.</summary>
    public string? Lease { get; set; }

    /// <summary>Until when nobody else may, UTC.</summary>
    public DateTime? LeasedUntil { get; set; }
}

sealed class CalendarSubscriptionTable : IEntityTypeConfiguration<CalendarSubscription>
{
    public void Configure(EntityTypeBuilder<CalendarSubscription> builder) => builder.ToTable("CalendarSubscriptions").HasKey(one => one.HostEmail);
}
