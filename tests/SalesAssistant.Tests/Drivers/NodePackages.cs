using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Xunit;

namespace SalesAssistant.Tests.Drivers;

/// <summary>npm packages as their makers published them, each fetched once into artifacts/ and known by its hash; and Node to run scripts of ours with them.</summary>
static class NodePackages
{
    static readonly string Cache = Repository.PathOf("artifacts", "npm");

    /// <summary>The folder of a package without its dependencies. Without npm, or without what it fetches from, the test is skipped and says so.</summary>
    public static async Task<string> Folder(string name, string version, string integrity)
    {
        var folder = Path.Combine(Cache, $"{name}-{version}");
        if (Directory.Exists(folder)) return Path.Combine(folder, "package");
        var scratch = Directory.CreateDirectory(Path.Combine(Cache, $".new-{Guid.NewGuid():N}")).FullName;
        try
        {
            await Fetch($"{name}@{version}", scratch);
            var archive = Directory.GetFiles(scratch, "*.tgz").Single();
            var actual = $"sha512-{Convert.ToBase64String(SHA512.HashData(await File.ReadAllBytesAsync(archive)))}";
            Assert.True(actual == integrity, $"The archive of {name} {version} is not the one we know: {actual}");
            var unpacked = Directory.CreateDirectory(Path.Combine(scratch, "unpacked")).FullName;
            await using (var file = File.OpenRead(archive))
            await using (var tar = new GZipStream(file, CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(tar, unpacked, overwriteFiles: false);
            if (!Directory.Exists(folder)) Directory.Move(unpacked, folder);
            return Path.Combine(folder, "package");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Starts a script with Node; its standard input and output are for the test to talk to it.</summary>
    public static Process Run(string script, params string[] arguments) => Start("node", Repository.Root, [script, .. arguments]);

    static async Task Fetch(string package, string into)
    {
        using var npm = Start("npm", into, ["pack", package, "--loglevel", "error", "--pack-destination", into]);
        npm.StandardInput.Close();
        var (output, error) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        await output;
        Assert.SkipWhen(npm.ExitCode != 0, $"npm could not fetch {package}: {(await error).Split('\n')[0]}");
    }

    static Process Start(string program, string folder, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"There is no {program} here.");
            throw;
        }
    }
}
