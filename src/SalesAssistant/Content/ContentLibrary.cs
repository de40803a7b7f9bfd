using System.Threading.Channels;
using Microsoft.Extensions.Options;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Content.Site;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content;

/// <summary>
/// Holds the snapshot that is served now. A new one is built beside it and put in its place whole: by its words at once, with the vectors known
/// so far; when the rest of its vectors is there, <see cref="Complete"/> puts the same snapshot with all of them in its place.
/// </summary>
public sealed class ContentLibrary(IOptions<ContentOptions> options, DataDirectory data, SnapshotStore store, ILogger<ContentLibrary> log)
{
    readonly ContentFolder folder = new(options.Value.Directory, new SiteStore(data).Directory);
    readonly Lock reading = new();
    readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    Snapshot? lastRead;
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
            if (before is not null && ReferenceEquals(read, lastRead))
                return before;
            lastRead = read;
            if (read.Hash != before?.Hash)
            {
                store.Keep(read);
                log.LogInformation("Content {Hash}: {Items} items, {Passages} passages", read.Hash, read.Items.Count, read.Passages.Count);
            }
            foreach (var fault in read.Faults.Except(before?.Faults ?? []))
                log.LogWarning("Content fault in {Fault}", fault);
            current = MeaningBuilder.Carry(read, before?.Vectors) is { } known ? read.With(known) : read;
            changes.Writer.TryWrite(true);
            return current;
        }
    }

    /// <summary>Waits until the content has changed since the last wait; at first until it has been read.</summary>
    internal ValueTask<bool> Changed(CancellationToken cancel) => changes.Reader.ReadAsync(cancel);

    /// <summary>Puts the vectors in place, unless the content has changed meanwhile.</summary>
    internal bool Complete(Snapshot snapshot, PassageVectors vectors)
    {
        lock (reading)
        {
            if (!ReferenceEquals(current, snapshot))
                return false;
            current = snapshot.With(vectors);
            return true;
        }
    }
}
