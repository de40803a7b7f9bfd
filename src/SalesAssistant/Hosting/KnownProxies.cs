using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace SalesAssistant.Hosting;

/// <summary>
/// Proxies in front of the server (`Web:KnownProxies`, addresses or networks): what they say of the visitor's address, scheme and host is
/// believed. Of anybody else it is not, since whoever may name an address of his choice has no limit.
/// </summary>
public static class KnownProxies
{
    const string Name = "Web:KnownProxies";

    /// <exception cref="SettingException">An entry is no address and no network.</exception>
    public static void UseKnownProxies(this WebApplication app)
    {
        var entries = Settings.List(app.Configuration, Name);
        if (entries.Count == 0) return;

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // As many proxies as there are: each has to be a known one.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in entries)
        {
            if (IPAddress.TryParse(entry, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(entry, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new SettingException(Name, $"has '{entry}', which is neither an address nor a network", "write such as 10.0.0.5 or 10.0.0.0/24");
        }
        app.UseForwardedHeaders(options);
    }
}
