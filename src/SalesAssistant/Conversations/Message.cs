using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SalesAssistant.Conversations;

/// <summary>Who says a message.</summary>
public enum Sender
{
    /// <summary>The visitor, known or not.</summary>
    Contact,
    Assistant,
    Rep,

    /// <summary>The product itself: joined, returned, booked.</summary>
    System,
}

/// <summary>Who may read a message.</summary>
public enum Audience
{
    Everyone,

    /// <summary>Private notes: never sent to the visitor.</summary>
    Reps,
}

/// <summary>Where a message to the visitor stands.</summary>
public enum Delivery
{
    /// <summary>Not for sending: the visitor's own, or a private note.</summary>
    None,

    /// <summary>Stored and owed to the channel.</summary>
    Pending,

    /// <summary>Given to the channel. On Direct Line the stored log is the delivery: clients read it by watermark.</summary>
    Delivered,

    /// <summary>The channel refused it, or could not be reached for too long.</summary>
    Failed,

    /// <summary>Sent, but the channel's answer was lost: not repeated, since the channel can't tell a repetition.</summary>
    Unknown,

    /// <summary>Too late: somebody else speaks now.</summary>
    Discarded,
}

/// <summary>One message of a conversation. The number gives order, and is the watermark of Direct Line.</summary>
public sealed class Message
{
    public required string ConversationId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required int Sequence { get; init; }

    public required int Episode { get; init; }
    public required Sender Sender { get; init; }
    public Audience Audience { get; init; }

    /// <summary>Who of the reps, by address. On a line of the product's own: who speaks from there on, null for the assistant.</summary>
    public string? Rep { get; init; }

    /// <summary>What is shown. Plain text from people, Markdown from us. An edit replaces it, a deletion empties it.</summary>
    public string Text { get; set; } = "";

    /// <summary>The language of our own sentences in it, and of what a channel draws around it, as two letters; null for what people say.</summary>
    public string? Language { get; init; }

    /// <summary>A card with it, as JSON (<see cref="MessageCard"/>).</summary>
    public string? Card { get; init; }

    /// <summary>The press that has used the card up, as JSON (<see cref="CardAction"/>); null while it may be pressed, and on channels that see to it themselves.</summary>
    public string? UsedBy { get; set; }

    /// <summary>Which change to messages of its conversation was the last to this one, counted from 1; 0 when it is as it was said.</summary>
    public int Amendment { get; set; }

    /// <summary>The sources as JSON: a list of {file, heading, quote}.</summary>
    public string? Citations { get; init; }

    /// <summary>The files that came with it, as JSON (<see cref="Files.MessageFile"/>).</summary>
    public string? Files { get; init; }

    /// <summary>Strictly later than the message before, in whole milliseconds: clients sort by it.</summary>
    public required DateTime At { get; init; }

    /// <summary>The channel's id of an incoming activity (or the client's own), unique in the conversation: channels retry.</summary>
    public string? IncomingId { get; init; }

    /// <summary>The incoming activity as received, as JSON, for the echo. Its last attachments are the files, whose addresses are only made for the echo.</summary>
    public string? Activity { get; init; }

    /// <summary>The number of the message this one answers; for a button's press, of the message with the card.</summary>
    public int? ReplyTo { get; init; }

    /// <summary>The turn that said it.</summary>
    public int? Turn { get; init; }

    /// <summary>The ownership epoch it belongs to: checked once more before it is sent.</summary>
    public int Epoch { get; init; }

    public Delivery Delivery { get; set; }

    /// <summary>What the channel said, named: `Sent`, `Throttled`, `BotNotInConversationRoster`.</summary>
    public string? DeliveryOutcome { get; set; }

    public int DeliveryAttempts { get; set; }

    /// <summary>The channel's id of what was sent; before that, of the stream that has shown it and that it ends.</summary>
    public string? ChannelMessageId { get; set; }

    /// <summary>When the visitor changed it last, UTC; null when never.</summary>
    public DateTime? EditedAt { get; set; }

    /// <summary>When the visitor took it back, UTC; null when it stands.</summary>
    public DateTime? DeletedAt { get; set; }

    /// <summary>What was thought of it, as JSON: a list of <see cref="Reaction"/>; null when there is nothing.</summary>
    public string? Reactions { get; set; }

    /// <summary>The visitor's thumb on an answer; null when there is none. The receipt of the answer is that of its <see cref="Turn"/>.</summary>
    public Rating? Rating { get; set; }

    /// <summary>Why, in the visitor's own words; null when nothing was said.</summary>
    public string? RatingReason { get; set; }

    /// <summary>Whose thumb it is, by the channel's id; null once that person was erased.</summary>
    public string? RatedBy { get; set; }

    /// <summary>When it was given or changed last, UTC.</summary>
    public DateTime? RatedAt { get; set; }

    /// <summary>Whether it says something about the company, and so can be rated.</summary>
    public bool IsAnswer => Sender == Sender.Assistant && Citations is not null;

    public Message Copy() => (Message)MemberwiseClone();
}

sealed class MessageTable : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("Messages").HasKey(message => new { message.ConversationId, message.Sequence });
        builder.HasIndex(message => new { message.ConversationId, message.IncomingId }).IsUnique().HasFilter("\"IncomingId\" IS NOT NULL");
        builder.HasIndex(message => message.Delivery).HasFilter("\"Delivery\" = 'Pending'");
        builder.HasIndex(message => new { message.ConversationId, message.Episode }, "IX_Messages_Rated").HasFilter("\"Rating\" IS NOT NULL");
        // Files are rare: those that are wanted are found without reading every message.
        builder.HasIndex(message => new { message.ConversationId, message.Sequence }, "IX_Messages_WithFiles").HasFilter("\"Files\" IS NOT NULL");
    }
}
