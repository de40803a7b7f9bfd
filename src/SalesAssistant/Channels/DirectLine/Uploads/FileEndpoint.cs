using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using SalesAssistant.Conversations.Files;

namespace SalesAssistant.Channels.DirectLine.Uploads;

/// <summary>
/// `GET /files/{key}/{name}`: a file that a visitor sent, to whoever has its address. What strangers send must not do anything on
/// our site: only pictures are shown in place, and nothing is run.
/// </summary>
static class FileEndpoint
{
    public static void MapFiles(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/files/{key}/{name?}", Serve).AllowAnonymous().ExcludeFromDescription();

    static IResult Serve(string key, string? name, HttpContext http, FileStore store)
    {
        if (store.Find(key) is not var (path, kind)) return TypedResults.NotFound();
        var disposition = new ContentDispositionHeaderValue(kind.IsImage ? "inline" : "attachment");
        // The name is for the reader alone, and stands in an address that anybody can write: its extension must be the content's.
        disposition.SetHttpFileName(name is not null && kind.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) ? name : $"file{kind.Extensions[0]}");
        var headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.CacheControl = "private, max-age=3600";
        headers.AccessControlAllowOrigin = "*";
        return TypedResults.PhysicalFile(path, kind.Name == "txt" ? "text/plain; charset=utf-8" : kind.ContentType, enableRangeProcessing: true);
    }
}
