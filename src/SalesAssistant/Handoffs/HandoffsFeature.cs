using SalesAssistant.Hosting;

namespace SalesAssistant.Handoffs;

public static class HandoffsFeature
{
    public static IServiceCollection AddHandoffs(this IServiceCollection services) => services
        .AddSingleton<HandoffRulesFile>()
        .AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<HandoffRulesFile>().Current))
        .AddSingleton<EngagementHub>()
        .AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<EngagementHub>()))
        .AddSingleton<HandoffDesk>()
        .AddSingleton<HandoffLog>()
        .AddSingleton<RepNotices>();
}
