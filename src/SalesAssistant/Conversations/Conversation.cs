using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SalesAssistant.Contacts;

namespace SalesAssistant.Conversations;

/// <summary>Who should act on a conversation.</summary>
public enum ConversationStatus
{
    /// <summary>With the assistant.</summary>
    Pending,

    /// <summary>Needs a rep or has one.</summary>
    Open,

    /// <summary>Put aside by a rep until the visitor writes again or a time has come.</summary>
    Snoozed,

    /// <summary>Done; the next message starts a new episode.</summary>
    Resolved,
}

/// <summary>A visitor's conversation over one channel. Its grain is the only one that changes it; <see cref="Version"/> fences out a frozen twin.</summary>
public sealed class Conversation
{
    /// <summary>Opaque; Direct Line's conversationId and the API's id.</summary>
    public required string Id { get; init; }

    /// <summary>The Bot Framework's name of the channel: `directline`, `msteams` and so on.</summary>
    public required string ChannelId { get; init; }

    public ConversationStatus Status { get; set; }

    /// <summary>E-mail address of the rep who speaks; null while the assistant does.</summary>
    public string? Owner { get; set; }

    /// <summary>Grows each time the speaker changes. An answer begun in one epoch is never sent in another.</summary>
    public int Epoch { get; set; }

    /// <summary>Number of the running episode, from 1.</summary>
    public int Episode { get; set; } = 1;

    /// <summary>The highest message number so far.</summary>
    public int LastSequence { get; set; }

    /// <summary>The highest turn number so far.</summary>
    public int LastTurn { get; set; }

    public required DateTime CreatedAt { get; init; }

    public DateTime LastMessageAt { get; set; }

    /// <summary>When the visitor's client ended it: nobody can say anything in it any more. Null while it goes on.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>When the visitor was greeted and told that this is an AI; null before.</summary>
    public DateTime? GreetedAt { get; set; }

    /// <summary>The visitor's id on the channel.</summary>
    public string? VisitorId { get; set; }

    public string? VisitorName { get; set; }

    /// <summary>Who the visitor is by an id that the channel vouches for, as in <see cref="RememberConsent.Person"/>; null when nobody does, and in a group.</summary>
    public string? Person { get; set; }

    public string? ContactId { get; set; }

    /// <summary>The visitor's consent to being remembered, under which this conversation stands; null without.</summary>
    public string? RememberConsentId { get; set; }

    /// <summary>When the visitor was asked for it, UTC: nobody is asked twice in a conversation. Null when never.</summary>
    public DateTime? AskedToRememberAt { get; set; }

    /// <summary>When the visitor was erased from it, UTC, the last time; null when never.</summary>
    public DateTime? ErasedAt { get; set; }

    /// <summary>BCP 47.</summary>
    public string? Locale { get; set; }

    /// <summary>IANA zone of the visitor; null when unknown.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The page the chat was opened on.</summary>
    public string? PageUrl { get; set; }

    public string? Referrer { get; set; }

    public string? Campaign { get; set; }

    /// <summary>How to reach the channel: the Bot Framework's conversation reference as JSON; null for Direct Line, which is read, not called.</summary>
    public string? Reference { get; set; }

    /// <summary>
    /// Why the channel takes nothing for this visitor any more, by the channel's own name such as `BotNotInConversationRoster`; null
    /// while it does. Set until the visitor writes or the bot is installed again.
    /// </summary>
    public string? Unreachable { get; set; }

    /// <summary>How many changes there were to messages that were stored before: edits, deletions, reactions.</summary>
    public int Amendments { get; set; }

    /// <summary>The handoff that waits or runs; null when there is none.</summary>
    public string? HandoffId { get; set; }

    /// <summary>What the assistant is in the middle of with this visitor, as JSON (<see cref="Dialog"/>).</summary>
    public string? Dialog { get; set; }

    /// <summary>What the visitor has told of themselves, as JSON (<see cref="Told"/>); null when nothing.</summary>
    public string? Told { get; set; }

    /// <summary>The language of our own sentences, two letters, once it is known; null before, when it is that of <see cref="Locale"/>.</summary>
    public string? Language { get; set; }

    /// <summary>How far the reps have read.</summary>
    public int ReadSequence { get; set; }

    /// <summary>When a snoozed conversation comes back by itself.</summary>
    public DateTime? SnoozedUntil { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>What <see cref="Dialog"/> says, as it was read last: it is asked for several times a turn.</summary>
    internal (string Text, Dialog Meaning)? ReadDialog;

    public Conversation Copy() => (Conversation)MemberwiseClone();
}

sealed class ConversationTable : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("Conversations").HasKey(conversation => conversation.Id);
        builder.Property(conversation => conversation.Id).HasMaxLength(64);
        builder.Property(conversation => conversation.Version).IsConcurrencyToken();
        builder.HasIndex(conversation => new { conversation.Status, conversation.LastMessageAt });
        builder.HasIndex(conversation => conversation.LastMessageAt);
        builder.HasIndex(conversation => conversation.ContactId);
        builder.HasIndex(conversation => conversation.RememberConsentId).HasFilter("\"RememberConsentId\" IS NOT NULL");
    }
}

/// <summary>From the visitor's first message to Resolved: the unit of every report.</summary>
public sealed class Episode
{
    public required string ConversationId { get; init; }
    public required int Number { get; init; }
    public required DateTime StartedAt { get; init; }
    public DateTime? ResolvedAt { get; set; }

    /// <summary>A rep's address, `idle` when silence ended it, `visitor` when the visitor did.</summary>
    public string? ResolvedBy { get; set; }
}

sealed class EpisodeTable : IEntityTypeConfiguration<Episode>
{
    public void Configure(EntityTypeBuilder<Episode> builder) =>
        builder.ToTable("Episodes").HasKey(episode => new { episode.ConversationId, episode.Number });
}
