using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>What can't be booked gets a kind sentence in the chat and a clear error at the API; nothing is booked, and what was begun goes on.</summary>
public sealed class BadWishTests(BadWishTests.Running running) : IClassFixture<BadWishTests.Running>
{
    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;

        // Shortly before the clocks are put forward in Berlin.
        public async ValueTask InitializeAsync() => App = await SalesApp.Start(at: new DateTimeOffset(2027, 3, 25, 9, 0, 0, TimeSpan.Zero));

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    readonly SalesApp app = running.App;

    [Theory]
    [InlineData("Can I book a call on 24 March 2027?", "That time is over already.")]
    [InlineData("Can I book a call on 31 February?", "I can't find that day in the calendar.")]
    [InlineData("Can I book a call tomorrow at 25:00?", "I can't find that time on the clock.")]
    [InlineData("Can I book a call on 28 March at 02:30?", "The clocks are changed in that hour, so it doesn't exist on that day.")]
    [InlineData("Can someone call me back on 24 March 2027 at 14:00?", "That time is over already.")]
    [InlineData("Can someone call me back on 28 March at 02:30?", "The clocks are changed in that hour")]
    public async Task A_time_that_there_is_not_is_said_and_the_next_wish_is_heard(string wish, string said)
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says(wish);
        await prospect.Hears(said);
        Assert.False(await app.Read(db => db.Set<Booking>().AnyAsync(booking => booking.ConversationId == prospect.Conversation)));
        await prospect.Says("then tomorrow");
        await prospect.Hears("These times are free");
    }

    [Fact]
    public async Task A_slot_that_was_never_offered_or_is_over_is_not_booked_and_others_are_offered()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Presses(new { action = "slot", slot = "made-up" });
        await prospect.Hears("that isn't one of the times I can book");
        await prospect.Sees("slot");
        // Offered by another installation: it has its own key.
        await using var elsewhere = await SalesApp.Start(at: new DateTimeOffset(2027, 3, 25, 9, 0, 0, TimeSpan.Zero));
        using var foreign = await Prospect.Opens(elsewhere, "Europe/Berlin");
        await foreign.Says("Can I book a call tomorrow?");
        await prospect.Presses(await foreign.Sees("slot"));
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Hears("These times are free");
        Assert.False(await app.Read(db => db.Set<Booking>().AnyAsync(booking => booking.ConversationId == prospect.Conversation)));
    }

    [Theory]
    [InlineData("ada@example.org\r\nBcc: all@example.org")]
    [InlineData("<script>alert(1)</script>@example.org")]
    [InlineData("ada@example.org\" onmouseover=\"x")]
    [InlineData("ada@")]
    public async Task An_address_with_a_line_break_or_a_script_is_asked_for_again_and_the_time_stays_held(string address)
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says("Can I book a call next week?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", email = address });
        await prospect.Hears("I couldn't find a complete e-mail address in that.");
        var held = await app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
        Assert.Equal((BookingState.Held, null), (held.State, held.Email));
        Assert.False(await app.Read(db => db.Set<Contact>().AnyAsync(contact => contact.Email!.Contains("script") || contact.Email.Contains("all@"))));
        using var api = app.Api();
        using var refused = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = "x", name = "Ada", email = address });
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("/api/v1/slots?timeZone=Mars/Olympus", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/slots?from=2027-02-30", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/slots?meetingType=none", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/v1/slots?host=nobody@example.com", HttpStatusCode.UnprocessableEntity)]
    public async Task The_api_says_what_it_does_not_know(string path, HttpStatusCode status)
    {
        using var api = app.Api();
        using var answer = await api.GetAsync(path);
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_zone_that_nobody_knows_is_that_of_the_company_and_the_visitor_is_told()
    {
        using var prospect = await Prospect.Opens(app, "Mars/Olympus");
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Hears("I don't know your time zone, so these are times of Europe/Berlin.");
    }
}
