using SalesAssistant.Hosting;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A clock of people that stands still until it is moved: for what may happen once in a span of time, on machines of any speed.</summary>
public sealed class StandingClock : WallClock
{
    long ticks = SalesApp.MondayMorning.Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
