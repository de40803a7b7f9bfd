using System.Collections.Concurrent;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Snowball;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Analysis.Util;
using Lucene.Net.Util;

namespace SalesAssistant.Content;

/// <summary>Words as the search sees them: lower case, stemmed, without the words every sentence has. One for each language; safe for many threads.</summary>
internal sealed class TextAnalysis
{
    const LuceneVersion Version = LuceneVersion.LUCENE_48;

    static readonly ConcurrentDictionary<string, TextAnalysis> Languages = new();

    /// <summary>So many words of the content are remembered with what is made of them, if they aren't longer than this.</summary>
    const int MostKnown = 20_000;
    const int LongestKnown = 30;

    readonly Analyzer analyzer;

    /// <summary>What stands between two blanks in the content, and its terms. No analyzer looks beyond a blank, so that a text has the terms of its parts.</summary>
    readonly ConcurrentDictionary<string, string[]> known = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> knownParts;
    int knownCount;

    TextAnalysis(string language)
    {
        Language = language;
        analyzer = AnalyzerFor(language);
        knownParts = known.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Language { get; }

    public static TextAnalysis For(string language) => Languages.GetOrAdd(language, code => new TextAnalysis(code));

    public List<string> Terms(string text) => Terms(text, isContent: false);

    /// <summary>Of the company's own text, whose words come again in its other texts and in questions: what is made of them is remembered. What a visitor writes never is.</summary>
    public List<string> TermsOfContent(string text) => Terms(text, isContent: true);

    List<string> Terms(string text, bool isContent)
    {
        var terms = new List<string>();
        for (var from = 0; from < text.Length;)
        {
            var to = from;
            while (to < text.Length && !char.IsWhiteSpace(text[to]))
                to++;
            if (to > from)
                AddPart(text.AsSpan(from..to), isContent, terms);
            from = to + 1;
        }
        return terms;
    }

    void AddPart(ReadOnlySpan<char> part, bool isContent, List<string> terms)
    {
        if (knownParts.TryGetValue(part, out var ofPart))
        {
            terms.AddRange(ofPart);
            return;
        }
        var before = terms.Count;
        Analyse(part.ToString(), terms);
        if (isContent && part.Length <= LongestKnown && knownCount < MostKnown && known.TryAdd(part.ToString(), [.. terms[before..]]))
            Interlocked.Increment(ref knownCount);
    }

    void Analyse(string text, List<string> terms)
    {
        using var stream = analyzer.GetTokenStream("text", text);
        var term = stream.GetAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
            terms.Add(term.ToString());
        stream.End();
    }

    static Analyzer AnalyzerFor(string language) => language switch
    {
        "en" => new English(),
        "ar" => new Lucene.Net.Analysis.Ar.ArabicAnalyzer(Version),
        "bg" => new Lucene.Net.Analysis.Bg.BulgarianAnalyzer(Version),
        "ca" => new Lucene.Net.Analysis.Ca.CatalanAnalyzer(Version),
        "cs" => new Lucene.Net.Analysis.Cz.CzechAnalyzer(Version),
        "da" => new Lucene.Net.Analysis.Da.DanishAnalyzer(Version),
        "de" => new Lucene.Net.Analysis.De.GermanAnalyzer(Version),
        "el" => new Lucene.Net.Analysis.El.GreekAnalyzer(Version),
        "es" => new Lucene.Net.Analysis.Es.SpanishAnalyzer(Version),
        "eu" => new Lucene.Net.Analysis.Eu.BasqueAnalyzer(Version),
        "fa" => new Lucene.Net.Analysis.Fa.PersianAnalyzer(Version),
        "fi" => new Lucene.Net.Analysis.Fi.FinnishAnalyzer(Version),
        "fr" => new Lucene.Net.Analysis.Fr.FrenchAnalyzer(Version),
        "ga" => new Lucene.Net.Analysis.Ga.IrishAnalyzer(Version),
        "gl" => new Lucene.Net.Analysis.Gl.GalicianAnalyzer(Version),
        "hi" => new Lucene.Net.Analysis.Hi.HindiAnalyzer(Version),
        "hu" => new Lucene.Net.Analysis.Hu.HungarianAnalyzer(Version),
        "hy" => new Lucene.Net.Analysis.Hy.ArmenianAnalyzer(Version),
        "id" => new Lucene.Net.Analysis.Id.IndonesianAnalyzer(Version),
        "it" => new Lucene.Net.Analysis.It.ItalianAnalyzer(Version),
        "lv" => new Lucene.Net.Analysis.Lv.LatvianAnalyzer(Version),
        "nl" => new Lucene.Net.Analysis.Nl.DutchAnalyzer(Version),
        "no" or "nb" or "nn" => new Lucene.Net.Analysis.No.NorwegianAnalyzer(Version),
        "pt" => new Lucene.Net.Analysis.Pt.PortugueseAnalyzer(Version),
        "ro" => new Lucene.Net.Analysis.Ro.RomanianAnalyzer(Version),
        "ru" => new Lucene.Net.Analysis.Ru.RussianAnalyzer(Version),
        "sv" => new Lucene.Net.Analysis.Sv.SwedishAnalyzer(Version),
        "tr" => new Lucene.Net.Analysis.Tr.TurkishAnalyzer(Version),
        "zh" or "ja" or "ko" => new CJKAnalyzer(Version),
        _ => new StandardAnalyzer(Version, CharArraySet.Empty),
    };

    /// <summary>Lucene's English analyzer with Snowball's longer list of stop words: a question is mostly "how", "do" and "I".</summary>
    sealed class English : Analyzer
    {
        static readonly CharArraySet StopWords = ReadStopWords();

        protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader)
        {
            var source = new StandardTokenizer(Version, reader);
            TokenStream stream = new EnglishPossessiveFilter(Version, source);
            stream = new LowerCaseFilter(Version, stream);
            stream = new StopFilter(Version, stream, StopWords);
            stream = new ASCIIFoldingFilter(stream);
            stream = new PorterStemFilter(stream);
            return new TokenStreamComponents(source, stream);
        }

        static CharArraySet ReadStopWords()
        {
            var words = WordlistLoader.GetSnowballWordSet(
                IOUtils.GetDecodingReader(typeof(SnowballFilter), "english_stop.txt", System.Text.Encoding.UTF8), Version);
            foreach (var word in (string[])["can", "will", "may", "please", "also", "just", "us"])
                words.Add(word);
            return words;
        }
    }
}
