using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>Looks over the content as marketing would before publishing: what can't be read, links that lead nowhere, the same thing twice.</summary>
public static class ContentCheck
{
    /// <summary>So many words in a row make two passages alike when nearly all of them are shared.</summary>
    const int WordsInARow = 6;
    const int FewestRows = 10;
    const double Alike = 0.8;

    /// <exception cref="SettingException">There is no such directory.</exception>
    public static IEnumerable<FileFault> Run(string directory)
    {
        if (!Directory.Exists(directory))
            throw new SettingException("Content:Directory", $"'{directory}' doesn't exist", "make it, or name the folder that holds the content");
        var snapshot = new ContentFolder(directory).Read();
        return [.. snapshot.Faults, .. Links(snapshot, directory), .. SameTwice(snapshot), .. AlikePassages(snapshot)];
    }

    static IEnumerable<FileFault> Links(Snapshot snapshot, string directory)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        foreach (var source in snapshot.Sources)
        {
            foreach (var link in Markdig.Markdown.Parse(source.Markdown ?? "", MarkdownText.Pipeline).Descendants<LinkInline>())
            {
                if (TargetOf(link.Url) is not { } target)
                    continue;
                var folder = Path.GetDirectoryName(Path.Combine(root, source.Item.File))!;
                var path = target.StartsWith("/content/", StringComparison.Ordinal) ? Path.Combine(root, target["/content/".Length..]) : Path.Combine(folder, target);
                if (!IsInside(root, path))
                    yield return new FileFault(source.Item.File, link.Line + 1, $"The link to \"{link.Url}\" leads out of the content folder, where no reader can follow it; link to a file in the folder, or to a full address.");
                else if (!File.Exists(path) && !Directory.Exists(path))
                    yield return new FileFault(source.Item.File, link.Line + 1, $"The link to \"{link.Url}\" leads to no file; mend the path, or write the file.");
            }
        }
    }

    static bool IsInside(string root, string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) is var full && (full == root || full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>The path of a link to a file of ours; null for one that leads elsewhere.</summary>
    static string? TargetOf(string? url)
    {
        if (url is null || (url.StartsWith('/') && !url.StartsWith("/content/", StringComparison.Ordinal)) || url.Contains(':'))
            return null;
        var path = url.Split('#', '?')[0];
        return path.Length == 0 ? null : Uri.UnescapeDataString(path);
    }

    static IEnumerable<FileFault> SameTwice(Snapshot snapshot) =>
        Twice(snapshot.Items, item => item.Id, "id").Concat(Twice(snapshot.Items, item => item.Language + " " + Letters(item.Title), "title"));

    static IEnumerable<FileFault> Twice(IEnumerable<ContentItem> items, Func<ContentItem, string> key, string what)
    {
        foreach (var same in items.GroupBy(key).Where(group => group.Key.Length > 0))
        {
            var first = same.First();
            foreach (var item in same.Skip(1).Where(item => MayMeet(first, item)))
                yield return new FileFault(item.File, 0, $"It has the same {what} as {first.File} (\"{(what == "id" ? first.Id : first.Title)}\"); give each its own, or keep one of the two.");
        }
    }

    static IEnumerable<FileFault> AlikePassages(Snapshot snapshot)
    {
        var seen = new Dictionary<string, List<Passage>>();
        foreach (var passage in snapshot.Passages)
        {
            var words = Letters(passage.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var rows = Enumerable.Range(0, Math.Max(0, words.Length - WordsInARow + 1)).Select(at => string.Join(' ', words.AsSpan(at, WordsInARow).ToArray())).Distinct().ToList();
            if (rows.Count < FewestRows)
                continue;
            var shared = rows.SelectMany(row => seen.GetValueOrDefault(row, [])).CountBy(other => other).OrderByDescending(pair => pair.Value).FirstOrDefault();
            if (shared.Key is { } twin && shared.Value >= Alike * rows.Count && MayMeet(twin.Item, passage.Item))
                yield return new FileFault(passage.Item.File, 0, $"The text under \"{passage.Heading}\" says nearly the same as {twin.Item.File} under \"{twin.Heading}\"; keep it in one place and link to it.");
            foreach (var row in rows)
            {
                if (!seen.TryGetValue(row, out var passages))
                    seen[row] = passages = [];
                passages.Add(passage);
            }
        }
    }

    /// <summary>Two versions of an offer that follow each other in time are no duplicates.</summary>
    static bool MayMeet(ContentItem one, ContentItem other) =>
        !(one.ValidTo < other.ValidFrom) && !(other.ValidTo < one.ValidFrom);

    static string Letters(string text) =>
        string.Join(' ', string.Concat(text.Select(character => char.IsLetterOrDigit(character) ? char.ToLowerInvariant(character) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
