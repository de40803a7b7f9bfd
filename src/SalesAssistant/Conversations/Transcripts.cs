using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Contacts;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations;

/// <summary>Conversations as people and scripts read them.</summary>
public sealed class Transcripts(IDbContextFactory<SalesDb> reads)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 500;

    /// <summary>Conversations, the latest first.</summary>
    /// <param name="status">Only these; null for all.</param>
    /// <param name="cursor">Where the page begins: <see cref="ApiList{T}.Next"/> of the page before.</param>
    public async Task<ApiList<ConversationRow>> List(ConversationStatus? status, string? cursor, int? limit, CancellationToken cancel)
    {
        var take = Math.Clamp(limit ?? DefaultLimit, 1, LargestLimit);
        await using var db = reads.CreateDbContext();
        var query = db.Set<Conversation>().AsNoTracking();
        if (status is { } wanted)
            query = query.Where(conversation => conversation.Status == wanted);
        if (Cursor.Read(cursor) is var (before, id))
            query = query.Where(conversation => conversation.LastMessageAt < before || (conversation.LastMessageAt == before && string.Compare(conversation.Id, id) < 0));
        var rows = await (
            from conversation in query
            join contact in db.Set<Contact>() on conversation.ContactId equals contact.Id into known
            from contact in known.DefaultIfEmpty()
            orderby conversation.LastMessageAt descending, conversation.Id descending
            select new ConversationRow(conversation.Id, conversation.Status, conversation.ChannelId, contact.Name ?? contact.Email ?? conversation.VisitorName, conversation.Owner, conversation.LastMessageAt))
            .Take(take + 1).ToListAsync(cancel);
        return rows.Count <= take ? new(rows, null) : new(rows[..take], Cursor.Write(rows[take - 1].LastMessageAt, rows[take - 1].Id));
    }

    /// <summary>One conversation with all of its messages; null when there is none.</summary>
    public async Task<Transcript?> Find(string id, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var conversation = await db.Set<Conversation>().AsNoTracking().FirstOrDefaultAsync(candidate => candidate.Id == id, cancel);
        if (conversation is null)
            return null;
        var handoff = await db.Set<Handoff>().AsNoTracking().Where(candidate => candidate.ConversationId == id).OrderByDescending(candidate => candidate.At).FirstOrDefaultAsync(cancel);
        var messages = await db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == id).OrderBy(message => message.Sequence).ToListAsync(cancel);
        return new Transcript(conversation.Id, conversation.Status, conversation.ChannelId, conversation.Owner, conversation.Episode,
            handoff is null ? null : new HandoffRow(handoff),
            [.. messages.Select(message => new TranscriptMessage(
                MessageId(message.ConversationId, message.Sequence), message.Sender, message.Rep, message.Audience == Audience.Reps, message.Text,
                message.Citations is null ? [] : JsonSerializer.Deserialize<List<Citation>>(message.Citations, JsonSerializerOptions.Web)!, message.At, message.Delivery,
                [.. MessageFile.Read(message.Files).Select(file => new TranscriptFile(file.Name, file.ContentType, file.Bytes, file.Path))], message.EditedAt, message.DeletedAt, Reaction.To(message),
                message.Rating is null ? null : new ShownRating(message.Rating.Value, message.RatingReason, message.RatedAt!.Value)))]);
    }

    /// <summary>The id of a message outside of the program, as Direct Line writes it.</summary>
    public static string MessageId(string conversationId, int sequence) => string.Create(CultureInfo.InvariantCulture, $"{conversationId}|{sequence:D7}");
}

/// <summary>A conversation in a list.</summary>
public sealed record ConversationRow(string Id, ConversationStatus Status, string Channel, string? Contact, string? Owner, DateTime LastMessageAt);

/// <summary>A conversation with its messages, and the latest handoff.</summary>
public sealed record Transcript(string Id, ConversationStatus Status, string Channel, string? Owner, int Episode, HandoffRow? Handoff, IReadOnlyList<TranscriptMessage> Messages);

/// <summary>A message of a transcript.</summary>
/// <param name="PrivateNote">True for what only reps see.</param>
/// <param name="Files">What came with it.</param>
/// <param name="EditedAt">When the visitor changed it last; null when never.</param>
/// <param name="DeletedAt">When the visitor took it back; null when it stands.</param>
/// <param name="Rating">The visitor's thumb on an answer; null for none.</param>
public sealed record TranscriptMessage(string Id, Sender Sender, string? Rep, bool PrivateNote, string Text, IReadOnlyList<Citation> Citations, DateTime At, Delivery Delivery,
    IReadOnlyList<TranscriptFile> Files, DateTime? EditedAt, DateTime? DeletedAt, IReadOnlyList<Reaction> Reactions, ShownRating? Rating);

/// <summary>A file that came with a message.</summary>
/// <param name="Url">From the root of the site. It can't be guessed, and who has it may read the file.</param>
public sealed record TranscriptFile(string Name, string ContentType, long Bytes, string Url);
