using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace SalesAssistant.Conversations;

/// <summary>
/// This node's news: "conversation N changed". Whoever listens re-reads from the tables by watermark, so that a lost or doubled
/// notice does no harm. Listeners must return at once.
/// </summary>
public sealed class ConversationFeed
{
    readonly ConcurrentDictionary<string, ImmutableArray<Action<ConversationChange>>> byConversation = new(StringComparer.Ordinal);
    ImmutableArray<Action<ConversationChange>> everything = [];

    /// <summary>Tells the listeners. Called after the commit, never before.</summary>
    public void Publish(ConversationChange change)
    {
        if (byConversation.TryGetValue(change.ConversationId, out var listeners))
        {
            foreach (var listener in listeners)
                listener(change);
        }
        foreach (var listener in everything)
            listener(change);
    }

    /// <summary>Listens to one conversation until disposed.</summary>
    public IDisposable Subscribe(string conversationId, Action<ConversationChange> listener)
    {
        byConversation.AddOrUpdate(conversationId, _ => [listener], (_, listeners) => listeners.Add(listener));
        return new Subscription(() =>
        {
            while (byConversation.TryGetValue(conversationId, out var listeners))
            {
                var left = listeners.Remove(listener);
                if (left.IsEmpty
                    ? byConversation.TryRemove(KeyValuePair.Create(conversationId, listeners))
                    : byConversation.TryUpdate(conversationId, left, listeners))
                    return;
            }
        });
    }

    /// <summary>Listens to all conversations until disposed.</summary>
    public IDisposable SubscribeAll(Action<ConversationChange> listener)
    {
        ImmutableInterlocked.Update(ref everything, listeners => listeners.Add(listener));
        return new Subscription(() => ImmutableInterlocked.Update(ref everything, listeners => listeners.Remove(listener)));
    }

    sealed class Subscription(Action end) : IDisposable
    {
        Action? end = end;
        public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
    }
}

/// <summary>A conversation has changed.</summary>
/// <param name="ChannelId">The channel, so that a listener for others need not look.</param>
/// <param name="Written">The messages that were just committed; empty when only the state changed.</param>
public sealed record ConversationChange(string ConversationId, string ChannelId, int LastSequence, IReadOnlyList<Message> Written);
