using NodaTime;

namespace SalesAssistant.Content;

/// <summary>The best passages that may be said today; of equals those that stand first.</summary>
internal sealed class BestHits(int take)
{
    readonly List<(float Score, int Number)> found = [];

    /// <returns>Whether the best of all so far is among these.</returns>
    public bool Offer(List<int> touched, ReadOnlySpan<float> scores, IReadOnlyList<Passage> passages, LocalDate today)
    {
        var highest = found.Count > 0 ? found[0].Score : 0;
        var least = 0f;
        foreach (var number in touched)
        {
            // Most passages share one common word with the question: they are gone before anything else is looked at.
            if (scores[number] < least || !passages[number].Item.IsValidOn(today))
                continue;
            found.Add((scores[number], number));
            if (found.Count == 4 * take)
                least = KeepBest();
        }
        KeepBest();
        return found.Count > 0 && found[0].Score > highest;
    }

    /// <summary>All passages, those with a score of 0 left out.</summary>
    public void Offer(ReadOnlySpan<float> scores, IReadOnlyList<Passage> passages, LocalDate today)
    {
        var least = 0f;
        for (var number = 0; number < scores.Length; number++)
        {
            if (scores[number] <= least || !passages[number].Item.IsValidOn(today))
                continue;
            found.Add((scores[number], number));
            if (found.Count == 4 * take)
                least = KeepBest();
        }
        KeepBest();
    }

    public List<Hit> InOrder(IReadOnlyList<Passage> passages) => found.ConvertAll(pair => new Hit(passages[pair.Number], pair.Score));

    float KeepBest()
    {
        found.Sort(static (one, other) => one.Score != other.Score ? other.Score.CompareTo(one.Score) : one.Number.CompareTo(other.Number));
        if (found.Count > take)
            found.RemoveRange(take, found.Count - take);
        return found.Count == take ? found[^1].Score : 0;
    }
}
