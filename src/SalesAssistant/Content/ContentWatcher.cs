using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace SalesAssistant.Content;

/// <summary>Keeps the library up to date: on a word from the file system, gathered for 200 ms, and every few seconds in any case.</summary>
internal sealed class ContentWatcher(ContentLibrary library, IOptions<ContentOptions> options, ILogger<ContentWatcher> log) : BackgroundService
{
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    FileSystemWatcher? watcher;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Watched first: what is changed while it is being read is told.
        watcher = Watch();
        // Usually it is read already, or just being read.
        _ = library.Current;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        watcher?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // These waits are about the disk, not about the business: they run on real time even where tests hold the clock.
            var scan = Task.Delay(options.Value.ScanEvery, stoppingToken);
            if (await Task.WhenAny(changes.Reader.WaitToReadAsync(stoppingToken).AsTask(), scan) != scan)
                await Task.Delay(Quiet, stoppingToken);
            while (changes.Reader.TryRead(out _))
            {
            }
            try
            {
                library.Refresh();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The content couldn't be read; the last good snapshot stays");
            }
        }
    }

    FileSystemWatcher? Watch()
    {
        try
        {
            var made = new FileSystemWatcher(options.Value.Directory) { IncludeSubdirectories = true };
            made.Changed += Changed;
            made.Created += Changed;
            made.Deleted += Changed;
            made.Renamed += Changed;
            made.Error += Changed;
            made.EnableRaisingEvents = true;
            return made;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.LogWarning("The content directory can't be watched ({Reason}); it is looked at every {Seconds} s", fault.Message, options.Value.ScanEvery.TotalSeconds);
            return null;
        }
    }

    void Changed(object sender, EventArgs change) => changes.Writer.TryWrite(true);
}
