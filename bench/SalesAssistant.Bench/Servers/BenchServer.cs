using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace SalesAssistant.Bench.Servers;

/// <summary>A server under test, in a process of its own with a data directory of its own.</summary>
sealed class BenchServer : IAsyncDisposable
{
    readonly Process process;
    readonly StringBuilder output = new();
    readonly string data;

    BenchServer(Process process, string data)
    {
        this.process = process;
        this.data = data;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it takes activities.</summary>
    public Uri Messages { get; private set; } = null!;

    public int ProcessId => process.Id;

    /// <summary>The last of what it printed: why it ended, or what it complains of.</summary>
    public string LastOutput { get { lock (output) return output.ToString(Math.Max(0, output.Length - 2000), Math.Min(2000, output.Length)); } }

    /// <summary>This program as the floor.</summary>
    public static Task<BenchServer> Floor(string data, bool durable) =>
        Start(data, [typeof(BenchServer).Assembly.Location, durable ? "floor-durable" : "floor", "--data", data]);

    /// <summary>The product, as a developer starts it who wants to be called by a local channel.</summary>
    /// <param name="settings">As `--Section:Key`, `value`.</param>
    public static Task<BenchServer> Product(string data, string assembly, params string[] settings) =>
        Start(data, [assembly, "--Urls", "http://127.0.0.1:0", "--Data:Directory", data, "--BotFramework:AllowUnauthenticated", "true", .. settings]);

    /// <summary>The product as it is run for real channels: whoever has no token is refused.</summary>
    /// <param name="settings">As `--Section:Key`, `value`.</param>
    public static Task<BenchServer> Guarded(string data, string assembly, params string[] settings) =>
        Start(data, [assembly, "--Urls", "http://127.0.0.1:0", "--Data:Directory", data, .. settings]);

    static async Task<BenchServer> Start(string data, string[] arguments)
    {
        Directory.CreateDirectory(data);
        var announcement = Path.Combine(data, "server.json");
        File.Delete(announcement);
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var server = new BenchServer(Process.Start(start)!, data);
        try
        {
            server.Messages = new Uri(await server.Announced(announcement) + "/api/messages");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    async Task<string> Announced(string file)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60); await Task.Delay(2))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended with {process.ExitCode}:\n{LastOutput}");
            try
            {
                if (File.Exists(file))
                    return JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty("url").GetString()!;
            }
            catch (Exception half) when (half is JsonException or IOException)
            {
                // Being written: there is more at the next look.
            }
        }
        throw new TimeoutException($"The server did not say within a minute where it listens:\n{LastOutput}");
    }

    /// <summary>
    /// Waits until what a start leaves to be done later is done: on a new data directory the meaning of the content is worked out by all processors, once. Whoever measures turns before that measures both.
    /// </summary>
    public async Task<BenchServer> AtRest()
    {
        const double Idle = 0.02;
        var began = Stopwatch.GetTimestamp();
        for (var (before, idle) = (ProcessCost.Cpu(ProcessId), 0); idle < 2;)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(3))
                throw new TimeoutException("The server was still busy three minutes after its start.");
            await Task.Delay(TimeSpan.FromSeconds(1));
            var now = ProcessCost.Cpu(ProcessId);
            idle = (now - before).TotalSeconds < Idle ? idle + 1 : 0;
            before = now;
        }
        return this;
    }

    /// <summary>Ends it; its data directory stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    void Keep(string? line)
    {
        if (line is not null)
            lock (output) output.AppendLine(line);
    }

    public override string ToString() => data;
}
