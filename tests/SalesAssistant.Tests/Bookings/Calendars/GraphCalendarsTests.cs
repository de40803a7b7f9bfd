using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.GraphSimulator;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>Microsoft Graph, by the contract of all calendars and by its own limits and oddities.</summary>
public sealed class GraphCalendarsTests(GraphRig rig) : HostCalendarsContract(rig), IClassFixture<GraphRig>
{
    static readonly Instant Ten = Instant.FromUtc(2026, 12, 1, 10, 0);
    static readonly Duration HalfHour = Duration.FromMinutes(30);
    static readonly EventAttendee Lead = new("lead@prospect.example", "Lead");

    Simulator Graph => ((GraphRig)Rig).Simulator;
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_hosts_over_months_are_read_within_the_limits()
    {
        var hosts = new List<string>();
        for (var i = 0; i < 45; i++)
            hosts.Add(await Rig.NewHost());
        // The last host's time, on the last day of the window.
        var late = Ten + Duration.FromDays(129);
        await Rig.Puts(hosts[^1], late, late + HalfHour);
        var before = Graph.Requests.Count;
        var busy = await Rig.Calendars.ReadBusy(hosts, Ten, Ten + Duration.FromDays(130), Cancel);
        Assert.Equal(hosts, busy.Select(one => one.Host));
        Assert.All(busy, one => Assert.True(one.Items is not null, one.Detail));
        Assert.Equal(new BusyItem.Timed(late, late + HalfHour), Assert.Single(busy[^1].Items!));
        // Twenty at a time, less than 62 days at a time, and not always the same mailbox pays.
        var asked = Graph.Requests.Skip(before).Where(request => request.Contains("getSchedule", StringComparison.Ordinal)).ToList();
        Assert.Equal(9, asked.Count);
        Assert.True(asked.Distinct().Count() > 3);
    }

    [Fact]
    public async Task A_calendar_with_too_many_items_is_read_in_parts()
    {
        var host = await Rig.NewHost();
        for (var i = 0; i < 1100; i++)
            await Rig.Puts(host, Ten + (HalfHour * i), Ten + (HalfHour * (i + 1)));
        var busy = Assert.Single(await Rig.Calendars.ReadBusy([host], Ten, Ten + Duration.FromDays(40), Cancel));
        Assert.Equal(1100, busy.Items?.Count);
        Assert.Equal(1100, (await Rig.Calendars.ReadEvents(host, Ten, Ten + Duration.FromDays(40), Cancel)).Count);
    }

    [Fact]
    public async Task A_mailbox_outside_of_the_scope_spoils_it_for_nobody_else()
    {
        var host = await Rig.NewHost();
        Graph.Mailboxes.Add("ceo@example.com", "Europe/Berlin", inScope: false);
        for (var i = 0; i < 3; i++)
        {
            var busy = await Rig.Calendars.ReadBusy(["ceo@example.com", host], Ten, Ten + HalfHour, Cancel);
            Assert.Equal((CalendarFault.Denied, null), (busy[0].Fault, busy[0].Items));
            Assert.Empty(busy[1].Items!);
        }
        Assert.Equal(CalendarFault.Denied, await Fault(() => Rig.Calendars.ReadEvents("ceo@example.com", Ten, Ten + HalfHour, Cancel)));
    }

