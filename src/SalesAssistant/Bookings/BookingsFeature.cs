using Microsoft.Extensions.DependencyInjection.Extensions;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Local;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>When reps are free, and the meetings that visitors book with them.</summary>
public static class BookingsFeature
{
    public static IServiceCollection AddBookings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<MeetingCatalog>();
        services.AddSingleton<SlotTokens>();
        services.AddSingleton<MeetingLinks>();
        services.AddSingleton(Settings.Section<BookingOptions>(configuration, "Bookings"));
        services.AddSingleton<LocalCalendars>();
        services.TryAddSingleton<IHostCalendars>(provider => provider.GetRequiredService<LocalCalendars>());
        services.AddSingleton<CalendarReader>();
        services.AddSingleton<BookingSignals>();
        services.AddSingleton<BookingPost>();
        services.AddSingleton<CalendarFlags>();
        services.AddSingleton<SlotOffers>();
        services.AddSingleton<BookingDesk>();
        services.AddSingleton<BookingBook>();
        services.AddSingleton(provider => new FileCheck("sales", () => provider.GetRequiredService<MeetingCatalog>().Faults));
        services.AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<MeetingCatalog>().Current));
        return services;
    }

    /// <summary>What of it runs by itself in a server.</summary>
    public static IServiceCollection AddBookingsSweeper(this IServiceCollection services) => services
        .AddHostedService<HoldSweeper>()
        .AddHostedService<ReminderWorker>()
        .AddSingleton<CalendarProtocol>()
        .AddSingleton<CalendarWorker>()
        .AddHostedService(provider => provider.GetRequiredService<CalendarWorker>())
        .AddSingleton<CalendarComparison>()
        .AddHostedService(provider => provider.GetRequiredService<CalendarComparison>());

    /// <summary>The calendar file of a booking, for whoever has its unguessable id: the visitor's card and mail link to it.</summary>
    public static void MapBookings(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/bookings/{id:length(32)}.ics", async (string id, BookingBook book, RepDirectory reps, CancellationToken cancel) =>
            await book.Find(id, cancel) is { ConfirmedAt: not null, State: BookingState.Confirmed or BookingState.Cancelling or BookingState.Cancelled } booking
                ? Results.File(System.Text.Encoding.UTF8.GetBytes(Invitation.Write(booking, reps.Current.Company, reps.Find(booking.HostEmail))), Invitation.ContentType, "meeting.ics")
                : Results.NotFound()).AllowAnonymous();
}
