using Microsoft.EntityFrameworkCore;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations;
using SalesAssistant.Data;

namespace SalesAssistant.Channels.Messages;

/// <summary>
/// For callers who want the replies in the answer to their request (deliveryMode expectReplies): what is owed to the conversation is
/// given to them and then counts as delivered. What a rep says later is given with the next request.
/// </summary>
public sealed class ChannelReplies(ConversationFeed feed, IDbContextFactory<SalesDb> reads, IGrainFactory grains, ChannelActivities activities, TimeProvider time)
{
    /// <summary>Below the 15 seconds after which callers give up.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Two requests at once must not both be given the same replies.
    readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Takes the message and waits for the answer, as long as the assistant is the one to give it. The same message again gets the same replies.</summary>
    public async Task<IReadOnlyList<Activity>> To(string conversationId, IncomingMessage message, CancellationToken cancel)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (feed.Subscribe(conversationId, change =>
        {
            if (IsAnswer(change.Written)) answered.TrySetResult();
        }))
        {
            var grain = grains.Conversation(conversationId);
            // Nothing but Direct Line ends a conversation.
            if (await grain.Receive(message) is not { } received) return [];
            var head = await grain.Start(message.Start);
            if (head.Owner is null && !(received.Repeated && await HasAnswer(conversationId, received.Sequence, cancel)))
            {
                try
                {
                    await answered.Task.WaitAsync(Patience, time, cancel);
                }
                catch (TimeoutException)
                {
                    // The answer is given with the next request.
                }
            }
            return await Owed(conversationId, received.Repeated ? received.Sequence : null);
        }
    }

    /// <summary>What is owed to this conversation, in order; from here on it counts as delivered.</summary>
    /// <param name="conversationId">Ours.</param>
    /// <param name="again">The number of a message that was sent again: what answered it is given again.</param>
    public async Task<IReadOnlyList<Activity>> Owed(string conversationId, int? again = null)
    {
        var turn = turns[(uint)StringComparer.Ordinal.GetHashCode(conversationId) % turns.Length];
        await turn.WaitAsync();
        try
        {
            await using var db = reads.CreateDbContext();
            var reference = await db.Set<Conversation>().Where(conversation => conversation.Id == conversationId).Select(conversation => conversation.Reference).FirstOrDefaultAsync();
            if (reference is null) return [];
            var to = ActivityJson.ReadText(reference, ActivityJsonContext.Wire.ConversationReference);

            var messages = db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == conversationId);
            var next = again is null ? null
                : await messages.Where(message => message.Sequence > again && message.Sender == Sender.Contact).MinAsync(message => (int?)message.Sequence);
            var given = await messages
                .Where(message => message.Sender != Sender.Contact && message.Audience == Audience.Everyone
                    && (message.Delivery == Delivery.Pending || (message.Delivery == Delivery.Delivered && message.Sequence > again && (next == null || message.Sequence < next))))
                .OrderBy(message => message.Sequence).ToListAsync();

            var grain = grains.Conversation(conversationId);
            foreach (var message in given.Where(message => message.Delivery == Delivery.Pending))
                await grain.Settle(message.Sequence, Delivery.Delivered, "InReply", message.DeliveryAttempts + 1, null);
            return [.. given.Select(message => activities.Of(message, to, null))];
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A greeting comes with the visitor's own message; an answer comes by itself.</summary>
    static bool IsAnswer(IReadOnlyList<Message> written) =>
        written.Any(message => message.Sender != Sender.Contact && message.Audience == Audience.Everyone) && written.All(message => message.Sender != Sender.Contact);

    async Task<bool> HasAnswer(string conversationId, int sequence, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        return await db.Set<Message>().AnyAsync(message => message.ConversationId == conversationId && message.ReplyTo >= sequence, cancel);
    }
}
