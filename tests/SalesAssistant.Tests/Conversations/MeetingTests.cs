using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Bookings;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>A meeting is found, held, booked and cancelled in the chat; its time was offered by us, its person typed their own name.</summary>
public sealed partial class MeetingTests : IAsyncLifetime
{
    SalesApp app = null!;

    public async ValueTask InitializeAsync() => app = await SalesApp.Start();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Thursday_afternoon_is_offered_in_the_visitors_zone_chosen_and_booked()
    {
        using var prospect = await Prospect.Opens(app, "America/New_York");
        await prospect.Says("Can I talk to someone on Thursday?");
        await prospect.Hears("(America/New_York)");
        var slot = await prospect.Sees("slot");
        await prospect.Presses(slot);
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("My name is Ada Byron, ada@example.org");
        await prospect.Hears("Booked: Intro call with");

        var booking = await Booking(prospect);
        Assert.Equal((BookingState.Confirmed, "Ada Byron", "ada@example.org", DayOfWeek.Thursday), (booking.State, booking.Name, booking.Email, booking.Start.DayOfWeek));
        using var http = app.Http();
        var file = await http.GetStringAsync($"/bookings/{booking.Id}.ics");
        Assert.Contains("BEGIN:VEVENT", file);
        Assert.Contains("METHOD:REQUEST", file);

        await prospect.Says("Please cancel my meeting");
        await prospect.Hears("Cancelled: Intro call");
        Assert.Equal(BookingState.Cancelled, (await Booking(prospect)).State);
    }

    [Fact]
    public async Task Two_visitors_choose_the_same_time_and_one_of_them_is_offered_others()
    {
        using var ada = await Prospect.Opens(app);
        using var ben = await Prospect.Opens(app);
        foreach (var prospect in new[] { ada, ben })
            await prospect.Says("Book a call for tomorrow morning please");
        var slot = await ada.Sees("slot");
        Assert.Equal(slot.ToJsonString(), (await ben.Sees("slot")).ToJsonString());

        await ada.Presses(slot);
        await ada.Hears("Whom may I put in the calendar?");
        await ben.Presses(slot);
        await ben.Hears("I'm sorry, somebody has just taken that time.");
        await ada.Says("Ada Byron ada@example.org");
        await ada.Hears("Booked:");
        Assert.Equal(1, await app.Read(db => db.Set<Booking>().CountAsync(booking => booking.State == BookingState.Confirmed)));
    }

    [Fact]
    public async Task An_address_that_is_none_is_asked_for_again_and_a_known_person_is_not_asked_twice()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", email = "ada@example.org\r\nBcc: all@example.org" });
        await prospect.Hears("I couldn't find a complete e-mail address in that.");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", email = "ada@example.org" });
        await prospect.Hears("Booked:");