    [Theory]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.DropAfter)]
    public async Task When_the_answer_to_a_creation_is_lost_the_second_try_makes_or_finds_the_one(FaultKind kind)
    {
        var host = await Rig.NewHost();
        var request = Request(host, Ten);
        Graph.Faults.Inject(new(kind, "POST", $"{host}/events"));
        Assert.Equal(CalendarFault.Unknown, await Fault(() => Rig.Calendars.Create(request, Cancel)));
        var found = await Rig.Calendars.Find(host, request.BookingId, Cancel);
        Assert.Equal(kind == FaultKind.DropAfter, found is not null);
        var made = await Rig.Calendars.Create(request, Cancel);
        Assert.Equal(made.Id, (found ?? made).Id);
        Assert.Single(Graph.Mailboxes.Events(host));
    }

    [Fact]
    public async Task When_the_answer_to_an_invitation_is_lost_nobody_is_told_twice()
    {
        var host = await Rig.NewHost();
        var made = await Rig.Calendars.Create(Request(host, Ten), Cancel);
        Graph.Faults.Inject(new(FaultKind.DropAfter, "PATCH", host));
        Assert.Equal(CalendarFault.Unknown, await Fault(() => Rig.Calendars.Invite(made, [Lead], Cancel)));
        Assert.Single((await Rig.Calendars.Invite(made, [Lead], Cancel)).Attendees);
        Assert.Equal(1, Rig.Told(made.Id, Lead.Address));
    }

    [Fact]
    public async Task The_link_to_the_call_is_waited_for_a_moment()
    {
        var host = await Rig.NewHost();
        try
        {
            Assert.StartsWith("https://", (await Rig.Calendars.Create(Request(host, Ten, online: true), Cancel)).JoinUrl, StringComparison.Ordinal);
            Assert.Null((await Rig.Calendars.Create(Request(host, Ten), Cancel)).JoinUrl);
            Graph.Mailboxes.ReadsBeforeJoinUrl = 2;
            var late = await Rig.Calendars.Create(Request(host, Ten, online: true), Cancel);
            Assert.StartsWith("https://", late.JoinUrl, StringComparison.Ordinal);
            // It stays when people are invited, and when the event is moved.
            var moved = await Rig.Calendars.Move(await Rig.Calendars.Invite(late, [Lead], Cancel), Ten + HalfHour, Ten + HalfHour + HalfHour, Cancel);
            Assert.Equal(late.JoinUrl, moved.JoinUrl);
            Graph.Mailboxes.ReadsBeforeJoinUrl = -1;
            Assert.Null((await Rig.Calendars.Create(Request(host, Ten, online: true), Cancel)).JoinUrl);
        }
        finally
        {
            Graph.Mailboxes.ReadsBeforeJoinUrl = 0;
        }
    }

    [Fact]
    public async Task A_mailbox_is_never_asked_more_than_it_bears_at_once()
    {
        var host = await Rig.NewHost();
        Graph.Faults.Inject(new(FaultKind.Delay, "GET", host, Times: 12, Milliseconds: 30));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Rig.Calendars.ReadEvents(host, Ten, Ten + HalfHour, Cancel)));
        // Each was asked once: none was refused.
        Assert.Equal(12, Graph.Requests.Count(request => request.StartsWith($"GET /v1.0/users/{host}/calendarView", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whoever_the_host_has_added_stays_invited()
    {
        var host = await Rig.NewHost();
        var made = await Rig.Calendars.Create(Request(host, Ten), Cancel);
        await Rig.Calendars.Invite(made, [new("colleague@example.com", "Cora Colleague")], Cancel);
        var invited = await Rig.Calendars.Invite((await Rig.Calendars.Find(host, made.BookingId!, Cancel))!, [Lead], Cancel);
        Assert.Equal(2, invited.Attendees.Count);
        Assert.Contains(Graph.Mailboxes.Events(host).Single().Attendees, one => one.Name == "Cora Colleague");
        Assert.Equal(1, Rig.Told(made.Id, "colleague@example.com"));
    }

    [Fact]
    public async Task Those_invited_read_why_it_was_cancelled_and_see_no_body_that_breaks_the_call()
    {
        var host = await Rig.NewHost();
        var made = await Rig.Calendars.Create(Request(host, Ten, online: true), Cancel);
        var invited = await Rig.Calendars.Invite(made, [Lead], Cancel);
        await Rig.Calendars.Move(invited, Ten + HalfHour, Ten + HalfHour + HalfHour, Cancel);
        Assert.True(Graph.Mailboxes.Events(host).Single().OnlineMeeting);
        await Rig.Calendars.Cancel(host, made.Id, "Lea can't come.", Cancel);
        Assert.Equal(["Invitation", "Update", "Cancellation"], Graph.Mailboxes.Mails.Where(mail => mail.EventId == made.Id).Select(mail => mail.Kind));
        Assert.Equal("Lea can't come.", Graph.Mailboxes.Mails.Single(mail => mail.EventId == made.Id && mail.Kind == "Cancellation").Comment);
    }

    [Fact]
    public async Task Somebody_elses_meeting_is_not_cancelled()
    {
        var host = await Rig.NewHost();
        var theirs = Graph.Mailboxes.Put(host, "Theirs", new EventTime.Timed(Ten, Ten + HalfHour), organizer: "boss@example.com");
        theirs.Properties["String {00000000-0000-0000-0000-000000000000} Name Other"] = "x";
        var read = Assert.Single(await Rig.Calendars.ReadEvents(host, Ten, Ten + HalfHour, Cancel));
        Assert.Null(read.BookingId);
        var invited = await Rig.Calendars.Invite(read, [Lead], Cancel);
        Assert.Equal(CalendarFault.Rejected, await Fault(async () =>
        {
            await Rig.Calendars.Cancel(host, invited.Id, null, Cancel);
            return 0;
        }));
        Assert.Single(Graph.Mailboxes.Events(host));
    }

    [Fact]
    public async Task What_has_left_the_window_of_the_changes_is_not_gone()
    {
        var host = await Rig.NewHost();
        var made = await Rig.Calendars.Create(Request(host, Ten), Cancel);
        var cursor = (await Rig.Calendars.ReadChanges(host, null, Cancel)).Cursor;
        var nextYear = Ten + Duration.FromDays(365);
        await Rig.Moves(host, made.Id, nextYear, nextYear + HalfHour);
        var changes = await Rig.Calendars.ReadChanges(host, cursor, Cancel);
        Assert.Empty(changes.Gone);
        var changed = Assert.Single(changes.Changed);
        Assert.Equal((made.Id, made.BookingId, nextYear), (changed.Id, changed.BookingId, ((BusyItem.Timed)changed.When).Start));
    }

    [Fact]
    public async Task Changes_of_a_long_list_come_page_by_page_with_what_only_the_series_says()
    {
        var host = await Rig.NewHost();
        for (var i = 0; i < 300; i++)
            await Rig.Puts(host, Ten + (HalfHour * i), Ten + (HalfHour * (i + 1)), BusyStatus.Tentative);
        Graph.Mailboxes.Put(host, "Every week", new EventTime.AllDay(new(2026, 12, 7), new(2026, 12, 8)), "free", new Repetition(7, 2));
        var all = await Rig.Calendars.ReadChanges(host, null, Cancel);
        Assert.Equal(302, all.Changed.Count);
        Assert.Equal(
            [(new LocalDate(2026, 12, 7), BusyStatus.Free, "Every week"), (new LocalDate(2026, 12, 14), BusyStatus.Free, "Every week")],
            all.Changed.Where(one => one.When is BusyItem.AllDay).Select(one => (((BusyItem.AllDay)one.When).StartDate, one.When.Status, one.Subject)).Order());
    }

    [Fact]
    public async Task A_cursor_that_leads_elsewhere_is_not_followed()
    {
        var host = await Rig.NewHost();
        var cursor = (await Rig.Calendars.ReadChanges(host, null, Cancel)).Cursor;
        await using var elsewhere = await Simulator.Start();
        elsewhere.Mailboxes.Add(host, "UTC");
        Assert.True((await Rig.Calendars.ReadChanges(host, cursor.Replace(Graph.Address, elsewhere.Address, StringComparison.Ordinal), Cancel)).Whole);
        Assert.Empty(elsewhere.Requests);
    }
}
