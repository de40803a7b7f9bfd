using NodaTime;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>What calendars say about when something is, compared.</summary>
static class EventTimes
{
    /// <summary>Whether it takes some of [from, to).</summary>
    /// <param name="zone">Whose days whole days are.</param>
    public static bool Overlaps(BusyItem item, Instant from, Instant to, DateTimeZone zone) => item switch
    {
        BusyItem.Timed timed => timed.Start < to && timed.End > from,
        BusyItem.AllDay days => zone.AtStartOfDay(days.StartDate).ToInstant() < to && zone.AtStartOfDay(days.EndDate).ToInstant() > from,
        _ => true,
    };

    public static bool Same(BusyItem one, BusyItem other) => (one, other) switch
    {
        (BusyItem.Timed a, BusyItem.Timed b) => a.Start == b.Start && a.End == b.End,
        (BusyItem.AllDay a, BusyItem.AllDay b) => a.StartDate == b.StartDate && a.EndDate == b.EndDate,
        _ => false,
    };
}
