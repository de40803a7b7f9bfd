namespace SalesAssistant.Content;

/// <summary>Text as it stands on one line: what was read from a file is found again on its page by the same words.</summary>
internal static class OneLine
{
    /// <summary>Every run of white space is one space; none at the ends.</summary>
    public static string Of(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
