using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>What every calendar does for the booking protocol, whichever it is.</summary>
public abstract class HostCalendarsContract(CalendarRig rig)
{
    static readonly Instant Ten = Instant.FromUtc(2026, 12, 1, 10, 0);
    static readonly Duration HalfHour = Duration.FromMinutes(30);
    static readonly Duration Day = Duration.FromDays(1);
    static readonly EventAttendee Lead = new("lead@prospect.example", "Lea \"Lead\" Müller");

    protected CalendarRig Rig { get; } = rig;
    IHostCalendars Calendars => Rig.Calendars;
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_made_found_and_blocks()
    {
        var host = await Rig.NewHost();
        var request = Request(host, Ten);
        var made = await Calendars.Create(request, Cancel);

        Assert.Equal((host, request.BookingId, request.Subject, false), (made.Host, made.BookingId, made.Subject, made.Cancelled));
        Assert.Equal((Ten, Ten + HalfHour, BusyStatus.Busy, true, made.Id), Timed(made));
        Assert.NotNull(made.Version);
        // Nobody is told before all is checked.
        Assert.Empty(made.Attendees);

        var found = await Calendars.Find(host, request.BookingId, Cancel);
        Assert.Equal((made.Id, made.Uid, made.Version, Timed(made)), (found!.Id, found.Uid, found.Version, Timed(found)));
        var read = Assert.Single(await Calendars.ReadEvents(host, Ten - Day, Ten + Day, Cancel));
        Assert.Equal((made.Id, made.BookingId, Timed(made)), (read.Id, read.BookingId, Timed(read)));
        Assert.True(await Blocks(host, Ten) && await Blocks(host, Ten + HalfHour - Duration.FromSeconds(1)));
        Assert.False(await Blocks(host, Ten + HalfHour));
    }

