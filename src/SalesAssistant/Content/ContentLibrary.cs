using Microsoft.Extensions.Options;
using SalesAssistant.Content.Site;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>Holds the snapshot that is served now. A new one is built beside it and put in its place whole.</summary>
public sealed class ContentLibrary(IOptions<ContentOptions> options, DataDirectory data, SnapshotStore store, ILogger<ContentLibrary> log)
{
    readonly ContentFolder folder = new(options.Value.Directory, new SiteStore(data).Directory);
    readonly Lock reading = new();
    volatile Snapshot? current;

    /// <summary>Never null; read at the first call if nobody has refreshed before. Take it once a turn.</summary>
    public Snapshot Current => current ?? First();

    /// <summary>Whoever comes while it is being read waits, and need not read it again.</summary>
    Snapshot First()
    {
        lock (reading)
            return current ?? Refresh();
    }

    /// <summary>Reads what changed; on return <see cref="Current"/> is what the files say, or their last good versions.</summary>
    public Snapshot Refresh()
    {
        lock (reading)
        {
            var before = current;
            var read = folder.Read();
            if (ReferenceEquals(read, before))
                return read;
            if (read.Hash != before?.Hash)
            {
                store.Keep(read);
                log.LogInformation("Content {Hash}: {Items} items, {Passages} passages", read.Hash, read.Items.Count, read.Passages.Count);
            }
            foreach (var fault in read.Faults.Except(before?.Faults ?? []))
                log.LogWarning("Content fault in {Fault}", fault);
            current = read;
            return read;
        }
    }
}
