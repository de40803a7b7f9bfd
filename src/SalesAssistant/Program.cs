using System.CommandLine;
using SalesAssistant.Assistant;
using SalesAssistant.Assistant.Embedded;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Api;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Webhooks;
using SalesAssistant.Bookings.Pages;
using SalesAssistant.Bookings.Pages.Visitor;
using SalesAssistant.Bookings.When;
using SalesAssistant.Channels;
using SalesAssistant.Channels.Teams;
using SalesAssistant.Components;
using SalesAssistant.Contacts;
using SalesAssistant.Content;
using SalesAssistant.Content.Pages;
using SalesAssistant.Conversations;
using SalesAssistant.Conversations.Api;
using SalesAssistant.Conversations.Pages;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;
using SalesAssistant.Reps;
using SalesAssistant.Review;

namespace SalesAssistant;

/// <summary>The table of contents: one Add and one Map a feature, and the commands.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => Commands().Run(args);

    static RootCommand Commands() => new("Answers prospects from your own content, books meetings, and hands over to your reps.")
    {
        ServeCommand.Create(args => Server(args)),
        AskCommand.Create(Services),
        CheckCommand.Create(Services),
        EvaluateCommand.Create(IntentEvaluation.Run),
        SlotsCommand.Create(Services),
        WhenCommand.Create(),
        ExportCommand.Create(Services),
        EraseCommand.Create(Services),
        VerifyReceiptsCommand.Create(Services),
        CheckCalendarAccessCommand.Create(Services),
        TeamsManifestCommand.Create(Services),
        SignInLinkCommand.Create(),
    };

    /// <summary>The abilities for a command that runs beside or without a server: no silo, no listener, warnings on standard error.</summary>
    public static ServiceProvider Services(IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning))
        .AddData()
        .AddAbilities(configuration)
        .BuildServiceProvider();

    /// <summary>Everything that answers, books and hands over, without web host, silo and database: what the commands need.</summary>
    public static IServiceCollection AddAbilities(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<WallClock>()
        .AddReps()
        .AddMails(configuration)
        .AddContent(configuration)
        .AddContacts()
        .AddHandoffs()
        .AddBookings(configuration)
        .AddHostCalendars(configuration)
        .AddAssistant(configuration);

    /// <summary>The whole product in one process.</summary>
    /// <param name="args">Settings as `--Section:Key value`.</param>
    /// <param name="replace">Lets a test put its own clock or model in place.</param>
    /// <exception cref="SettingException">A setting can't be used.</exception>
    public static WebApplication Server(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = ServerHost.CreateBuilder(args);
        builder.Services
            .AddData()
            .AddAbilities(builder.Configuration)
            .AddConversations(builder.Configuration)
            .AddBookingsSweeper()
            .AddCalendarScopeCheck(builder.Configuration)
            .AddCalendarWebhooks(builder.Configuration)
            .AddChannels(builder.Configuration, builder.Environment)
            .AddServerHosting(builder.Configuration)
            .AddComponents()
            .AddConsole()
            .AddVisitorMeetings()
            .AddMeetingsPages()
            .AddReview();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseServerHosting();
        app.UseMissingPage();
        app.MapServerHosting();
        app.MapErase();
        app.MapContent();
        app.MapChannels();
        app.MapBookings();
        app.MapCalendarWebhooks();
        app.MapVisitorMeetings();
        var api = app.MapApi();
        api.MapConversationsApi();
        api.MapContactsApi();
        api.MapBookingsApi();
        app.MapComponents();
        return app;
    }
}
