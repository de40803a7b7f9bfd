using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using NodaTime;
using SalesAssistant.Components;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Pages;

/// <summary>The pages behind the sources of an answer: what marketing wrote, for people to read.</summary>
public static class ContentPages
{
    const int LongestQuote = 4000;

    const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static IEndpointRouteBuilder MapContent(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/content/{**file}", Read).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    static readonly FrozenDictionary<string, string> OriginalTypes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the file itself can be had, for what is more than its text; null for a page.</summary>
    internal static string? OriginalOf(ContentItem item) => OriginalTypes.ContainsKey(Path.GetExtension(item.File)) ? SourceLink.PathOf(item.File) + "?original" : null;

    /// <param name="file">Looked up among the files of the current snapshot; no path is ever put together from it.</param>
    static IResult Read(string file, string? quote, string? original, HttpContext http, ContentLibrary library, IOptions<ContentOptions> options, CompanyClock clock)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var today = clock.Today;
        if (library.Current.Source(file) is not { } source || source.Item.ValidFrom > today)
            return Gone("This page doesn't exist", "It may have been renamed, or the link is incomplete.");
        if (!source.Item.IsValidOn(today))
            return Gone(source.Item.Kind == ContentKind.Offer ? "This offer has ended" : "This page is no longer valid", $"Its last day was {Written(source.Item.ValidTo!.Value)}.");
        if (original is not null && OriginalTypes.TryGetValue(Path.GetExtension(source.Item.File), out var type))
            return Original(source.Item, Path.Combine(Path.GetFullPath(options.Value.Directory), source.Item.File), type);
        var article = SourceArticle.Of(source, quote is { Length: <= LongestQuote } ? quote : null);
        return new RazorComponentResult<SourcePage>(new { source.Item, Article = new MarkupString(article.Html), article.Quote });
    }

    /// <summary>The file as marketing put it there. It opens in the browser where that can show it, and stays what it says it is.</summary>
    static IResult Original(ContentItem item, string path, string type) => File.Exists(path)
        ? Results.File(path, type, type == "application/pdf" ? null : Path.GetFileName(item.File), enableRangeProcessing: true)
        : Gone("This file doesn't exist any more", "It may have been renamed, or the link is incomplete.");

    static RazorComponentResult<MissingPage> Gone(string title, string text) => new(new { Title = title, Text = text }) { StatusCode = StatusCodes.Status404NotFound };

    internal static string Written(LocalDate date) => date.ToString("d MMMM uuuu", System.Globalization.CultureInfo.InvariantCulture);
}
