using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace SalesAssistant.Tests.Drivers;

/// <summary>The product as a process of its own, started from the repository's root on a free port. Ends with its whole tree.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    readonly Process process;
    readonly StringBuilder output = new();

    ServerProcess(Process process, string data)
    {
        this.process = process;
        DataDirectory = data;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Address { get; private set; } = "";
    public string DataDirectory { get; }

    /// <summary>What it has printed so far.</summary>
    public string Output { get { lock (output) return output.ToString(); } }

    /// <summary>Starts `dotnet` with these arguments, and with the settings that keep it apart from others; returns when it listens.</summary>
    /// <param name="dotnet">Such as `run --project src/SalesAssistant --no-build --`, or the path of a DLL.</param>
    /// <param name="data">Keeps an earlier run's data directory.</param>
    /// <param name="environment">Variables beside ours, such as ASPNETCORE_ENVIRONMENT.</param>
    public static async Task<ServerProcess> Start(IEnumerable<string> dotnet, string? data = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        data ??= TestFolder.New("sales");
        File.Delete(Path.Combine(data, "server.json"));
        var start = new ProcessStartInfo("dotnet", [.. dotnet, "--Urls", "http://127.0.0.1:0", "--Data:Directory", data])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // As in SalesApp.
        start.Environment["Content__Embeddings"] = "false";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!, data);
        server.Address = await Eventually.Get(() => Task.FromResult(server.Announced()), "a listening server");
        return server;
    }

    /// <summary>A client of its address.</summary>
    public HttpClient Http() => new() { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Ends it at once, as a power cut would: it gets no chance to tidy up.</summary>
    public async Task Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        process.Dispose();
    }

    string? Announced()
    {
        if (process.HasExited)
            throw new InvalidOperationException($"The server ended with {process.ExitCode}:\n{Output}");
        var file = Path.Combine(DataDirectory, "server.json");
        try
        {
            return File.Exists(file) ? JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("url").GetString() : null;
        }
        catch (JsonException)
        {
            return null; // Half written.
        }
    }

    void Keep(string? line)
    {
        if (line is not null)
            lock (output) output.AppendLine(line);
    }
}
