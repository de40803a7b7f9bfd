using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Hub;

namespace SalesAssistant.Channels.Messages;

/// <summary>Azure Bot Service, Teams and every other channel that calls a bot and is called back: POST /api/messages and the Connector.</summary>
public static class MessagesFeature
{
    /// <exception cref="Hosting.SettingException">The development switch is on where others could reach it.</exception>
    public static IServiceCollection AddMessages(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) => services
        .AddSingleton(new MessagesOptions(configuration, environment))
        .AddSingleton(_ => new ConnectorClients())
        .AddSingleton<ConnectorSender>()
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
