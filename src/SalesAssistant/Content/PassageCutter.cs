using System.Text;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Content.Reading;

namespace SalesAssistant.Content;

/// <summary>A passage before it has a place in a snapshot.</summary>
internal sealed record PassageDraft(IReadOnlyList<string> HeadingPath, string Text, IReadOnlyList<Sentence> Sentences, bool IsStub)
{
    public TextPlace? Place { get; init; }

    /// <inheritdoc cref="TextSection.Neighbour"/>
    public string? Neighbour { get; init; }

    /// <summary>Of the nearest heading.</summary>
    public IReadOnlyList<string> HeadingTerms { get; init; } = [];

    public bool HeadingAsks => HeadingPath is [.., { } nearest] && nearest.EndsWith('?');

    /// <summary>Of the headings around it, the item's title, and a heading that it only stands near.</summary>
    public IReadOnlyList<string> OuterTerms { get; init; } = [];

    /// <summary>The kinds of question that it could answer: <see cref="QuestionShape.KindsIn"/>.</summary>
    public int Kinds { get; init; }

    /// <inheritdoc cref="Passage.SaysWhatItIs"/>
    public bool SaysWhatItIs { get; init; }

    /// <inheritdoc cref="Passage.TextKey"/>
    public UInt128 TextKey { get; init; }

    /// <summary>One list of terms for each sentence.</summary>
    public IReadOnlyList<IReadOnlyList<string>> SentenceTerms { get; init; } = [];

    /// <inheritdoc cref="Passage.Heading"/>
    public string HeadingIn(ContentItem item)
    {
        var nearest = HeadingPath.Count > 0 ? HeadingPath[^1] : item.Title;
        return Place is null ? nearest : $"{nearest}, {Place}";
    }

    public PassageDraft Analysed(ContentItem item)
    {
        var analysis = TextAnalysis.For(item.Language);
        var nearest = HeadingPath.Count > 0 ? HeadingPath[^1] : item.Title;
        string[] around = [.. HeadingPath.SkipLast(1), item.Title, .. Neighbour is null ? Array.Empty<string>() : [Neighbour]];
        return this with
        {
            TextKey = VectorCache.KeyOf(PassageText.Of(item, HeadingPath, Text)),
            Kinds = QuestionShape.KindsIn(Text, Sentences.Any(sentence => sentence.Kind == SentenceKind.ListItem)),
            SaysWhatItIs = Sentences.Count > 0 && QuestionShape.SaysWhatItIs(Text.Substring(Sentences[0].Start, Sentences[0].Length)),
            HeadingTerms = analysis.TermsOfContent(nearest),
            OuterTerms = [.. around.Distinct().Where(heading => heading != nearest).SelectMany(analysis.TermsOfContent)],
            SentenceTerms = [.. Sentences.Select(sentence => analysis.TermsOfContent(Text.Substring(sentence.Start, sentence.Length)))],
        };
    }
}

/// <summary>
/// Cuts a section into passages of about 120 words. A list or table stays whole, with the sentence that leads into it,
/// unless it is longer than a passage may be; then it is cut between items or rows and the lead-in is said again.
/// </summary>
internal static class PassageCutter
{
    const int Words = 120;
    const int MostWords = 180;
    const int MostWordsOfAList = 260;
    const int FewWords = 25;

    public static IEnumerable<PassageDraft> Cut(TextSection section)
    {
        var current = new List<TextBlock>();
        var count = 0;
        foreach (var unit in UnitsOf(section.Blocks))
        {
            var words = unit.Sum(CountWords);
            if (count > 0 && count + words > MostWords && (count >= FewWords || words > MostWords))
            {
                yield return Draft(section, current);
                current = [];
                count = 0;
            }
            current.AddRange(unit);
            count += words;
            if (count >= Words)
            {
                yield return Draft(section, current);
                current = [];
                count = 0;
            }
        }
        if (current.Count > 0)
            yield return Draft(section, current);
    }

    /// <summary>What may not be parted: a paragraph, or a lead-in with its list, table or code.</summary>
    static IEnumerable<IReadOnlyList<TextBlock>> UnitsOf(IReadOnlyList<TextBlock> blocks)
    {
        for (var at = 0; at < blocks.Count; at++)
        {
            var block = blocks[at];
            if (block.Kind == TextBlockKind.Prose)
            {
                if (at + 1 < blocks.Count && blocks[at + 1].Kind != TextBlockKind.Prose && LeadsIn(block))
                {
                    foreach (var part in PartsOf(blocks[++at]))
                        yield return [block, part];
                }
                else
                    foreach (var part in PartsOf(block))
                        yield return [part];
            }
            else
                foreach (var part in PartsOf(block))
                    yield return [part];
        }
    }

    static bool LeadsIn(TextBlock prose) => prose.Lines[^1].Text is { } text && (text.EndsWith(':') || CountWords(prose) <= 30);

    static IEnumerable<TextBlock> PartsOf(TextBlock block)
    {
        var words = CountWords(block);
        if (block.Kind == TextBlockKind.Prose)
            return words > MostWords ? ProseParts(block) : [block];
        return words > MostWordsOfAList ? LineParts(block) : [block];
    }

