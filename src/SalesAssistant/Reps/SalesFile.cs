using System.Text;
using Microsoft.Extensions.Logging;
using SalesAssistant.Hosting;

namespace SalesAssistant.Reps;

/// <summary>
/// One file that people edit, read when first needed and again when it changes. A version with faults is logged and left aside,
/// and the last good one stays in force: a typing error must not stop a running bot.
/// </summary>
/// <remarks>Changes are seen by a watcher, debounced because editors write in several steps, and by a periodic scan, because watchers miss events.</remarks>
public sealed class SalesFile<T> : IDisposable where T : class
{
    static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan ScanEvery = TimeSpan.FromSeconds(30);

    readonly string path;
    readonly string name;
    readonly string setting;
    readonly Func<string, string, FileReading<T>> read;
    readonly ILogger log;
    readonly Lock reading = new();
    readonly ITimer timer;
    readonly FileSystemWatcher? watcher;
    string? lastSeen;
    FileFault? lastTrouble;
    volatile Version? version;

    /// <param name="path">The file, relative to the current directory or absolute.</param>
    /// <param name="read">Takes the file's name and the text, gives the value or its faults.</param>
    /// <param name="clock">Drives the debounce and the scan.</param>
    /// <param name="log">Where a bad version is reported.</param>
    /// <param name="setting">The setting that names the file's folder, for the error message.</param>
    public SalesFile(string path, Func<string, string, FileReading<T>> read, TimeProvider clock, ILogger log, string setting = "Sales:Directory")
    {
        this.path = path;
        name = Path.GetFileName(path);
        this.read = read;
        this.setting = setting;
        this.log = log;
        timer = clock.CreateTimer(_ => LookAgain(), null, ScanEvery, ScanEvery);
        watcher = Watch();
    }

    /// <summary>The last good version.</summary>
    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public T Current
    {
        get
        {
            if (version is null)
                LookAgain();
            return version!.Value ?? throw new SalesFileException(setting, version.Faults);
        }
    }

    /// <summary>The last good version; null when there has not been one yet.</summary>
    public T? Last
    {
        get
        {
            if (version is null)
                LookAgain();
            return version!.Value;
        }
    }

    /// <summary>What is wrong in the file as it is now; empty when <see cref="Current"/> is what the file says.</summary>
    public IReadOnlyList<FileFault> Faults
    {
        get
        {
            if (version is null)
                LookAgain();
            return version!.Faults;
        }
    }

    /// <summary>Raised after another good version came into force, on a thread of the pool.</summary>
    public event Action? Changed;

    /// <summary>Reads the file now if it differs from what was seen last.</summary>
    public void LookAgain()
    {
        bool changed;
        lock (reading)
        {
            var (text, trouble) = Load();
            if (version is not null && text == lastSeen && trouble == lastTrouble)
                return;
            (lastSeen, lastTrouble) = (text, trouble);
            var found = text is null ? new FileReading<T>(null, [trouble!]) : read(name, text);
            changed = version?.Value is not null && found.Value is not null;
            if (version?.Value is not null && found.Value is null)
                log.LogWarning("{Fault}. The last good version stays in force.", SalesFileException.Summary(found.Faults));
            version = new Version(found.Value ?? version?.Value, found.Faults);
        }

        if (changed)
        {
            log.LogInformation("{File} was read again.", path);
            Changed?.Invoke();
        }
    }

    /// <summary>
    /// Puts another text in the file's place: whole, or not at all. A text that has faults is not written. What an editor saves in the very
    /// moment between the last look and the replacing is lost, as between two editors.
    /// </summary>
    /// <param name="edit">Takes the text as it stands now, and gives the new one; null leaves it at that.</param>
    /// <param name="keepOld">Where the replaced text is kept.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="IOException">The file can't be written; it stands as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; it stands as it was.</exception>
    public bool Replace(Func<string, string?> edit, string keepOld)
    {
        lock (reading)
        {
            // Behind a link lies the file that is meant.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            var before = File.ReadAllBytes(target);
            var hasMark = before.AsSpan().StartsWith(Encoding.UTF8.Preamble);
            var text = Encoding.UTF8.GetString(before.AsSpan(hasMark ? Encoding.UTF8.Preamble.Length : 0));
            if (edit(text) is not { } next || next == text || read(name, next).Value is null)
                return false;
            WholeFile.Write(Path.GetFullPath(keepOld), before);
            WholeFile.Write(Path.GetFullPath(target), [.. hasMark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(next)]);
        }

        LookAgain();
        return true;
    }

    public void Dispose()
    {
        watcher?.Dispose();
        timer.Dispose();
    }

    (string? Text, FileFault? Trouble) Load()
    {
        try
        {
            return (File.ReadAllText(path), null);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            var why = missing is FileNotFoundException or DirectoryNotFoundException
                ? $"the file is not in {Path.GetDirectoryName(path)}; create it, or set {setting} to the folder that has it"
                : "the file can't be read; check its permissions";
            return (null, new FileFault(name, 0, why));
        }
    }

    FileSystemWatcher? Watch()
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory))
            return null;
        try
        {
            var watching = new FileSystemWatcher(directory, Path.GetFileName(path));
            watching.Changed += Soon;
            watching.Created += Soon;
            watching.Deleted += Soon;
            watching.Renamed += Soon;
            watching.EnableRaisingEvents = true;
            return watching;
        }
        catch (IOException full)
        {
            log.LogWarning(full, "{File} can't be watched; changes are seen within {Seconds} seconds.", path, ScanEvery.TotalSeconds);
            return null;
        }
    }

    void Soon(object sender, FileSystemEventArgs change) => timer.Change(Debounce, ScanEvery);

    sealed record Version(T? Value, IReadOnlyList<FileFault> Faults);
}
