using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations;

/// <summary>What a person sees of one conversation: its head, and its messages by watermark, so that news costs no more than what is new.</summary>
public sealed class ConversationReader(BookingBook bookings, IDbContextFactory<SalesDb> reads)
{
    /// <summary>How many messages are read at once.</summary>
    public const int PageSize = 100;

    /// <summary>The head with contact, handoffs and meetings, the latest first; null when there is no such conversation.</summary>
    public async Task<ConversationPicture?> Find(string id, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var conversation = await db.Set<Conversation>().AsNoTracking().FirstOrDefaultAsync(candidate => candidate.Id == id, cancel);
        if (conversation is null)
            return null;
        var contact = conversation.ContactId is null ? null : await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(candidate => candidate.Id == conversation.ContactId, cancel);
        var handoffs = await db.Set<Handoff>().AsNoTracking().Where(handoff => handoff.ConversationId == id).OrderByDescending(handoff => handoff.At).Take(20).ToListAsync(cancel);
        return new(conversation, contact, [.. handoffs.Select(handoff => new HandoffRow(handoff))], await bookings.Of(id, cancel), await Remembered.Of(db, conversation, cancel));
    }

    /// <summary>The messages after a number, oldest first.</summary>
    public Task<IReadOnlyList<ShownMessage>> After(string id, int sequence, CancellationToken cancel) =>
        Read(id, messages => messages.Where(message => message.Sequence > sequence).OrderBy(message => message.Sequence).Take(PageSize), cancel);

    /// <summary>The last messages before a number, oldest first.</summary>
    public async Task<IReadOnlyList<ShownMessage>> Before(string id, int sequence, CancellationToken cancel) =>
        [.. (await Read(id, messages => messages.Where(message => message.Sequence < sequence).OrderByDescending(message => message.Sequence).Take(PageSize), cancel)).Reverse()];

    /// <summary>These messages again: their delivery may have been settled.</summary>
    public Task<IReadOnlyList<ShownMessage>> Again(string id, IReadOnlyList<int> sequences, CancellationToken cancel) =>
        Read(id, messages => messages.Where(message => sequences.Contains(message.Sequence)).OrderBy(message => message.Sequence), cancel);

    async Task<IReadOnlyList<ShownMessage>> Read(string id, Func<IQueryable<Message>, IQueryable<Message>> which, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var rows = await which(db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == id)).Select(message => new
        {
            message.Sequence,
            message.Episode,
            message.Sender,
            message.Audience,
            message.Rep,
            message.Text,
            message.Card,
            message.Citations,
            message.Files,
            message.At,
            message.Delivery,
            message.DeliveryOutcome,
            message.EditedAt,
            message.DeletedAt,
            message.Reactions,
            message.Rating,
            message.RatingReason,
            message.RatedAt,
        }).ToListAsync(cancel);
        return [.. rows.Select(row => new ShownMessage(row.Sequence, row.Episode, row.Sender, row.Audience, row.Rep, row.Text,
            row.Card is null ? null : JsonSerializer.Deserialize<MessageCard>(row.Card, JsonSerializerOptions.Web),
            row.Citations is null ? [] : JsonSerializer.Deserialize<List<Citation>>(row.Citations, JsonSerializerOptions.Web)!,
            MessageFile.Read(row.Files), row.At, row.Delivery, row.DeliveryOutcome, row.EditedAt, row.DeletedAt, Reaction.In(row.Reactions),
            row.Rating is null ? null : new ShownRating(row.Rating.Value, row.RatingReason, row.RatedAt!.Value)))];
    }
}

/// <summary>A conversation without its messages.</summary>
/// <param name="Handoffs">The latest first.</param>
/// <param name="Meetings">That were agreed in it, the latest start first.</param>
/// <param name="Remembered">What the visitor told in earlier conversations; null unless they have agreed to it.</param>
public sealed record ConversationPicture(Conversation Conversation, Contact? Contact, IReadOnlyList<HandoffRow> Handoffs, IReadOnlyList<Booking> Meetings, Remembered? Remembered)
{
    /// <summary>The contact's name or address, else the name that the channel gave; null for a visitor.</summary>
    public string? Name => Contact?.Name ?? Contact?.Email ?? Conversation.VisitorName;

    /// <summary>The handoff that waits or runs.</summary>
    public HandoffRow? OpenHandoff => Handoffs.FirstOrDefault(handoff => handoff.State is HandoffState.Waiting or HandoffState.Claimed);
}

/// <summary>A message as it is shown to a rep or a marketer.</summary>
public sealed record ShownMessage(
    int Sequence, int Episode, Sender Sender, Audience Audience, string? Rep, string Text, MessageCard? Card, IReadOnlyList<Citation> Citations, IReadOnlyList<MessageFile> Files, DateTime At,
    Delivery Delivery, string? DeliveryOutcome, DateTime? EditedAt, DateTime? DeletedAt, IReadOnlyList<Reaction> Reactions, ShownRating? Rating);

/// <summary>The visitor's thumb on an answer, with the reason if one was given.</summary>
public sealed record ShownRating(Rating Value, string? Reason, DateTime At);
