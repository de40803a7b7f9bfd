using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace SalesAssistant.Tests.Fakes;

/// <summary>An e-mail as the server took it.</summary>
public sealed record TakenMail(string From, IReadOnlyList<string> To, MimeMessage Mail, string Raw)
{
    public string Id => Mail.MessageId!;
}

/// <summary>
/// A small SMTP server on loopback (RFC 5321): greeting, EHLO, AUTH PLAIN, MAIL, RCPT, DATA with dots undone, RSET, NOOP, QUIT. It refuses, loses answers and goes
/// down when a test tells it to.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    readonly List<TakenMail> taken = [];
    readonly List<Task> talks = [];
    TcpListener listener = new(IPAddress.Loopback, 0);
    CancellationTokenSource closing = new();
    Task accepting;

    public MailServer()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept(listener, closing.Token);
    }

    public int Port { get; }

    /// <summary>The settings that lead here.</summary>
    public string[] Settings => ["--Smtp:Host", "127.0.0.1", "--Smtp:Port", $"{Port}", "--Smtp:From", "Larkfield <hello@larkfield.example>"];

    public IReadOnlyList<TakenMail> Taken { get { lock (taken) return [.. taken]; } }

    /// <summary>What is answered to a recipient instead of yes, such as "550 5.1.1 No such user"; null for yes.</summary>
    public Func<string, string?> Refuses { get; set; } = _ => null;

    /// <summary>With a password, nobody sends without it.</summary>
    public string? Password { get; set; }

    /// <summary>The next e-mail to this address is taken and the connection ended before the answer; null for none.</summary>
    public string? LosesAnswerTo { get; set; }

    /// <summary>Until it is set, what was taken is not answered.</summary>
    public TaskCompletionSource? HoldsAnswers { get; set; }

    /// <summary>Those to an address, in the order of time.</summary>
    public IReadOnlyList<TakenMail> To(string address) => [.. Taken.Where(mail => mail.To.Contains(address))];

    public async Task Stop()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
    }

    /// <summary>Goes up again, at the same port.</summary>
    public void Start()
    {
        (listener, closing) = (new TcpListener(IPAddress.Loopback, Port), new CancellationTokenSource());
        listener.Start();
        accepting = Accept(listener, closing.Token);
    }

    async Task Accept(TcpListener from, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var client = await from.AcceptTcpClientAsync(stop);
                lock (talks)
                    talks.Add(Talk(client, stop));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Down.
        }
    }

    async Task Talk(TcpClient client, CancellationToken stop)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                // Bytes as they come: one character each.
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await writer.WriteLineAsync("220 loopback ESMTP");
                string? sender = null;
                var recipients = new List<string>();
                var isIn = Password is null;
                while (await reader.ReadLineAsync(stop) is { } line)
                {
                    var verb = line.Split(' ')[0].ToUpperInvariant();
                    switch (verb)
                    {
                        case "EHLO" or "HELO":
                            await writer.WriteLineAsync("250-loopback");
                            await writer.WriteLineAsync("250-8BITMIME");
                            await writer.WriteLineAsync("250 AUTH PLAIN");
                            break;
                        case "AUTH":
                            isIn = Password is not null && Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0')[2] == Password;
                            await writer.WriteLineAsync(isIn ? "235 2.7.0 In" : "535 5.7.8 No");
                            break;
                        case "MAIL" when !isIn:
                            await writer.WriteLineAsync("530 5.7.0 Who are you?");
                            break;
                        case "MAIL":
                            (sender, recipients) = (Address(line), []);
                            await writer.WriteLineAsync("250 2.1.0 Ok");
                            break;
                        case "RCPT":
                            var refusal = Refuses(Address(line));
                            if (refusal is null)
                                recipients.Add(Address(line));
                            await writer.WriteLineAsync(refusal ?? "250 2.1.5 Ok");
                            break;
                        case "DATA":
                            await writer.WriteLineAsync("354 Go on");
                            var raw = await Data(reader, stop);
                            lock (taken)
                                taken.Add(new(sender!, recipients, MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(raw)), stop), raw));
                            if (LosesAnswerTo is { } lost && recipients.Contains(lost))
                            {
                                LosesAnswerTo = null;
                                return;
                            }
                            if (HoldsAnswers is { } gate)
                                await gate.Task.WaitAsync(stop);
                            await writer.WriteLineAsync("250 2.0.0 Taken");
                            break;
                        case "RSET" or "NOOP":
                            await writer.WriteLineAsync("250 2.0.0 Ok");
                            break;
                        case "QUIT":
                            await writer.WriteLineAsync("221 2.0.0 Bye");
                            return;
                        default:
                            await writer.WriteLineAsync("502 5.5.1 Unknown");
                            break;
                    }
                }
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side hung up, or we go down.
        }
    }

    static async Task<string> Data(StreamReader reader, CancellationToken stop)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(stop) is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }

    static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        HoldsAnswers?.TrySetResult();
        await Stop();
        await Task.WhenAll(talks);
    }
}
