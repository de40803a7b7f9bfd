using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>A meeting is found, held, booked and cancelled in the chat; its time was offered by us, its person typed their own name.</summary>
public sealed class MeetingTests : IAsyncLifetime
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
        await prospect.Hears("I'm sorry, somebody has just taken that time.");
        Assert.Equal(0, await app.Read(db => db.Set<Booking>().CountAsync()));
    }

    Task<Booking> Booking(Prospect prospect) => app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
}
