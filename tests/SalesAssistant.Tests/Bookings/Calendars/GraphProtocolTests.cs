using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>The whole way, over HTTP on both sides: visitors book with the running product, and it with Microsoft Graph as the simulator stands for it.</summary>
public sealed class GraphProtocolTests(GraphProtocolTests.Running running) : IClassFixture<GraphProtocolTests.Running>
{
    const string Mia = "mia@example.com";

    public sealed class Running : IAsyncLifetime
    {
        public Simulator Graph { get; private set; } = null!;
        public SalesApp App { get; private set; } = null!;
        public HttpClient Api { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Graph = await Simulator.Start();
            foreach (var rep in (string[])[Mia, "tom@example.com"])
                Graph.Mailboxes.Add(rep, "Europe/Berlin");
            App = await Start();
            Api = App.Api();
        }

        /// <summary>An installation with these mailboxes.</summary>
        public Task<SalesApp> Start() => SalesApp.Start(settings: ["--Calendar:Provider", "Graph", "--Graph:BaseUrl", Graph.BaseUrl, "--Bookings:CompareEvery", "00:00:01", "--Bookings:ReadingServes", "00:00:00", "--Bookings:ReadWithin", "00:00:20"]);

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            await App.DisposeAsync();
            await Graph.DisposeAsync();
        }
    }

    readonly Simulator graph = running.Graph;
    readonly SalesApp app = running.App;
    readonly HttpClient api = running.Api;

    [Fact]
    public async Task Of_two_hundred_visitors_at_once_exactly_one_has_the_time_an_event_and_an_invitation()
    {
        var slot = await Slot(api, "2026-11-25");
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(visitor => Book(api, slot, $"visitor{visitor}@example.org")));
        var created = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created).Booking;
        Assert.Equal(199, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        await Becomes(api, created, "Confirmed");
        var it = Assert.Single(graph.Mailboxes.Events(Mia), one => one.When == TimeOf(created));
        Assert.Equal(created["email"]!.GetValue<string>(), Assert.Single(it.Attendees).Address);
        Assert.Single(graph.Mailboxes.Mails, mail => mail.EventId == it.Id && mail.Kind == "Invitation");
        Assert.DoesNotContain(graph.Mailboxes.Mails, mail => mail.To.StartsWith("visitor", StringComparison.Ordinal) && mail.EventId != it.Id);
    }

    [Fact]
    public async Task The_reps_own_event_between_making_and_looking_again_wins_and_nobody_is_mailed()
    {
        graph.Faults.Inject(new Fault(FaultKind.Hold, "GET", "calendarView\\?"));
        var booking = (await Book(api, await Slot(api, "2026-11-26"), "late@example.org")).Booking;
        await Eventually.Holds(() => Task.FromResult(graph.Mailboxes.Events(Mia).Any(one => one.When == TimeOf(booking))), "the event is made");
        var own = graph.Mailboxes.Put(Mia, "Own", TimeOf(booking));
        graph.Faults.Release();
        await Becomes(api, booking, "Failed");
        Assert.Equal(own.Id, Assert.Single(graph.Mailboxes.Events(Mia), one => one.When == TimeOf(booking)).Id);
        Assert.DoesNotContain(graph.Mailboxes.Mails, mail => mail.To == "late@example.org");
    }

    [Fact]
    public async Task Two_installations_on_one_mailbox_give_no_time_to_two()
    {
        await using var second = await running.Start();
        using var others = second.Api();
        var starts = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/slots?host={Mia}&from=2026-12-01&to=2026-12-02"))!["slots"]!.AsArray().Select(slot => slot!["start"]!.GetValue<DateTime>()).Where((_, place) => place % 2 == 0).Take(5).ToList();
        var ours = await Task.WhenAll(starts.Select(start => SlotAt(api, start)));
        var theirs = await Task.WhenAll(starts.Select(start => SlotAt(others, start)));
        var booked = (await Task.WhenAll(ours.Select(slot => Book(api, slot, "ours@example.org")).Concat(theirs.Select(slot => Book(others, slot, "theirs@example.org")))))
            .Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.InRange(booked.Count, starts.Count, 2 * starts.Count);
        var rows = await Eventually.Get(async () =>
        {
            var all = (await Rows(app)).Concat(await Rows(second)).Where(row => starts.Contains(row.Start)).ToList();
            return all.TrueForAll(row => row.State is BookingState.Confirmed or BookingState.Failed) ? all : null;
        });
        var agreed = rows.Where(row => row.State == BookingState.Confirmed).ToList();
        Assert.Equal(starts.Order(), agreed.Select(row => row.Start).Order());
        foreach (var row in agreed)
            Assert.Equal(row.EventId, Assert.Single(graph.Mailboxes.Events(Mia), one => one.When is EventTime.Timed timed && timed.Start.ToDateTimeUtc() == row.Start).Id);
        Assert.Equal(starts.Count, graph.Mailboxes.Mails.Count(mail => mail.To is "ours@example.org" or "theirs@example.org" && mail.Kind == "Invitation"));
    }

    [Fact]
    public async Task What_the_rep_and_the_visitor_do_in_outlook_the_booking_follows()
    {
        var booking = (await Book(api, await Slot(api, "2026-12-03"), "follows@example.org")).Booking;
        await Becomes(api, booking, "Confirmed");
        var it = graph.Mailboxes.Events(Mia).Single(one => one.When == TimeOf(booking));
        var (start, end) = (Instant.FromUtc(2026, 12, 10, 15, 0), Instant.FromUtc(2026, 12, 10, 15, 30));
        graph.Mailboxes.Move(Mia, it.Id, new EventTime.Timed(start, end));
        await Eventually.Holds(async () => (await Read(api, booking))["start"]!.GetValue<DateTime>() == start.ToDateTimeUtc(), "the booking follows the event");
        graph.Mailboxes.Respond(Mia, it.Id, "follows@example.org", "declined");
        await Becomes(api, booking, "Cancelled");
        Assert.DoesNotContain(graph.Mailboxes.Events(Mia), one => one.Id == it.Id);
    }

    [Fact]
    public async Task A_rep_whose_calendar_can_not_be_read_is_not_offered()
    {
        graph.Faults.Inject(new Fault(FaultKind.Answer, "POST", "getSchedule", Times: 0, Status: 503));
        Assert.Empty((await api.GetFromJsonAsync<JsonObject>("/api/v1/slots"))!["slots"]!.AsArray());
        graph.Faults.Release();
        await Eventually.Holds(async () => (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots"))!["slots"]!.AsArray().Count > 0, "they are offered again");
    }

    /// <summary>Mia's first free slot from a date on.</summary>
    static async Task<string> Slot(HttpClient api, string date) => (await Eventually.Get(async () =>
        (await api.GetFromJsonAsync<JsonObject>($"/api/v1/slots?host={Mia}&from={date}"))!["slots"]!.AsArray().FirstOrDefault()?["id"]?.GetValue<string>()))!;

    static async Task<string> SlotAt(HttpClient api, DateTime start) => (await Eventually.Get(async () =>
        (await api.GetFromJsonAsync<JsonObject>($"/api/v1/slots?host={Mia}&from={start:yyyy-MM-dd}"))!["slots"]!.AsArray().FirstOrDefault(slot => slot!["start"]!.GetValue<DateTime>() == start)?["id"]?.GetValue<string>()))!;

    static async Task<(HttpStatusCode Status, JsonObject Booking)> Book(HttpClient api, string slot, string email)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Ada Byron", email, timeZone = "Europe/London" });
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    static async Task<JsonObject> Read(HttpClient api, JsonObject booking) => (await api.GetFromJsonAsync<JsonObject>($"/api/v1/bookings/{booking["id"]}"))!;

    static Task Becomes(HttpClient api, JsonObject booking, string state) => Eventually.Holds(async () => (await Read(api, booking))["state"]!.GetValue<string>() == state, $"the booking is {state}");

    static EventTime.Timed TimeOf(JsonObject booking) =>
        new(Instant.FromDateTimeUtc(booking["start"]!.GetValue<DateTime>().ToUniversalTime()), Instant.FromDateTimeUtc(booking["end"]!.GetValue<DateTime>().ToUniversalTime()));

    static Task<List<Booking>> Rows(SalesApp app) => app.Read(db => db.Set<Booking>().AsNoTracking().ToListAsync());
}
