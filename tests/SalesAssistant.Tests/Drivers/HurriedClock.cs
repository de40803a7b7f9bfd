namespace SalesAssistant.Tests.Drivers;

/// <summary>The system's clock, with timers that go off a hundred times as soon: for waits between attempts.</summary>
sealed class HurriedClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 100, period);
}
