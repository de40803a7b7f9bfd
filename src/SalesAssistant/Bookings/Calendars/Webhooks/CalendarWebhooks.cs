using SalesAssistant.Bookings.Calendars.Graph;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars.Webhooks;

/// <summary>Whether Graph is to tell us of changes (`Calendar:Webhooks`), and at which addresses.</summary>
public sealed class CalendarWebhooks
{
    public const string Path = "/webhooks/graph";
    public const string LifecyclePath = "/webhooks/graph/lifecycle";

    readonly RunningServer server;

    /// <exception cref="SettingException">It is on, and there is nobody who could tell us, or no address at which we can be told.</exception>
    public CalendarWebhooks(IConfiguration configuration, RunningServer server)
    {
        this.server = server;
        IsOn = Check(configuration);
    }

    public bool IsOn { get; }

    /// <summary>Where changes are told. Only once the server listens.</summary>
    public Uri Notifications => new(server.Site, Path);

    /// <summary>Where is told what becomes of the subscription itself.</summary>
    public Uri Lifecycle => new(server.Site, LifecyclePath);

    /// <summary>Whether it is on.</summary>
    /// <exception cref="SettingException">It is, and can't be.</exception>
    public static bool Check(IConfiguration configuration)
    {
        const string Name = "Calendar:Webhooks";
        var settings = Settings.Section<CalendarSettings>(configuration, CalendarSettings.Name);
        if (!settings.Webhooks)
            return false;
        if (!settings.Provider.Equals("Graph", StringComparison.OrdinalIgnoreCase))
            throw new SettingException(Name, $"is true, and Calendar:Provider is {settings.Provider}, which tells nobody of changes", "set it to false, or Calendar:Provider to Graph");
        // A simulator on this machine reaches every address that Microsoft doesn't.
        if (!GraphSettings.Read(configuration).IsSimulator && Settings.WebAddress(configuration, "Web:PublicUrl") is not { Scheme: "https", IsLoopback: false })
            throw new SettingException("Web:PublicUrl", configuration["Web:PublicUrl"] is { Length: > 0 } text ? $"is '{text}', where Microsoft Graph can't tell of changes" : "is not set, and Calendar:Webhooks is true", "write the https address under which the internet reaches this server, or set Calendar:Webhooks to false");
        return true;
    }
}