    [Fact]
    public async Task The_same_request_again_makes_no_second_event()
    {
        var host = await Rig.NewHost();
        var request = Request(host, Ten);
        var made = await Calendars.Create(request, Cancel);
        var again = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Calendars.Create(request, Cancel)));
        Assert.All(again, one => Assert.Equal(made.Id, one.Id));
        Assert.Single(await Calendars.ReadEvents(host, Ten - Day, Ten + Day, Cancel));
    }

    [Fact]
    public async Task Of_two_events_of_a_booking_the_earlier_is_found()
    {
        var host = await Rig.NewHost();
        var request = Request(host, Ten);
        var first = await Calendars.Create(request, Cancel);
        await Rig.Doubles(host, first, Ten + HalfHour, Ten + HalfHour + HalfHour);
        Assert.Equal(first.Id, (await Calendars.Find(host, request.BookingId, Cancel))!.Id);
        // Both are there to be told apart.
        Assert.Equal(2, (await Calendars.ReadEvents(host, Ten - Day, Ten + Day, Cancel)).Count(one => one.BookingId == request.BookingId));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var host = await Rig.NewHost();
        var made = await Calendars.Create(Request(host, Ten), Cancel);
        Assert.Null(await Calendars.Find(host, NewId(), Cancel));
        // Not by a part of the id either.
        Assert.Null(await Calendars.Find(host, made.BookingId![..^1], Cancel));
        Assert.Empty(await Calendars.ReadEvents(host, Ten + Day, Ten + Day + Day, Cancel));
    }

    [Fact]
    public async Task Ours_and_the_hosts_own_are_told_apart()
    {
        var host = await Rig.NewHost();
        var own = await Rig.Puts(host, Ten + HalfHour, Ten + HalfHour + HalfHour);
        var made = await Calendars.Create(Request(host, Ten), Cancel);
        var read = await Calendars.ReadEvents(host, Ten, Ten + Day, Cancel);
        Assert.Equal([(made.Id, true, made.BookingId), (own, false, null)], read.OrderBy(one => ((BusyItem.Timed)one.When).Start).Select(one => (one.Id, one.When.Own, one.BookingId)));
    }

    [Fact]
    public async Task How_the_host_shows_a_time_is_told()
    {
        var host = await Rig.NewHost();
        await Rig.Puts(host, Ten, Ten + HalfHour, BusyStatus.Free);
        await Rig.Puts(host, Ten + HalfHour, Ten + HalfHour + HalfHour, BusyStatus.Tentative);
        BusyStatus[] shown = [BusyStatus.Free, BusyStatus.Tentative];
        Assert.Equal(shown, (await Calendars.ReadEvents(host, Ten, Ten + Day, Cancel)).Select(one => one.When.Status).Order());
        // What is shown as free may be left out of what blocks, and not more than that.
        Assert.Contains(BusyStatus.Tentative, (await Busy(host, Ten, Ten + Day)).Select(item => item.Status));
        Assert.All(await Busy(host, Ten, Ten + Day), item => Assert.Contains(item.Status, shown));
    }

    [Fact]
    public async Task What_only_touches_the_window_is_not_in_it()
    {
        var host = await Rig.NewHost();
        await Rig.Puts(host, Ten, Ten + HalfHour);
        Assert.Empty(await Calendars.ReadEvents(host, Ten + HalfHour, Ten + Day, Cancel));
        Assert.Empty(await Calendars.ReadEvents(host, Ten - Day, Ten, Cancel));
        // Nor does it have to lie inside as a whole.
        Assert.Single(await Calendars.ReadEvents(host, Ten + Duration.FromMinutes(10), Ten + Duration.FromMinutes(11), Cancel));
    }

    [Fact]
    public async Task Whole_days_are_days_of_the_hosts_zone()
    {
        var host = await Rig.NewHost();
        var (first, until) = (new LocalDate(2026, 12, 2), new LocalDate(2026, 12, 4));
        await Rig.PutsWholeDays(host, first, until);
        var (begin, end) = (CalendarRig.Zone.AtStartOfDay(first).ToInstant(), CalendarRig.Zone.AtStartOfDay(until).ToInstant());

        var days = Assert.IsType<BusyItem.AllDay>(Assert.Single(await Calendars.ReadEvents(host, begin, end, Cancel)).When);
        Assert.Equal((first, until), (days.StartDate, days.EndDate));
        // 23:00 to 23:00 in UTC.
        Assert.True(await Blocks(host, begin) && await Blocks(host, end - Duration.FromSeconds(1)));
        Assert.False(await Blocks(host, begin - Duration.FromSeconds(1)) || await Blocks(host, end));
        Assert.Empty(await Calendars.ReadEvents(host, begin - Duration.FromHours(1), begin, Cancel));
        Assert.Empty(await Calendars.ReadEvents(host, end, end + Duration.FromHours(1), Cancel));
        Assert.Single(await Calendars.ReadEvents(host, end - Duration.FromMinutes(5), end + Duration.FromHours(1), Cancel));
    }

    [Fact]
    public async Task A_weekly_event_keeps_its_hour_when_the_clocks_change()
    {
        var host = await Rig.NewHost();
        await Rig.PutsWeekly(host, new LocalDateTime(2027, 3, 22, 9, 0), Period.FromHours(1), 3);
        var read = await Calendars.ReadEvents(host, Instant.FromUtc(2027, 3, 1, 0, 0), Instant.FromUtc(2027, 5, 1, 0, 0), Cancel);
        // The clocks of Berlin change on 28 March.
        Assert.Equal([Instant.FromUtc(2027, 3, 22, 8, 0), Instant.FromUtc(2027, 3, 29, 7, 0), Instant.FromUtc(2027, 4, 5, 7, 0)], read.Select(one => ((BusyItem.Timed)one.When).Start).Order());
        Assert.Equal(3, read.Select(one => one.Id).Distinct().Count());
        Assert.True(await Blocks(host, Instant.FromUtc(2027, 3, 29, 7, 30)));
        Assert.False(await Blocks(host, Instant.FromUtc(2027, 3, 29, 8, 30)));
        // A window in the middle of the series has its own.
        Assert.Single(await Calendars.ReadEvents(host, Instant.FromUtc(2027, 3, 29, 7, 30), Instant.FromUtc(2027, 3, 29, 7, 40), Cancel));
    }

    [Fact]
    public async Task Inviting_adds_people_and_tells_them_once()
    {
        var host = await Rig.NewHost();
        var made = await Calendars.Create(Request(host, Ten), Cancel);
        var invited = await Calendars.Invite(made, [Lead], Cancel);
        Assert.Equal((made.Id, made.BookingId, Timed(made)), (invited.Id, invited.BookingId, Timed(invited)));
        Assert.NotEqual(made.Version, invited.Version);
        Assert.Equal(AttendeeResponse.None, Assert.Single(invited.Attendees, one => one.Key == Lead.Address).Value);

        // The answer got lost and the protocol asks again, with what it saw before and with what it sees now.
        await Calendars.Invite(made, [Lead], Cancel);
        await Calendars.Invite(await There(host, made.BookingId!), [Lead], Cancel);
        Assert.Single((await There(host, made.BookingId!)).Attendees);
        if (Rig.Told(made.Id, Lead.Address) is { } told)
            Assert.Equal(1, told);

        var more = await Calendars.Invite(await There(host, made.BookingId!), [new("boss@prospect.example", "Boss")], Cancel);
        Assert.Equal(["boss@prospect.example", Lead.Address], more.Attendees.Keys.Order());
    }

    [Fact]
    public async Task What_somebody_else_has_changed_is_not_overwritten()
    {
        var host = await Rig.NewHost();
        var made = await Calendars.Create(Request(host, Ten), Cancel);
        await Rig.Moves(host, made.Id, Ten + Day, Ten + Day + HalfHour);
        Assert.Equal(CalendarFault.Changed, await Fault(() => Calendars.Invite(made, [Lead], Cancel)));
        Assert.Equal(CalendarFault.Changed, await Fault(() => Calendars.Move(made, Ten + HalfHour, Ten + HalfHour + HalfHour, Cancel)));
        if (Rig.Told(made.Id, Lead.Address) is { } told)
            Assert.Equal(0, told);

        // Looked at again, it stands where the host has put it, and may be changed.
        var seen = await There(host, made.BookingId!);
        Assert.Equal((Ten + Day, Ten + Day + HalfHour, BusyStatus.Busy, true, made.Id), Timed(seen));
        Assert.Single((await Calendars.Invite(seen, [Lead], Cancel)).Attendees);
    }

    [Fact]
    public async Task The_same_event_is_moved()
    {
        var host = await Rig.NewHost();
        var made = await Calendars.Create(Request(host, Ten), Cancel);
        var invited = await Calendars.Invite(made, [Lead], Cancel);
        var moved = await Calendars.Move(invited, Ten + Day, Ten + Day + HalfHour, Cancel);
        Assert.Equal((Ten + Day, Ten + Day + HalfHour, BusyStatus.Busy, true, made.Id), Timed(moved));
        Assert.Equal((made.Uid, made.BookingId, Lead.Address), (moved.Uid, moved.BookingId, Assert.Single(moved.Attendees).Key));
        Assert.NotEqual(invited.Version, moved.Version);
        Assert.False(await Blocks(host, Ten));
        Assert.True(await Blocks(host, Ten + Day));
        // The answer got lost: it stands there already.
        Assert.Equal(moved.Version, (await Calendars.Move(invited, Ten + Day, Ten + Day + HalfHour, Cancel)).Version);
        if (Rig.Told(made.Id, Lead.Address) is { } told)
            Assert.Equal(2, told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_twice_is_fine(bool withAttendees)
    {
        var host = await Rig.NewHost();
        var made = await Calendars.Create(Request(host, Ten), Cancel);
        if (withAttendees)
            await Calendars.Invite(made, [Lead], Cancel);
        await Calendars.Cancel(host, made.Id, "It was not to be.", Cancel);
        await Calendars.Cancel(host, made.Id, "It was not to be.", Cancel);
        Assert.Null(await Calendars.Find(host, made.BookingId!, Cancel));
        Assert.False(await Blocks(host, Ten));
        if (Rig.Told(made.Id, Lead.Address) is { } told)
            Assert.Equal(withAttendees ? 2 : 0, told);
        // What is gone can't be changed, and isn't made again by trying.
        Assert.Equal(CalendarFault.NotFound, await Fault(() => Calendars.Move(made, Ten + Day, Ten + Day + HalfHour, Cancel)));
    }

    [Fact]
    public async Task Changes_are_told_since_a_cursor()
    {
        var host = await Rig.NewHost();
        var own = await Rig.Puts(host, Ten, Ten + HalfHour);
        await Rig.PutsWeekly(host, new LocalDateTime(2026, 12, 3, 9, 0), Period.FromHours(1), 3);
        var all = await Calendars.ReadChanges(host, null, Cancel);
        Assert.True(all.Whole);
        Assert.Equal(4, all.Changed.Count);
        Assert.Contains(all.Changed, one => one.Id == own && one.BookingId is null && !one.When.Own);

        var nothing = await Calendars.ReadChanges(host, all.Cursor, Cancel);
        Assert.False(nothing.Whole);
        Assert.Empty(nothing.Changed);
        Assert.Empty(nothing.Gone);

        var made = await Calendars.Create(Request(host, Ten + HalfHour), Cancel);
        await Calendars.Invite(made, [Lead], Cancel);
        await Rig.Declines(host, made.Id, Lead.Address);
        await Rig.Deletes(host, own);
        var changes = await Calendars.ReadChanges(host, nothing.Cursor, Cancel);
        Assert.False(changes.Whole);
        var changed = Assert.Single(changes.Changed);
        Assert.Equal((made.Id, made.BookingId, AttendeeResponse.Declined), (changed.Id, changed.BookingId, changed.Attendees[Lead.Address]));
        Assert.Equal([own], changes.Gone);

        await Rig.Moves(host, made.Id, Ten + Day, Ten + Day + HalfHour);
        var moved = Assert.Single((await Calendars.ReadChanges(host, changes.Cursor, Cancel)).Changed);
        Assert.Equal(Ten + Day, ((BusyItem.Timed)moved.When).Start);
        // Asked again from where it stood before, it tells the same again: nothing is lost when an answer is.
        Assert.Equal([own], (await Calendars.ReadChanges(host, nothing.Cursor, Cancel)).Gone);
    }

    [Fact]
    public async Task A_cursor_that_nobody_knows_gives_all_there_is()
    {
        var host = await Rig.NewHost();
        var own = await Rig.Puts(host, Ten, Ten + HalfHour);
        var cursor = (await Calendars.ReadChanges(host, null, Cancel)).Cursor;
        foreach (var unknown in (string[])[await Rig.ForgottenCursor(cursor), "", "something else"])
        {
            var changes = await Calendars.ReadChanges(host, unknown, Cancel);
            Assert.True(changes.Whole);
            Assert.Equal([own], changes.Changed.Select(one => one.Id));
        }
    }

    [Fact]
    public async Task Who_can_not_be_read_is_told_and_never_looks_free()
    {
        var host = await Rig.NewHost();
        await Rig.Puts(host, Ten, Ten + HalfHour);
        var busy = await Calendars.ReadBusy([Rig.Stranger, host], Ten - Day, Ten + Day, Cancel);
        Assert.Equal([Rig.Stranger, host], busy.Select(one => one.Host));
        Assert.Null(busy[0].Items);
        Assert.Contains(busy[0].Fault, (CalendarFault?[])[CalendarFault.NotFound, CalendarFault.Denied]);
        Assert.False(string.IsNullOrEmpty(busy[0].Detail));
        Assert.Single(busy[1].Items!);
        Assert.Null(busy[1].Fault);

        CalendarFault[] refused = [CalendarFault.NotFound, CalendarFault.Denied];
        Assert.Contains(await Fault(() => Calendars.Find(Rig.Stranger, NewId(), Cancel)), refused);
        Assert.Contains(await Fault(() => Calendars.ReadEvents(Rig.Stranger, Ten, Ten + Day, Cancel)), refused);
        Assert.Contains(await Fault(() => Calendars.Create(Request(Rig.Stranger, Ten), Cancel)), refused);
        Assert.Contains(await Fault(() => Calendars.ReadChanges(Rig.Stranger, null, Cancel)), refused);
        Assert.Contains(await Fault(async () =>
        {
            await Calendars.Cancel(Rig.Stranger, "an-event", null, Cancel);
            return 0;
        }), refused);
    }

    protected static EventRequest Request(string host, Instant start, bool online = false) => new(
        host, NewId(), $"{NewId()}@sales.example", "Intro call: Lea & Mia", "<p>Lea Müller &amp; Mia<br>Larkfield</p>", "Video call", start, start + HalfHour, online);

    protected static string NewId() => Guid.NewGuid().ToString("N");

    protected static async Task<CalendarFault> Fault<T>(Func<Task<T>> act) => (await Assert.ThrowsAsync<CalendarException>(act)).Fault;

    async Task<CalendarEvent> There(string host, string bookingId) => (await Calendars.Find(host, bookingId, Cancel))!;

    async Task<IReadOnlyList<BusyItem>> Busy(string host, Instant from, Instant to)
    {
        var busy = Assert.Single(await Calendars.ReadBusy([host], from, to, Cancel));
        Assert.True(busy.Items is not null, busy.Detail);
        return busy.Items;
    }

    /// <summary>Whether the host is busy at an instant, as the slot engine would take it.</summary>
    async Task<bool> Blocks(string host, Instant at) => (await Busy(host, at - Day, at + Day)).Any(item => item.Status is not (BusyStatus.Free or BusyStatus.WorkingElsewhere) && item switch
    {
        BusyItem.Timed timed => timed.Start <= at && at < timed.End,
        BusyItem.AllDay days => CalendarRig.Zone.AtStartOfDay(days.StartDate).ToInstant() <= at && at < CalendarRig.Zone.AtStartOfDay(days.EndDate).ToInstant(),
        _ => false,
    });

    static (Instant, Instant, BusyStatus, bool, string?) Timed(CalendarEvent one) => one.When is BusyItem.Timed timed ? (timed.Start, timed.End, timed.Status, timed.Own, timed.Id) : default;
}
