using NodaTime;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Graph;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using Xunit;
using Request = WireMock.RequestBuilders.Request;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>Single answers of Graph that are none, or not at once: each has its name for the protocol.</summary>
public sealed class GraphAnswersTests : IAsyncLifetime
{
    const string Host = "rep@example.com";
    const string Throttled = """{"error":{"code":"ApplicationThrottled","message":"Too many requests of lead@prospect.example"}}""";
    static readonly Instant Ten = Instant.FromUtc(2026, 12, 1, 10, 0);
    static readonly EventRequest Wanted = new(Host, "b1", "u1", "Intro", "<p>Hello</p>", null, Ten, Ten + Duration.FromMinutes(30), OnlineMeeting: false);

    readonly WireMockServer server = WireMockServer.Start();
    readonly GraphRig rig = new();
    readonly GraphCalendars calendars;

    public GraphAnswersTests() => calendars = rig.Connect(server.Url + "/v1.0");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, "ErrorInvalidRequest", CalendarFault.Rejected, CalendarFault.Rejected)]
    [InlineData(401, "InvalidAuthenticationToken", CalendarFault.Denied, CalendarFault.Denied)]
    [InlineData(403, "ErrorAccessDenied", CalendarFault.Denied, CalendarFault.Denied)]
    [InlineData(404, "ErrorInvalidUser", CalendarFault.NotFound, CalendarFault.NotFound)]
    [InlineData(500, "ErrorInternalServerError", CalendarFault.Unavailable, CalendarFault.Unknown)]
    [InlineData(502, "BadGateway", CalendarFault.Unavailable, CalendarFault.Unknown)]
    [InlineData(503, "ConcurrentItemSave", CalendarFault.Unavailable, CalendarFault.Unknown)]
    [InlineData(504, "GatewayTimeout", CalendarFault.Unavailable, CalendarFault.Unknown)]
    [InlineData(302, "Moved", CalendarFault.Unavailable, CalendarFault.Unknown)]
    public async Task A_status_has_its_name_and_is_asked_for_once(int status, string code, CalendarFault reading, CalendarFault writing)
    {
        Answers(Response.Create().WithStatusCode(status).WithHeader("Content-Type", "application/json").WithHeader("Location", "http://127.0.0.1:1/").WithBody(System.Text.Json.JsonSerializer.Serialize(new { error = new { code, message = "lead@prospect.example" } })));
        Assert.Equal(reading, (await Fault(() => calendars.ReadEvents(Host, Ten, Ten, Cancel))).Fault);
        var fault = await Fault(() => calendars.Create(Wanted, Cancel));
        Assert.Equal(writing, fault.Fault);
        // The log learns the code and nobody's name.
        Assert.DoesNotContain("lead@", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.LogEntries.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"value\":[{\"id\":\"a\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>Sign in</html>")]
    public async Task An_answer_that_can_not_be_read_is_none(string body)
    {
        Answers(Response.Create().WithStatusCode(200).WithHeader("Content-Type", body.StartsWith('<') ? "text/html" : "application/json").WithBody(body));
        Assert.Equal(CalendarFault.Unavailable, (await Fault(() => calendars.ReadEvents(Host, Ten, Ten, Cancel))).Fault);
        Assert.Equal(CalendarFault.Unknown, (await Fault(() => calendars.Create(Wanted, Cancel))).Fault);
        var busy = Assert.Single(await calendars.ReadBusy([Host], Ten, Ten + Duration.FromDays(1), Cancel));
        Assert.Null(busy.Items);
        Assert.NotNull(busy.Fault);
    }

    [Theory]
    [InlineData("""{"value":[{"scheduleId":"rep@example.com","availabilityView":"02"}]}""")]
    [InlineData("""{"value":[{"scheduleId":"other@example.com","availabilityView":"00","scheduleItems":[]}]}""")]
    [InlineData("""{"value":[{"scheduleId":"rep@example.com","scheduleItems":[{"status":"busy","start":{"dateTime":"2026-12-01T10:00:00","timeZone":"Customized Time Zone"},"end":{"dateTime":"2026-12-01T11:00:00","timeZone":"UTC"}}]}]}""")]
    [InlineData("""{"value":[{"scheduleId":"rep@example.com","scheduleItems":[{"status":"busy"}]}]}""")]
    [InlineData("""{"value":[{"scheduleId":"rep@example.com","error":{"responseCode":"ErrorProxyRequestProcessingFailed"},"scheduleItems":[]}]}""")]
    public async Task A_schedule_that_says_too_little_is_no_free_time(string body)
    {
        Answers(Response.Create().WithHeader("Content-Type", "application/json").WithBody(body));
        var busy = Assert.Single(await calendars.ReadBusy([Host], Ten, Ten + Duration.FromHours(1), Cancel));
        Assert.Equal((null, CalendarFault.Unavailable), (busy.Items, busy.Fault));
    }

    [Fact]
    public async Task A_status_that_nobody_knows_counts_as_unknown_and_a_windows_zone_is_read()
    {
        Answers(Response.Create().WithHeader("Content-Type", "application/json").WithBody("""
            {"value":[{"scheduleId":"REP@example.com","scheduleItems":[{"status":"atTheDentist","start":{"dateTime":"2026-12-01T11:00:00.0000000","timeZone":"W. Europe Standard Time"},"end":{"dateTime":"2026-12-01T12:00:00.0000000","timeZone":"Europe/Berlin"}}]}]}
            """));
        var item = Assert.Single(Assert.Single(await calendars.ReadBusy([Host], Ten, Ten + Duration.FromHours(1), Cancel)).Items!);
        Assert.Equal(new SalesAssistant.Bookings.BusyItem.Timed(Ten, Ten + Duration.FromHours(1)) { Status = SalesAssistant.Bookings.BusyStatus.Unknown }, item);
    }

    [Fact]
    public async Task A_short_pause_is_kept_and_a_long_one_left_to_the_protocol()
    {
        server.Given(Request.Create().UsingPost()).InScenario("pause").WillSetStateTo("over").RespondWith(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "1").WithHeader("Content-Type", "application/json").WithBody(Throttled));
        server.Given(Request.Create().UsingPost()).InScenario("pause").WhenStateIs("over").RespondWith(Response.Create().WithStatusCode(201).WithHeader("Content-Type", "application/json")
            .WithBody("""{"@odata.etag":"W/\"1\"","id":"e1","start":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:30:00","timeZone":"UTC"},"showAs":"busy"}"""));
        Assert.Equal("e1", (await calendars.Create(Wanted, Cancel)).Id);
        // The very same, letter by letter: Graph knows a repeated request by that.
        var bodies = server.LogEntries.Select(entry => entry.RequestMessage!.Body).ToList();
        Assert.Equal(2, bodies.Count);
        Assert.Equal(bodies[0], bodies[1]);
        Assert.Contains("\"transactionId\":\"sales-assistant:b1\"", bodies[0], StringComparison.Ordinal);
        Assert.DoesNotContain("attendees", bodies[0], StringComparison.Ordinal);
        var prefer = string.Join(", ", server.LogEntries[0].RequestMessage!.Headers!["Prefer"]);
        Assert.Contains("IdType=\"ImmutableId\"", prefer, StringComparison.Ordinal);
        Assert.Contains("outlook.timezone=\"UTC\"", prefer, StringComparison.Ordinal);

        server.Reset();
        Answers(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "61").WithHeader("Content-Type", "application/json").WithBody(Throttled));
        var fault = await Fault(() => calendars.Create(Wanted, Cancel));
        Assert.Equal((CalendarFault.Throttled, TimeSpan.FromSeconds(61)), (fault.Fault, fault.RetryAfter));
        Assert.Single(server.LogEntries);
    }

    [Fact]
    public async Task A_conflict_of_transactions_means_that_it_is_there()
    {
        server.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithStatusCode(409).WithHeader("Content-Type", "application/json").WithBody("""{"error":{"code":"ErrorDuplicateTransactionId","message":"x"}}"""));
        server.Given(Request.Create().UsingGet()).RespondWith(Response.Create().WithHeader("Content-Type", "application/json")
            .WithBody("""{"value":[{"id":"e7","start":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T10:30:00","timeZone":"UTC"}}]}"""));
        Assert.Equal(("e7", "b1"), (await calendars.Create(Wanted, Cancel)) is var made ? (made.Id, made.BookingId) : default);
    }

    [Fact]
    public async Task Graph_is_not_waited_for_longer_than_the_setting_says()
    {
        Answers(Response.Create().WithStatusCode(404).WithDelay(TimeSpan.FromSeconds(3)));
        using var hurried = rig.Connect(server.Url + "/v1.0", TimeSpan.FromMilliseconds(200));
        Assert.Equal(CalendarFault.Unavailable, (await Fault(() => hurried.Find(Host, "b1", Cancel))).Fault);
        Assert.Equal(CalendarFault.Unknown, (await Fault(() => hurried.Create(Wanted, Cancel))).Fault);
        // Whoever stops asking hears that, and no fault of Graph's.
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calendars.Find(Host, "b1", stop.Token));
        server.Stop();
        Assert.Equal(CalendarFault.Unavailable, (await Fault(() => calendars.Create(Wanted, Cancel))).Fault);
    }

    void Answers(IResponseBuilder answer) => server.Given(Request.Create()).RespondWith(answer);

    static Task<CalendarException> Fault<T>(Func<Task<T>> act) => Assert.ThrowsAsync<CalendarException>(act);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        calendars.Dispose();
        await rig.DisposeAsync();
        server.Dispose();
    }
}
