using System.Security.Cryptography;
using SalesAssistant.Content.Reading;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>
/// Reads the files of a directory into snapshots. A file that didn't change is not read again; of a file that can't be used
/// any more, the last good version stays. Not for several threads at once.
/// </summary>
/// <param name="directory">Marketing's files.</param>
/// <param name="site">The website's pages, served as if they lay in a folder <c>site</c>; null when there are none.</param>
public sealed class ContentFolder(string directory, string? site = null)
{
    const string SiteFolder = "site/";

    const int LargestFrontMatter = 100_000;
    const int LargestWords = 5_000_000;

    readonly string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
    readonly string? siteRoot = site is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(site));
    readonly Dictionary<string, (Found Found, ContentFile Latest, ContentFile? LastGood)> known = new(StringComparer.Ordinal);
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
            var (file, files) = pair;
            var latest = ReadFile(file, files);
            lock (known)
            {
                var lastGood = latest.Item is not null ? latest : known.TryGetValue(file, out var before) ? before.LastGood : null;
                known[file] = (files, latest, lastGood);
            }
        });

        var read = known.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToList();
        foreach (var (_, latest, lastGood) in read)
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
            if (file.Length > LargestWords)
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

    /// <summary>A file as the folder has it, and the one beside it with its front matter.</summary>
    sealed record Found(Stamp File, Stamp? Beside);

    sealed record Stamp(string FullName, DateTime Written, long Length)
    {
        public static Stamp Of(FileInfo info) => new(info.FullName, info.LastWriteTimeUtc, info.Length);
    }

    bool IsNew(KeyValuePair<string, Found> pair) => !known.TryGetValue(pair.Key, out var before) || before.Found != pair.Value;

    Dictionary<string, Found> FilesBelow(List<FileFault> faults)
    {
        var found = new Dictionary<string, FileInfo>(StringComparer.Ordinal);
        if (Directory.Exists(root))
            Collect(new DirectoryInfo(root), root, "");
        else
            faults.Add(new FileFault(directory, 0, "The content directory doesn't exist; make it, or name another in Content:Directory."));
        if (siteRoot is not null && Directory.Exists(siteRoot))
            Collect(new DirectoryInfo(siteRoot), siteRoot, SiteFolder);
        return found.Where(pair => DescribedIn(found, pair.Key) is null)
            .ToDictionary(pair => pair.Key, pair => new Found(Stamp.Of(pair.Value), found.TryGetValue(FileFormats.Beside(pair.Key), out var beside) ? Stamp.Of(beside) : null), StringComparer.Ordinal);

        void Collect(DirectoryInfo folder, string top, string prefix)
        {
            try
            {
                foreach (var entry in folder.EnumerateFileSystemInfos())
                {
                    if (entry.Name.StartsWith('.'))
                        continue;
                    var file = prefix + Path.GetRelativePath(top, entry.FullName).Replace('\\', '/');
                    if (entry.LinkTarget is not null && !StaysInside(entry))
                        faults.Add(new FileFault(file, 0, "This link leads out of the content directory; put the file itself here."));
                    else if (entry is DirectoryInfo { LinkTarget: null } inner)
                        Collect(inner, top, prefix);
                    else if (entry is FileInfo info && FileFormats.Of(entry.Name) is not null && file != CompanyWords.File)
                        found.TryAdd(file, info);
                    else if (FileFormats.HowToConvert(entry.Name) is { } how)
                        faults.Add(new FileFault(file, 0, $"Files of this kind aren't read: {how}."));
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                faults.Add(new FileFault(prefix + Path.GetRelativePath(top, folder.FullName).Replace('\\', '/'), 0, "The folder can't be read; mend its rights."));
            }
        }
    }

    bool StaysInside(FileSystemInfo link) =>
        link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target
        && target.FullName.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static string? DescribedIn(Dictionary<string, FileInfo> found, string file) => FileFormats.DescribedBy(file) is { } described && found.ContainsKey(described) ? described : null;

    static ContentFile ReadFile(string file, Found found)
    {
        var most = FileFormats.Of(file)!.MostBytes;
        if (found.File.Length > most)
            return ContentFile.Unusable(file, new FileFault(file, 0, $"The file is larger than {most / 1_000_000} MB; part it, or take out what isn't text."));
        if (found.Beside is { Length: > LargestFrontMatter })
            return ContentFile.Unusable(file, new FileFault(FileFormats.Beside(file), 0, "Front matter is a few lines of \"name: value\"; this file is too large for that."));
        try
        {
            return ContentFile.Read(file, File.ReadAllBytes(found.File.FullName), found.Beside is null ? null : File.ReadAllBytes(found.Beside.FullName));
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
