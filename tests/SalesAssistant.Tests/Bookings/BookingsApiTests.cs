using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>Slots and bookings over HTTP, against the running product. Its clock stands at Monday, 23 November 2026, 10:00 in Berlin.</summary>
public sealed class BookingsApiTests(BookingsApiTests.Running running) : IClassFixture<BookingsApiTests.Running>
{
    /// <summary>One product for the tests of this class; each takes slots of its own.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;
        public HttpClient Api { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await SalesApp.Start();
            Api = App.Api();
        }

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            await App.DisposeAsync();
        }
    }

    readonly SalesApp app = running.App;
    readonly HttpClient api = running.Api;

    [Fact]
    public async Task A_slot_is_listed_booked_shown_and_called_off()
    {
        var slot = (await Slots())[0];
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", slot.GetProperty("start").GetString());
        Assert.Equal(TimeSpan.FromMinutes(30), slot.GetProperty("end").GetDateTime() - slot.GetProperty("start").GetDateTime());

        var created = await Book(slot, key: "one");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        var id = created.Body.GetProperty("id").GetString();
        Assert.Equal("Confirmed", created.Body.GetProperty("state").GetString());
        Assert.Equal(slot.GetProperty("start").GetString(), created.Body.GetProperty("start").GetString());
        Assert.Equal(slot.GetProperty("end").GetString(), created.Body.GetProperty("end").GetString());
        Assert.Equal(slot.GetProperty("host").GetString(), created.Body.GetProperty("host").GetString());
        Assert.DoesNotContain(await Slots(), free => Same(free, slot));

        var listed = await Json(await api.GetAsync("/api/v1/bookings"));
        Assert.Equal(id, listed.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("next").ValueKind);

        Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync($"/api/v1/bookings/{id}")).StatusCode);
        Assert.Equal("Cancelled", (await Json(await api.GetAsync($"/api/v1/bookings/{id}"))).GetProperty("state").GetString());
        Assert.Contains(await Slots(), free => Same(free, slot));
    }

    [Fact]
    public async Task Without_a_named_host_each_start_is_listed_once_a_free_host()
    {
        var slots = await Slots("?from=2026-11-25T11:00:00Z&to=2026-11-25T11:30:00Z");
        Assert.Equal(["mia@example.com", "tom@example.com"], (await Slots("?from=2026-11-24T15:00:00Z&to=2026-11-24T15:30:00Z")).Select(Host).Order());
        Assert.All(slots, slot => Assert.Equal("2026-11-25T11:00:00Z", slot.GetProperty("start").GetString()));
        Assert.All(await Slots("?host=TOM@example.com"), slot => Assert.Equal("tom@example.com", Host(slot)));
        Assert.All(await Slots("?meetingType=strategy-session"), slot => Assert.Equal("mia@example.com", Host(slot)));
    }

    [Fact]
    public async Task Local_dates_are_meant_in_the_zone_that_is_asked_for()
    {
        var slots = await Slots("?from=2026-11-25&to=2026-11-26&timeZone=America/New_York");
        Assert.All(slots, slot => Assert.InRange(slot.GetProperty("start").GetDateTime(), new DateTime(2026, 11, 25, 5, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 26, 5, 0, 0, DateTimeKind.Utc)));
        Assert.NotEmpty(slots);
    }

    [Fact]
    public async Task Of_fifty_at_once_one_gets_the_slot_and_the_others_a_409()
    {
        var slot = (await Slots())[0];
        var before = await Count();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(visitor => Book(slot, key: $"visitor-{visitor}", email: $"v{visitor}@shop.example")));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(49, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Equal((before.Bookings + 1, before.Contacts + 1), await Count());
    }

    [Fact]
    public async Task The_same_key_gives_the_same_booking()
    {
        var (slots, before) = (await Slots(), await Count());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Book(slots[0], key: "mine")));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Single(answers.Select(answer => answer.Body.GetProperty("id").GetString()).Distinct());
        Assert.Equal(HttpStatusCode.OK, (await Book(slots[3], key: "mine")).Status);
        Assert.Equal((before.Bookings + 1, before.Contacts + 1), await Count());
    }

    [Theory]
    [InlineData("email", "no address", 400)]
    [InlineData("email", "a@b.example\r\nBcc: all@example.com", 400)]
    [InlineData("email", "<script>@b.example", 400)]
    [InlineData("email", "", 400)]
    [InlineData("name", "", 400)]
    [InlineData("name", "<b>Anna</b>", 400)]
    [InlineData("timeZone", "Mars/Olympus", 400)]
    [InlineData("slotId", "never offered", 422)]
    [InlineData("slotId", "", 422)]
    public async Task Bad_values_are_refused_by_name_and_nothing_is_booked(string field, string value, int status)
    {
        var body = Request((await Slots())[0], $"{field} {value}", "anna@shop.example");
        body[field] = value;
        var before = await Count();
        var answer = await api.PostAsJsonAsync("/api/v1/bookings", body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(field, (await Json(answer)).GetProperty("detail").GetString()!.Replace("time zone", "timeZone"));
        Assert.Equal(before, await Count());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"slotId\":5}")]
    [InlineData("{\"slotId\":\"\ud83d\"}")]
    public async Task A_body_that_is_no_request_is_a_400(string body)
    {
        var answer = await api.PostAsync("/api/v1/bookings", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("?timeZone=Nowhere", 400)]
    [InlineData("?from=tomorrow", 400)]
    [InlineData("?to=2026-02-30", 400)]
    [InlineData("?meetingType=party", 422)]
    [InlineData("?host=nobody@example.com", 422)]
    [InlineData("?from=2026-12-05&to=2026-12-01", 200)]
    [InlineData("?from=1999-01-01T00:00:00Z&to=1999-02-01T00:00:00Z", 200)]
    [InlineData("?from=2299-12-31T00:00:00Z", 200)]
    [InlineData("?from=9999-12-31T23:59:59Z", 400)]
    [InlineData("?from=-9000-01-01", 400)]
    [InlineData("?from=0001-01-01&timeZone=Asia/Tokyo", 400)]
    [InlineData("?from=2026-12-01T10:00:00%2B01:00&to=2026-12-01T09:00:00Z", 200)]
    public async Task Slots_are_asked_for_by_known_names_and_real_times(string query, int status) =>
        Assert.Equal(status, (int)(await api.GetAsync("/api/v1/slots" + query)).StatusCode);

    [Fact]
    public async Task A_slot_that_is_over_is_gone()
    {
        var slot = (await Slots())[0];
        app.Clock.Advance(slot.GetProperty("start").GetDateTime() - app.Clock.GetUtcNow());
        var late = await Book(slot, key: "late");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal("TooSoon", late.Body.GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await api.DeleteAsync("/api/v1/bookings/none")).StatusCode);
    }

    [Fact]
    public async Task The_key_opens_it()
    {
        using var stranger = app.Http();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/slots")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/v1/bookings")).StatusCode);
    }

    [Fact]
    public async Task A_booking_has_a_calendar_file_at_its_unguessable_address()
    {
        var booked = await Book((await Slots())[0], key: "k");
        using var visitor = app.Http();
        var file = await visitor.GetAsync($"/bookings/{booked.Body.GetProperty("id").GetString()}.ics");
        Assert.Equal("text/calendar", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("REQUEST", Ical.Net.Calendar.Load(await file.Content.ReadAsStringAsync())!.Method);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/bookings/{new string('0', 32)}.ics")).StatusCode);
    }

    Task<(int Bookings, int Contacts)> Count() => app.Read(async db => (await db.Set<Booking>().CountAsync(), await db.Set<Contact>().CountAsync()));

    async Task<List<JsonElement>> Slots(string query = "")
    {
        var answer = await api.GetAsync("/api/v1/slots" + query);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await Json(answer)).GetProperty("slots").EnumerateArray()];
    }

    async Task<(HttpStatusCode Status, JsonElement Body)> Book(JsonElement slot, string key, string email = "anna@shop.example")
    {
        var answer = await api.PostAsJsonAsync("/api/v1/bookings", Request(slot, key, email));
        return (answer.StatusCode, await Json(answer));
    }

    static Dictionary<string, string?> Request(JsonElement slot, string key, string email) => new()
    {
        ["slotId"] = slot.GetProperty("id").GetString(),
        ["name"] = "Anna Schmidt",
        ["email"] = email,
        ["timeZone"] = "Europe/Berlin",
        ["idempotencyKey"] = key,
    };

    static string? Host(JsonElement slot) => slot.GetProperty("host").GetString();

    static bool Same(JsonElement one, JsonElement other) => one.GetProperty("id").GetString() == other.GetProperty("id").GetString();

    static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
}
