using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Calendars.Local;

/// <summary>
/// The embedded calendar: a table beside the bookings. A booking's event is written in the booking's own unit of work, so that nothing can
/// come between; the port is here so that all three calendars can be held to the same rules, and for the reps' own events.
/// </summary>
public sealed class LocalCalendars(IDbContextFactory<SalesDb> reads, BatchWriter writer, RepDirectory reps, WallClock clock) : IHostCalendars
{
    /// <summary>How far back the changes of a calendar reach: what is over concerns nobody.</summary>
    static readonly TimeSpan Past = TimeSpan.FromDays(1);

    public bool TellsInvited => false;

    // --- a booking's event, in the booking's unit of work --------------------------------------------------------------------------

    /// <summary>Writes the event of an agreed booking into the calendar of each of its hosts.</summary>
    /// <param name="now">UTC.</param>
    internal static void Book(WriteSession session, Booking booking, IEnumerable<string> hosts, DateTime now)
    {
        foreach (var host in hosts)
            session.Insert(new HostEvent
            {
                HostEmail = host,
                Id = booking.Id,
                Uid = booking.EventUid,
                BookingId = booking.Id,
                Subject = $"{booking.Title}: {booking.Name}",
                Location = booking.Phone ?? booking.Location,
                Start = booking.Start,
                End = booking.End,
                Attendees = booking.Email is { } email ? Write(new Dictionary<string, AttendeeResponse> { [email] = AttendeeResponse.Accepted }) : null,
                CreatedAt = now,
                Change = NextChange(session, host),
            });
    }

    /// <summary>Moves the event as the booking was moved.</summary>
    internal static void Move(WriteSession session, Booking booking) => Change(session, booking.Id, row => (row.Start, row.End) = (booking.Start, booking.End));

    /// <summary>Takes the event away as the booking was called off.</summary>
    /// <param name="now">UTC.</param>
    internal static void CallOff(WriteSession session, string bookingId, DateTime now) => Change(session, bookingId, row => row.CancelledAt = now);

    static void Change(WriteSession session, string bookingId, Action<HostEvent> change)
    {
        foreach (var row in session.Db.Set<HostEvent>().AsNoTracking().Where(one => one.BookingId == bookingId && one.CancelledAt == null).ToList())
        {
            change(row);
            Store(session, row);
        }
    }

    /// <summary>The hosts' own events that stand, as the engine wants them.</summary>
    /// <param name="hosts">Lower-case.</param>
    internal static ILookup<string, BusyItem> Own(SalesDb db, IReadOnlyCollection<string> hosts) =>
        db.Set<HostEvent>().AsNoTracking().Where(one => hosts.Contains(one.HostEmail) && one.BookingId == null && one.CancelledAt == null).AsEnumerable().ToLookup(one => one.HostEmail, one => one.When);

    // --- a rep's own events --------------------------------------------------------------------------------------------------------

    /// <summary>A rep keeps time free. What is agreed already stands.</summary>
    /// <param name="host">Lower-case.</param>
    /// <returns>The event's id.</returns>
    public async Task<string> Keep(string host, Instant start, Instant end, string? subject)
    {
        var id = Guid.NewGuid().ToString("N");
        await writer.Write(session => session.Insert(new HostEvent
        {
            HostEmail = host,
            Id = id,
            Uid = $"{id}@local",
            Subject = subject,
            Start = start.ToDateTimeUtc(),
            End = end.ToDateTimeUtc(),
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            Change = NextChange(session, host),
        }));
        return id;
    }

    /// <summary>The rep's own events that have not ended.</summary>
    public async Task<IReadOnlyList<HostEvent>> Kept(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = reads.CreateDbContext();
        return await db.Set<HostEvent>().AsNoTracking().Where(one => one.BookingId == null && one.CancelledAt == null && one.End > now).OrderBy(one => one.Start).Take(200).ToListAsync(cancel);
    }

    // --- the port ------------------------------------------------------------------------------------------------------------------

    public async Task<IReadOnlyList<HostBusy>> ReadBusy(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel)
    {
        var busy = new List<HostBusy>();
        foreach (var host in hosts)
            busy.Add(reps.Find(host) is null
                ? new HostBusy(host, null, CalendarFault.NotFound, "team.yaml knows no such rep")
                : new HostBusy(host, [.. (await ReadEvents(host, from, to, cancel)).Select(one => one.When)]));
        return busy;
    }

