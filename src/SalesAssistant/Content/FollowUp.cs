using System.Text.RegularExpressions;

namespace SalesAssistant.Content;

/// <summary>"And the bigger plan?" is only a question together with the one before it. English.</summary>
public static partial class FollowUp
{
    /// <summary>A message that points back is searched with what it points to, if it says little itself.</summary>
    const int FewWords = 3;

    /// <summary>So far back goes a row of follow-ups.</summary>
    const int MostSteps = 3;

    const int LongestMessage = 600;

    /// <summary>The question as it can be searched alone.</summary>
    /// <param name="question">What was just asked.</param>
    /// <param name="before">The visitor's earlier messages, oldest first.</param>
    public static string Complete(string question, IReadOnlyList<string> before)
    {
        var complete = question;
        for (var at = before.Count - 1; at >= 0 && before.Count - at <= MostSteps && PointsBack(at == before.Count - 1 ? question : before[at + 1]); at--)
        {
            if (before[at].Length <= LongestMessage)
                complete = $"{before[at]} {complete}";
        }
        return complete;
    }

    static bool PointsBack(string message) =>
        message.Length <= LongestMessage
        && (Continues().IsMatch(message) || Pronoun().IsMatch(Empty().Replace(message, "")))
        && TextAnalysis.For("en").Terms(message).Count(term => !WordLists.For("en").Weak.Contains(term)) <= FewWords;

    const RegexOptions Plain = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^\W*((ok|okay|yes|no|thanks|thank you)\W+)?(and|or|but|also|then|what about|how about|what if|why not|why|how so|how come|how much|how many|how long|since when|until when|for how long|for whom|even)\b(?!\s+(do|does|is|are|can|should|would|will|did)\s+(you|i|we|the|your|my)\b)", Plain)]
    private static partial Regex Continues();

    [GeneratedRegex(@"\b(it|its|that|this|they|them|their|those|these|one|ones|there|the (other|same|bigger|biggest|smaller|smallest|larger|largest|cheaper|cheapest|first|second|third|last|former|latter|next))\b", Plain)]
    private static partial Regex Pronoun();

    /// <summary>An "it" that stands for nothing said before.</summary>
    [GeneratedRegex(@"\b((is|was|would|will|does) it (possible|true|ok|okay|necessary|take|matter|make sense)|is there|are there|was there|will there be|this (week|month|year)|these days)\b", Plain)]
    private static partial Regex Empty();
}
