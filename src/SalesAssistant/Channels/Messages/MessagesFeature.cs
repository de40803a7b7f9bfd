using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Hub;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.Messages;

/// <summary>Azure Bot Service, Teams and every other channel that calls a bot and is called back: POST /api/messages and the Connector.</summary>
public static class MessagesFeature
{
    /// <exception cref="SettingException">The settings can't be used together, or here.</exception>
    public static IServiceCollection AddMessages(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = new MessagesOptions(configuration, environment);
        if (options.Tokens is { } rules) services.AddTokens(options, rules);
        return services
            .AddSingleton(options)
            .AddSingleton(provider => new ConnectorClients(tokens: provider.GetService<AppTokens>(), mayHaveToken: options.MayHaveToken))
            .AddSingleton<ConnectorSender>()
            .AddSingleton<MessagesAccess>()
            .AddSingleton<ChannelActivities>()
            .AddSingleton<ChannelReplies>()
            .AddSingleton<ChannelDelivery>()
            .AddSingleton<ChannelConversations>()
            .AddSingleton<ChannelEvents>()
            .AddSingleton<CardInvokes>()
            .AddSingleton<HubInbox>()
            .AddSingleton<HubActivities>()
            .AddHostedService<HubDelivery>()
            .AddSingleton<MessagesEndpoint>()
            .AddHostedService(provider => provider.GetRequiredService<ChannelDelivery>());
    }

    /// <summary>The channels' tokens and the bot's own. They end by the clock of people: it is their dates that are compared.</summary>
    static IServiceCollection AddTokens(this IServiceCollection services, MessagesOptions options, ChannelTokenRules rules) => services
        .AddSingleton(_ => new OpenIdDocuments(options.Development, ConnectorClients.CreateHandler()))
        .AddSingleton(provider => new ChannelTokens(
            rules, provider.GetRequiredService<OpenIdDocuments>(), provider.GetRequiredService<WallClock>(), provider.GetRequiredService<ILogger<ChannelTokens>>()))
        .AddSingleton(provider => options.TokenSource(provider.GetRequiredService<WallClock>()))
        .AddSingleton(provider => new AppTokens(
            provider.GetRequiredService<IAppTokenSource>(), provider.GetRequiredService<WallClock>(), provider.GetRequiredService<ILogger<AppTokens>>()));

    public static IEndpointRouteBuilder MapMessages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/messages", (HttpContext http, MessagesEndpoint endpoint) => endpoint.Take(http))
            .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        // A channel's emulator asks with HEAD whether anybody is here.
        routes.Map("/api/messages", (HttpContext http) =>
        {
            http.Response.Headers.Allow = "POST";
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        return routes;
    }
}
