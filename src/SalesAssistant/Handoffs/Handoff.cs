using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Handoffs;

/// <summary>Where a handoff stands.</summary>
public enum HandoffState
{
    /// <summary>In the queue; the assistant still speaks.</summary>
    Waiting,

    /// <summary>A rep speaks.</summary>
    Claimed,

    /// <summary>Given back to the assistant.</summary>
    Returned,

    /// <summary>The episode is over.</summary>
    Resolved,
}

/// <summary>A conversation handed to a person: why, about what, how long it took, and what the rep thought of it.</summary>
public sealed class Handoff
{
    public required string Id { get; init; }
    public required string ConversationId { get; init; }
    public required int Episode { get; init; }
    public required HandoffReason Reason { get; init; }

    /// <summary>The visitor's question behind it, in their words.</summary>
    public required string Question { get; init; }

    /// <summary>What the assistant had found, as JSON: a list of passages with file, heading, text and score.</summary>
    public string? Found { get; init; }

    /// <summary>When it was opened, UTC.</summary>
    public required DateTime At { get; init; }

    public HandoffState State { get; set; }

    /// <summary>The rep who was told last, while it waits; the rep who claimed it, afterwards.</summary>
    public string? Rep { get; set; }

    public DateTime? ClaimedAt { get; set; }
    public DateTime? EndedAt { get; set; }

    /// <summary>How many reps have been told.</summary>
    public int RepsTold { get; set; }

    /// <summary>When the next rep is told, or the visitor is offered another way; null when nothing more is to happen by itself.</summary>
    public DateTime? NextStepAt { get; set; }

    /// <summary>What the engagement hub has said of it; null where no hub was asked.</summary>
    public HubState? Hub { get; set; }

    public Outcome? Outcome { get; set; }

    /// <summary>What stood against buying, in the rep's words.</summary>
    public string? Objection { get; set; }

    /// <summary>What the content should have said.</summary>
    public string? MissingContent { get; set; }

    public string? VerdictNote { get; set; }
}

/// <summary>How an episode ended for sales.</summary>
public enum Outcome
{
    Qualified,
    NotQualified,
    MeetingBooked,
    ExistingCustomer,
    NoReply,
    Spam,
    Other,
}

/// <summary>What the rep reports at wrap-up.</summary>
[GenerateSerializer, Immutable]
public sealed record Verdict(Outcome? Outcome, string? Objection = null, string? MissingContent = null, string? Note = null);

sealed class HandoffTable : IEntityTypeConfiguration<Handoff>
{
    public void Configure(EntityTypeBuilder<Handoff> builder)
    {
        builder.ToTable("Handoffs").HasKey(handoff => handoff.Id);
        // Two properties: an index of ConversationId alone would be the same index as the open ones' below.
        builder.HasIndex(handoff => new { handoff.ConversationId, handoff.At });
        builder.HasIndex(handoff => handoff.At);
        builder.HasIndex(handoff => handoff.NextStepAt).HasFilter("\"NextStepAt\" IS NOT NULL");
        // One open handoff a conversation: a second request joins the first.
        builder.HasIndex(handoff => handoff.ConversationId).HasDatabaseName("IX_Handoffs_Open").IsUnique().HasFilter("\"State\" IN ('Waiting', 'Claimed')");
    }
}
