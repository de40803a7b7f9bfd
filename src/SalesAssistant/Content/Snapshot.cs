using System.Buffers;
using System.Collections.Frozen;
using NodaTime;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>The content at one moment, immutable and named by its hash. A turn holds one from its start to its receipt.</summary>
public sealed class Snapshot
{
    const int Candidates = 100;
    const int CandidatesByMeaning = 50;

    readonly IReadOnlyList<LanguageIndex> languages;
    readonly FrozenDictionary<string, Passage> passagesById;
    readonly FrozenDictionary<string, ContentSource> sources;

    Snapshot(string hash, IReadOnlyList<ContentSource> sources, IReadOnlyList<Passage> passages, IReadOnlyList<FileFault> faults,
        IReadOnlyList<LanguageIndex> languages)
    {
        Hash = hash;
        Items = [.. sources.Select(source => source.Item)];
        this.sources = sources.ToFrozenDictionary(source => source.Item.File, StringComparer.Ordinal);
        Passages = passages;
        Faults = faults;
        this.languages = languages;
        passagesById = passages.ToFrozenDictionary(passage => passage.Id);
    }

    Snapshot(Snapshot same, IReadOnlyList<FileFault> faults)
    {
        (Words, Names) = (same.Words, same.Names);
        (Hash, Items, Passages, Faults) = (same.Hash, same.Items, same.Passages, faults);
        (languages, passagesById, sources) = (same.languages, same.passagesById, same.sources);
    }

    /// <summary>Hexadecimal; the same content gives the same hash on any machine.</summary>
    public string Hash { get; }

    public IReadOnlyList<ContentItem> Items { get; }

    public IReadOnlyList<Passage> Passages { get; }

    /// <summary>What was wrong with files when this was read; a file with a fatal fault is served as it last was, or not at all.</summary>
    public IReadOnlyList<FileFault> Faults { get; }

    public Passage? Find(string passageId) => passagesById.GetValueOrDefault(passageId);

    internal IEnumerable<ContentSource> Sources => sources.Values.OrderBy(source => source.Item.File, StringComparer.Ordinal);

    /// <summary>An item with its Markdown as marketing wrote it; null when this snapshot has no such file.</summary>
    internal ContentSource? Source(string file) => sources.GetValueOrDefault(file);

    /// <param name="question">What the visitor asked, in words.</param>
    /// <param name="take">At most so many hits.</param>
    /// <param name="today">In the company's zone; content that isn't valid on that day is not found.</param>
    public SearchResult Search(string question, int take, LocalDate today) => Search(question, Vectors?.MeaningOf(Words.Corrected(question)), take, today);

    /// <inheritdoc cref="Search(string, int, LocalDate)"/>
    /// <param name="meaning">The question's vector; null for a search by words alone.</param>
    internal SearchResult Search(string question, QuestionMeaning? meaning, int take, LocalDate today)
    {
        question = Words.Corrected(question);
        var scores = ArrayPool<float>.Shared.Rent(Passages.Count);
        Array.Clear(scores, 0, Passages.Count);
        var best = new BestHits(Candidates);
        SearchQuery? parsed = null;
        var touched = new List<int>();
        foreach (var language in languages)
        {
            var query = language.Parse(question);
            touched.Clear();
            language.Score(query, scores, touched);
            if (best.Offer(touched, scores, Passages, today))
                parsed = query;
        }
        var hits = Nearest(best.InOrder(Passages), meaning, scores, today);
        ArrayPool<float>.Shared.Return(scores);
        if (hits.Count == 0)
            return SearchResult.Nothing;
        parsed ??= languages.First(language => language.Language == hits[0].Passage.Item.Language).Parse(question);
        return Ranking.Rank(question, parsed, hits, meaning, Math.Max(take, 1));
    }

    /// <summary>Adds the passages that mean nearly what was asked, in whatever words.</summary>
    List<Hit> Nearest(List<Hit> byWords, QuestionMeaning? meaning, float[] scores, LocalDate today)
    {
        if (meaning is null)
            return byWords;
        var near = new BestHits(CandidatesByMeaning);
        near.Offer(meaning.Similarities, Passages, today);
        var known = byWords.Select(hit => hit.Passage.Number).ToHashSet();
        foreach (var (passage, _) in near.InOrder(Passages))
        {
            if (known.Add(passage.Number))
                byWords.Add(new Hit(passage, scores[passage.Number]));
        }
        return byWords;
    }

