using System.Text.Json;

namespace SalesAssistant.Content.Embeddings;

/// <summary>Parts a text into the pieces that the encoder knows, the likeliest way of all (unigram model of SentencePiece). Safe for many threads.</summary>
internal sealed class SentencePieces
{
    /// <summary>What no piece covers.</summary>
    public const int Unknown = 0;

    /// <summary>The vocabulary begins with so many that stand for no text.</summary>
    const int Reserved = 6;

    /// <summary>Stands before every word.</summary>
    const char Space = '▁';

    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> byText;
    readonly string[] pieces;
    readonly float[] scores;
    readonly int longest;

    SentencePieces(IReadOnlyList<(string Text, float Score)> vocabulary)
    {
        pieces = [.. vocabulary.Select(piece => piece.Text)];
        scores = [.. vocabulary.Select(piece => piece.Score)];
        for (var number = Reserved; number < pieces.Length; number++)
        {
            numbers[pieces[number]] = number;
            longest = Math.Max(longest, pieces[number].Length);
        }
        byText = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Those that lie beside the program; read once.</summary>
    /// <exception cref="IOException">They aren't there.</exception>
    public static SentencePieces Ours => OursRead.Value;

    static readonly Lazy<SentencePieces> OursRead = new(() =>
    {
        using var vocabulary = File.OpenRead(Path.Combine(SentenceEncoder.Folder, "vocab.json"));
        return Read(vocabulary);
    }, LazyThreadSafetyMode.PublicationOnly);

    /// <param name="vocabulary">A JSON array of [piece, log-probability]; a score that is null counts as 0, as the model's own tokenizer takes it.</param>
    public static SentencePieces Read(Stream vocabulary)
    {
        using var json = JsonDocument.Parse(vocabulary);
        return new SentencePieces([.. json.RootElement.EnumerateArray().Select(piece => (piece[0].GetString()!, piece[1].ValueKind == JsonValueKind.Number ? piece[1].GetSingle() : 0f))]);
    }

    /// <summary>Every piece that stands for text, with its number.</summary>
    public IEnumerable<(string Text, int Number)> All => pieces.Select((text, number) => (text, number)).Skip(Reserved);

    /// <summary>The logarithm of how likely the piece is.</summary>
    public float ScoreOf(int piece) => scores[piece];

    /// <returns>At most <paramref name="most"/> numbers of pieces; unknown letters in a row are one.</returns>
    public List<int> Encode(string text, int most)
    {
        var folded = Space + Folded(text);
        var best = new float[folded.Length + 1];
        var last = new int[folded.Length + 1];
        var reached = new bool[folded.Length + 1];
        reached[0] = true;
        for (var start = 0; start < folded.Length; start++)
        {
            // Never left out: a letter that no piece begins with is an unknown one of its own, worth nothing.
            var any = false;
            for (var length = 1; length <= Math.Min(longest, folded.Length - start); length++)
            {
                if (byText.TryGetValue(folded.AsSpan(start, length), out var piece))
                {
                    any = true;
                    Offer(start, start + length, piece, scores[piece]);
                }
            }
            if (!any)
                Offer(start, start + 1, Unknown, 0);
        }
        var found = new List<int>();
        for (var at = folded.Length; at > 0; at -= last[at] == Unknown ? 1 : pieces[last[at]].Length)
        {
            if (last[at] != Unknown || found.Count == 0 || found[^1] != Unknown)
                found.Add(last[at]);
        }
        found.Reverse();
        if (found.Count > most)
            found.RemoveRange(most, found.Count - most);
        return found;

        void Offer(int from, int to, int piece, float score)
        {
            if (!reached[from] || (reached[to] && best[from] + score < best[to]))
                return;
            (best[to], last[to], reached[to]) = (best[from] + score, piece, true);
        }
    }

    static string Folded(string text) => text.Replace(' ', Space).Replace('\n', Space).Replace('\t', Space);
}
