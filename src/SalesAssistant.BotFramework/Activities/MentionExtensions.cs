using System.Net;
using System.Text.RegularExpressions;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>Takes the bot's own mention out of a message, so that "@Bot what does it cost?" is the question alone.</summary>
public static partial class MentionExtensions
{
    /// <summary>
    /// Removes the mentions of the recipient, and only those, from the text and from the entities. Returns the text that is
    /// left, trimmed when something was removed.
    /// </summary>
    public static string? RemoveRecipientMention(this Activity activity)
    {
        if (activity.Entities is not { Count: > 0 } entities || activity.Recipient?.Id is not { } recipient) return activity.Text;

        var mentions = entities.Select(entity => entity?.AsMention()).ToList();
        if (!mentions.Any(IsRecipient)) return activity.Text;

        if (activity.Text is { } text) activity.Text = Without(text, mentions.OfType<Mention>().ToList(), IsRecipient);
        activity.Entities = entities.Where((_, index) => !IsRecipient(mentions[index])).ToList();
        return activity.Text;

        bool IsRecipient(Mention? mention) => mention?.Mentioned.Id == recipient;
    }

    static string Without(string text, List<Mention> mentions, Func<Mention, bool> isRecipient)
    {
        var cuts = new List<(int Start, int End)>();

        // Two who carry the same name look the same in the text, so tags and mentions are paired in the order both have.
        var unpaired = mentions.ToList();
        foreach (Match tag in AtTag().Matches(text))
        {
            var at = unpaired.FindIndex(mention => IsWrittenAs(mention, tag));
            if (at >= 0)
            {
                if (isRecipient(unpaired[at])) cuts.Add((tag.Index, tag.Index + tag.Length));
                unpaired.RemoveAt(at);
            }
            else if (mentions.Where(mention => IsWrittenAs(mention, tag)).ToList() is { Count: > 0 } same && same.TrueForAll(mention => isRecipient(mention)))
            {
                cuts.Add((tag.Index, tag.Index + tag.Length));
            }
        }

        // Channels without tags write the mention as it reads, "@Bot".
        foreach (var mention in unpaired.Where(isRecipient))
            if (mention.Text is { Length: > 0 } written && text.IndexOf(written, StringComparison.OrdinalIgnoreCase) is >= 0 and var start)
                cuts.Add((start, start + written.Length));

        foreach (var (start, end) in cuts.Distinct().OrderByDescending(cut => cut.Start))
            text = Join(text[..start], text[end..]);
        return TrimEnd(TrimStart(text));
    }

    static bool IsWrittenAs(Mention mention, Match tag) =>
        tag.Groups["id"].Value == mention.Mentioned.Id || tag.Value == mention.Text || SameName(tag.Groups["name"].Value, NameOf(mention));

    static string? NameOf(Mention mention)
    {
        if (string.IsNullOrEmpty(mention.Text)) return mention.Mentioned.Name;
        var tag = AtTag().Match(mention.Text);
        return tag.Success ? tag.Groups["name"].Value : mention.Text;
    }

    static bool SameName(string written, string? name) =>
        !string.IsNullOrEmpty(name)
        && string.Equals(WebUtility.HtmlDecode(written).Trim(), WebUtility.HtmlDecode(name).Trim(), StringComparison.OrdinalIgnoreCase);

    static string Join(string before, string after)
    {
        var (left, right) = (TrimEnd(before), TrimStart(after));
        if (left.Length == 0 || right.Length == 0) return left + right;
        var startsLine = before.AsSpan(left.Length).Contains('\n') || after.AsSpan(0, after.Length - right.Length).Contains('\n');
        return left + (startsLine ? "\n" : " ") + right;
    }

    // By hand, since a pattern for trailing blanks takes quadratic time on a text of blanks.
    static string TrimStart(string text)
    {
        var start = 0;
        while (start < text.Length)
            if (char.IsWhiteSpace(text[start])) start++;
            else if (string.CompareOrdinal(text, start, Blank, 0, Blank.Length) == 0) start += Blank.Length;
            else break;
        return text[start..];
    }

    static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0)
            if (char.IsWhiteSpace(text[end - 1])) end--;
            else if (end >= Blank.Length && string.CompareOrdinal(text, end - Blank.Length, Blank, 0, Blank.Length) == 0) end -= Blank.Length;
            else break;
        return text[..end];
    }

    const string Blank = "&nbsp;";

    [GeneratedRegex("""<at(?:\s+id=(?:"(?<id>[^"<]*)"|'(?<id>[^'<]*)'))?\s*>(?<name>[^<]*)</at>""", RegexOptions.IgnoreCase)]
    private static partial Regex AtTag();
}
