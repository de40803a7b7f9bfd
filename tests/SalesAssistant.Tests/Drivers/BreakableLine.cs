using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A line between clients and the product that can be cut: every connection breaks at once, and nobody gets through until it is mended.</summary>
public sealed class BreakableLine : IAsyncDisposable
{
    readonly ConcurrentDictionary<Socket, byte> ends = new();
    readonly ConcurrentBag<Task> pumps = [];
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly IPEndPoint product;
    readonly Task listening;
    volatile bool broken;

    public BreakableLine(string address)
    {
        product = new IPEndPoint(IPAddress.Loopback, new Uri(address).Port);
        listener.Start();
        listening = Listen();
    }

    /// <summary>Where clients find the product through this line.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public void Cut()
    {
        broken = true;
        foreach (var end in ends.Keys)
            Break(end);
    }

    public void Mend() => broken = false;

    async Task Listen()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync();
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return;
            }
            pumps.Add(Connect(client));
        }
    }

    async Task Connect(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        (ends[client], ends[server]) = (0, 0);
        try
        {
            if (broken) return;
            await server.ConnectAsync(product);
            // One direction's end ends both, as a broken network does.
            await await Task.WhenAny(Pump(client, server), Pump(server, client));
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // What this line is for.
        }
        finally
        {
            Break(client);
            Break(server);
        }
    }

    static async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // What this line is for.
        }
    }

    // Closed without a lingering goodbye: the other side sees a reset.
    void Break(Socket end)
    {
        if (!ends.TryRemove(end, out _)) return;
        end.Close(0);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await listening;
        Cut();
        await Task.WhenAll(pumps);
    }
}
