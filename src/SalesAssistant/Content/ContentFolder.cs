using System.Security.Cryptography;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>
/// Reads the Markdown files of a directory into snapshots. A file that didn't change is not read again; of a file that can't be used
/// any more, the last good version stays. Not for several threads at once.
/// </summary>
public sealed class ContentFolder(string directory)
{
    readonly string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
    readonly Dictionary<string, (DateTime Written, long Length, ContentFile Latest, ContentFile? LastGood)> known = new(StringComparer.Ordinal);
    Snapshot? current;
    CompanyWords words = CompanyWords.None;

    /// <summary>The content as it is now; the same object as before when nothing changed.</summary>
    public Snapshot Read()
    {
        var faults = new List<FileFault>();
        var found = FilesBelow(faults);
        foreach (var gone in known.Keys.Except(found.Keys).ToList())
            known.Remove(gone);
        Parallel.ForEach(found.Where(IsNew).ToList(), pair =>
        {
            var (file, info) = pair;
            var latest = ReadFile(file, info);
            lock (known)
            {
                var lastGood = latest.Item is not null ? latest : known.TryGetValue(file, out var before) ? before.LastGood : null;
                known[file] = (info.LastWriteTimeUtc, info.Length, latest, lastGood);
            }
        });

        var read = known.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToList();
        foreach (var (_, _, latest, lastGood) in read)
            faults.AddRange(latest.Faults.Select(fault => latest.Item is null && lastGood is not null
                ? fault with { Message = fault.Message + " Until then the last good version is served." }
                : fault));
        var served = read.Where(file => file.LastGood is not null).Select(file => file.LastGood!).ToList();
        var before = words;
        words = ReadWords(faults);
        faults.AddRange(words.Faults);
        var hash = HashOf(served);
        if (current is null || current.Hash != hash || words != before)
            current = Snapshot.Build(hash, served, faults, words);
        else if (!current.Faults.SequenceEqual(faults))
            current = current.With(faults);
        return current;
    }

    /// <summary>The same object when the file didn't change; the last good one when it can't be read.</summary>
    CompanyWords ReadWords(List<FileFault> faults)
    {
        try
        {
            var file = new FileInfo(Path.Combine(root, CompanyWords.File));
            if (!file.Exists || (file.LinkTarget is not null && !StaysInside(file)))
                return CompanyWords.None;
            if (file.Length > ContentFile.MostBytes)
                throw new IOException("it is larger than 5 MB");
            var text = File.ReadAllText(file.FullName);
            return text == words.Text ? words : CompanyWords.Read(text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(new FileFault(CompanyWords.File, 0, $"The file can't be used ({fault.Message}); mend its rights or its size."));
            return words;
        }
    }

    bool IsNew(KeyValuePair<string, FileInfo> pair) =>
        !known.TryGetValue(pair.Key, out var before) || before.Written != pair.Value.LastWriteTimeUtc || before.Length != pair.Value.Length;

    Dictionary<string, FileInfo> FilesBelow(List<FileFault> faults)
    {
        var found = new Dictionary<string, FileInfo>(StringComparer.Ordinal);
        if (Directory.Exists(root))
            Collect(new DirectoryInfo(root));
        else
            faults.Add(new FileFault(directory, 0, "The content directory doesn't exist; make it, or name another in Content:Directory."));
        return found;

        void Collect(DirectoryInfo folder)
        {
            try
            {
                foreach (var entry in folder.EnumerateFileSystemInfos())
                {
                    if (entry.Name.StartsWith('.'))
                        continue;
                    var file = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                    if (entry.LinkTarget is not null && !StaysInside(entry))
                        faults.Add(new FileFault(file, 0, "This link leads out of the content directory; put the file itself here."));
                    else if (entry is DirectoryInfo { LinkTarget: null } inner)
                        Collect(inner);
                    else if (entry is FileInfo info && entry.Extension.Equals(".md", StringComparison.OrdinalIgnoreCase))
                        found[file] = info;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                faults.Add(new FileFault(Path.GetRelativePath(root, folder.FullName).Replace('\\', '/'), 0, "The folder can't be read; mend its rights."));
            }
        }
    }

    bool StaysInside(FileSystemInfo link) =>
        link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target
        && target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static ContentFile ReadFile(string file, FileInfo info)
    {
        if (info.Length > ContentFile.MostBytes)
            return ContentFile.Unusable(file, new FileFault(file, 0, "The file is larger than 5 MB; part it into pages."));
        try
        {
            return ContentFile.Read(file, File.ReadAllBytes(info.FullName));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ContentFile.Unusable(file, new FileFault(file, 0, "The file can't be read; mend its rights or close the program that holds it."));
        }
    }

    static string HashOf(IEnumerable<ContentFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            hash.AppendData(file.Hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
