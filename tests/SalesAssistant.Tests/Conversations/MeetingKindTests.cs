using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>All kinds of meeting can be booked in the chat: which one is meant is taken from the visitor's words, and asked where several could be.</summary>
public sealed class MeetingKindTests(MeetingKindTests.Running running) : IClassFixture<MeetingKindTests.Running>
{
    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    readonly SalesApp app = running.App;

    [Fact]
    public async Task The_meeting_that_is_named_is_offered_and_booked()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("I'd like a strategy session next week");
        await prospect.Hears("Strategy session, 60 minutes. ");
        await Books(prospect, "Booked: Strategy session with Mia Berger");
        Assert.Equal(("strategy-session", 60.0), await Booked(prospect));
        // Moving it offers times of the same kind.
        await prospect.Says("Can we move my meeting to another day?");
        await prospect.Hears("Strategy session with Mia Berger is on");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Moved: Strategy session");
    }

    [Fact]
    public async Task A_length_is_enough()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can we meet for an hour next week?");
        await prospect.Hears("Strategy session, 60 minutes.");
        using var other = await Prospect.Opens(app);
        await other.Says("Book a call of 45 minutes next week please");
        await other.Hears("Gladly. Which would you like: Intro call (30 minutes) or Strategy session (60 minutes)?");
    }

    [Fact]
    public async Task Where_several_could_be_meant_it_is_asked_with_buttons_and_the_time_is_kept()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Could we have a video call on Friday?");
        var asked = await prospect.Hears("Which would you like: Intro call (30 minutes) or Strategy session (60 minutes)?");
        Assert.Equal(["Intro call", "Strategy session"], asked["suggestedActions"]!["actions"]!.AsArray().Select(action => action!["value"]!.GetValue<string>()));
        await prospect.Says("Strategy session");
        await Books(prospect, "Booked: Strategy session");
        Assert.Equal(DayOfWeek.Friday, (await Booking(prospect)).Start.DayOfWeek);
    }

    [Fact]
    public async Task What_was_offered_can_be_changed_to_longer_and_to_the_telephone()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call on Wednesday?");
        await prospect.Sees("slot");
        await prospect.Says("something longer please");
        await prospect.Hears("Strategy session, 60 minutes.");
        await prospect.Says("anything even longer?");
        await prospect.Hears("Strategy session, 60 minutes, is the longest we have.");
        await prospect.Says("then rather by phone");
        await prospect.Hears("Call-back, 15 minutes.");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may");
        Assert.Equal(("call-back", 15.0), await Booked(prospect));
        Assert.Equal(DayOfWeek.Wednesday, (await Booking(prospect)).Start.DayOfWeek);
    }

    [Fact]
    public async Task A_simple_wish_gets_the_first_kind_and_says_nothing_of_others()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Hears("These times are free");
        await prospect.NeverHeard("minutes.");
    }

    [Fact]
    public async Task In_German_too()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin", "de-DE");
        await prospect.Says("Ich hätte gern einen Termin für ein Strategiegespräch");
        await prospect.Hears("Strategy session, 60 Minuten.");
    }

    static async Task Books(Prospect prospect, string words)
    {
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears(words);
    }

    Task<Booking> Booking(Prospect prospect) => app.Read(db => db.Set<Booking>().AsNoTracking().Where(booking => booking.ConversationId == prospect.Conversation).OrderByDescending(booking => booking.CreatedAt).FirstAsync());

    async Task<(string, double)> Booked(Prospect prospect)
    {
        var booking = await Booking(prospect);
        return (booking.MeetingTypeId, (booking.End - booking.Start).TotalMinutes);
    }
}
