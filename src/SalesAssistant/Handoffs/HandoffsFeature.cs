namespace SalesAssistant.Handoffs;

public static class HandoffsFeature
{
    public static IServiceCollection AddHandoffs(this IServiceCollection services) => services
        .AddSingleton<HandoffRulesFile>()
        .AddSingleton<HandoffDesk>()
        .AddSingleton<HandoffLog>()
        .AddSingleton<RepNotices>();
}
