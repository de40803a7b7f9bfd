namespace SalesAssistant.Tests.Drivers;

/// <summary>The system's clock, with timers that go off so many times as soon: for waits between attempts.</summary>
sealed class HurriedClock(int times = 100) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / times, period);
}
