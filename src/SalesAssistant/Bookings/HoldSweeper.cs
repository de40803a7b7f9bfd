using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings;

/// <summary>Ends holds that have run out and that nobody else has needed meanwhile.</summary>
public sealed class HoldSweeper(BatchWriter writer, WallClock clock, TimeProvider timers, ILogger<HoldSweeper> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, timers);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await writer.Write(session => BookingDesk.ExpireHolds(session, null, clock.GetUtcNow().UtcDateTime));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "Holds that ran out could not be ended; tried again in a minute.");
            }
        }
    }
}
