using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>That the simulator refuses what Graph refuses: else a test on it would prove nothing.</summary>
public sealed class GraphSimulatorTests : IAsyncLifetime
{
    const string Host = "mia@example.com";
    const string Window = "startDateTime=2026-12-01T00:00:00Z&endDateTime=2026-12-08T00:00:00Z";
    static readonly Instant Ten = Instant.FromUtc(2026, 12, 1, 10, 0);

    Simulator graph = null!;
    readonly HttpClient http = new();

    public async ValueTask InitializeAsync()
    {
        graph = await Simulator.Start();
        graph.Mailboxes.Add(Host, "Europe/Berlin");
        graph.Mailboxes.Add("ceo@example.com", "Europe/Berlin", inScope: false);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Simulator.Bearer);
    }

    [Fact]
    public async Task It_refuses_what_graph_refuses()
    {
        Assert.Equal(400, await Schedule(Enumerable.Range(0, 21).Select(i => $"rep{i}@example.com"), "2026-12-02T00:00:00"));
        Assert.Equal(200, await Schedule(Enumerable.Range(0, 20).Select(i => $"rep{i}@example.com"), "2026-12-02T00:00:00"));
        Assert.Equal(400, await Schedule([Host], "2027-02-01T00:00:00"));
        Assert.Equal(200, await Schedule([Host], "2027-01-31T00:00:00"));
        Assert.Equal(400, await Status($"users/{Host}/calendarView/delta?{Window}&$select=subject"));
        Assert.Equal(410, await Status($"users/{Host}/calendarView/delta?$deltatoken=abc"));
        Assert.Equal(400, await Status($"users/{Host}/calendarView"));
        Assert.Equal(403, await Status($"users/ceo@example.com/calendarView?{Window}"));
        Assert.Equal(404, await Status($"users/nobody@example.com/calendarView?{Window}"));
        http.DefaultRequestHeaders.Authorization = new("Bearer", "another");
        Assert.Equal(401, await Status($"users/{Host}/calendarView?{Window}"));
    }

    [Fact]
    public async Task It_searches_a_property_by_its_name_letter_by_letter()
    {
        const string property = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name BookingId";
        graph.Mailboxes.Put(Host, "Ours", new EventTime.Timed(Ten, Ten + Duration.FromHours(1))).Properties[property] = "b1";
        Assert.Equal(1, await Count(property));
        Assert.Equal(1, await Count(property.Replace("66f5a359", "66F5A359", StringComparison.Ordinal)));
        Assert.Equal(0, await Count(property.Replace("BookingId", "bookingid", StringComparison.Ordinal)));

        async Task<int> Count(string id) => (await Get($"users/{Host}/events?$filter={Uri.EscapeDataString($"singleValueExtendedProperties/Any(ep: ep/id eq '{id}' and ep/value eq 'b1')")}"))["value"]!.AsArray().Count;
    }

    [Fact]
    public async Task It_bears_four_requests_of_a_mailbox_at_once()
    {
        graph.Faults.Inject(new(FaultKind.Hold, "GET", Times: 4));
        var held = Enumerable.Range(0, 4).Select(_ => Status($"users/{Host}/calendarView?{Window}")).ToList();
        await Eventually.Holds(() => Task.FromResult(graph.Faults.Waiting == 0), "four are held");
        using var refused = await http.GetAsync($"{graph.BaseUrl}/users/{Host}/calendarView?{Window}");
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.StatusCode, refused.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        graph.Faults.Release();
        Assert.All(await Task.WhenAll(held), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task It_tells_subscribers_of_changes_as_graph_does()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<JsonNode>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var subscriber = builder.Build();
        subscriber.Urls.Add("http://127.0.0.1:0");
        subscriber.MapPost("/deaf", () => Results.Text("hello?"));
        subscriber.MapPost("/notifications", async (HttpContext context) =>
        {
            if (context.Request.Query["validationToken"].ToString() is { Length: > 0 } token)
                return Results.Text(token);
            told.Enqueue((await JsonNode.ParseAsync(context.Request.Body))!["value"]![0]!);
            return Results.StatusCode(202);
        });
        await subscriber.StartAsync();
        var url = subscriber.Urls.First();

        Assert.Equal(HttpStatusCode.BadRequest, (await Subscribe(url + "/deaf", TimeSpan.FromDays(1))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Subscribe(url + "/notifications", TimeSpan.FromDays(8))).StatusCode);
        var made = await Subscribe(url + "/notifications", TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var subscription = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        // Less than 45 minutes is raised to that.
        Assert.True(subscription["expirationDateTime"]!.GetValue<DateTimeOffset>() > TimeProvider.System.GetUtcNow().AddMinutes(40));
        Assert.Equal(HttpStatusCode.Conflict, (await Subscribe(url + "/notifications", TimeSpan.FromDays(1))).StatusCode);

        graph.Faults.Inject(new(FaultKind.DuplicateNotification));
        var put = graph.Mailboxes.Put(Host, "Own", new EventTime.Timed(Ten, Ten + Duration.FromHours(1)));
        graph.Mailboxes.Remove(Host, put.Id);
        await Eventually.Holds(() => Task.FromResult(told.Count == 3), "three notifications");
        Assert.Equal(["created", "created", "deleted"], told.Select(one => one["changeType"]!.GetValue<string>()));
        Assert.All(told, one => Assert.Equal(("state", put.Id), (one["clientState"]!.GetValue<string>(), one["resourceData"]!["id"]!.GetValue<string>())));

        var address = $"{graph.BaseUrl}/subscriptions/{subscription["id"]}";
        Assert.Equal(HttpStatusCode.OK, (await http.PatchAsJsonAsync(address, new { expirationDateTime = TimeProvider.System.GetUtcNow().AddDays(2) })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(address)).StatusCode);

        Task<HttpResponseMessage> Subscribe(string to, TimeSpan lasts) => http.PostAsJsonAsync($"{graph.BaseUrl}/subscriptions", new
        {
            changeType = "created,updated,deleted",
            resource = $"/users/{Host}/events",
            notificationUrl = to,
            clientState = "state",
            expirationDateTime = TimeProvider.System.GetUtcNow() + lasts,
        });
    }

    [Fact]
    public async Task It_runs_by_itself_and_is_led_over_http()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SalesAssistant.GraphSimulator.dll"), "--Urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        try
        {
            var said = "";
            while (!said.Contains("Ctrl+C", StringComparison.Ordinal))
                said += await process.StandardOutput.ReadLineAsync() + "\n";
            Assert.Contains("mia@example.com, tom@example.com", said, StringComparison.Ordinal);
            var baseUrl = said.Split("--Graph:BaseUrl ")[1].Split('\n')[0];
            var address = baseUrl.Replace("/v1.0", "", StringComparison.Ordinal);

            var id = await Do("mailboxes/mia@example.com/events", new { subject = "Own", start = "2026-12-01T10:00:00Z", end = "2026-12-01T11:00:00Z", everyDays = 7, count = 2 });
            await Do($"mailboxes/mia@example.com/events/{id}/move", new { start = "2026-12-01T12:00:00Z", end = "2026-12-01T13:00:00Z" });
            await Do("mailboxes", new { address = "eve@example.com", zone = "Asia/Tokyo" });
            await Do("mailboxes/eve@example.com/events", new { start = "2026-12-01", end = "2026-12-02", allDay = true });
            await Do("faults", new { kind = "Answer", status = 503, times = 1, path = "mia" });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync($"{baseUrl}/users/{Host}/calendarView?{Window}")).StatusCode);
            var view = await http.GetFromJsonAsync<JsonObject>($"{baseUrl}/users/{Host}/calendarView?{Window}");
            Assert.Equal("2026-12-01T12:00:00.0000000", Assert.Single(view!["value"]!.AsArray())!["start"]!["dateTime"]!.GetValue<string>());
            var events = await http.GetFromJsonAsync<JsonElement[]>($"{address}/control/events");
            Assert.Equal(["eve@example.com", "mia@example.com"], events!.Select(one => one.GetProperty("mailbox").GetString()!));
            Assert.Equal("[]", await http.GetStringAsync($"{address}/control/mails"));

            async Task<string> Do(string what, object how)
            {
                using var answer = await http.PostAsJsonAsync($"{address}/control/{what}", how);
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
                return await answer.Content.ReadAsStringAsync();
            }
        }
        finally
        {
            process.Kill();
        }
    }

    async Task<int> Schedule(IEnumerable<string> schedules, string end)
    {
        using var answer = await http.PostAsJsonAsync($"{graph.BaseUrl}/users/{Host}/calendar/getSchedule", new
        {
            schedules,
            startTime = new { dateTime = "2026-12-01T00:00:00", timeZone = "UTC" },
            endTime = new { dateTime = end, timeZone = "UTC" },
        });
        return (int)answer.StatusCode;
    }

    async Task<int> Status(string path)
    {
        using var answer = await http.GetAsync($"{graph.BaseUrl}/{path}");
        return (int)answer.StatusCode;
    }

    async Task<JsonObject> Get(string path) => (await http.GetFromJsonAsync<JsonObject>($"{graph.BaseUrl}/{path}"))!;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await graph.DisposeAsync();
    }
}
