using SalesAssistant.Hosting;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A clock that can be set, and runs on from there. Timers keep real time: only what is compared with a date moves.</summary>
public sealed class MovableClock : WallClock
{
    long offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref offset));

    public void Set(DateTimeOffset to) => Interlocked.Exchange(ref offset, (to - System.GetUtcNow()).Ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
