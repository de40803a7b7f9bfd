using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>The section `Graph`. What each means stands in appsettings.sample.json.</summary>
public sealed class GraphSettings
{
    public const string Name = "Graph";

    public Uri BaseUrl { get; set; } = new("https://graph.microsoft.com/v1.0");
    public string? TenantId { get; set; }
    public string? ClientId { get; set; }
    public string? ClientSecret { get; set; }

    /// <summary>The section, found usable.</summary>
    /// <param name="why">What asks Graph, for people: `Calendar:Provider is Graph`.</param>
    /// <exception cref="SettingException">Something is missing, or a secret would go where it must not.</exception>
    public static GraphSettings Read(IConfiguration configuration, string why = "Calendar:Provider is Graph")
    {
        var settings = Settings.Section<GraphSettings>(configuration, Name);
        if (settings.IsSimulator)
            return settings;
        if (GraphCloud.Of(settings.BaseUrl) is null)
            throw new SettingException("Graph:BaseUrl", $"is '{settings.BaseUrl}', which is none of Microsoft's", $"write one of {string.Join(", ", GraphCloud.All.Select(cloud => cloud.BaseUrl))}; http is for a simulator on this machine only");
        Require("Graph:TenantId", settings.TenantId, "the tenant's id or domain", why);
        Require("Graph:ClientId", settings.ClientId, "the app registration's Application (client) ID", why);
        Require("Graph:ClientSecret", settings.ClientSecret, "a client secret of the app registration", why);
        return settings;
    }

    /// <summary>Whether it is a simulator on this machine: no secret goes there.</summary>
    public bool IsSimulator => BaseUrl.Scheme == "http" && BaseUrl.IsLoopback;

    static void Require(string name, string? value, string what, string why)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new SettingException(name, $"is missing, and {why}", $"set it to {what}");
    }
}

/// <summary>One of Microsoft's clouds: where its Graph is, and who gives tokens for it.</summary>
sealed record GraphCloud(string BaseUrl, Uri Authority)
{
    public static readonly IReadOnlyList<GraphCloud> All =
    [
        new("https://graph.microsoft.com/v1.0", Azure.Identity.AzureAuthorityHosts.AzurePublicCloud),
        new("https://graph.microsoft.us/v1.0", Azure.Identity.AzureAuthorityHosts.AzureGovernment),
        new("https://dod-graph.microsoft.us/v1.0", Azure.Identity.AzureAuthorityHosts.AzureGovernment),
        new("https://microsoftgraph.chinacloudapi.cn/v1.0", Azure.Identity.AzureAuthorityHosts.AzureChina),
    ];

    public static GraphCloud? Of(Uri baseUrl) => All.FirstOrDefault(cloud => cloud.BaseUrl.Equals(baseUrl.ToString().TrimEnd('/'), StringComparison.OrdinalIgnoreCase));
}
