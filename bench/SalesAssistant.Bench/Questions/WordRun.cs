namespace SalesAssistant.Bench.Questions;

/// <summary>Some words in a row of a sentence of the content.</summary>
readonly record struct WordRun(string[] Sentence, int Start, int Length)
{
    const int FewestWords = 8;
    const int Step = 2;
    const int MostAround = 3;

    public string Text => string.Join(' ', Sentence, Start, Length);

    /// <summary>The shortest runs that are asked about.</summary>
    public static IEnumerable<WordRun> In(string[] sentence)
    {
        var length = Math.Min(FewestWords, sentence.Length);
        for (var start = 0; start + length <= sentence.Length; start += Step)
            yield return new(sentence, start, length);
    }

    /// <summary>This run, and with the sentence's words around it.</summary>
    public IEnumerable<WordRun> Longer()
    {
        for (var before = 0; before <= Math.Min(MostAround, Start); before++)
            for (var after = 0; after <= Math.Min(MostAround, Sentence.Length - Start - Length); after++)
                yield return new(Sentence, Start - before, before + Length + after);
    }
}
