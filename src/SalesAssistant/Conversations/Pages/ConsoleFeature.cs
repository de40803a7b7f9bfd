namespace SalesAssistant.Conversations.Pages;

public static class ConsoleFeature
{
    /// <summary>The reps' console at /console.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services) => services.AddScoped<Acting>();
}
