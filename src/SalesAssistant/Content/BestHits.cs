using System.Runtime.InteropServices;
using NodaTime;

namespace SalesAssistant.Content;

/// <summary>The best passages that may be said today; of equals those that stand first.</summary>
internal sealed class BestHits(int take)
{
    /// <summary>Score and number in one word each, the best first: the bits of positive numbers order as the numbers do, and whole words are sorted several times as fast as pairs.</summary>
    readonly List<ulong> found = new(4 * take);

    /// <returns>Whether the best of all so far is among these.</returns>
    public bool Offer(List<int> touched, ReadOnlySpan<float> scores, IReadOnlyList<Passage> passages, LocalDate today)
    {
        var highest = found.Count > 0 ? ScoreOf(found[0]) : 0;
        var least = 0f;
        foreach (var number in touched)
        {
            // Most passages share one common word with the question: they are gone before anything else is looked at.
            if (scores[number] < least || !passages[number].Item.IsValidOn(today))
                continue;
            found.Add(KeyOf(scores[number], number));
            if (found.Count == 4 * take)
                least = KeepBest();
        }
        KeepBest();
        return found.Count > 0 && ScoreOf(found[0]) > highest;
    }

    /// <summary>All passages, those with a score of 0 left out.</summary>
    public void Offer(ReadOnlySpan<float> scores, IReadOnlyList<Passage> passages, LocalDate today)
    {
        var least = 0f;
        for (var number = 0; number < scores.Length; number++)
        {
            if (scores[number] <= least || !passages[number].Item.IsValidOn(today))
                continue;
            found.Add(KeyOf(scores[number], number));
            if (found.Count == 4 * take)
                least = KeepBest();
        }
        KeepBest();
    }

    public List<Hit> InOrder(IReadOnlyList<Passage> passages) => found.ConvertAll(key => new Hit(passages[(int)(uint)key], ScoreOf(key)));

    float KeepBest()
    {
        CollectionsMarshal.AsSpan(found).Sort();
        if (found.Count > take)
            found.RemoveRange(take, found.Count - take);
        return found.Count == take ? ScoreOf(found[^1]) : 0;
    }

    static ulong KeyOf(float score, int number) => ((ulong)~BitConverter.SingleToUInt32Bits(score) << 32) | (uint)number;

    static float ScoreOf(ulong key) => BitConverter.UInt32BitsToSingle(~(uint)(key >> 32));
}
