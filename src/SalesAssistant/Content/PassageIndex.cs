using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using NodaTime;

namespace SalesAssistant.Content;

/// <summary>
/// BM25 over the passages, in memory. Lucene holds nothing but terms: its document number is the passage's number, since one
/// segment is written in order. Headings count as often as <see cref="HeadingWeight"/> repetitions in the text would.
/// </summary>
internal sealed class PassageIndex
{
    const int HeadingWeight = 3;
    const int MostQueryTerms = 40;

    readonly IndexSearcher searcher;
    readonly (int From, int To)[] validDays;

    public PassageIndex(IReadOnlyList<PassageDraft> drafts, IReadOnlyList<ContentItem> items)
    {
        validDays = [.. items.Select(item => (DayNumber(item.ValidFrom, int.MinValue), DayNumber(item.ValidTo, int.MaxValue)))];
        var directory = new RAMDirectory();
        var config = new IndexWriterConfig(LuceneVersion.LUCENE_48, null)
        {
            Similarity = Similarity,
            MergePolicy = new LogDocMergePolicy(),
            MergeScheduler = new SerialMergeScheduler(),
            RAMBufferSizeMB = 256,
        };
        using (var writer = new IndexWriter(directory, config))
        {
            for (var number = 0; number < drafts.Count; number++)
            {
                var tokens = new PassageTokens(drafts[number], HeadingWeight);
                writer.AddDocument([new TextField(items[number].Language, tokens)]);
            }
            writer.ForceMerge(1);
        }
        searcher = new IndexSearcher(DirectoryReader.Open(directory)) { Similarity = Similarity };
    }

    static readonly BM25Similarity Similarity = new(1.2f, 0.75f);

    /// <summary>The best passages that may be said on that day, best first.</summary>
    public List<(int Number, float Score)> Search(IReadOnlyCollection<(string Language, string Term)> terms, int take, LocalDate today)
    {
        if (terms.Count == 0)
            return [];
        var query = new BooleanQuery(disableCoord: true);
        foreach (var (language, term) in terms.Take(MostQueryTerms))
            query.Add(new TermQuery(new Term(language, term)), Occur.SHOULD);
        var best = new BestValidOn(DayNumber(today, 0), validDays, take);
        searcher.Search(query, best);
        return best.InOrder();
    }

    static int DayNumber(LocalDate? date, int otherwise) => date is { } day ? Period.DaysBetween(default, day) : otherwise;

    sealed class BestValidOn(int today, (int From, int To)[] validDays, int take) : ICollector
    {
        readonly System.Collections.Generic.PriorityQueue<int, (float Score, int Reverse)> best = new(take + 1);
        Scorer scorer = null!;
        int docBase;

        public bool AcceptsDocsOutOfOrder => true;

        public void SetScorer(Scorer scorer) => this.scorer = scorer;

        public void SetNextReader(AtomicReaderContext context) => docBase = context.DocBase;

        public void Collect(int doc)
        {
            var number = docBase + doc;
            var (from, to) = validDays[number];
            if (today < from || today > to)
                return;
            var rank = (scorer.GetScore(), -number);
            if (best.Count < take)
                best.Enqueue(number, rank);
            else if (best.TryPeek(out _, out var worst) && rank.CompareTo(worst) > 0)
                best.EnqueueDequeue(number, rank);
        }

        public List<(int Number, float Score)> InOrder()
        {
            var ordered = new List<(int, float)>(best.Count);
            while (best.TryDequeue(out var number, out var rank))
                ordered.Add((number, rank.Score));
            ordered.Reverse();
            return ordered;
        }
    }

    /// <summary>The terms were found when the file was read; Lucene only takes them over.</summary>
    sealed class PassageTokens : TokenStream
    {
        readonly IEnumerator<string> terms;
        readonly ICharTermAttribute term;

        public PassageTokens(PassageDraft draft, int headingWeight)
        {
            term = AddAttribute<ICharTermAttribute>();
            terms = Enumerable.Repeat(draft.HeadingTerms, headingWeight).SelectMany(heading => heading)
                .Concat(draft.SentenceTerms.SelectMany(sentence => sentence))
                .GetEnumerator();
        }

        public override bool IncrementToken()
        {
            ClearAttributes();
            if (!terms.MoveNext())
                return false;
            term.SetEmpty().Append(terms.Current);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                terms.Dispose();
            base.Dispose(disposing);
        }
    }
}
