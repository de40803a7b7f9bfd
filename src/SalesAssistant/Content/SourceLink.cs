namespace SalesAssistant.Content;

/// <summary>Where a visitor reads the source of an answer. Made from our own file names only.</summary>
public static class SourceLink
{
    /// <summary>The path of an item's page; with a quote, of the place on it where those words stand.</summary>
    public static string PathOf(string file, string? quote = null)
    {
        var path = "/content/" + string.Join('/', file.Split('/').Select(Uri.EscapeDataString));
        return quote is null ? path : $"{path}?quote={Uri.EscapeDataString(quote)}#quote";
    }
}
