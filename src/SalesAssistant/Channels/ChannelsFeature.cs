using SalesAssistant.Channels.Cards;
using SalesAssistant.Channels.DirectLine;
using SalesAssistant.Channels.Messages;
using SalesAssistant.Channels.Website;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels;

/// <summary>The edge towards visitors: what comes in becomes messages of a conversation, and its messages go out.</summary>
public static class ChannelsFeature
{
    /// <exception cref="SettingException">A setting of a channel can't be used.</exception>
    public static IServiceCollection AddChannels(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) => services
        .AddSingleton(new StartCheck(() => Settings.WebAddress(configuration, "Web:PublicUrl")))
        .AddSingleton(Settings.Section<ActivityLimits>(configuration, "Activities"))
        .AddSingleton<ConversationLog>()
        .AddSingleton<CardRenderer>()
        .AddWebsite()
        .AddDirectLine(configuration)
        .AddMessages(configuration, environment);

    public static IEndpointRouteBuilder MapChannels(this IEndpointRouteBuilder routes) => routes
        .MapWebsite()
        .MapDirectLine()
        .MapMessages();
}
