using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Handoffs;

/// <summary>Where something for the hub stands.</summary>
public enum HubEventState
{
    /// <summary>Owed, perhaps just being sent.</summary>
    Pending,

    /// <summary>The hub has it.</summary>
    Sent,

    /// <summary>The hub refused it, or could not be reached for too long.</summary>
    Failed,

    /// <summary>Sent, but the hub's answer was lost: not repeated by us.</summary>
    Unknown,
}

/// <summary>Something for the hub: the handoff itself, or a message of the visitor. Written with what caused it, before it is sent.</summary>
public sealed class HubEvent
{
    /// <summary>Also the activity's id, by which the hub can tell a repetition after a crash.</summary>
    public required string Id { get; init; }

    public required string HandoffId { get; init; }
    public required string ConversationId { get; init; }

    /// <summary>The message that is passed on; null for the handoff itself.</summary>
    public int? Sequence { get; init; }

    public required DateTime At { get; init; }
    public HubEventState State { get; set; }

    /// <summary>How the last attempt ended, named: `Sent`, `Unavailable`; `Sending` while one runs.</summary>
    public string? Outcome { get; set; }

    public int Attempts { get; set; }

    /// <summary>Not before this, UTC; null for at once.</summary>
    public DateTime? DueAt { get; set; }

    public DateTime? SettledAt { get; set; }
}

sealed class HubEventTable : IEntityTypeConfiguration<HubEvent>
{
    public void Configure(EntityTypeBuilder<HubEvent> builder)
    {
        builder.ToTable("HubEvents").HasKey(one => one.Id);
        builder.HasIndex(one => one.At).HasFilter("\"State\" = 'Pending'");
        builder.HasIndex(one => one.ConversationId);
    }
}
