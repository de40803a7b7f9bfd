using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.Website;

/// <summary>The sites that may show the chat in a frame, besides our own (setting `Web:EmbedOrigins`: a list, or one comma-separated value).</summary>
public sealed class EmbedOrigins
{
    readonly string[] origins;

    /// <exception cref="SettingException">An entry is not an origin.</exception>
    public EmbedOrigins(IConfiguration configuration)
    {
        origins = [.. Settings.List(configuration, "Web:EmbedOrigins").Select(Origin).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The sources of a `frame-ancestors` directive: ourselves first.</summary>
    public string FrameAncestors => string.Join(' ', origins.Prepend("'self'"));

    // A wildcard may stand for the first label of the host, as browsers read it: https://*.example.com.
    static string Origin(string entry)
    {
        var probe = entry.Replace("://*.", "://wildcard.", StringComparison.Ordinal);
        if (!Uri.TryCreate(probe, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http")
            || uri.HostNameType is UriHostNameType.Unknown
            || probe.Contains('*', StringComparison.Ordinal)
            || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            throw new SettingException("Web:EmbedOrigins", $"'{entry}' is not the origin of a website",
                "write scheme and host without a path, such as https://www.example.com or https://*.example.com");
        }
        var origin = uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return probe == entry ? origin : origin.Replace("://wildcard.", "://*.", StringComparison.Ordinal);
    }
}
