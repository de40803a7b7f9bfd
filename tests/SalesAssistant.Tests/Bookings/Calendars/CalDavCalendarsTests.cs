using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>CalDAV servers, by the contract of all calendars and by what iCalendar brings beside it.</summary>
public sealed class CalDavCalendarsTests(CalDavRig rig) : HostCalendarsContract(rig), IClassFixture<CalDavRig>
{
    static readonly Instant Ten = Instant.FromUtc(2026, 12, 1, 10, 0);
    static readonly Duration Day = Duration.FromDays(1);

    CalDavRig CalDav => (CalDavRig)Rig;
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Times_are_read_however_a_client_writes_them()
    {
        var host = await Rig.NewHost();
        // Without a zone, by a duration, by Outlook's own status, and by nothing but a day.
        await CalDav.Writes(host, "DTSTART:20261201T110000", "DURATION:PT45M");
        await CalDav.Writes(host, "DTSTART;TZID=America/New_York:20261201T070000", "DTEND;TZID=America/New_York:20261201T073000", "X-MICROSOFT-CDO-BUSYSTATUS:OOF");
        await CalDav.Writes(host, "DTSTART;VALUE=DATE:20261201");
        var read = await Rig.Calendars.ReadEvents(host, Ten - Day, Ten + Day, Cancel);
        Assert.Contains(read, one => one.When is BusyItem.Timed timed && timed.Start == Ten && timed.End == Ten + Duration.FromMinutes(45));
        Assert.Contains(read, one => one.When is BusyItem.Timed { Status: BusyStatus.Oof } timed && timed.Start == Instant.FromUtc(2026, 12, 1, 12, 0));
        Assert.Contains(read, one => one.When is BusyItem.AllDay days && days.StartDate == new LocalDate(2026, 12, 1) && days.EndDate == new LocalDate(2026, 12, 2));
        Assert.Equal(3, read.Count);
    }

    [Fact]
    public async Task A_series_has_its_exceptions()
    {
        var host = await Rig.NewHost();
        await CalDav.Writes(host, "DTSTART;TZID=Europe/Berlin:20261201T090000", "DTEND;TZID=Europe/Berlin:20261201T100000", "RRULE:FREQ=DAILY", "EXDATE;TZID=Europe/Berlin:20261203T090000");
        var read = await Rig.Calendars.ReadEvents(host, Instant.FromUtc(2026, 12, 1, 0, 0), Instant.FromUtc(2026, 12, 5, 0, 0), Cancel);
        Assert.Equal([1, 2, 4], read.Select(one => ((BusyItem.Timed)one.When).Start.InUtc().Day).Order());
        // Without an end it goes on: a window years later has its own.
        Assert.Single(await Rig.Calendars.ReadEvents(host, Instant.FromUtc(2028, 6, 1, 0, 0), Instant.FromUtc(2028, 6, 2, 0, 0), Cancel));
    }

    [Fact]
    public async Task A_zone_that_nobody_knows_is_no_free_time()
    {
        var host = await Rig.NewHost();
        await CalDav.Writes(host, "DTSTART;TZID=Nowhere/Land:20261201T110000", "DTEND;TZID=Nowhere/Land:20261201T120000");
        var busy = Assert.Single(await Rig.Calendars.ReadBusy([host], Ten - Day, Ten + Day, Cancel));
        Assert.Equal((null, CalendarFault.Unavailable), (busy.Items, busy.Fault));
    }

    [Fact]
    public async Task Another_event_with_the_same_uid_is_not_taken_for_ours()
    {
        var host = await Rig.NewHost();
        var request = Request(host, Ten);
        await Rig.Calendars.Create(request, Cancel);
        Assert.Equal(CalendarFault.Rejected, await Fault(() => Rig.Calendars.Create(request with { BookingId = NewId() }, Cancel)));
    }

    [Theory]
    [InlineData(401, "", CalendarFault.Denied, CalendarFault.Denied)]
    [InlineData(403, "", CalendarFault.Denied, CalendarFault.Denied)]
    [InlineData(404, "", CalendarFault.NotFound, CalendarFault.NotFound)]
    [InlineData(429, "", CalendarFault.Throttled, CalendarFault.Throttled)]
    [InlineData(500, "", CalendarFault.Unavailable, CalendarFault.Unknown)]
    [InlineData(503, "", CalendarFault.Unavailable, CalendarFault.Unknown)]
    [InlineData(302, "", CalendarFault.Rejected, CalendarFault.Rejected)]
    [InlineData(207, "<multistatus xmlns=\"DAV:\"><response>", CalendarFault.Unavailable, null)]
    [InlineData(207, "<!DOCTYPE x [<!ENTITY e \"e\">]><multistatus xmlns=\"DAV:\">&e;</multistatus>", CalendarFault.Unavailable, null)]
    [InlineData(200, "<html>Sign in</html>", CalendarFault.Unavailable, null)]
    public async Task An_answer_that_is_none_has_its_name(int status, string body, CalendarFault reading, CalendarFault? writing)
    {
        using var server = WireMockServer.Start();
        server.Given(WireMock.RequestBuilders.Request.Create()).RespondWith(Response.Create().WithStatusCode(status).WithBody(body).WithHeader("Location", "http://127.0.0.1:1/").WithHeader("Retry-After", "7"));
        using var calendars = CalDav.Connect(server.Url + "/{host}/");
        var fault = await Assert.ThrowsAsync<CalendarException>(() => calendars.ReadEvents("rep@example.com", Ten, Ten + Day, Cancel));
        Assert.Equal(reading, fault.Fault);
        Assert.Equal(reading, Assert.Single(await calendars.ReadBusy(["rep@example.com"], Ten, Ten + Day, Cancel)).Fault);
        if (writing is not null)
            Assert.Equal(writing, await Fault(() => calendars.Create(Request("rep@example.com", Ten), Cancel)));
        if (status == 429)
            Assert.Equal(TimeSpan.FromSeconds(7), fault.RetryAfter);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_waited_for()
    {
        using var server = WireMockServer.Start();
        server.Given(WireMock.RequestBuilders.Request.Create()).RespondWith(Response.Create().WithStatusCode(404).WithDelay(TimeSpan.FromSeconds(3)));
        using var calendars = CalDav.Connect(server.Url + "/{host}/", TimeSpan.FromMilliseconds(200));
        Assert.Equal(CalendarFault.Unavailable, await Fault(() => calendars.Find("rep@example.com", NewId(), Cancel)));
        Assert.Equal(CalendarFault.Unknown, await Fault(() => calendars.Create(Request("rep@example.com", Ten), Cancel)));
        server.Stop();
        Assert.Equal(CalendarFault.Unavailable, await Fault(() => calendars.Create(Request("rep@example.com", Ten), Cancel)));
    }
}
