using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SalesAssistant.Tests.Drivers;

/// <summary>The product as a process of its own, started as people start it, and killed as power cuts kill it.</summary>
public sealed class SalesProcess : IAsyncDisposable
{
    readonly string[] settings;
    Process? process;

    public SalesProcess(string data, params string[] settings)
    {
        DataDirectory = data;
        this.settings = settings;
        Address = $"http://127.0.0.1:{FreePort()}";
        Http = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(20) };
    }

    public string Address { get; }
    public string DataDirectory { get; }

    /// <summary>Where it is started; the repository's root unless told otherwise.</summary>
    public string? Folder { get; init; }

    public HttpClient Http { get; }

    /// <summary>What the process printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>The product's assembly, as the build of this configuration left it.</summary>
    public static string Assembly { get; } = Repository.PathOf("src", "SalesAssistant", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "SalesAssistant.dll");

    /// <summary>How much memory of the machine it holds.</summary>
    public long ResidentBytes()
    {
        process!.Refresh();
        return process.WorkingSet64;
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task Start()
    {
        process = Launch(["--Urls", Address, "--Data:Directory", DataDirectory, "--Api:Key", SalesApp.ApiKey, .. settings], Folder);
        process.OutputDataReceived += (_, line) => Output += line.Data + "\n";
        process.ErrorDataReceived += (_, line) => Output += line.Data + "\n";
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.Holds(IsReady, "the server is ready");

        async Task<bool> IsReady()
        {
            if (process.HasExited)
                throw new InvalidOperationException($"It ended with {process.ExitCode}: {Output}");
            try
            {
                return (await Http.GetAsync("/readyz")).IsSuccessStatusCode;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> Run(string[] arguments, string? input = null, string? directory = null)
    {
        using var process = Launch(arguments, directory);
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    static Process Launch(string[] arguments, string? directory = null)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            WorkingDirectory = directory ?? Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // As in SalesApp; the command line has the last word.
        start.Environment["Content__Embeddings"] = "false";
        return Process.Start(start)!;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await Kill();
        Http.Dispose();
    }
}
