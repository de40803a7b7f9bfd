using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Conversations;

/// <summary>Where a turn of the assistant stands.</summary>
public enum TurnState
{
    /// <summary>The visitor waits for it. Written with the message, so that a crash can't lose it.</summary>
    Owed,

    /// <summary>Said.</summary>
    Answered,

    /// <summary>Came too late: somebody else speaks now. Kept, never sent.</summary>
    Discarded,

    /// <summary>Cut off when some of it had been shown: what was shown stands as a message, and the rest is never sent.</summary>
    Interrupted,
}

/// <summary>One answer that the assistant owes, from the messages it answers to its receipt.</summary>
public sealed class Turn
{
    public required string ConversationId { get; init; }
    public required int Number { get; init; }
    public required int Episode { get; init; }

    /// <summary>The ownership epoch in which it was owed: in any other it is too late.</summary>
    public required int Epoch { get; init; }

    public required int FromSequence { get; init; }

    /// <summary>The last message that it answers; grows while a burst joins a waiting turn.</summary>
    public int ThroughSequence { get; set; }

    /// <summary>A card's button as JSON (<see cref="CardAction"/>), carried out by code; null for words, which the model reads.</summary>
    public string? Action { get; init; }

    public TurnState State { get; set; }
    public required DateTime OwedAt { get; init; }
    public DateTime? SettledAt { get; set; }

    /// <summary>The receipt as JSON.</summary>
    public string? Receipt { get; set; }

    /// <summary>What would have been said, when it came too late.</summary>
    public string? DiscardedText { get; set; }

    /// <summary>What the visitor has seen of the answer while it is owed, as JSON (<see cref="ShownAnswer"/>); null when nothing, and once it is settled.</summary>
    public string? Shown { get; set; }

    /// <summary>The id of the stream in which it is shown, as the channel knows it; null when there is none, and once it is settled.</summary>
    public string? StreamId { get; set; }

    public Turn Copy() => (Turn)MemberwiseClone();
}

sealed class TurnTable : IEntityTypeConfiguration<Turn>
{
    public void Configure(EntityTypeBuilder<Turn> builder)
    {
        builder.ToTable("Turns").HasKey(turn => new { turn.ConversationId, turn.Number });
        builder.HasIndex(turn => turn.OwedAt).HasFilter("\"State\" = 'Owed'");
    }
}
