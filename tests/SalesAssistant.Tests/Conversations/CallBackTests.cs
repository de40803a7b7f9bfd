using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>A visitor wants to be called back: a time within the hours they name is held, their number asked once, said again and confirmed, and the rep knows whom to call.</summary>
public sealed class CallBackTests(CallBackTests.Running running) : IClassFixture<CallBackTests.Running>
{
    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    readonly SalesApp app = running.App;

    [Fact]
    public async Task Between_two_and_four_becomes_a_held_time_and_a_call_without_an_email_address()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says("Can someone call me back tomorrow between 2 and 4?");
        var asked = await prospect.Hears("Whom may");
        Assert.Contains("I'm keeping that time for you", asked["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("We use them for this meeting", asked["text"]!.GetValue<string>(), StringComparison.Ordinal);
        var held = await Booking(prospect);
        Assert.Equal((BookingState.Held, "call-back"), (held.State, held.MeetingTypeId));
        Assert.InRange(held.Start, new DateTime(2026, 11, 24, 13, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 24, 14, 45, 0, DateTimeKind.Utc));

        await prospect.Says("Ada Byron, 030 / 90 18 20");
        var right = await prospect.Hears("We would call +49 30 901820. Is that the right number?");
        Assert.Equal(["Yes, that's right", "No, another number"], right["suggestedActions"]!["actions"]!.AsArray().Select(action => action!["value"]!.GetValue<string>()));
        Assert.Equal(BookingState.Held, (await Booking(prospect)).State);
        await prospect.Says("Yes, that's right");
        await prospect.Hears("will call +49 30 901820 and ask for Ada Byron.");

        var booking = await Booking(prospect);
        Assert.Equal((BookingState.Confirmed, "Ada Byron", "+49 30 901820", null), (booking.State, booking.Name, booking.Phone, booking.Email));
        Assert.Equal(("We use them for this meeting and what follows from it.", booking.ConfirmedAt), (booking.ConsentText, booking.ConsentAt));
        var contact = await app.Read(db => db.Set<Contact>().SingleAsync(one => one.Id == booking.ContactId));
        Assert.Equal(("Ada Byron", "+49 30 901820", null), (contact.Name, contact.Phone, contact.Email));

        using var api = app.Api();
        var row = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/bookings/{booking.Id}"))!;
        Assert.Equal("+49 30 901820", row["phone"]!.GetValue<string>());
        var file = (await api.GetStringAsync($"/bookings/{booking.Id}.ics")).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains("LOCATION:+49 30 901820", file, StringComparison.Ordinal);
        Assert.Contains("calls Ada Byron: +49 30 901820", file, StringComparison.Ordinal);
        Assert.DoesNotContain("ATTENDEE", file, StringComparison.Ordinal);
        Assert.Contains("href=\"tel:+49-30-901820\"", await app.PageAs(booking.HostEmail, $"/meetings?rep={booking.HostEmail}&booking={booking.Id}"), StringComparison.Ordinal);

        // It is a meeting like others: moved and called off in the chat.
        await prospect.Says("Please move my call to Thursday");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Moved: Call-back");
        await prospect.Says("Please cancel my call");
        await prospect.Hears("Cancelled: Call-back");
    }

    [Fact]
    public async Task A_number_that_was_said_at_once_is_not_asked_for_again()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says("Please call me at +44 20 7946 0018 on Wednesday between 10 and 11");
        await prospect.Hears("Whom may");
        await prospect.Says("Ben Pope");
        await prospect.Hears("We would call +44 20 7946 0018.");
        await prospect.Says("yes");
        await prospect.Hears("will call +44 20 7946 0018 and ask for Ben Pope.");
        // Known by now: only whether it is still right.
        await prospect.Says("And call me back on Thursday between 10 and 11 too, please");
        var again = await prospect.Hears("We would call +44 20 7946 0018. Is that the right number? We use");
        Assert.Contains("I'm keeping that time for you", again["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_cannot_be_called_is_asked_for_again_kindly_and_nothing_is_booked()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says("Can somebody phone me on Friday between 9 and 10?");
        await prospect.Hears("Whom may");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", phone = "030 12", email = "" });
        await prospect.Hears("I'm sorry, 030 12 can't be called as it is");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", phone = "<script>alert(1)</script>", email = "" });
        await prospect.Hears("can't be called as it is");
        await prospect.Says("0900 1234567");
        await prospect.Hears("costs whoever calls it extra");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", phone = "030 901820", email = "ada@nowhere" });
        await prospect.Hears("I couldn't find a complete e-mail address in that.");
        Assert.Equal(BookingState.Held, (await Booking(prospect)).State);
        await prospect.Presses(new { action = "contact", name = "Ada Byron", phone = "030 901820", email = "ada@example.org" });
        await prospect.Hears("We would call +49 30 901820.");
        await prospect.Says("no");
        await prospect.Hears("At which number may we call you?");
        await prospect.Says("+1 212 736 5000");
        await prospect.Hears("We would call +1 212-736-5000.");
        await prospect.Says("that's right");
        await prospect.Hears("will call +1 212-736-5000 and ask for Ada Byron.");
        var booking = await Booking(prospect);
        Assert.Equal(("+1 212-736-5000", "ada@example.org"), (booking.Phone, booking.Email));
    }

    [Fact]
    public async Task A_number_that_two_countries_have_is_asked_about()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin", "de-AT");
        await prospect.Says("Bitte rufen Sie mich zurück, meine Nummer ist 0662 123456");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("unter welcher Telefonnummer?");
        await prospect.Says("Ada Byron, 0662 123456");
        var which = await prospect.Hears("in mehr als einem Land geben");
        Assert.Equal(["+49 6621 23456", "+43 662 123456"], which["suggestedActions"]!["actions"]!.AsArray().Select(action => action!["value"]!.GetValue<string>()));
        await prospect.Says("+43 662 123456");
        await prospect.Hears("ruft +43 662 123456 an und fragt nach Ada Byron");
    }

    [Fact]
    public async Task Whoever_names_a_whole_afternoon_chooses_and_can_still_ask_for_another_time()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says("Please call me back tomorrow afternoon");
        await prospect.Hears("These times are free");
        Assert.False(await app.Read(db => db.Set<Booking>().AnyAsync(booking => booking.ConversationId == prospect.Conversation)));
        using var other = await Prospect.Opens(app, "Europe/Berlin");
        await other.Says("Can you call me tomorrow between 14:00 and 15:00?");
        await other.Hears("Whom may");
        await other.Says("another day please");
        await other.Hears("These times are free");
        await other.Says("What does the Academy cost?");
        await other.Hears("€");
    }

