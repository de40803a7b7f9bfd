using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SalesAssistant.Content.Grounding;

/// <summary>Links go out by the ids that we gave, never by what a model writes: an address may be said only as the content has it, and markup not at all.</summary>
static partial class Markup
{
    /// <summary>Whether the sentence has an address that the quote doesn't have, or anything that a page or a chat could take for markup.</summary>
    public static bool IsSmuggled(string sentence, string quote)
    {
        if (sentence.Any(IsHidden) && !quote.Contains(sentence, StringComparison.Ordinal))
            return true;
        var plain = sentence.Normalize(NormalizationForm.FormKC);
        return Form().IsMatch(plain) || Address().Matches(plain).Any(address => !quote.Contains(address.Value.TrimEnd('.', ','), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Characters that nobody sees, or that turn the direction of what follows.</summary>
    static bool IsHidden(char character) =>
        character is not ('\n' or '\r' or '\t' or '\u200C' or '\u200D' or '\u00AD') && CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.PrivateUse;

    [GeneratedRegex(@"<\s*[/!?a-z]|\]\s*\(|\]\s*\[|!\[|^\s*\[[^\]]+\]:|\b(?:javascript|data|vbscript|file)\s*:\S|&(?:#\w+|lt|gt|quot|amp);|```", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Form();

    [GeneratedRegex(@"\b(?:https?|hxxps?|ftp|mailto|tel|sms)\s*:\s*\S+|\bwww\s*\.\s*\S+|\S+@\S+|\b\S+\s(?:at|\(at\)|\[at\])\s\S+\s(?:dot|\(dot\)|\[dot\])\s\w+|\b[\w-]+\s?(?:\[\.\]|\(\.\)|\sdot\s|\(dot\)|\[dot\])\s?[a-z]{2,}\b|\b(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+(?:com|net|org|io|de|eu|uk|co|app|dev|ai|info|biz|shop|store|xyz|site|online|example|test|invalid|me|ly|gl|to|ru|cn|at|ch|fr|es|it|nl|se|dk|no|pl|us|ca)\b(?:/\S*)?|\b\d{1,3}(?:\.\d{1,3}){3}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
