using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace SalesAssistant.Conversations;

/// <summary>
/// This node's news: "conversation N changed". Whoever listens re-reads from the tables by watermark, so that a lost or doubled
/// notice does no harm. What is under way can't be read anywhere: it is told as it is, and who missed it has missed nothing that
/// will not come whole. Listeners must return at once.
/// </summary>
public sealed class ConversationFeed
{
    readonly ConcurrentDictionary<string, ImmutableArray<Listener>> byConversation = new(StringComparer.Ordinal);
    ImmutableArray<Listener> everything = [];

    /// <summary>Tells the listeners. Called after the commit, never before.</summary>
    public void Publish(ConversationChange change)
    {
        if (byConversation.TryGetValue(change.ConversationId, out var listeners))
        {
            foreach (var listener in listeners)
                listener.Hear(change);
        }
        foreach (var listener in everything)
            listener.Hear(change);
    }

    /// <summary>Shows an answer while it is thought to those who look on.</summary>
    public void Show(AnswerUnderWay answer)
    {
        if (byConversation.TryGetValue(answer.ConversationId, out var listeners))
        {
            foreach (var listener in listeners)
                listener.See?.Invoke(answer);
        }
        foreach (var listener in everything)
            listener.See?.Invoke(answer);
    }

    /// <summary>Whether somebody looks on in this very conversation.</summary>
    public bool IsWatched(string conversationId) =>
        byConversation.TryGetValue(conversationId, out var listeners) && listeners.Any(listener => listener.See is not null);

    /// <summary>Listens to one conversation until disposed.</summary>
    /// <param name="see">Looks at its answers under way too; null for who doesn't.</param>
    public IDisposable Subscribe(string conversationId, Action<ConversationChange> hear, Action<AnswerUnderWay>? see = null)
    {
        var listener = new Listener(hear, see);
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
    /// <param name="see">Looks at answers under way too; null for who doesn't.</param>
    public IDisposable SubscribeAll(Action<ConversationChange> hear, Action<AnswerUnderWay>? see = null)
    {
        var listener = new Listener(hear, see);
        ImmutableInterlocked.Update(ref everything, listeners => listeners.Add(listener));
        return new Subscription(() => ImmutableInterlocked.Update(ref everything, listeners => listeners.Remove(listener)));
    }

    readonly record struct Listener(Action<ConversationChange> Hear, Action<AnswerUnderWay>? See);

    sealed class Subscription(Action end) : IDisposable
    {
        Action? end = end;
        public void Dispose() => Interlocked.Exchange(ref end, null)?.Invoke();
    }
}

/// <summary>A conversation has changed.</summary>
/// <param name="ChannelId">The channel, so that a listener for others need not look.</param>
/// <param name="Written">The messages that were just committed; empty when only the state changed.</param>
/// <param name="Amended">Whether messages that were stored before have changed.</param>
public sealed record ConversationChange(string ConversationId, string ChannelId, int LastSequence, IReadOnlyList<Message> Written, bool Amended = false);
