using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SalesAssistant.Channels.Website;

/// <summary>
/// Microsoft's Web Chat as the build put it beside the assembly: one script under the hash of its bytes, compressed once,
/// which a browser keeps for ever.
/// </summary>
public sealed class WebChatBundle
{
    static readonly (string Coding, string Suffix)[] Compressed = [("br", ".br"), ("gzip", ".gz")];

    readonly string folder = Path.Combine(AppContext.BaseDirectory, "webchat");
    readonly Lazy<string> hash;

    public WebChatBundle() => hash = new(() =>
    {
        using var script = File.OpenRead(FileOf("webchat.js"));
        return Convert.ToHexStringLower(SHA256.HashData(script))[..20];
    });

    /// <summary>Where the script is, from the root of the site.</summary>
    public string Url => $"/webchat/{hash.Value}/webchat.js";

    /// <summary>Answers `/webchat/{hash}/{file}`; another hash than today's isn't found.</summary>
    public IResult Serve(string hash, string file, HttpContext http) => (hash == this.hash.Value, file) switch
    {
        (true, "webchat.js") => Script(http),
        (true, "webchat.js.LICENSE.txt") => TypedResults.PhysicalFile(FileOf(file), "text/plain; charset=utf-8"),
        _ => TypedResults.NotFound(),
    };

    PhysicalFileHttpResult Script(HttpContext http)
    {
        var accepted = http.Request.GetTypedHeaders().AcceptEncoding;
        var (coding, suffix) = Compressed.Where(form => Accepts(accepted, form.Coding)).DefaultIfEmpty(("identity", "")).First();
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (suffix.Length > 0)
            headers.ContentEncoding = coding;
        return TypedResults.PhysicalFile(FileOf("webchat.js" + suffix), "text/javascript; charset=utf-8",
            entityTag: new EntityTagHeaderValue($"\"{hash.Value}{suffix}\""));
    }

    // What is named counts, even with a quality of nought; a star speaks for what is not named.
    static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string coding) =>
        (Find(accepted, coding) ?? Find(accepted, "*")) is { } entry && entry.Quality is not 0;

    static StringWithQualityHeaderValue? Find(IList<StringWithQualityHeaderValue> accepted, StringSegment coding) =>
        accepted.FirstOrDefault(entry => entry.Value.Equals(coding, StringComparison.OrdinalIgnoreCase));

    string FileOf(string name) => Path.Combine(folder, name);
}
