using System.Net;
using System.Net.Sockets;

namespace SalesAssistant.Hosting;

/// <summary>Where the server is told to listen, by `Urls` and by Kestrel's own section, which wins over it.</summary>
public static class ListeningAddresses
{
    public const string Default = "http://127.0.0.1:3978";

    /// <exception cref="SettingException">One of them is not an address to listen on.</exception>
    public static IReadOnlyList<string> Of(IConfiguration configuration) =>
    [
        .. (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
    ];

    /// <summary>Looks at each port that is named, before anything is started or written.</summary>
    /// <exception cref="SettingException">Another program has it, or this user may not have it.</exception>
    public static void RefuseTaken(IConfiguration configuration)
    {
        foreach (var url in Of(configuration))
        {
            var address = Parse(url);
            if (address.IsUnixPipe || address.Port == 0)
                continue;
            try
            {
                using var probe = new TcpListener(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, address.Port);
                probe.Start();
            }
            catch (SocketException fault)
            {
                throw fault.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? Taken(url)
                    : new SettingException("Urls", $"'{url}' can't be listened on ({fault.Message})", $"choose another address, for instance --Urls {Default}");
            }
        }
    }

    public static SettingException Taken(string? url) =>
        new("Urls", $"'{url}' is in use by another program", "stop that program, or choose another port, for instance --Urls http://127.0.0.1:4000");

    /// <summary>Whether only this machine can reach it.</summary>
    /// <exception cref="SettingException">It is not an address to listen on.</exception>
    public static bool IsLoopback(string url)
    {
        var address = Parse(url);
        return address.IsUnixPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new SettingException("Urls", $"'{url}' is not an address to listen on", $"write it as {Default}");
        }
    }
}
