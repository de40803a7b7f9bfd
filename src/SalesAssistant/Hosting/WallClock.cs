namespace SalesAssistant.Hosting;

/// <summary>
/// What time it is for people: what a visitor's "now", an offer's last day and a booking's start are compared with. The system's
/// time, unless a test sets it. Beside it, <see cref="TimeProvider"/> stays the system's: a silo whose clock jumps takes itself for dead.
/// </summary>
public class WallClock : TimeProvider;
