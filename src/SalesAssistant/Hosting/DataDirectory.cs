using System.Security.Cryptography;

namespace SalesAssistant.Hosting;

/// <summary>The folder for everything that the program writes (setting `Data:Directory`, default `data`).</summary>
public sealed class DataDirectory : IDisposable
{
    FileStream? claim;

    /// <exception cref="SettingException">The folder can't be made or written.</exception>
    public DataDirectory(IConfiguration configuration)
    {
        Path = configuration["Data:Directory"] is { Length: > 0 } given ? given : "data";
        try
        {
            Path = System.IO.Path.GetFullPath(Path);
            Directory.CreateDirectory(Path);
            var probe = System.IO.Path.Combine(Path, $".write-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException("Data:Directory", $"'{Path}' can't be written", "name a folder that this user may write, or mend its rights");
        }
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>A file in the data directory.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Takes the directory for one server: two of them would each believe that they alone write.</summary>
    /// <exception cref="SettingException">Another server holds it.</exception>
    public void Claim()
    {
        try
        {
            claim = new FileStream(PathOf("server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SettingException("Data:Directory", $"'{Path}' is held by another running server", "stop it, or give this one a directory of its own");
        }
    }

    /// <summary>True while a server holds the directory.</summary>
    public bool IsHeld()
    {
        try
        {
            using var probe = new FileStream(PathOf("server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>A random secret of 32 bytes, made on first use and kept for ever, readable by this user only.</summary>
    public byte[] Secret(string name)
    {
        var directory = System.IO.Path.Combine(Path, "keys");
        Directory.CreateDirectory(directory);
        var file = System.IO.Path.Combine(directory, name);
        if (!File.Exists(file))
        {
            var draft = $"{file}.{Guid.NewGuid():N}";
            File.WriteAllBytes(draft, RandomNumberGenerator.GetBytes(32));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            try
            {
                File.Move(draft, file, overwrite: false);
            }
            catch (IOException)
            {
                // Another process made it first: use theirs.
                File.Delete(draft);
            }
        }
        return File.ReadAllBytes(file);
    }

    public void Dispose() => claim?.Dispose();
}
