using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Handoffs;

/// <summary>Where a notice to a rep stands.</summary>
public enum NotificationState
{
    /// <summary>Written with the handoff; the rep's console has not shown it yet.</summary>
    Pending,

    /// <summary>Shown in the rep's console.</summary>
    Shown,
}

/// <summary>A rep is told of a handoff. Written in the same transaction, so that nobody is forgotten.</summary>
public sealed class Notification
{
    public required string Id { get; init; }
    public required string Rep { get; init; }
    public required string HandoffId { get; init; }
    public required string ConversationId { get; init; }
    public required DateTime At { get; init; }
    public NotificationState State { get; set; }
    public DateTime? ShownAt { get; set; }
}

sealed class NotificationTable : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("Notifications").HasKey(notification => notification.Id);
        builder.HasIndex(notification => new { notification.Rep, notification.State });
    }
}
