using System.Threading.Channels;
using SalesAssistant.Bookings;

namespace SalesAssistant.Conversations;

/// <summary>Wakes a conversation as soon as something has become of one of its bookings. What it misses, the <see cref="Sweeper"/> finds.</summary>
public sealed class NewsTeller(BookingSignals signals, IGrainFactory grains, ILogger<NewsTeller> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var waiting = Channel.CreateBounded<string>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });
        void Hear(string conversationId) => waiting.Writer.TryWrite(conversationId);
        signals.News += Hear;
        try
        {
            await foreach (var id in waiting.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await grains.Conversation(id).Wake();
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    log.LogWarning(fault, "Conversation {Conversation} could not be told of its booking; it is tried again", id);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends: the rows stay.
        }
        finally
        {
            signals.News -= Hear;
        }
    }
}