    static IEnumerable<TextBlock> LineParts(TextBlock block)
    {
        var lines = new List<TextLine>();
        var count = 0;
        foreach (var line in block.Lines)
        {
            // A nested item stays with the item it belongs to.
            if (count >= Words && !line.Text.StartsWith(' '))
            {
                yield return block with { Lines = lines };
                lines = [];
                count = 0;
            }
            lines.Add(line);
            count += CountWords(line.Text);
        }
        if (lines.Count > 0)
            yield return block with { Lines = lines };
    }

    static IEnumerable<TextBlock> ProseParts(TextBlock block)
    {
        var line = block.Lines[0];
        var from = 0;
        var end = 0;
        foreach (var (start, length) in SentenceSplitter.Split(line.Text))
        {
            if (end > from && CountWords(line.Text[from..(start + length)]) > Words)
            {
                yield return Part(from, end);
                from = start;
            }
            end = start + length;
        }
        yield return Part(from, end);

        TextBlock Part(int partStart, int partEnd) => block with
        {
            Lines = [new TextLine(line.Text[partStart..partEnd], line.LinkLength * (partEnd - partStart) / line.Text.Length)],
        };
    }

    static PassageDraft Draft(TextSection section, List<TextBlock> blocks)
    {
        var text = new StringBuilder();
        var sentences = new List<Sentence>();
        var linkLength = 0;
        for (var number = 0; number < blocks.Count; number++)
        {
            var block = blocks[number];
            if (number > 0)
                text.Append("\n\n");
            var leadsElsewhere = LeadsElsewhere(block);
            for (var at = 0; at < block.Lines.Count; at++)
            {
                if (at > 0)
                    text.Append('\n');
                var line = leadsElsewhere ? block.Lines[at] with { LinkLength = block.Lines[at].Text.Length } : block.Lines[at];
                linkLength += line.LinkLength;
                var linkShare = line.Text.Length == 0 ? 0 : (float)line.LinkLength / line.Text.Length;
                if (block.Kind == TextBlockKind.Prose)
                {
                    var parts = SentenceSplitter.Split(line.Text).ToList();
                    for (var part = 0; part < parts.Count; part++)
                    {
                        var leads = part == parts.Count - 1 && number + 1 < blocks.Count && blocks[number + 1].Kind != TextBlockKind.Prose && line.Text.EndsWith(':');
                        sentences.Add(new Sentence(text.Length + parts[part].Start, parts[part].Length, leads ? SentenceKind.LeadIn : SentenceKind.Prose, number, linkShare));
                    }
                }
                else
                    sentences.Add(new Sentence(text.Length, line.Text.Length, KindOf(block.Kind), number, linkShare));
                text.Append(line.Text);
            }
        }
        return new PassageDraft(section.HeadingPath, text.ToString(), sentences, IsStub(text.ToString(), linkLength, sentences)) { Place = section.Place, Neighbour = section.Neighbour };
    }

    static SentenceKind KindOf(TextBlockKind kind) => kind switch
    {
        TextBlockKind.List => SentenceKind.ListItem,
        TextBlockKind.Table => SentenceKind.TableRow,
        _ => SentenceKind.Code,
    };

    static bool IsStub(string text, int linkLength, IReadOnlyList<Sentence> sentences) =>
        linkLength > text.Length * 0.6
        || (linkLength > 0 && linkLength > text.Length * 0.25 && CountWords(text) < 25 && !text.Contains('\n'))
        || IsListOfLinks(text, sentences);

    /// <summary>Where every item begins with a link, what follows is a remark on where that leads: it answers nothing. One that has a figure does.</summary>
    static bool LeadsElsewhere(TextBlock block) =>
        block is { Kind: TextBlockKind.List, Lines.Count: > 1 } && block.Lines.All(line => line.BeginsWithLink && !HasFigure(line.Text));

    /// <summary>Beside the number of an item.</summary>
    static bool HasFigure(ReadOnlySpan<char> item) => item.TrimStart() is var text && text[(text.IndexOf(' ') + 1)..].ContainsAnyInRange('0', '9');

    /// <summary>"Related topics": nearly every item is a link with a remark.</summary>
    static bool IsListOfLinks(string text, IReadOnlyList<Sentence> sentences)
    {
        var items = sentences.Where(sentence => sentence.Kind == SentenceKind.ListItem).ToList();
        return items.Count >= Math.Max(2, sentences.Count - 1) && items.Count(item => item.LinkShare > 0.25f && !HasFigure(text.AsSpan(item.Start, item.Length))) >= 0.75 * items.Count;
    }

    static int CountWords(TextBlock block) => block.Lines.Sum(line => CountWords(line.Text));

    public static int CountWords(string text) => CountWords(text, int.MaxValue);

    /// <param name="most">Counts no further than this.</param>
    public static int CountWords(ReadOnlySpan<char> text, int most)
    {
        var count = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var isWord = !char.IsWhiteSpace(character);
            if (isWord && !inWord && ++count == most)
                break;
            inWord = isWord;
        }
        return count;
    }
}
