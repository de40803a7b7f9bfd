using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace SalesAssistant.Tests.Drivers;

/// <summary>
/// A CalDAV server of the tests' own: Debian's Radicale with a configuration and a directory of its own, on a free port of loopback. One
/// account may read and write the calendars of those who sell. Without Radicale on the machine such a test is skipped and says so.
/// </summary>
public sealed class Radicale : IAsyncDisposable
{
    public const string User = "assistant";
    public const string Password = "secret";

    // Ends with whoever holds its standard input: a test run that is killed leaves no server behind.
    const string Script = """
        radicale --config "$1/config" >"$1/log" 2>&1 &
        server=$!
        cat >/dev/null
        kill "$server"
        wait "$server"
        """;

    readonly Process process;

    Radicale(Process process, string address)
    {
        (this.process, Address) = (process, address);
        // It speaks HTTP/1.0, and hangs up after each answer.
        Http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Password}")));
    }

    public string Address { get; }

    /// <summary>The product's CalDav:Url.</summary>
    public string Url => Address + "/{host}/calendar/";

    /// <summary>Signed in as the account.</summary>
    public HttpClient Http { get; }

    public static async Task<Radicale> Start()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, "radicale"))))
            Assert.Skip("No Radicale: it is not on the PATH.");
        var folder = TestFolder.New("radicale");
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), $"""
            [server]
            hosts = 127.0.0.1:{port}
            [auth]
            type = htpasswd
            htpasswd_filename = {folder}/users
            htpasswd_encryption = plain
            delay = 0
            [rights]
            type = from_file
            file = {folder}/rights
            [storage]
            filesystem_folder = {folder}/data
            [logging]
            level = warning
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), $"{User}:{Password}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "rights"), $"""
            [root]
            user: .+
            collection:
            permissions: R
            [own]
            user: {User}
            collection: {User}
            permissions: R
            [hosts]
            user: {User}
            collection: (rep[0-9]+|mia|tom)@example\.com(/.*)?
            permissions: RrWw
            """);
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", folder]) { RedirectStandardInput = true };
        var server = new Radicale(Process.Start(start)!, $"http://127.0.0.1:{port}");
        await Eventually.Holds(server.Answers, "Radicale answers");
        return server;
    }

    /// <summary>A new, empty calendar of somebody.</summary>
    public async Task MakeCalendar(string host)
    {
        foreach (var (method, path) in ((string, string)[])[("MKCOL", $"/{host}/"), ("MKCALENDAR", $"/{host}/calendar/")])
        {
            using var answer = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            answer.EnsureSuccessStatusCode();
        }
    }

    async Task<bool> Answers()
    {
        try
        {
            using var answer = await Http.GetAsync("/.web/");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        Http.Dispose();
    }
}
