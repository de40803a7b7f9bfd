using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace SalesAssistant.Content.Embeddings;

/// <summary>What is fitted to a company's content as a whole: how questions get their vectors, and the axes on which vectors are compared.</summary>
/// <param name="Table">Null when questions are encoded by an endpoint.</param>
/// <param name="Fitted">The passages it was fitted to, by the keys of their texts.</param>
internal sealed record MeaningBasis(QuestionTable? Table, Projection Projection, FrozenSet<UInt128> Fitted)
{
    const int FileVersion = 1;

    /// <summary>What a text of the sentences must have to teach anything.</summary>
    const int FewestWords = 3;
    const int MostWords = 32;
    const int ShortestWindow = 3;
    const int LongestWindow = 9;
    const int MostSentences = 6000;
    const int EnoughSentences = 4000;
    const int MostRounds = 4;

    /// <summary>The axes of a larger collection are those of so many of its passages.</summary>
    const int PassagesForAxes = 10_000;

    /// <summary>When so large a part of the content, or of its words, came after the fit, it is fitted anew.</summary>
    const double MostNewPassages = 0.2;
    const double MostNewWords = 0.03;

    /// <summary>Whether it still serves this content well.</summary>
    public bool Serves(IReadOnlyList<Passage> passages)
    {
        if (passages.Count(passage => !Fitted.Contains(passage.TextKey)) > MostNewPassages * passages.Count)
            return false;
        if (Table is null)
            return true;
        var words = passages.Where(passage => !Fitted.Contains(passage.TextKey)).SelectMany(passage => QuestionTable.WordsOf(PassageText.Of(passage))).ToHashSet();
        return words.Count(word => !Table.Has(word)) <= MostNewWords * Table.Words.Count;
    }

    /// <summary>The name under which a fit to these passages is kept: all that goes into it follows from their texts.</summary>
    public static string NameOf(string model, IReadOnlyList<Passage> passages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{model} {FileVersion}"));
        foreach (var passage in passages.OrderBy(passage => passage.TextKey))
            hash.AppendData(BitConverter.GetBytes((ulong)(passage.TextKey >> 64)));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    /// <param name="vectors">Of these passages by the encoder.</param>
    /// <param name="pieces">Null when questions are encoded by an endpoint.</param>
    public static async Task<MeaningBasis> Fit(
        IReadOnlyList<Passage> passages, IReadOnlyList<float[]> vectors, SentencePieces? pieces, Func<IReadOnlyList<string>, Task<IReadOnlyList<float[]>>> encode)
    {
        var chosen = Enumerable.Range(0, passages.Count).OrderBy(number => passages[number].TextKey).Take(PassagesForAxes).Order().Select(number => vectors[number]).ToList();
        var projection = Projection.Fit(chosen, PassageVectors.Axes);
        var table = pieces is null ? null : await QuestionTable.Fit(pieces, CountWords(passages), Sentences(passages), encode);
        return new MeaningBasis(table, projection, passages.Select(passage => passage.TextKey).ToFrozenSet());
    }

    public void Write(BinaryWriter file)
    {
        file.Write(Table is not null);
        Table?.Write(file);
        Projection.Write(file);
        file.Write(Fitted.Count);
        foreach (var key in Fitted)
        {
            file.Write((ulong)(key >> 64));
            file.Write((ulong)key);
        }
    }

    public static MeaningBasis Read(BinaryReader file, SentencePieces? pieces)
    {
        if (file.ReadBoolean() != pieces is not null)
            throw new InvalidDataException("The fit is of another kind.");
        var table = pieces is null ? null : QuestionTable.Read(file, pieces);
        var projection = Projection.Read(file);
        var fitted = new UInt128[file.ReadInt32()];
        for (var at = 0; at < fitted.Length; at++)
            fitted[at] = new UInt128(file.ReadUInt64(), file.ReadUInt64());
        return new MeaningBasis(table, projection, fitted.ToFrozenSet());
    }

    static Dictionary<string, int> CountWords(IReadOnlyList<Passage> passages) =>
        passages.SelectMany(passage => QuestionTable.WordsOf(PassageText.Of(passage))).CountBy(word => word).ToDictionary();

    /// <summary>
    /// Sentences in the order of their hashes, so that an edit changes few of them, and of each longer one a part as long as a question.
    /// A small content gives more parts of each.
    /// </summary>
    static List<string> Sentences(IReadOnlyList<Passage> passages)
    {
        var all = passages
            .SelectMany(passage => passage.Sentences.Select(sentence => passage.Text.Substring(sentence.Start, sentence.Length)).Concat(passage.HeadingPath))
            .Distinct()
            .Select(text => (Text: text, Words: text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .Where(sentence => sentence.Words.Length is >= FewestWords and <= MostWords)
            .Select(sentence => (sentence.Text, sentence.Words, Key: VectorCache.KeyOf(sentence.Text)))
            .OrderBy(sentence => sentence.Key).ToList();
        var chosen = new List<string>();
        for (var round = 0; round < MostRounds && (round == 0 || chosen.Count < EnoughSentences); round++)
        {
            foreach (var (text, words, key) in all)
            {
                if (chosen.Count >= MostSentences)
                    break;
                if (round == 0)
                    chosen.Add(text);
                if (words.Length <= LongestWindow)
                    continue;
                var chance = (uint)(key >> (round * 24));
                var length = ShortestWindow + (int)(chance % (LongestWindow - ShortestWindow + 1));
                var from = (int)(chance / 7 % (uint)(words.Length - length + 1));
                chosen.Add(string.Join(' ', words, from, length));
            }
        }
        return chosen;
    }
}
