using SalesAssistant.Hosting;
using Xunit;

namespace SalesAssistant.Tests.Hosting;

/// <summary>When a server gives memory back: once, as soon as it has come to rest after it was busy.</summary>
public sealed class MemoryAtRestTests
{
    const long Little = MemoryAtRest.MostAtRest - 1;

    readonly MemoryAtRest rest = new();
    long allocated;

    [Fact]
    public void A_busy_server_collects_nothing_and_one_that_has_come_to_rest_collects_once()
    {
        Assert.False(After(MemoryAtRest.LeastToCollect), "it is busy");
        Assert.False(After(MemoryAtRest.MostAtRest), "it is still busy");
        Assert.True(After(0), "it has come to rest");
        Assert.False(After(Little), "there is nothing new to collect");
    }

    [Fact]
    public void What_a_server_at_rest_asks_for_adds_up()
    {
        Assert.False(After(MemoryAtRest.MostAtRest), "it starts");
        var looks = 1;
        while (!After(Little))
            looks++;
        Assert.InRange(looks, (MemoryAtRest.LeastToCollect - MemoryAtRest.MostAtRest) / MemoryAtRest.MostAtRest, MemoryAtRest.LeastToCollect / MemoryAtRest.MostAtRest);
    }

    bool After(long more) => rest.IsDue(allocated += more);
}
