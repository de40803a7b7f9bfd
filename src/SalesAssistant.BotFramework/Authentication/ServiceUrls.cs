using System.Net;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>
/// Decides where the program may send to. A service URL comes with a request, so a forged one would otherwise make the bot call
/// any address and hand its token to it.
/// </summary>
public static class ServiceUrls
{
    /// <summary>Microsoft's channels. A leading "=" means this host alone, otherwise the hosts below it are meant too.</summary>
    public static readonly IReadOnlyList<string> MicrosoftHosts =
    [
        "botframework.com",
        "botframework.us",
        "botframework.azure.cn",
        "=smba.trafficmanager.net",
        "=smba.infra.gcc.teams.microsoft.com",
        "teams.microsoft.com",
        "teams.microsoft.us",
    ];

    /// <summary>This machine, for development: the Emulator, the Playground, tests.</summary>
    public static readonly IReadOnlyList<string> LoopbackHosts = ["=localhost", "=127.0.0.1", "=[::1]"];

    /// <summary>
    /// Whether requests may go there: https, the usual form without user name, query and fragment, and a host of the list.
    /// An entry is a host, that matches itself and what lies below it on a dot boundary, with a leading "=" itself alone, with
    /// ":port" that port alone. Loopback, also over http, only in <paramref name="development"/>, and only when listed; other
    /// private addresses never.
    /// </summary>
    public static bool IsAllowed(Uri uri, IEnumerable<string> allowedHosts, bool development)
    {
        if (!uri.IsAbsoluteUri || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0) return false;
        if (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) return false;

        if (IsLoopback(uri))
        {
            if (!development) return false;
        }
        else if (uri.Scheme != Uri.UriSchemeHttps || IsPrivate(uri))
        {
            return false;
        }

        return allowedHosts.Any(entry => Matches(uri, entry.Trim()));
    }

    /// <summary>
    /// Whether both name the same endpoint: scheme and host in any casing, the path exact but for one slash at its end. What is no
    /// absolute address, or carries a user name or a fragment, is the same as nothing.
    /// </summary>
    public static bool AreSame(string? one, string? other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var first) && Uri.TryCreate(other, UriKind.Absolute, out var second)
        && IsPlain(first) && IsPlain(second)
        && first.Scheme == second.Scheme && first.Host == second.Host && first.Port == second.Port
        && WithoutSlash(first.AbsolutePath).SequenceEqual(WithoutSlash(second.AbsolutePath)) && first.Query == second.Query;

    /// <summary>Whether keys may be fetched from there and secrets sent there: https, or loopback over http in <paramref name="development"/>.</summary>
    public static bool IsSecure(Uri uri, bool development) =>
        uri.IsAbsoluteUri && IsPlain(uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && development && IsLoopback(uri)));

    static bool IsPlain(Uri uri) => uri.UserInfo.Length == 0 && uri.Fragment.Length == 0;

    static ReadOnlySpan<char> WithoutSlash(string path) => path.EndsWith('/') ? path.AsSpan(0, path.Length - 1) : path;

    static bool Matches(Uri uri, string entry)
    {
        var alone = entry.StartsWith('=');
        if (alone) entry = entry[1..];

        var (host, port) = Split(entry);
        if (host.Length == 0 || (port is { } only && only != uri.Port)) return false;
        if (string.Equals(uri.Host, host, StringComparison.OrdinalIgnoreCase)) return true;
        return !alone && uri.HostNameType == UriHostNameType.Dns
            && uri.Host.Length > host.Length
            && uri.Host[^(host.Length + 1)] == '.'
            && uri.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase);
    }

    static (string Host, int? Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var isPort = colon >= 0 && colon > entry.LastIndexOf(']') && int.TryParse(entry.AsSpan(colon + 1), out _);
        return isPort ? (entry[..colon], int.Parse(entry.AsSpan(colon + 1), provider: null)) : (entry, null);
    }

    static bool IsLoopback(Uri uri) =>
        string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.DnsSafeHost, out var address) && IPAddress.IsLoopback(Plain(address)));

    static bool IsPrivate(Uri uri)
    {
        if (!IPAddress.TryParse(uri.DnsSafeHost, out var parsed)) return false;
        var address = Plain(parsed);
        if (address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast) return true;
        if (address.Equals(IPAddress.IPv6Any)) return true;
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork) return false;

        var part = address.GetAddressBytes();
        return part[0] is 0 or 10 or >= 224
            || (part[0] == 100 && part[1] is >= 64 and < 128)
            || (part[0] == 169 && part[1] == 254)
            || (part[0] == 172 && part[1] is >= 16 and < 32)
            || (part[0] == 192 && part[1] == 168);
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
