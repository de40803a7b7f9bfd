using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesAssistant.Hosting;

namespace SalesAssistant.Reps;

/// <summary>Who sells here, from team.yaml.</summary>
public static class RepsFeature
{
    public static IServiceCollection AddReps(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RepDirectory>();
        services.AddSingleton(provider => new FileCheck("sales", () => provider.GetRequiredService<RepDirectory>().Faults));
        services.AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<RepDirectory>().Current));
        return services;
    }
}
