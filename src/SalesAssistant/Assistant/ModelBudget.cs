using System.Collections.Concurrent;
using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant;

/// <summary>
/// What one visitor may cost at the endpoint on one day (UTC), in turns and in tokens. It is counted in memory, a server for itself: it
/// bounds a bill and is no account. Who has used it up is answered by the embedded model, which costs nothing.
/// </summary>
public sealed class ModelBudget(ModelOptions options, WallClock clock)
{
    /// <summary>The usual estimate for texts in European languages.</summary>
    const int CharactersPerToken = 4;

    /// <summary>So many visitors are remembered; beyond it the day begins anew for all, rather than memory growing with whoever comes.</summary>
    const int MostVisitors = 100_000;

    readonly ConcurrentDictionary<string, Spent> visitors = new(StringComparer.Ordinal);
    long day;

    /// <summary>Takes one turn from the visitor's day.</summary>
    /// <returns>False when nothing is left of it.</returns>
    public bool TryTake(string visitor)
    {
        StartDay();
        var spent = visitors.GetOrAdd(visitor, _ => new Spent());
        lock (spent)
        {
            if (spent.Turns >= options.TurnsPerVisitor || spent.Tokens >= options.TokensPerVisitor)
                return false;
            spent.Turns++;
            return true;
        }
    }

    /// <summary>Notes what a turn has read and written, in characters.</summary>
    public void Note(string visitor, long characters)
    {
        if (visitors.TryGetValue(visitor, out var spent))
        {
            lock (spent)
                spent.Tokens += (characters + CharactersPerToken - 1) / CharactersPerToken;
        }
    }

    void StartDay()
    {
        var today = clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay;
        if (Interlocked.Exchange(ref day, today) != today || visitors.Count > MostVisitors)
            visitors.Clear();
    }

    sealed class Spent
    {
        public int Turns;
        public long Tokens;
    }
}
