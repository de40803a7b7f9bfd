using Microsoft.AspNetCore.Http.HttpResults;
using SalesAssistant.Assistant;
using SalesAssistant.Channels.DirectLine.Uploads;

namespace SalesAssistant.Channels.Website;

/// <summary>The prospect's side: the sample website, the chat page, and Web Chat itself. /embed.js, scripts and styles are static files.</summary>
public static class WebsiteFeature
{
    public static IServiceCollection AddWebsite(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<EmbedOrigins>();
        services.AddSingleton<WebChatBundle>();
        return services;
    }

    public static IEndpointRouteBuilder MapWebsite(this IEndpointRouteBuilder routes)
    {
        // A setting that can't work is found at the start, not by the first visitor.
        routes.ServiceProvider.GetRequiredService<EmbedOrigins>();

        var site = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        // Of type IResult, since what compiles the endpoints' reading doesn't see the types that Razor makes.
        site.MapGet("/", IResult (HttpContext http) => Site(http));
        site.MapGet("/chat", IResult (HttpContext http, EmbedOrigins origins, WebChatBundle bundle, Phrases phrases, UploadOptions uploads) => Chat(http, origins, bundle, phrases, uploads));
        site.MapGet("/webchat/{hash}/{file}", (string hash, string file, HttpContext http, WebChatBundle bundle) => bundle.Serve(hash, file, http));
        return routes;
    }

    static RazorComponentResult<SitePage> Site(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy.Site;
        return new RazorComponentResult<SitePage>();
    }

    static RazorComponentResult<ChatPage> Chat(HttpContext http, EmbedOrigins origins, WebChatBundle bundle, Phrases phrases, UploadOptions uploads)
    {
        var nonce = ContentSecurityPolicy.Nonce();
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy.Chat(nonce, http.Request, origins.FrameAncestors);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return new RazorComponentResult<ChatPage>(new
        {
            Nonce = nonce,
            Assistant = phrases.Current.Say("assistant"),
            WebChatUrl = bundle.Url,
            uploads.Accept,
            PrivacyUrl = "/content/policies/privacy.md",
        });
    }
}
