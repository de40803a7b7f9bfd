using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace SalesAssistant.Tests.Drivers;

/// <summary>
/// Scripts of ours (tests/…/Clients) under Node, with the packages of Microsoft's that they use: installed once, as the lock file pins
/// them, into artifacts/. Without Node a test is skipped and says so.
/// </summary>
static class NodeClients
{
    static readonly string Sources = Repository.PathOf("tests", "SalesAssistant.Tests", "Clients");
    static readonly Lazy<Task<string>> Installed = new(Install);

    /// <summary>Runs a script to its end and gives what it printed.</summary>
    /// <param name="script">Its file name.</param>
    /// <param name="input">What it reads from standard input.</param>
    public static async Task<string> Run(string script, string input, params string[] arguments)
    {
        var folder = await Installed.Value;
        return await Ends(folder, "node", input, [Path.Combine(folder, script), .. arguments]);
    }

    /// <summary>Starts a script that a test talks to while it runs.</summary>
    public static async Task<Process> Start(string script, params string[] arguments)
    {
        var folder = await Installed.Value;
        return Launch(folder, "node", [Path.Combine(folder, script), .. arguments]);
    }

    static async Task<string> Install()
    {
        var locked = await File.ReadAllBytesAsync(Path.Combine(Sources, "package-lock.json"));
        var folder = Repository.PathOf("artifacts", "clients", Convert.ToHexStringLower(SHA256.HashData(locked))[..12]);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Sources))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var done = Path.Combine(folder, "installed");
        if (!File.Exists(done))
        {
            await Ends(folder, "npm", "", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
            await File.WriteAllTextAsync(done, "");
        }
        return folder;
    }

    static async Task<string> Ends(string folder, string program, string input, string[] arguments)
    {
        using var process = Launch(folder, program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await errors}\n{await output}");
        return await output;
    }

    static Process Launch(string folder, string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = new UTF8Encoding(false),
                StandardOutputEncoding = Encoding.UTF8,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} was not found.");
            throw;
        }
    }
}
