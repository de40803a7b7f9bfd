using NodaTime;
using SalesAssistant.Bookings.Calendars.CalDav;
using SalesAssistant.Bookings.Calendars.Graph;
using SalesAssistant.Bookings.Calendars.Webhooks;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>Which calendars the hosts have: the setting `Calendar:Provider`.</summary>
public static class HostCalendars
{
    /// <summary>Registers them as <see cref="IHostCalendars"/>. What is missing in the settings is told before the server listens.</summary>
    public static IServiceCollection AddHostCalendars(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new StartCheck(() => CalendarWebhooks.Check(configuration)));
        services.AddGraphMail(configuration);
        // The embedded calendar has no server, and no rights that anybody could give too widely.
        if (IsLocal(configuration))
            return services;
        services.AddSingleton(provider => Connect(configuration, provider.GetRequiredService<RepDirectory>(), provider.GetRequiredService<WallClock>()));
        services.AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<IHostCalendars>()));
        services.AddSingleton<CalendarAccess>();
        return services;
    }

    /// <summary>Graph tells of changes, where it is to; what it was to do earlier ends.</summary>
    public static IServiceCollection AddCalendarWebhooks(this IServiceCollection services, IConfiguration configuration) =>
        "Graph".Equals(configuration["Calendar:Provider"], StringComparison.OrdinalIgnoreCase)
            ? services
                .AddSingleton<CalendarWebhooks>()
                .AddSingleton(provider => ((GraphCalendars)provider.GetRequiredService<IHostCalendars>()).Subscriptions)
                .AddSingleton<SubscriptionKeeper>()
                .AddHostedService(provider => provider.GetRequiredService<SubscriptionKeeper>())
            : services;

    /// <summary>What of it looks around by itself in a server.</summary>
    public static IServiceCollection AddCalendarScopeCheck(this IServiceCollection services, IConfiguration configuration) =>
        IsLocal(configuration) ? services : services
            .AddSingleton<CalendarScopeCheck>()
            // The start waits for its checks; this one has the limit of a request.
            .AddSingleton(provider => new StartCheck(() => provider.GetRequiredService<CalendarScopeCheck>().Refuse(CancellationToken.None).GetAwaiter().GetResult()))
            .AddHostedService(provider => provider.GetRequiredService<CalendarScopeCheck>());

    public static bool IsLocal(IConfiguration configuration) => configuration["Calendar:Provider"] is null or "" || configuration["Calendar:Provider"]!.Equals("Local", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="SettingException">A setting is missing, or can't be used.</exception>
    static IHostCalendars Connect(IConfiguration configuration, RepDirectory reps, WallClock clock)
    {
        var settings = Settings.Section<CalendarSettings>(configuration, CalendarSettings.Name);
        return settings.Provider.ToLowerInvariant() switch
        {
            "graph" => new GraphCalendars(GraphSettings.Read(configuration), settings.Timeout, ZoneOf, clock),
            "caldav" => new CalDavCalendars(CalDavSettings.Read(configuration), settings.Timeout, ZoneOf, clock),
            _ => throw new SettingException("Calendar:Provider", $"is '{settings.Provider}'", "write Local, Graph or CalDav"),
        };

        // The same zone that free times are worked out in.
        DateTimeZone ZoneOf(string host) => reps.Find(host)?.Zone ?? reps.Current.Company.TimeZone;
    }
}