    public async Task<CalendarEvent?> Find(string host, string bookingId, CancellationToken cancel)
    {
        Known(host);
        await using var db = reads.CreateDbContext();
        var row = await db.Set<HostEvent>().AsNoTracking().Where(one => one.HostEmail == host && one.BookingId == bookingId && one.CancelledAt == null)
            .OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).FirstOrDefaultAsync(cancel);
        return row is null ? null : Read(row);
    }

    public Task<CalendarEvent> Create(EventRequest request, CancellationToken cancel) => writer.Write(session =>
    {
        Known(request.Host);
        if (session.Db.Set<HostEvent>().AsNoTracking().FirstOrDefault(one => one.HostEmail == request.Host && one.BookingId == request.BookingId && one.CancelledAt == null) is { } made)
            return Read(made);
        var row = new HostEvent
        {
            HostEmail = request.Host,
            Id = Guid.NewGuid().ToString("N"),
            Uid = request.Uid,
            BookingId = request.BookingId,
            Subject = request.Subject,
            Body = request.Body,
            Location = request.Location,
            Start = request.Start.ToDateTimeUtc(),
            End = request.End.ToDateTimeUtc(),
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            Change = NextChange(session, request.Host),
        };
        session.Insert(row);
        return Read(row);
    });

    public async Task<IReadOnlyList<CalendarEvent>> ReadEvents(string host, Instant from, Instant to, CancellationToken cancel)
    {
        var rep = Known(host);
        var (start, end) = (from.ToDateTimeUtc(), to.ToDateTimeUtc());
        // Whole days are compared by the host's clock; a day on either side is enough for every zone.
        var (first, last) = (DateOnly.FromDateTime(start).AddDays(-1), DateOnly.FromDateTime(end).AddDays(1));
        await using var db = reads.CreateDbContext();
        var rows = await db.Set<HostEvent>().AsNoTracking()
            .Where(one => one.HostEmail == host && one.CancelledAt == null && ((one.Start < end && one.End > start) || (one.FirstDate <= last && one.EndDate >= first)))
            .ToListAsync(cancel);
        return [.. rows.Where(one => one.When is BusyItem.Timed timed || Overlaps((BusyItem.AllDay)one.When, rep.Calendar.Clock, from, to)).Select(Read)];
    }

    static bool Overlaps(BusyItem.AllDay days, RepClock clock, Instant from, Instant to) => clock.StartOfDay(days.StartDate) < to && clock.StartOfDay(days.EndDate) > from;

    public Task<CalendarEvent> Invite(CalendarEvent seen, IReadOnlyList<EventAttendee> attendees, CancellationToken cancel) => Change(
        seen, row => attendees.All(attendee => Attendees(row).ContainsKey(attendee.Address)), row =>
        {
            var invited = Attendees(row);
            foreach (var attendee in attendees)
                invited.TryAdd(attendee.Address, AttendeeResponse.None);
            row.Attendees = Write(invited);
        });

    public Task<CalendarEvent> Move(CalendarEvent seen, Instant start, Instant end, CancellationToken cancel) => Change(
        seen, row => row.Start == start.ToDateTimeUtc() && row.End == end.ToDateTimeUtc(), row => (row.Start, row.End) = (start.ToDateTimeUtc(), end.ToDateTimeUtc()));

    /// <summary>Changes an event that is as it was seen. One that is as it is to be already stays.</summary>
    Task<CalendarEvent> Change(CalendarEvent seen, Func<HostEvent, bool> isDone, Action<HostEvent> change) => writer.Write(session =>
    {
        Known(seen.Host);
        var row = session.Db.Set<HostEvent>().AsNoTracking().FirstOrDefault(one => one.HostEmail == seen.Host && one.Id == seen.Id && one.CancelledAt == null)
            ?? throw new CalendarException(CalendarFault.NotFound, "There is no such event.");
        if (isDone(row))
            return Read(row);
        if (Version(row) != seen.Version)
            throw new CalendarException(CalendarFault.Changed, "The event was changed since it was read.");
        change(row);
        Store(session, row);
        return Read(row);
    });

    public Task Cancel(string host, string eventId, string? comment, CancellationToken cancel) => writer.Write(session =>
    {
        Known(host);
        if (session.Db.Set<HostEvent>().AsNoTracking().FirstOrDefault(one => one.HostEmail == host && one.Id == eventId && one.CancelledAt == null) is not { } row)
            return;
        row.CancelledAt = clock.GetUtcNow().UtcDateTime;
        Store(session, row);
    });

    public async Task<EventChanges> ReadChanges(string host, string? cursor, CancellationToken cancel)
    {
        Known(host);
        var whole = !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        var earliest = clock.GetUtcNow().UtcDateTime - Past;
        var firstDate = DateOnly.FromDateTime(earliest);
        await using var db = reads.CreateDbContext();
        var all = db.Set<HostEvent>().AsNoTracking().Where(one => one.HostEmail == host);
        var rows = await (whole ? all.Where(one => one.CancelledAt == null && (one.End > earliest || one.EndDate >= firstDate)) : all.Where(one => one.Change > after)).ToListAsync(cancel);
        var last = await all.MaxAsync(one => (long?)one.Change, cancel) ?? 0;
        return new EventChanges(
            [.. rows.Where(one => one.CancelledAt is null).Select(Read)], [.. rows.Where(one => one.CancelledAt is not null).Select(one => one.Id)],
            last.ToString(CultureInfo.InvariantCulture), whole);
    }

    Rep Known(string host) => reps.Find(host) ?? throw new CalendarException(CalendarFault.NotFound, "team.yaml knows no such rep.");

    static void Store(WriteSession session, HostEvent row)
    {
        row.Change = NextChange(session, row.HostEmail);
        session.Update(row, expected: row.Version++);
    }

    static long NextChange(WriteSession session, string host) =>
        (session.Db.Set<HostEvent>().Where(one => one.HostEmail == host).Max(one => (long?)one.Change) ?? 0) + 1;

    static CalendarEvent Read(HostEvent row) => new(
        row.HostEmail, row.Id, row.Uid, Version(row), row.BookingId, row.Subject, row.When, Instant.FromDateTimeUtc(row.CreatedAt), JoinUrl: null, Attendees(row), row.CancelledAt is not null);

    static string Version(HostEvent row) => row.Version.ToString(CultureInfo.InvariantCulture);

    static Dictionary<string, AttendeeResponse> Attendees(HostEvent row) =>
        row.Attendees is null ? [] : JsonSerializer.Deserialize<Dictionary<string, AttendeeResponse>>(row.Attendees, JsonSerializerOptions.Web)!;

    static string Write(Dictionary<string, AttendeeResponse> attendees) => JsonSerializer.Serialize(attendees, JsonSerializerOptions.Web);
}
