using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars.CalDav;

/// <summary>The section `CalDav`. What each means stands in appsettings.sample.json.</summary>
public sealed class CalDavSettings
{
    public const string Name = "CalDav";

    public string? Url { get; set; }
    public string? User { get; set; }
    public string? Password { get; set; }
    public bool Invites { get; set; }

    /// <summary>The section, found usable.</summary>
    /// <exception cref="SettingException">Something is missing, or a password would go over the open network.</exception>
    public static CalDavSettings Read(IConfiguration configuration)
    {
        var settings = Settings.Section<CalDavSettings>(configuration, Name);
        const string example = "write it as https://dav.example.com/{host}/calendar/, where {host} stands for the host's address and {name} for what comes before the @";
        if (settings.Url is not { Length: > 0 } url)
            throw new SettingException("CalDav:Url", "is missing, and Calendar:Provider is CalDav", example);
        if (!url.Contains("{host}", StringComparison.Ordinal) && !url.Contains("{name}", StringComparison.Ordinal))
            throw new SettingException("CalDav:Url", $"is '{url}', the same calendar for every host", example);
        // The server is the same for all: an address must not choose where the password goes.
        if (!Uri.TryCreate(url.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), UriKind.Absolute, out var server) || !Uri.TryCreate(Fill(url, "host@example.com"), UriKind.Absolute, out var filled) || filled.Scheme is not ("http" or "https") || filled.Query.Length > 0 || filled.Authority != server.Authority)
            throw new SettingException("CalDav:Url", $"is '{url}', which is no address of calendars", example);
        if (filled.Scheme == "http" && !filled.IsLoopback)
            throw new SettingException("CalDav:Url", $"is '{url}', where the password could be read on the way", "write an https address; http is for a server on this machine only");
        if (string.IsNullOrEmpty(settings.User))
            throw new SettingException("CalDav:User", "is missing, and Calendar:Provider is CalDav", "set it to the account that may read and write the hosts' calendars");
        if (string.IsNullOrEmpty(settings.Password))
            throw new SettingException("CalDav:Password", "is missing, and Calendar:Provider is CalDav", "set it to that account's password");
        return settings;
    }

    /// <summary>Where the calendar of a host is. Always ends with a slash.</summary>
    public Uri CalendarOf(string host) => new(Fill(Url!, host).TrimEnd('/') + "/");

    /// <summary>Addresses are written so that they stay one segment of the path.</summary>
    static string Fill(string url, string host) => url
        .Replace("{host}", Uri.EscapeDataString(host), StringComparison.Ordinal)
        .Replace("{name}", Uri.EscapeDataString(host.Split('@')[0]), StringComparison.Ordinal);
}
