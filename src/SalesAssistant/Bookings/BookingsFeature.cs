using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings;

/// <summary>When reps are free, and the meetings that visitors book with them.</summary>
public static class BookingsFeature
{
    public static IServiceCollection AddBookings(this IServiceCollection services)
    {
        services.AddSingleton<MeetingCatalog>();
        services.AddSingleton(provider => new FileCheck("sales", () => provider.GetRequiredService<MeetingCatalog>().Faults));
        return services;
    }
}