    [Fact]
    public async Task The_api_books_calls_with_a_number_and_says_what_is_wrong_with_one()
    {
        using var api = app.Api();
        var slots = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?meetingType=call-back&from=2026-12-01"))!["slots"]!.AsArray();
        var slot = slots[0]!["id"]!.GetValue<string>();
        foreach (var wrong in new object[] { new { slotId = slot, name = "Ada" }, new { slotId = slot, name = "Ada", phone = "12" }, new { slotId = slot, name = "Ada", phone = "+49 30 901820\r\nX: y", email = "no" } })
        {
            using var refused = await api.PostAsJsonAsync("/api/v1/bookings", wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        using var made = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Ada", phone = "030 901820", timeZone = "Europe/Berlin" });
        var booking = (await made.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((HttpStatusCode.Created, "+49 30 901820", null), (made.StatusCode, booking["phone"]!.GetValue<string>(), booking["email"]));
        // A meeting that is no call still needs an address.
        var video = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?from=2026-12-01"))!["slots"]!.AsArray()[0]!["id"]!.GetValue<string>();
        using var without = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = video, name = "Ada", phone = "+49 30 901820" });
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
    }

    Task<Booking> Booking(Prospect prospect) => app.Read(db => db.Set<Booking>().AsNoTracking().Where(booking => booking.ConversationId == prospect.Conversation).OrderByDescending(booking => booking.CreatedAt).FirstAsync());
}
