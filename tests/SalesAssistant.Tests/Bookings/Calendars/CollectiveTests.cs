using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NodaTime;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>A meeting that Mia and Tom hold together, in calendars that others write to: it is free when both are, takes both's time, and all are invited.</summary>
public sealed class CollectiveTests
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";

    const string Meetings = """
        meetings:
          - id: both
            title: Both of us
            durationMinutes: 30
            horizonDays: 30
            assign: together
            hosts: [mia@example.com, tom@example.com]
          - id: tom
            title: Tom alone
            durationMinutes: 30
            horizonDays: 30
            hosts: [tom@example.com]
        """;

    [Fact]
    public async Task In_microsoft_graph()
    {
        await using var graph = await Simulator.Start();
        foreach (var rep in (string[])[Mia, Tom])
            graph.Mailboxes.Add(rep, "Europe/Berlin");
        await Story(["--Calendar:Provider", "Graph", "--Graph:BaseUrl", graph.BaseUrl],
            (host, start, end) => Task.FromResult(graph.Mailboxes.Put(host, "Own", new EventTime.Timed(start, end))),
            (start, attendees) =>
            {
                var it = graph.Mailboxes.Events(Mia).SingleOrDefault(one => one.When is EventTime.Timed timed && timed.Start == start && one.Attendees.Count > 0);
                Assert.Equal(attendees.Order(), it?.Attendees.Select(one => one.Address).Order() ?? Enumerable.Empty<string>());
                return Task.CompletedTask;
            });
        Assert.Contains(graph.Mailboxes.Mails, mail => mail.To == Tom && mail.Kind == "Invitation");
    }

    [Fact]
    public async Task On_a_caldav_server()
    {
        await using var server = await Radicale.Start();
        foreach (var rep in (string[])[Mia, Tom])
            await server.MakeCalendar(rep);
        await Story(["--Calendar:Provider", "CalDav", "--CalDav:Url", server.Url, "--CalDav:User", Radicale.User, "--CalDav:Password", Radicale.Password],
            async (host, start, end) =>
            {
                using var body = new StringContent($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//own//\r\nBEGIN:VEVENT\r\nUID:{start}@own\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:{Utc(start)}\r\nDTEND:{Utc(end)}\r\nSUMMARY:Own\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
                body.Headers.ContentType = new("text/calendar");
                (await server.Http.PutAsync($"/{host}/calendar/own-{Utc(start)}.ics", body)).EnsureSuccessStatusCode();
            },
            async (start, attendees) =>
            {
                using var report = new HttpRequestMessage(new HttpMethod("REPORT"), $"/{Mia}/calendar/")
                {
                    Content = new StringContent("""<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>""", System.Text.Encoding.UTF8, "application/xml"),
                };
                report.Headers.Add("Depth", "1");
                var all = await (await server.Http.SendAsync(report)).Content.ReadAsStringAsync();
                var ours = all.Replace("\r\n ", "", StringComparison.Ordinal).Replace("\n ", "", StringComparison.Ordinal).Split("BEGIN:VEVENT").Where(one => one.Contains($"DTSTART:{Utc(start)}", StringComparison.Ordinal) && one.Contains("ATTENDEE", StringComparison.Ordinal)).ToList();
                Assert.Equal(attendees.Count > 0 ? 1 : 0, ours.Count);
                Assert.All(attendees, attendee => Assert.Contains($"mailto:{attendee}", ours[0], StringComparison.OrdinalIgnoreCase));
            });
    }

    /// <param name="puts">A rep writes something of their own into the calendar.</param>
    /// <param name="isInvited">In Mia's calendar these are invited to the event at this time; with nobody there is none.</param>
    static async Task Story(string[] settings, Func<string, Instant, Instant, Task> puts, Func<Instant, IReadOnlyList<string>, Task> isInvited)
    {
        using var folder = new SalesFolder();
        folder.Write("team.yaml", await File.ReadAllTextAsync(Repository.PathOf("sales/team.yaml")));
        folder.Write("handoffs.yaml", await File.ReadAllTextAsync(Repository.PathOf("sales/handoffs.yaml")));
        folder.Write("meetings.yaml", Meetings);
        await using var app = await SalesApp.Start(settings: ["--Sales:Directory", folder.Path, "--Bookings:CompareEvery", "00:00:01", "--Bookings:ReadingServes", "00:00:00", "--Bookings:ReadWithin", "00:00:20", .. settings]);
        using var api = app.Api();

        // Tuesday: from 10:00 to 12:30 in Berlin both work. What Tom has in his calendar stands in the way of both.
        var ten = Instant.FromUtc(2026, 11, 24, 10, 0);
        await puts(Tom, ten, ten + Duration.FromMinutes(30));
        var free = await Starts(api, "both");
        Assert.DoesNotContain(ten, free.Keys);
        var at = free.Keys.First(start => start > ten);

        var (status, booking) = await Book(api, free[at]);
        Assert.Equal(HttpStatusCode.Created, status);
        await Becomes(api, booking, "Confirmed");
        await isInvited(at, ["ada@example.org", Tom]);
        Assert.DoesNotContain(at, (await Starts(api, "tom")).Keys);
        Assert.DoesNotContain(at, (await Starts(api, "both")).Keys);

        // Tom was faster than the visitor, after the offer.
        var other = free.Keys.First(start => start > at + Duration.FromHours(2));
        await puts(Tom, other, other + Duration.FromMinutes(30));
        Assert.Equal(HttpStatusCode.Conflict, (await Book(api, free[other])).Status);

        using var deleted = await api.DeleteAsync($"/api/v1/bookings/{booking["id"]}");
        await Becomes(api, booking, "Cancelled");
        await isInvited(at, []);
        await Eventually.Holds(async () => (await Starts(api, "tom")).ContainsKey(at), "Tom's time is free again");
    }

    static async Task<Dictionary<Instant, string>> Starts(HttpClient api, string meeting) =>
        (await api.GetFromJsonAsync<JsonObject>($"/api/v1/slots?meetingType={meeting}&from=2026-11-24&to=2026-11-26"))!["slots"]!.AsArray()
            .ToDictionary(slot => Instant.FromDateTimeUtc(slot!["start"]!.GetValue<DateTime>().ToUniversalTime()), slot => slot!["id"]!.GetValue<string>());

    static async Task<(HttpStatusCode Status, JsonObject Booking)> Book(HttpClient api, string slot)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Ada Byron", email = "ada@example.org" });
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    static Task Becomes(HttpClient api, JsonObject booking, string state) =>
        Eventually.Holds(async () => (await api.GetFromJsonAsync<JsonObject>($"/api/v1/bookings/{booking["id"]}"))!["state"]!.GetValue<string>() == state, $"the booking is {state}");

    static string Utc(Instant at) => at.ToString("uuuuMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
