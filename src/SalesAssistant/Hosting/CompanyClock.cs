using NodaTime;

namespace SalesAssistant.Hosting;

/// <summary>The date where the company is: offers begin and end by it, not by the visitor's date or UTC.</summary>
/// <param name="zone">Read each time, since the team's file may change while the program runs.</param>
public sealed class CompanyClock(WallClock time, Func<DateTimeZone> zone)
{
    public DateTimeZone Zone => zone();

    public LocalDate Today => Instant.FromDateTimeOffset(time.GetUtcNow()).InZone(zone()).Date;
}
