namespace SalesAssistant.BotFramework.DirectLine;

/// <summary>The tickets that were used and have not expired: after that they are refused for their age, and forgotten here.</summary>
sealed class UsedTickets
{
    readonly Lock _lock = new();
    readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    /// <summary>True for the first caller with this ticket, false for all later ones.</summary>
    public bool TryUse(string id, DateTimeOffset expiresAt, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out var oldest, out var expiry) && expiry <= now)
            {
                _byExpiry.Dequeue();
                _ids.Remove(oldest);
            }

            if (!_ids.Add(id)) return false;
            _byExpiry.Enqueue(id, expiresAt);
            return true;
        }
    }
}
