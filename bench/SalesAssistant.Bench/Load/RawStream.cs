using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SalesAssistant.Bench.Load;

/// <summary>A WebSocket of Direct Line over a bare socket: ten thousand of them must cost the driver next to nothing.</summary>
sealed class RawStream : IDisposable
{
    static ReadOnlySpan<byte> ClientId => "\"clientActivityID\":\""u8;

    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Opens the stream, and returns when the server has switched to it. Nothing is read after that unless <see cref="Listen"/> is called.</summary>
    public static async Task<RawStream> Open(Uri streamUrl)
    {
        var stream = new RawStream();
        await stream.socket.ConnectAsync(IPAddress.Loopback, streamUrl.Port);
        await stream.socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {streamUrl.PathAndQuery} HTTP/1.1\r\nHost: {streamUrl.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Convert.ToBase64String(Guid.NewGuid().ToByteArray())}\r\n\r\n"));
        var answer = new byte[1];
        var read = new StringBuilder();
        while (!read.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.socket.ReceiveAsync(answer) == 0)
                break;
            read.Append((char)answer[0]);
        }
        return read.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? stream : throw new InvalidOperationException($"The stream was refused: {read.ToString().Split('\r')[0]}");
    }

    /// <summary>Tells the number in the clientActivityID of each echo, and when it came.</summary>
    public async Task Listen(Action<int, long> heard)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var count)
            {
                var at = Stopwatch.GetTimestamp();
                filled += count;
                var used = 0;
                while (FrameIn(buffer.AsSpan(used, filled - used)) is { } frame)
                {
                    if (NumberIn(buffer.AsSpan(used, frame)) is { } number)
                        heard(number, at);
                    used += frame;
                }
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    /// <summary>The length of a whole frame with its header; servers don't mask.</summary>
    static int? FrameIn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            return null;
        var (header, length) = (bytes[1] & 0x7F) switch
        {
            126 when bytes.Length >= 4 => (4, (long)BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            127 when bytes.Length >= 10 => (10, BinaryPrimitives.ReadInt64BigEndian(bytes[2..])),
            < 126 and var small => (2, small),
            _ => (0, long.MaxValue / 2),
        };
        return header + length <= bytes.Length ? (int)(header + length) : null;
    }

    static int? NumberIn(ReadOnlySpan<byte> frame)
    {
        var start = frame.IndexOf(ClientId);
        if (start < 0)
            return null;
        var id = frame[(start + ClientId.Length)..];
        return int.Parse(id[..id.IndexOf((byte)'"')], CultureInfo.InvariantCulture);
    }

    public void Dispose() => socket.Dispose();
}
