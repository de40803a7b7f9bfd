namespace SalesAssistant.Bookings.Pages;

public static class MeetingsFeature
{
    /// <summary>The reps' pages at /meetings.</summary>
    public static IServiceCollection AddMeetingsPages(this IServiceCollection services) => services.AddScoped<MeetingsAccess>().AddSingleton<Agenda.AgendaReader>();
}
