using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Data;

namespace SalesAssistant.Channels;

/// <summary>Conversations as channels read them: by message number, without what only reps may see.</summary>
public sealed class ConversationLog(IDbContextFactory<SalesDb> reads)
{
    /// <summary>The number of the last message; null when there is no such conversation.</summary>
    public async Task<int?> LastSequence(string conversationId)
    {
        await using var db = reads.CreateDbContext();
        return await LastSequenceQuery(db, conversationId);
    }

    /// <summary>Whether there is such a conversation, and nobody has ended it.</summary>
    public async Task<bool> GoesOn(string conversationId)
    {
        await using var db = reads.CreateDbContext();
        return await db.Set<Conversation>().AnyAsync(conversation => conversation.Id == conversationId && conversation.EndedAt == null);
    }

    /// <summary>The messages after this number, oldest first, at most <paramref name="most"/>; <c>Through</c> is the number up to which was read.</summary>
    public async Task<(IReadOnlyList<Message> Messages, int Through)> After(string conversationId, int sequence, int most)
    {
        await using var db = reads.CreateDbContext();
        var all = new List<Message>();
        await foreach (var message in AfterQuery(db, conversationId, sequence, most))
            all.Add(message);
        return (all.FindAll(IsForVisitor), all.Count == 0 ? sequence : all[^1].Sequence);
    }

    /// <summary>Private notes, and answers that came too late, never reach a channel.</summary>
    public static bool IsForVisitor(Message message) => message.Audience == Audience.Everyone && message.Delivery != Delivery.Discarded;

    static readonly Func<SalesDb, string, Task<int?>> LastSequenceQuery = EF.CompileAsyncQuery((SalesDb db, string id) =>
        db.Set<Conversation>().Where(conversation => conversation.Id == id).Select(conversation => (int?)conversation.LastSequence).FirstOrDefault());

    static readonly Func<SalesDb, string, int, int, IAsyncEnumerable<Message>> AfterQuery = EF.CompileAsyncQuery((SalesDb db, string id, int sequence, int most) =>
        db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == id && message.Sequence > sequence).OrderBy(message => message.Sequence).Take(most));
}
