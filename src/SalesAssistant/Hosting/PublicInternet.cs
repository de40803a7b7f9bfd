using System.Net;
using System.Net.Sockets;

namespace SalesAssistant.Hosting;

/// <summary>
/// Tells addresses on the public internet from those inside a company or a cloud, so that an address that comes from outside can't make
/// this program ask its neighbours. It looks at what is connected to, not at the name: a name may lead elsewhere a moment later.
/// </summary>
public static class PublicInternet
{
    /// <summary>Connects to a public address of the host, or to whatever it is when <paramref name="isListed"/> says that the host may be private.</summary>
    /// <exception cref="PrivateAddressException">The host has no public address.</exception>
    public static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> Connect(Func<DnsEndPoint, bool> isListed) => async (context, cancel) =>
    {
        var host = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancel);
        if (!isListed(host))
            addresses = [.. addresses.Where(IsPublic)];
        if (addresses.Length == 0)
            throw new PrivateAddressException(host.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    };

    /// <summary>Whether it lies on the public internet: not loopback, link-local, private (RFC 1918, 4193, 6598), multicast or reserved.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !(address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any));
        var part = address.GetAddressBytes();
        return !(part[0] is 0 or 10 or >= 224
            || (part[0] == 100 && part[1] is >= 64 and < 128)
            || (part[0] == 169 && part[1] == 254)
            || (part[0] == 172 && part[1] is >= 16 and < 32)
            || (part[0] == 192 && part[1] == 168));
    }
}

/// <summary>An address that leads inside, where nobody from outside may send this program.</summary>
public sealed class PrivateAddressException(string host) : IOException($"{host} has no address on the public internet.");
