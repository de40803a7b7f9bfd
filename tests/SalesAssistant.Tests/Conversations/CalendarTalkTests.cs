using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>What a visitor hears while a calendar other than the embedded one is being asked, and what the reps see.</summary>
public sealed class CalendarTalkTests(CalendarTalkTests.Running running) : IClassFixture<CalendarTalkTests.Running>
{
    /// <summary>One product and its hosts' calendars; each test takes times of its own.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public ScriptedCalendars Calendar { get; } = new(new Mailboxes());
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start(services => services.AddSingleton<IHostCalendars>(Calendar), ["--Bookings:CompareEvery", "00:00:01", "--Bookings:ReadingServes", "00:00:00"]);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    readonly SalesApp app = running.App;
    readonly ScriptedCalendars calendar = running.Calendar;

    [Fact]
    public async Task The_visitor_hears_at_once_that_it_is_being_booked_and_then_that_it_is()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("What does the Academy cost?");
        await prospect.Hears("€");
        await prospect.Says("Do you sell <b>rocket fuel</b>?");
        await prospect.Hears("from what Larkfield has published");
        var gate = new TaskCompletionSource();
        calendar.Before(Ask.Create, () => gate.Task);
        await Books(prospect, "tomorrow");
        await prospect.Hears("I'm booking Intro call with");
        await prospect.NeverHeard("Booked:");
        gate.SetResult();

        var booked = await prospect.Hears("Booked: Intro call with");
        Assert.Contains(".ics", booked.ToJsonString(), StringComparison.Ordinal);
        var booking = await Booking(prospect);
        Assert.Equal((BookingState.Confirmed, booking.EventId), (booking.State, calendar.Mailboxes.Events.Single(one => one.BookingId == booking.Id).Id));
        // The rep's brief: asked and answered with its source, still open, all as text.
        var body = calendar.Mailboxes.Requests.Single(request => request.BookingId == booking.Id).Body;
        Assert.Contains("What does the Academy cost?", body, StringComparison.Ordinal);
        Assert.Contains("Still open", body, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;rocket fuel&lt;/b&gt;", body, StringComparison.Ordinal);

        await prospect.Says("Please cancel my meeting");
        await prospect.Hears("I'm cancelling Intro call");
        await prospect.Hears("Cancelled: Intro call");
        Assert.DoesNotContain(calendar.Mailboxes.Events, one => one.BookingId == booking.Id);
    }

    [Fact]
    public async Task The_host_was_faster_and_the_visitor_is_offered_other_times()
    {
        using var prospect = await Prospect.Opens(app);
        calendar.Before(Ask.Create, async () =>
        {
            var booking = await Booking(prospect);
            calendar.Mailboxes.Put(booking.HostEmail, booking.Start, booking.End);
        });
        await Books(prospect, "on Wednesday");
        var taken = await prospect.Hears("somebody has just taken that time");
        Assert.Contains("free with", taken["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(BookingState.Failed, (await Eventually.Get(async () => await Booking(prospect) is { State: BookingState.Failed } failed ? failed : null)).State);
        Assert.Contains(await app.Messages(prospect.Conversation), message => message.Audience == Audience.Reps && message.Text.Contains("could not be booked in the calendar: Taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_a_rep_speaks_the_product_itself_says_that_it_is_booked()
    {
        using var prospect = await Prospect.Opens(app);
        var gate = new TaskCompletionSource();
        calendar.Before(Ask.Create, () => gate.Task);
        await Books(prospect, "on Thursday");
        await prospect.Hears("I'm booking Intro call with");
        Assert.Equal(RepResult.Done, (await app.Conversation(prospect.Conversation).Claim("mia@example.com")).Result);
        gate.SetResult();
        await prospect.Hears("Booked: Intro call with");
        Assert.Equal(Sender.System, (await app.Messages(prospect.Conversation)).Single(message => message.Text.StartsWith("Booked:", StringComparison.Ordinal)).Sender);
    }

    [Fact]
    public async Task The_host_moves_the_meeting_and_the_visitor_is_asked()
    {
        using var prospect = await Prospect.Opens(app);
        await Books(prospect, "on Friday");
        await prospect.Hears("Booked: Intro call with");
        var booking = await Booking(prospect);
        calendar.Mailboxes.MoveByHost(booking.EventId!, booking.Start.AddDays(7), booking.End.AddDays(7));
        await prospect.Hears("Does that suit you?");
        Assert.Equal(booking.Start.AddDays(7), (await Booking(prospect)).Start);

        await prospect.Says("Can we move the call to Monday?");
        await prospect.Hears("stays there until you have chosen another time");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("I'm moving Intro call");
        await prospect.Hears("Moved: Intro call");
    }

    [Fact]
    public async Task The_api_says_how_far_it_is()
    {
        using var api = app.Api();
        var gate = new TaskCompletionSource();
        calendar.Before(Ask.Create, () => gate.Task);
        var slots = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?from=2026-12-07"))!["slots"]!.AsArray();
        using var answer = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slots[0]!["id"]!.GetValue<string>(), name = "Ben Pope", email = "ben@example.org", idempotencyKey = "talk" });
        var booking = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((HttpStatusCode.Created, "Creating"), (answer.StatusCode, booking["state"]!.GetValue<string>()));
        var id = booking["id"]!.GetValue<string>();
        using (var file = await api.GetAsync($"/bookings/{id}.ics"))
            Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        gate.SetResult();
        await Eventually.Holds(async () => (await api.GetFromJsonAsync<JsonObject>($"/api/v1/bookings/{id}"))!["state"]!.GetValue<string>() == "Confirmed");
        using var deleted = await api.DeleteAsync($"/api/v1/bookings/{id}");
        Assert.Equal((HttpStatusCode.OK, "Cancelling"), (deleted.StatusCode, (await deleted.Content.ReadFromJsonAsync<JsonObject>())!["state"]!.GetValue<string>()));
        await Eventually.Holds(async () => (await api.GetFromJsonAsync<JsonObject>($"/api/v1/bookings/{id}"))!["state"]!.GetValue<string>() == "Cancelled");
    }

    static async Task Books(Prospect prospect, string when)
    {
        await prospect.Says($"Can I book a call {when}?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
    }

    Task<Booking> Booking(Prospect prospect) => app.Read(db => db.Set<Booking>().AsNoTracking().Where(booking => booking.ConversationId == prospect.Conversation).OrderByDescending(booking => booking.CreatedAt).FirstAsync());
}