        await prospect.Says("I'd like to book another call next week");
        var before = prospect.Heard.Count;
        await Eventually.Holds(async () =>
        {
            await prospect.Hears("free with");
            return prospect.Heard.Count > before;
        });
        await prospect.Presses(await prospect.Sees("slot"));
        await Eventually.Holds(() => app.Read(async db => await db.Set<Booking>().CountAsync(booking => booking.ConversationId == prospect.Conversation && booking.State == BookingState.Confirmed) == 2));
    }

    [Fact]
    public async Task A_slot_id_that_was_never_offered_here_books_nothing()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Presses(new { action = "slot", slot = "aW50cm8tY2FsbHxtaWFAZXhhbXBsZS5jb218MTc5NTQyOTgwMA" });
        await prospect.Hears("I'm sorry, that isn't one of the times I can book.");
        Assert.Equal(0, await app.Read(db => db.Set<Booking>().CountAsync()));
    }

    [Fact]
    public async Task Another_day_somebody_else_and_later_change_the_offer()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        await prospect.Says("Can I book a call next week with someone?");
        var first = await Offered(prospect, 1);
        await prospect.Says("another day please");
        var second = await Offered(prospect, 2);
        Assert.True(Days(second).Min() > Days(first).Min());
        await prospect.Says("something later");
        var third = await Offered(prospect, 3);
        Assert.True(Starts(third).Min() > Starts(second).Max());
        await prospect.Says("with Tom please");
        Assert.Contains("free with Tom Okafor", (await Offered(prospect, 4))["text"]!.GetValue<string>());
        await prospect.Says("maybe with someone else");
        Assert.Contains("free with Mia Berger", (await Offered(prospect, 5))["text"]!.GetValue<string>());
        await prospect.Says("any time Friday but not lunch");
        Assert.All(Days(await Offered(prospect, 6)), day => Assert.Equal(DayOfWeek.Friday, day.DayOfWeek));
    }

    [Fact]
    public async Task A_time_that_can_be_meant_in_two_ways_is_asked_and_one_that_is_not_there_is_said_kindly()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call tomorrow?");
        await Offered(prospect, 1);
        await prospect.Says("on 2/3 at ten");
        await prospect.Hears("Just to be sure: do you mean");
        await prospect.Says("February 30");
        await prospect.Hears("I can't find that day in the calendar.");
        await prospect.Says("yesterday at 4");
        await prospect.Hears("That time is over already.");
        await prospect.Says("at 25:00");
        await prospect.Hears("I can't find that time on the clock.");
        await prospect.Says("next Wednesday morning");
        Assert.All(Days(await Offered(prospect, 2)), day => Assert.Equal(DayOfWeek.Wednesday, day.DayOfWeek));
        Assert.Equal(0, await app.Read(db => db.Set<Booking>().CountAsync()));
    }

    [Fact]
    public async Task Where_the_visitor_is_is_asked_when_unknown_and_both_clocks_are_told()
    {
        using var prospect = await Prospect.Opens(app, "");
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Hears("Which city are you in");
        await prospect.Says("I'm in New York");
        await prospect.Hears("(America/New_York)");
        await prospect.Hears("is in Europe/");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("We use them for this meeting");
        await prospect.Says("Ada Byron, ada@example.org");
        var booked = (await prospect.Hears("Booked:"))["text"]!.GetValue<string>();
        Assert.Contains("(America/New_York, ", booked);
        Assert.Contains("for Ada Byron, ada@example.org", booked);
        var booking = await Booking(prospect);
        Assert.Equal(("America/New_York", "We use them for this meeting and what follows from it."), (booking.TimeZone, booking.ConsentText));
        Assert.NotNull(booking.ConsentAt);
        Assert.NotNull(booking.HostReason);
    }

    [Fact]
    public async Task Who_met_a_visitor_before_is_offered_first_when_the_meeting_says_so()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call tomorrow?");
        await Offered(prospect, 1);
        await prospect.Says("with Tom please");
        await Offered(prospect, 2);
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked:");
        var contact = await app.Read(db => db.Set<Booking>().Select(booking => booking.ContactId).SingleAsync());
        Assert.Equal("tom@example.com", await app.Services.GetRequiredService<BookingBook>().OwnerOf(contact!, CancellationToken.None));
    }

    [Fact]
    public async Task A_meeting_is_moved_in_the_chat()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked:");
        var before = await Booking(prospect);

        await prospect.Says("Can we move the call to Thursday?");
        await prospect.Hears("stays there until you have chosen another time");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Moved: Intro call");
        var after = await Booking(prospect);
        Assert.Equal((before.Id, BookingState.Confirmed, DayOfWeek.Thursday, 1), (after.Id, after.State, after.Start.DayOfWeek, after.Sequence));
        using var http = app.Http();
        Assert.Contains("SEQUENCE:1", await http.GetStringAsync($"/bookings/{after.Id}.ics"));
    }

    /// <summary>Waits for the offer of this number, counted from one.</summary>
    static async Task<JsonObject> Offered(Prospect prospect, int number)
    {
        await Eventually.Holds(async () =>
        {
            await prospect.Hears("free with");
            return Offers(prospect).Count >= number;
        }, $"offer {number} (heard: {string.Join(" | ", prospect.Heard.Select(activity => activity["text"]))})");
        return Offers(prospect)[number - 1];
    }

    static List<JsonObject> Offers(Prospect prospect) =>
        [.. prospect.Heard.Where(activity => (activity["text"]?.GetValue<string>() ?? "").Contains("free with", StringComparison.Ordinal))];

    /// <summary>The labels of the offered times' buttons, such as "Thursday, 26 November, 09:00".</summary>
    static List<DateTime> Starts(JsonObject offer) =>
        [.. LabelOfTime().Matches(offer.ToJsonString()).Select(match => DateTime.ParseExact(match.Groups[1].Value + " 2026", "d MMMM, HH:mm yyyy", CultureInfo.InvariantCulture))];

    static List<DateTime> Days(JsonObject offer) => [.. Starts(offer).Select(start => start.Date)];

    [GeneratedRegex("\"label\":\"\\w+, (\\d+ \\w+, \\d\\d:\\d\\d)\"")]
    private static partial Regex LabelOfTime();

    Task<Booking> Booking(Prospect prospect) => app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
}
