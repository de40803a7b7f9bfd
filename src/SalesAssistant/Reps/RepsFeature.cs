using Microsoft.Extensions.DependencyInjection;

namespace SalesAssistant.Reps;

public static class RepsFeature
{
    public static IServiceCollection AddReps(this IServiceCollection services) => services.AddSingleton<RepDirectory>();
}
