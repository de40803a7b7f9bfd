using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
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

    /// <param name="file">Looked up among the files of the current snapshot; no path is ever put together from it.</param>
    static IResult Read(string file, string? quote, HttpContext http, ContentLibrary library, CompanyClock clock)
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
        var article = SourceArticle.Of(source, quote is { Length: <= LongestQuote } ? quote : null);
        return new RazorComponentResult<SourcePage>(new { source.Item, Article = new MarkupString(article.Html), article.Quote });
    }

    static RazorComponentResult<MissingPage> Gone(string title, string text) => new(new { Title = title, Text = text }) { StatusCode = StatusCodes.Status404NotFound };

    internal static string Written(LocalDate date) => date.ToString("d MMMM uuuu", System.Globalization.CultureInfo.InvariantCulture);
}
