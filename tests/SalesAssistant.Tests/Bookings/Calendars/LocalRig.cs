using System.Text.Json;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Local;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>The embedded calendar by the contract of all calendars.</summary>
public sealed class LocalContractTests(LocalRig rig) : HostCalendarsContract(rig), IClassFixture<LocalRig>;

/// <summary>The embedded calendar, whose hosts are reps of team.yaml.</summary>
public sealed class LocalRig : CalendarRig
{
    BookingOffice? office;
    int hosts;
    int made;

    public override IHostCalendars Calendars => office!.Local;

    public override async Task<string> NewHost()
    {
        office ??= await BookingOffice.Open();
        office.Now = Now.ToDateTimeUtc();
        var host = $"rep{++hosts}@example.com";
        office.Edit("team.yaml", "  - email: tom@example.com",
            $"  - email: {host}\n    name: Rep {hosts}\n    timeZone: {Zone.Id}\n    workingHours:\n      - {{ days: [mon], start: \"09:00\", end: \"17:00\" }}\n  - email: tom@example.com");
        return host;
    }

    public override Task<string> Puts(string host, Instant start, Instant end, BusyStatus status = BusyStatus.Busy) =>
        Put(id => new HostEvent { HostEmail = host, Id = id, Uid = id, Start = start.ToDateTimeUtc(), End = end.ToDateTimeUtc(), Status = status, CreatedAt = office!.Now, Change = ++made + 1_000_000 });

    public override Task PutsWholeDays(string host, LocalDate first, LocalDate until) =>
        Put(id => new HostEvent { HostEmail = host, Id = id, Uid = id, FirstDate = first.ToDateOnly(), EndDate = until.ToDateOnly(), Status = BusyStatus.Oof, CreatedAt = office!.Now, Change = ++made + 1_000_000 });

    /// <summary>It has no series: a rep puts in each by itself.</summary>
    public override async Task PutsWeekly(string host, LocalDateTime first, Period length, int weeks)
    {
        for (var week = 0; week < weeks; week++)
            await Puts(host, Zone.AtStrictly(first.PlusWeeks(week)).ToInstant(), Zone.AtStrictly(first.PlusWeeks(week) + length).ToInstant());
    }

    public override async Task Moves(string host, string eventId, Instant start, Instant end) => await office!.Local.Move(await Seen(host, eventId), start, end, default);

    public override Task Deletes(string host, string eventId) => office!.Local.Cancel(host, eventId, null, default);

    public override Task Declines(string host, string eventId, string attendee) => office!.Writer.Write(session =>
    {
        var row = session.Db.Set<HostEvent>().Single(one => one.HostEmail == host && one.Id == eventId);
        row.Attendees = JsonSerializer.Serialize(new Dictionary<string, AttendeeResponse> { [attendee] = AttendeeResponse.Declined }, JsonSerializerOptions.Web);
        row.Change = session.Db.Set<HostEvent>().Max(one => one.Change) + 1;
        row.Version++;
        session.Db.SaveChanges();
    });

    public override Task Doubles(string host, CalendarEvent first, Instant start, Instant end) => Put(id => new HostEvent
    {
        HostEmail = host,
        Id = id,
        Uid = id,
        BookingId = first.BookingId,
        Start = start.ToDateTimeUtc(),
        End = end.ToDateTimeUtc(),
        CreatedAt = office!.Now.AddSeconds(1),
        Change = ++made + 1_000_000,
    });

    /// <summary>It forgets none: one that it never gave stands for that.</summary>
    public override Task<string> ForgottenCursor(string cursor) => Task.FromResult("-" + cursor);

    async Task<string> Put(Func<string, HostEvent> row)
    {
        var id = Guid.NewGuid().ToString("N");
        await office!.Writer.Write(session => session.Insert(row(id)));
        return id;
    }

    async Task<CalendarEvent> Seen(string host, string eventId) =>
        (await office!.Local.ReadEvents(host, Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2028, 1, 1, 0, 0), default)).Single(one => one.Id == eventId);

    public override async ValueTask DisposeAsync()
    {
        if (office is not null)
            await office.DisposeAsync();
    }
}
