using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Channels.DirectLine.Uploads;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>The website's chat, and any other Direct Line 3.0 client: conversations over HTTP and WebSockets, without Azure between.</summary>
public static class DirectLineFeature
{
    public static IServiceCollection AddDirectLine(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(provider => new DirectLineTokens(
            DirectLineAccess.Secret(configuration, provider.GetRequiredService<DataDirectory>()), provider.GetRequiredService<WallClock>()))
        .AddSingleton(provider => new DirectLineAccess(
            provider.GetRequiredService<DirectLineTokens>(),
            DirectLineAccess.Secret(configuration, provider.GetRequiredService<DataDirectory>()), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<DirectLineActivities>()
        .AddSingleton<DirectLineStreams>()
        .AddSingleton(UploadOptions.Of(configuration));

    public static IEndpointRouteBuilder MapDirectLine(this IEndpointRouteBuilder routes)
    {
        // A secret that can't work is found at the start, not by the first visitor.
        routes.ServiceProvider.GetRequiredService<DirectLineAccess>();

        var line = routes.MapGroup("/v3/directline").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        line.AllowOtherWebsites();
        line.MapTokens();
        line.MapConversations();
        line.MapActivities();
        line.MapUploads();
        line.MapGet("/session/getsessionid", TokenEndpoints.Session);
        // What is bound here is held as long as the socket: the ticket is read by whoever forgets it again.
        line.MapGet("/conversations/{conversationId}/stream", (string conversationId, HttpContext http, DirectLineStreams streams) => streams.Serve(conversationId, http));
        routes.MapFiles();
        routes.MapChatToken();
        return routes;
    }

    /// <summary>
    /// CORS: any page may call, since what counts is the token, which no browser adds by itself; a token may name the pages it is for.
    /// </summary>
    static void AllowOtherWebsites(this RouteGroupBuilder line)
    {
        line.MapMethods("{**path}", ["OPTIONS"], (HttpContext http) =>
        {
            Allow(http);
            http.Response.Headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            http.Response.Headers.AccessControlAllowHeaders = "authorization, content-type, x-ms-bot-agent, x-requested-with";
            http.Response.Headers.AccessControlMaxAge = "86400";
            return Results.NoContent();
        });
        line.AddEndpointFilter((context, next) =>
        {
            Allow(context.HttpContext);
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
    }

    static void Allow(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Retry-After";
        // This one DirectLineJS asks for as with cookies, though there are none, and then a browser wants its page to be named.
        if (!http.Request.Path.StartsWithSegments(SessionPath) || http.Request.Headers.Origin is not [{ Length: > 0 } origin]) return;
        (headers.AccessControlAllowOrigin, headers.AccessControlAllowCredentials, headers.Vary) = (origin, "true", "Origin");
    }

    const string SessionPath = "/v3/directline/session";
}
