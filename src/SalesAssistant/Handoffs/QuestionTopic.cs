using System.Text.RegularExpressions;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;

namespace SalesAssistant.Handoffs;

/// <summary>What a question is about, so that the same question in other words counts once.</summary>
public static partial class QuestionTopic
{
    static readonly Analyzer English = new EnglishAnalyzer(LuceneVersion.LUCENE_48);

    /// <summary>The words that matter, without endings and in alphabetical order; the whole question when nothing is left.</summary>
    public static string Of(string question)
    {
        var words = Words(question);
        var topic = words.Count > 0 ? string.Join(' ', words) : question.Trim().ToLowerInvariant();
        return topic.Length <= 200 ? topic : topic[..200];
    }

    /// <summary>The words of a text as they stand in topics.</summary>
    public static IReadOnlySet<string> Words(string text)
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        using var tokens = English.GetTokenStream("question", Chatter().Replace(text, " "));
        var term = tokens.GetAttribute<ICharTermAttribute>();
        tokens.Reset();
        while (tokens.IncrementToken())
            words.Add(term.ToString());
        tokens.End();
        return words;
    }

    [GeneratedRegex(@"\b(hi|hello|hey|please|thanks|thank you|can|could|would|do|does|did|is|are|you|your|i|we|me|my|our|what|how|when|where|who|which|why|have|has|tell|know|about|offer|there|any)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Chatter();
}
