namespace SalesAssistant.Content.Embeddings;

/// <summary>
/// What the passages of a snapshot mean, as far as it is known: 128 bytes a passage, made by the full encoder, and 128 bytes a sentence, made by
/// the question table. Immutable; safe for many threads.
/// </summary>
internal sealed class PassageVectors
{
    public const int Axes = 128;

    readonly UInt128[] keys;
    readonly sbyte[] passages;
    readonly float[] passageScales;
    readonly sbyte[] sentences;
    readonly float[] sentenceScales;

    /// <summary>Where each passage's sentences begin among all of them; one more place than there are passages.</summary>
    readonly int[] firstSentence;

    PassageVectors(IReadOnlyList<Passage> contents, MeaningBasis basis, PassageVectors? before, Func<int, float[]?> vectorOf)
    {
        Basis = basis;
        keys = [.. contents.Select(passage => passage.TextKey)];
        passages = new sbyte[contents.Count * Axes];
        passageScales = new float[contents.Count];
        firstSentence = new int[contents.Count + 1];
        var known = before is not null && ReferenceEquals(before.Basis, basis) ? before.rows.Value : [];
        var vectors = new float[]?[contents.Count];
        for (var number = 0; number < contents.Count; number++)
        {
            vectors[number] = vectorOf(number);
            var has = vectors[number] is not null || known.ContainsKey(keys[number]);
            firstSentence[number + 1] = firstSentence[number] + (has && basis.Table is not null ? contents[number].Sentences.Count : 0);
        }
        sentences = new sbyte[firstSentence[^1] * Axes];
        sentenceScales = new float[firstSentence[^1]];
        Parallel.For(0, contents.Count, number =>
        {
            if (vectors[number] is { } vector)
                Add(contents[number], vector);
            else if (known.TryGetValue(keys[number], out var row))
                Copy(before!, row, number);
        });
        rows = new Lazy<Dictionary<UInt128, int>>(RowsByKey);
    }

    /// <summary>Rows of what has a vector, by the key of its text.</summary>
    readonly Lazy<Dictionary<UInt128, int>> rows;

    public MeaningBasis Basis { get; }

    public int Count => passageScales.Length;

    /// <param name="before">Vectors on the same basis: what it knows by the same text is taken over.</param>
    /// <param name="vectorOf">A new vector for a passage, or null.</param>
    public static PassageVectors Of(IReadOnlyList<Passage> contents, MeaningBasis basis, PassageVectors? before, Func<int, float[]?> vectorOf) =>
        new(contents, basis, before, vectorOf);

    public bool Knows(int passage) => passageScales[passage] != 0;

    void Add(Passage passage, float[] vector)
    {
        var number = passage.Number;
        passageScales[number] = Project(vector, centred: true, passages.AsSpan(number * Axes, Axes));
        for (var row = firstSentence[number]; row < firstSentence[number + 1]; row++)
            sentenceScales[row] = OfSentence(passage, row - firstSentence[number], Basis.Table!, sentences.AsSpan(row * Axes, Axes));
    }

    void Copy(PassageVectors before, int row, int number)
    {
        passageScales[number] = before.passageScales[row];
        before.passages.AsSpan(row * Axes, Axes).CopyTo(passages.AsSpan(number * Axes, Axes));
        var count = Math.Min(SentencesOf(number), before.SentencesOf(row));
        before.sentenceScales.AsSpan(before.firstSentence[row], count).CopyTo(sentenceScales.AsSpan(firstSentence[number], count));
        before.sentences.AsSpan(before.firstSentence[row] * Axes, count * Axes).CopyTo(sentences.AsSpan(firstSentence[number] * Axes, count * Axes));
    }

    Dictionary<UInt128, int> RowsByKey()
    {
        var found = new Dictionary<UInt128, int>();
        for (var number = 0; number < Count; number++)
        {
            if (Knows(number))
                found[keys[number]] = number;
        }
        return found;
    }

    /// <summary>Null when nothing can be said of it, or when questions are encoded elsewhere.</summary>
    public QuestionMeaning? MeaningOf(string question)
    {
        Span<float> vector = stackalloc float[SentenceEncoder.Dimensions];
        return Basis.Table is not null && Basis.Table.Encode(question, vector) ? MeaningOf(vector) : null;
    }

    public QuestionMeaning MeaningOf(ReadOnlySpan<float> vector)
    {
        Span<sbyte> bytes = stackalloc sbyte[Axes];
        var scale = Project(vector, centred: false, bytes);
        var question = new short[Axes];
        for (var at = 0; at < Axes; at++)
            question[at] = bytes[at];
        var similarities = new float[Count];
        for (var number = 0; number < similarities.Length; number++)
            similarities[number] = passageScales[number] == 0 ? 0 : scale * passageScales[number] * Bytes.Dot(passages.AsSpan(number * Axes, Axes), question);
        return new QuestionMeaning(this, question, scale, similarities);
    }

    public int SentencesOf(int passage) => firstSentence[passage + 1] - firstSentence[passage];

    public float Compare(int passage, int sentence, ReadOnlySpan<short> question)
    {
        var row = firstSentence[passage] + sentence;
        return sentenceScales[row] * Bytes.Dot(sentences.AsSpan(row * Axes, Axes), question);
    }

    /// <summary>A sentence is read with the one after it: many a one says little alone.</summary>
    float OfSentence(Passage passage, int sentence, QuestionTable table, Span<sbyte> bytes)
    {
        var end = passage.Sentences[Math.Min(sentence + 1, passage.Sentences.Count - 1)].End;
        Span<float> vector = stackalloc float[SentenceEncoder.Dimensions];
        return table.Encode(passage.Text.AsSpan(passage.Sentences[sentence].Start..end), vector) ? Project(vector, centred: false, bytes) : 0;
    }

    float Project(ReadOnlySpan<float> vector, bool centred, Span<sbyte> bytes)
    {
        Span<float> projected = stackalloc float[Axes];
        projected.Clear();
        Basis.Projection.Apply(vector, projected, centred);
        return Bytes.Quantize(projected, bytes);
    }
}

/// <summary>A question's vector beside those of a snapshot's passages.</summary>
internal sealed class QuestionMeaning(PassageVectors vectors, short[] question, float scale, float[] similarities)
{
    /// <summary>One a passage, about 0 to 1; 0 for one whose vector isn't known.</summary>
    public ReadOnlySpan<float> Similarities => similarities;

    public float Of(int passage) => similarities[passage];

    /// <summary>Of a sentence with the one after it.</summary>
    public float OfSentence(int passage, int sentence) => vectors.SentencesOf(passage) == 0 ? 0 : scale * vectors.Compare(passage, sentence, question);

    /// <inheritdoc cref="OfBestSentence"/>
    public float OfBeginning(int passage) => vectors.SentencesOf(passage) == 0 ? similarities[passage] : OfSentence(passage, 0);

    /// <summary>Of the passage as a whole where its sentences aren't known.</summary>
    public float OfBestSentence(int passage)
    {
        var count = vectors.SentencesOf(passage);
        var best = count == 0 ? similarities[passage] : 0f;
        for (var sentence = 0; sentence < count; sentence++)
            best = MathF.Max(best, scale * vectors.Compare(passage, sentence, question));
        return best;
    }
}
