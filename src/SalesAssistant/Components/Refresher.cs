using System.Threading.Channels;

namespace SalesAssistant.Components;

/// <summary>
/// Does a piece of work soon after somebody asked for it: at once when it was quiet, never twice at the same time, and at most once
/// in each pause, however often it is asked meanwhile. So a page survives a burst of news.
/// </summary>
public sealed class Refresher : IAsyncDisposable
{
    readonly Channel<bool> asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly CancellationTokenSource stop = new();
    readonly Task loop;

    /// <param name="work">Must deal with its own failures: an exception that leaves it ends the refreshing.</param>
    /// <param name="pause">How long it rests after each piece of work. Real time, since it spares a real machine.</param>
    public Refresher(Func<CancellationToken, Task> work, TimeSpan pause) => loop = Task.Run(() => Run(work, pause));

    /// <summary>Asks for the work. Returns at once, on any thread.</summary>
    public void Ask() => asked.Writer.TryWrite(true);

    async Task Run(Func<CancellationToken, Task> work, TimeSpan pause)
    {
        try
        {
            await foreach (var _ in asked.Reader.ReadAllAsync(stop.Token))
            {
                await work(stop.Token);
                await Task.Delay(pause, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page is gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }
}
