using Microsoft.EntityFrameworkCore;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Contacts;
using SalesAssistant.Conversations;
using SalesAssistant.Data;

namespace SalesAssistant.Channels;

/// <summary>Conversations as channels read them: by message number, without what only reps may see.</summary>
public sealed class ConversationLog(IDbContextFactory<SalesDb> reads)
{
    /// <summary>Changed messages that are read at once.</summary>
    const int MostAmended = 100;

    // Compiled for the model of one database: each product that runs in a process has its own.
    readonly Func<SalesDb, string, Task<ConversationEnd?>> endQuery = EF.CompileAsyncQuery((SalesDb db, string id) =>
        db.Set<Conversation>().Where(conversation => conversation.Id == id).Select(conversation => new ConversationEnd(conversation.LastSequence, conversation.Amendments)).FirstOrDefault());
    readonly Func<SalesDb, string, int, int, int, IAsyncEnumerable<Message>> amendedQuery = EF.CompileAsyncQuery((SalesDb db, string id, int sequence, int amendment, int most) =>
        db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == id && message.Sequence <= sequence && message.Amendment > amendment).OrderBy(message => message.Amendment).Take(most));
    readonly Func<SalesDb, string, int, int, IAsyncEnumerable<Message>> afterQuery = EF.CompileAsyncQuery((SalesDb db, string id, int sequence, int most) =>
        db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == id && message.Sequence > sequence).OrderBy(message => message.Sequence).Take(most));

    /// <summary>Whether there is such a conversation, and nobody has ended it.</summary>
    public async Task<bool> GoesOn(string conversationId)
    {
        await using var db = reads.CreateDbContext();
        return await db.Set<Conversation>().AnyAsync(conversation => conversation.Id == conversationId && conversation.EndedAt == null);
    }

    /// <summary>Whether this person has agreed to be remembered across conversations.</summary>
    public async Task<bool> MayRemember(string person)
    {
        await using var db = reads.CreateDbContext();
        return await db.Set<RememberConsent>().AnyAsync(consent => consent.Person == person);
    }

    /// <summary>How far the conversation goes; null when there is no such conversation.</summary>
    public async Task<Watermark?> End(string conversationId)
    {
        await using var db = reads.CreateDbContext();
        return await endQuery(db, conversationId) is { } end ? new Watermark(end.LastSequence, end.Amendments) : null;
    }

    /// <summary>
    /// What came after the watermark, oldest first: at most <paramref name="most"/> messages, and before them those that were changed since. Each with
    /// the watermark of who has got so far; <c>Through</c> is the one up to which was read.
    /// </summary>
    public async Task<(IReadOnlyList<(Message Message, Watermark At)> Messages, Watermark Through)> After(string conversationId, Watermark after, int most)
    {
        await using var db = reads.CreateDbContext();
        // First of all: a change that comes while the messages are read is told once more, and not lost.
        var end = await endQuery(db, conversationId);
        var read = new List<(Message, Watermark)>();
        var through = after;
        var sequence = (int)Math.Min(after.Sequence, int.MaxValue);
        var amended = 0;
        if (end is not null && end.Amendments > after.Amendment && sequence > 0)
        {
            await foreach (var message in amendedQuery(db, conversationId, sequence, (int)Math.Min(after.Amendment, int.MaxValue), MostAmended))
            {
                Add(message, through with { Amendment = message.Amendment });
                amended++;
            }
        }
        if (amended < MostAmended) through = through with { Amendment = Math.Max(after.Amendment, end?.Amendments ?? 0) };
        await foreach (var message in afterQuery(db, conversationId, sequence, most))
            Add(message, through with { Sequence = message.Sequence });
        return (read, through);

        void Add(Message message, Watermark at)
        {
            through = at;
            if (IsForVisitor(message)) read.Add((message, at));
        }
    }

    /// <summary>Private notes, and answers that came too late, never reach a channel.</summary>
    public static bool IsForVisitor(Message message) => message.Audience == Audience.Everyone && message.Delivery != Delivery.Discarded;

    sealed record ConversationEnd(int LastSequence, int Amendments);

}
