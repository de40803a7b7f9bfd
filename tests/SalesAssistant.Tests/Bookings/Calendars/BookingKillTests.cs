using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>
/// The product's process is killed (SIGKILL) while it asks a calendar: just before the request is done, or after it and before the answer.
/// Started again it finds out what had been done, and every visitor has one event and one invitation.
/// </summary>
public sealed class BookingKillTests
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";

    sealed record Step(string Name, string Method, string Path);

    static readonly Step Find = new("4 find", "GET", @"/events\?");
    static readonly Step Busy = new("3 free/busy", "POST", "getSchedule");
    static readonly Step Create = new("4 create", "POST", "/events$");
    static readonly Step Look = new("6 look again", "GET", @"calendarView\?");
    static readonly Step Invite = new("7 invite", "PATCH", "/events/");

    [Fact]
    public async Task Killed_at_a_step_it_ends_whole_after_a_restart()
    {
        (Step Step, FaultKind How)[][] lives =
        [
            [(Create, FaultKind.HoldAfter), (Invite, FaultKind.HoldAfter)],
            [(Invite, FaultKind.Hold), (Look, FaultKind.HoldAfter)],
            [(Create, FaultKind.Hold), (Find, FaultKind.HoldAfter)],
            [(Look, FaultKind.Hold), (Busy, FaultKind.HoldAfter)],
            [(Busy, FaultKind.Hold), (Find, FaultKind.Hold)],
        ];
        await using var graph = await Simulator.Start();
        foreach (var rep in (string[])[Mia, Tom])
            graph.Mailboxes.Add(rep, "Europe/Berlin");
        await using var product = new SalesProcess(TestFolder.New("kills"), "--Calendar:Provider", "Graph", "--Graph:BaseUrl", graph.BaseUrl, "--Bookings:ReadWithin", "00:00:20");
        product.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SalesApp.ApiKey);
        await product.Start();

        foreach (var life in lives.Take(Environment.GetEnvironmentVariable("BOOKING_KILLS") is null ? 2 : lives.Length))
        {
            var booked = new List<(string Id, string Host)>();
            foreach (var ((step, how), host) in life.Zip((string[])[Mia, Tom]))
            {
                var slot = await Eventually.Get(async () =>
                    (await product.Http.GetFromJsonAsync<JsonObject>($"/api/v1/slots?host={host}"))!["slots"]!.AsArray().LastOrDefault()?["id"]?.GetValue<string>(), $"a free time of {host}");
                // The visitor's own request reads free/busy first.
                if (step == Busy)
                    graph.Faults.Inject(new Fault(FaultKind.Delay, step.Method, $"{host}.*{step.Path}", Milliseconds: 1));
                graph.Faults.Inject(new Fault(how, step.Method, $"{host}.*{step.Path}"));
                var (asked, held) = (graph.Requests.Count, graph.Faults.HeldAfter);
                using var answer = await product.Http.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Ada Byron", email = $"{booked.Count}@example.org", idempotencyKey = Guid.NewGuid() });
                var booking = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
                booked.Add((booking["id"]!.GetValue<string>(), host));
                await Eventually.Holds(() => Task.FromResult(graph.Faults.Waiting == 0 && (how == FaultKind.Hold || graph.Faults.HeldAfter > held)), $"{step.Name} is reached: {string.Join(", ", graph.Requests.Skip(asked))}");
            }
            var mailed = graph.Mailboxes.Mails.Count;
            await product.Kill();
            graph.Faults.Release();
            // While nobody lives nothing happens.
            Assert.Equal(mailed, graph.Mailboxes.Mails.Count);
            await product.Start();

            foreach (var (id, host) in booked)
            {
                await Eventually.Holds(async () => (await product.Http.GetFromJsonAsync<JsonObject>($"/api/v1/bookings/{id}"))!["state"]!.GetValue<string>() == "Confirmed",
                    $"{string.Join(" and ", life.Select(one => $"{one.Step.Name} {one.How}"))}: the booking is confirmed");
                var it = Assert.Single(graph.Mailboxes.Events(host), one => one.Properties.ContainsValue(id));
                Assert.Single(it.Attendees);
                Assert.Single(graph.Mailboxes.Mails, mail => mail.EventId == it.Id);
            }
        }
        Assert.All(graph.Mailboxes.Mails, mail => Assert.Equal("Invitation", mail.Kind));
        Assert.Equal(graph.Mailboxes.Mails.Count, graph.Mailboxes.Events(Mia).Count + graph.Mailboxes.Events(Tom).Count);
    }
}
