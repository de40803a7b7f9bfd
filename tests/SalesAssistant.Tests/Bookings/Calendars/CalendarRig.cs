using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>
/// A kind of calendar under test, and what reps do in it by its own means. Whoever brings another calendar derives from this and from
/// <see cref="HostCalendarsContract"/>, and has the whole suite.
/// </summary>
public abstract class CalendarRig : IAsyncDisposable
{
    /// <summary>The zone of all its hosts.</summary>
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    /// <summary>The calendar's clock says so: a Monday morning.</summary>
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 9, 0);

    public abstract IHostCalendars Calendars { get; }

    /// <summary>A host whose calendar is empty. Starts what has to run for it.</summary>
    public abstract Task<string> NewHost();

    /// <summary>Somebody without a calendar that we know.</summary>
    public virtual string Stranger => "nobody@example.com";

    /// <summary>The host puts something in. Returns the id that the calendar gives it.</summary>
    public abstract Task<string> Puts(string host, Instant start, Instant end, BusyStatus status = BusyStatus.Busy);

    public abstract Task PutsWholeDays(string host, LocalDate first, LocalDate until);

    /// <summary>The same time by the host's clock, week after week.</summary>
    public abstract Task PutsWeekly(string host, LocalDateTime first, Period length, int weeks);

    /// <summary>The host moves an event of ours.</summary>
    public abstract Task Moves(string host, string eventId, Instant start, Instant end);

    public abstract Task Deletes(string host, string eventId);

    /// <summary>Somebody invited declines.</summary>
    public abstract Task Declines(string host, string eventId, string attendee);

    /// <summary>A second event of the same booking, as another installation would have made it a moment later.</summary>
    public abstract Task Doubles(string host, CalendarEvent first, Instant start, Instant end);

    /// <summary>The calendar no longer knows any cursor that it gave out.</summary>
    public abstract Task<string> ForgottenCursor(string cursor);

    /// <summary>How many times an address was told of an event; null where the calendar tells nobody.</summary>
    public virtual int? Told(string eventId, string address) => null;

    public abstract ValueTask DisposeAsync();
}
