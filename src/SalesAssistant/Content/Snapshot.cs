using System.Collections.Frozen;
using NodaTime;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>The content at one moment, immutable and named by its hash. A turn holds one from its start to its receipt.</summary>
public sealed class Snapshot
{
    const int Candidates = 50;

    readonly PassageIndex index;
    readonly FrozenDictionary<string, Vocabulary> vocabularies;
    readonly FrozenDictionary<string, Passage> passagesById;

    Snapshot(string hash, IReadOnlyList<ContentItem> items, IReadOnlyList<Passage> passages, IReadOnlyList<FileFault> faults,
        PassageIndex index, Dictionary<string, Vocabulary> vocabularies)
    {
        Hash = hash;
        Items = items;
        Passages = passages;
        Faults = faults;
        this.index = index;
        this.vocabularies = vocabularies.ToFrozenDictionary();
        passagesById = passages.ToFrozenDictionary(passage => passage.Id);
    }

    Snapshot(Snapshot same, IReadOnlyList<FileFault> faults)
    {
        (Hash, Items, Passages, Faults) = (same.Hash, same.Items, same.Passages, faults);
        (index, vocabularies, passagesById) = (same.index, same.vocabularies, same.passagesById);
    }

    /// <summary>Hexadecimal; the same content gives the same hash on any machine.</summary>
    public string Hash { get; }

    public IReadOnlyList<ContentItem> Items { get; }

    public IReadOnlyList<Passage> Passages { get; }

    /// <summary>What was wrong with files when this was read; a file with a fatal fault is served as it last was, or not at all.</summary>
    public IReadOnlyList<FileFault> Faults { get; }

    public Passage? Find(string passageId) => passagesById.GetValueOrDefault(passageId);

    /// <param name="query">What the visitor asked, in words.</param>
    /// <param name="take">At most so many hits.</param>
    /// <param name="today">In the company's zone; content that isn't valid on that day is not found.</param>
    public SearchResult Search(string query, int take, LocalDate today)
    {
        var terms = vocabularies.Keys.ToDictionary(language => language, language => TextAnalysis.For(language).Terms(query).Distinct().ToList());
        var found = index.Search([.. terms.SelectMany(pair => pair.Value.Select(term => (pair.Key, term)))], Math.Max(take, Candidates), today);
        if (found.Count == 0)
            return SearchResult.Nothing;
        var language = Passages[found[0].Number].Item.Language;
        var vocabulary = vocabularies[language];
        var numbers = terms[language].Select(vocabulary.NumberOf).ToArray();
        var parsed = new SearchQuery(numbers, [.. numbers.Select(vocabulary.Idf)]);
        return Ranking.Rank(parsed, [.. found.Select(pair => new Hit(Passages[pair.Number], pair.Score))], take);
    }

    internal Snapshot With(IReadOnlyList<FileFault> faults) => new(this, faults);

    internal static Snapshot Build(string hash, IReadOnlyList<ContentFile> files, IReadOnlyList<FileFault> faults)
    {
        var vocabularies = new Dictionary<string, Vocabulary>();
        var passages = new List<Passage>();
        var drafts = new List<PassageDraft>();
        foreach (var file in files)
        {
            if (file.Item is not { } item)
                continue;
            if (!vocabularies.TryGetValue(item.Language, out var vocabulary))
                vocabularies[item.Language] = vocabulary = new Vocabulary();
            for (var at = 0; at < file.Passages.Count; at++)
            {
                var draft = file.Passages[at];
                var heading = vocabulary.Number(draft.HeadingTerms);
                var body = vocabulary.Number(draft.SentenceTerms.SelectMany(terms => terms));
                vocabulary.Count(heading.Union(body));
                passages.Add(new Passage
                {
                    Number = passages.Count,
                    Id = $"{item.File}#{at + 1}",
                    Item = item,
                    Heading = draft.HeadingPath.Count > 0 ? draft.HeadingPath[^1] : item.Title,
                    HeadingPath = draft.HeadingPath,
                    Text = draft.Text,
                    IsStub = draft.IsStub,
                    Sentences = [.. draft.Sentences.Select((sentence, number) => sentence with { Terms = vocabulary.Number(draft.SentenceTerms[number]) })],
                    Terms = new PassageTerms(heading, body),
                });
                drafts.Add(draft);
            }
        }
        var index = new PassageIndex(drafts, [.. passages.Select(passage => passage.Item)]);
        return new Snapshot(hash, [.. files.Where(file => file.Item is not null).Select(file => file.Item!)], passages, faults, index, vocabularies);
    }
}