    /// <summary>The company's own synonyms and spellings.</summary>
    internal CompanyWords Words { get; init; } = CompanyWords.None;

    /// <summary>What the company's products and plans are called.</summary>
    public ProductNames Names { get; internal init; } = ProductNames.None;

    /// <summary>Whether passages are found by what they mean too; false while that is being worked out.</summary>
    public bool KnowsMeaning => Vectors is not null;

    /// <summary>What the passages mean; null while that is being worked out, or where it is switched off.</summary>
    internal PassageVectors? Vectors { get; init; }

    internal Snapshot With(IReadOnlyList<FileFault> faults) => new(this, faults) { Vectors = Vectors };

    internal Snapshot With(PassageVectors vectors) => new(this, Faults) { Vectors = vectors };

    internal static Snapshot Build(string hash, IReadOnlyList<ContentFile> files, IReadOnlyList<FileFault> faults, CompanyWords words)
    {
        var languages = new Dictionary<string, LanguageIndex.Builder>();
        var passages = new List<Passage>();
        foreach (var file in files)
        {
            if (file.Item is not { } item)
                continue;
            if (!languages.TryGetValue(item.Language, out var language))
                languages[item.Language] = language = new LanguageIndex.Builder(item.Language);
            var numbered = file.Passages.Select(draft => (
                Outer: language.Number(draft.OuterTerms),
                Nearest: language.Number(draft.HeadingTerms),
                Text: draft.SentenceTerms.Select(language.Number).ToList())).ToList();
            var page = Distinct(numbered.SelectMany(draft => draft.Outer.Concat(draft.Nearest).Concat(draft.Text.SelectMany(terms => terms))));
            var answersQuestions = AnswersQuestions(item, file.Passages);
            for (var at = 0; at < file.Passages.Count; at++)
            {
                var draft = file.Passages[at];
                var (outer, nearest, sentences) = numbered[at];
                int[] text = [.. sentences.SelectMany(terms => terms)];
                language.Add(passages.Count, nearest, outer.Concat(text));
                language.Read(draft.Text);
                passages.Add(new Passage
                {
                    Number = passages.Count,
                    Id = $"{item.File}#{at + 1}",
                    Item = item,
                    Heading = draft.HeadingIn(item),
                    HeadingPath = draft.HeadingPath,
                    Text = draft.Text,
                    IsStub = draft.IsStub,
                    TextKey = draft.TextKey,
                    Kinds = draft.Kinds,
                    SaysWhatItIs = draft.SaysWhatItIs,
                    AskedByHeading = draft.HeadingAsks ? Distinct(nearest.Where((_, word) => !WordLists.For(item.Language).Weak.Contains(draft.HeadingTerms[word]))) : [],
                    PageAnswersQuestions = answersQuestions,
                    Sentences = [.. draft.Sentences.Select((sentence, number) => sentence with { Terms = sentences[number] })],
                    Terms = new PassageTerms([.. outer, .. nearest, .. text], outer.Length + nearest.Length, page),
                });
            }
        }
        return new Snapshot(hash, [.. files.Where(file => file.Item is not null).Select(file => new ContentSource(file.Item!, file.Markdown, file.Sections))], passages, faults,
            [.. languages.Values.Select(language => language.Build(words))])
        {
            Words = words,
            Names = ProductNames.Of([.. files.Select(file => file.Item).OfType<ContentItem>()], passages),
        };
    }

    /// <summary>Headings that are questions, or the word FAQ.</summary>
    static float AnswersQuestions(ContentItem item, IReadOnlyList<PassageDraft> passages)
    {
        const int Enough = 3;
        if (item.Kind == ContentKind.Faq || item.File.Contains("faq", StringComparison.OrdinalIgnoreCase) || item.Title.Contains("FAQ", StringComparison.Ordinal))
            return 1;
        var questions = passages.SelectMany(passage => passage.HeadingPath).Distinct().Count(heading => heading.EndsWith('?'));
        return Math.Min(1, questions / (float)Enough);
    }

    static int[] Distinct(IEnumerable<int> terms)
    {
        int[] distinct = [.. terms.Distinct()];
        Array.Sort(distinct);
        return distinct;
    }
}

/// <param name="Markdown">As marketing wrote it; null for another format.</param>
/// <param name="Sections">What a file says that is no Markdown; empty for Markdown.</param>
internal sealed record ContentSource(ContentItem Item, string? Markdown, IReadOnlyList<TextSection> Sections);
