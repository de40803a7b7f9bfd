using System.Text.Json;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Site;

/// <summary>
/// The website's pages as they were last read, in <c>Data:Directory/site</c>: a restart serves them at once, and a site that is down costs nothing.
/// They lie there as content files do, each with its address in the front matter beside it.
/// </summary>
internal sealed class SiteStore(DataDirectory data)
{
    readonly string tagsPath = data.PathOf("site.json");

    public string Directory { get; } = data.PathOf("site");

    /// <summary>The ETag of each file that is there; empty when nothing was read yet.</summary>
    public Dictionary<string, string?> Tags()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllBytes(tagsPath))!
                .Where(pair => File.Exists(Path.Combine(Directory, pair.Key))).ToDictionary();
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException or NullReferenceException)
        {
            // Lost or damaged: everything is asked for anew.
            return [];
        }
    }

    public void Keep(Dictionary<string, string?> tags) => WholeFile.Write(tagsPath, JsonSerializer.SerializeToUtf8Bytes(tags));

    /// <param name="file">As <see cref="FileOf"/> gives it.</param>
    /// <param name="html">UTF-8.</param>
    public void Keep(string file, Uri address, byte[] html)
    {
        var path = Path.Combine(Directory, file);
        WholeFile.Write(path + ".yaml", System.Text.Encoding.UTF8.GetBytes($"url: {JsonSerializer.Serialize(address.AbsoluteUri)}\n"));
        WholeFile.Write(path, html);
    }

    public void Remove(string file)
    {
        File.Delete(Path.Combine(Directory, file));
        File.Delete(Path.Combine(Directory, file + ".yaml"));
    }

    /// <summary>The name that a page is kept under, made of its path: <c>docs/refunds.html</c>. Only letters, digits and hyphens of it, so that no address leads out of the folder.</summary>
    public static string FileOf(Uri address)
    {
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Plain(Uri.UnescapeDataString(part))).ToList();
        var name = parts.Count == 0 ? "index" : string.Join('/', parts);
        var query = address.Query.Length > 1 ? "-" + Plain(Uri.UnescapeDataString(address.Query)) : "";
        return $"{name}{query}.html";
    }

    static string Plain(string part)
    {
        var stem = part.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? part[..^5] : part.EndsWith(".htm", StringComparison.OrdinalIgnoreCase) ? part[..^4] : part;
        var plain = string.Concat(stem.Take(100).Select(character => char.IsLetterOrDigit(character) ? character : '-')).Trim('-');
        return plain.Length > 0 ? plain : "page";
    }
}
