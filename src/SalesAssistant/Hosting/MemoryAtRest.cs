using System.Runtime;

namespace SalesAssistant.Hosting;

/// <summary>
/// Gives memory back once a busy server has come to rest. The runtime collects what has lived for a while only when much more is asked for, and so would hold
/// all night what a busy hour took. A collection at rest stops everything for up to a tenth of a second.
/// </summary>
public sealed class MemoryAtRest
{
    /// <summary>Between two looks. About the process, not about the business: real time even where tests hold the clock.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Bytes that may be asked for within a pause at rest: what looks for news every now and then asks for a third of it.</summary>
    public const long MostAtRest = 16 << 20;

    /// <summary>Bytes asked for since the last time that are worth a collection.</summary>
    public const long LeastToCollect = 128 << 20;

    long lookedAt;
    long collectedAt;

    /// <summary>Looks every now and then until the program ends.</summary>
    public static async Task Watch(CancellationToken end)
    {
        var rest = new MemoryAtRest();
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                if (rest.IsDue(GC.GetTotalAllocatedBytes()))
                    GiveBack();
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    /// <summary>Collects everything, and what is free goes back to the machine at once.</summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <param name="allocated">All bytes that were ever asked for.</param>
    public bool IsDue(long allocated)
    {
        var isAtRest = allocated - lookedAt < MostAtRest;
        lookedAt = allocated;
        if (!isAtRest || allocated - collectedAt < LeastToCollect)
            return false;
        collectedAt = allocated;
        return true;
    }
}
