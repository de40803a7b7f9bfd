using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Site;

/// <summary>The company's website as content: settings `Content:Site`, `Content:SiteEvery` and `Content:AllowedHosts`.</summary>
public sealed class SiteSettings
{
    /// <exception cref="SettingException">An address that can't be one, or a time that is none.</exception>
    public SiteSettings(IConfiguration configuration, IHostEnvironment environment)
    {
        Address = Settings.WebAddress(configuration, "Content:Site");
        AllowedHosts = environment.IsDevelopment() ? Settings.List(configuration, "Content:AllowedHosts") : [];
        if (configuration["Content:SiteEvery"] is not { Length: > 0 } text)
            return;
        Every = TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var every) && every >= TimeSpan.FromMinutes(1) && every <= TimeSpan.FromDays(30)
            ? every
            : throw new SettingException("Content:SiteEvery", $"'{text}' is no time from a minute to 30 days", "write hours, minutes and seconds, such as 06:00:00");
    }

    /// <summary>A sitemap, or the site whose sitemap.xml is read; null when no site is content.</summary>
    public Uri? Address { get; }

    /// <summary>How long after one reading the next begins.</summary>
    public TimeSpan Every { get; } = TimeSpan.FromHours(6);

    /// <summary>Hosts (`host:port`) that may be private: in Development only.</summary>
    public IReadOnlyList<string> AllowedHosts { get; }

    /// <summary>Where the list of pages is.</summary>
    public Uri? Sitemap => Address is null || Address.AbsolutePath.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? Address
        : new Uri(Address, Address.AbsolutePath.EndsWith('/') ? "sitemap.xml" : "/sitemap.xml");
}
