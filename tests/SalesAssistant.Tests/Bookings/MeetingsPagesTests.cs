using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>What the pages about meetings say, and to whom, read over HTTP as the server makes them.</summary>
public sealed class MeetingsPagesTests(MeetingsPagesTests.Running running) : IClassFixture<MeetingsPagesTests.Running>
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";
    const string Ida = "ida@example.com";

    /// <summary>A product whose reps have a calendar elsewhere, and a rep who is in no team.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public ScriptedCalendars Calendar { get; } = new(new Mailboxes());
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var sales = TestFolder.New("sales-files");
            foreach (var file in Directory.GetFiles(Repository.PathOf("sales")))
                File.Copy(file, Path.Combine(sales, Path.GetFileName(file)));
            var team = Path.Combine(sales, "team.yaml");
            await File.WriteAllTextAsync(team, (await File.ReadAllTextAsync(team)).Replace("\nteams:", "\n  - { email: ida@example.com, name: Ida Holm, timeZone: Europe/Berlin, workingHours: [{ days: [mon], start: \"22:00\", end: \"02:00\" }] }\n\nteams:", StringComparison.Ordinal));
            App = await SalesApp.Start(services => services.AddSingleton<IHostCalendars>(Calendar), ["--Sales:Directory", sales, "--Bookings:ReadingServes", "00:00:00", "--Bookings:CompareEvery", "00:00:01"]);
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    readonly SalesApp app = running.App;
    readonly ScriptedCalendars calendar = running.Calendar;
    BookingsOnBehalf OnBehalf => app.Services.GetRequiredService<BookingsOnBehalf>();

    [Fact]
    public async Task What_stands_in_the_reps_own_calendar_is_shown_and_a_calendar_that_can_not_be_read_is_said_to_be_so()
    {
        calendar.Mailboxes.Put(Tom, new DateTime(2027, 1, 5, 11, 0, 0, DateTimeKind.Utc), new DateTime(2027, 1, 5, 12, 0, 0, DateTimeKind.Utc));
        var week = await Page(Tom, "/meetings?week=2027-01-05");
        Assert.Contains("11:00–12:00", week, StringComparison.Ordinal);
        Assert.Contains("Times of Tom Okafor’s clock, Europe/London.", week, StringComparison.Ordinal);

        calendar.Before(Ask.ReadBusy, () => throw new CalendarException(CalendarFault.Denied, "no right"));
        Assert.Contains("The calendar of Tom Okafor can’t be read", await Page(Tom, "/meetings?week=2027-02-02"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2027-03-28", "23 hours: the clock is changed"), InlineData("2026-10-25", "25 hours: the clock is changed"), InlineData("2026-12-24", "Day off"), InlineData("2026-12-25", "Holiday")]
    public async Task What_is_special_about_a_day_is_said(string week, string words) => Assert.Contains(words, await Page(Mia, $"/meetings?week={week}&view=week"), StringComparison.Ordinal);

    [Fact]
    public async Task A_rep_sees_the_team_and_somebody_in_no_team_only_themselves()
    {
        Assert.Contains("Times of Tom Okafor’s clock", await Page(Mia, $"/meetings?rep={Tom}"), StringComparison.Ordinal);
        Assert.DoesNotContain("Ida Holm", await Page(Mia, "/meetings"), StringComparison.Ordinal);
        var own = await Page(Ida, $"/meetings?rep={Tom}");
        Assert.Contains("Times of Ida Holm’s clock", own, StringComparison.Ordinal);
        Assert.DoesNotContain("Calendar of", own, StringComparison.Ordinal);
        Assert.Contains("Times of Ida Holm’s clock", await Page(null, $"/meetings?rep={Ida}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_reason_comes_with_what_would_mend_it()
    {
        var evening = await Page(Mia, "/meetings/why?meeting=intro-call&on=2026-11-25&at=20:00");
        Assert.Contains("20:00 is not offered.", evening, StringComparison.Ordinal);
        Assert.Contains("doesn't work then", evening, StringComparison.Ordinal);
        Assert.Contains("Works 09:00 to 12:30 and 13:30 to 17:30 (the usual hours; Europe/Berlin). The meeting takes 30 minutes.", evening, StringComparison.Ordinal);
        Assert.Contains("/meetings/hours?rep=mia%40example.com", evening, StringComparison.Ordinal);
        Assert.Contains("10:15 is free, but not among the times that are offered: they begin every 30 minutes, the nearest at 10:00 and 10:30.", await Page(Mia, "/meetings/why?meeting=intro-call&on=2026-11-26&at=10:15"), StringComparison.Ordinal);
        Assert.Contains("minNoticeMinutes of “strategy-session” in meetings.yaml", await Page(Mia, "/meetings/why?meeting=strategy-session&on=2026-11-23"), StringComparison.Ordinal);
        Assert.Contains("by an override of that date", await Page(Mia, "/meetings/why?meeting=strategy-session&on=2026-12-24&at=10:00"), StringComparison.Ordinal);
        Assert.Contains("There is no 2026-13-40 in the calendar", await Page(Mia, "/meetings/why?on=2026-13-40"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_hosts_teams_and_routing_are_shown()
    {
        var types = await Page(Mia, "/meetings/types");
        foreach (var words in (string[])["Strategy session", "15 min before, 15 min after", "from a day ahead to 45 days ahead", "2 a day for each host", "Mia Berger, Tom Okafor", "is followed by the next"])
            Assert.Contains(words, types, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_comes_twice_is_one_meeting_and_of_two_for_one_time_the_second_is_told()
    {
        using var visitor = await Prospect.Opens(app);
        await visitor.Says("Hello");
        await visitor.Hears("AI assistant");
        var slot = await FirstSlot("2026-12-01");
        var order = new BookingOrder(slot, "Ada Byron", "ada@example.org", "Europe/London", "rep:one", visitor.Conversation);
        var by = new BookingActor(Tom, MayAll: false);
        var both = await Task.WhenAll(OnBehalf.Book(order, by, CancellationToken.None), OnBehalf.Book(order, by, CancellationToken.None));
        Assert.Equal([BookingOutcome.Creating, BookingOutcome.Repeated], both.Select(result => result.Outcome).Order());
        Assert.Equal(BookingOutcome.Taken, (await OnBehalf.Book(order with { IdempotencyKey = "rep:two" }, by, CancellationToken.None)).Outcome);
        // With a calendar elsewhere the visitor hears of it when it stands there.
        await visitor.Hears("Tom Okafor has booked Intro call");
        Assert.Single(await Bookings(visitor));
    }

    [Fact]
    public async Task Only_who_has_the_conversation_books_in_it_and_only_who_holds_the_meeting_changes_it()
    {
        using var visitor = await Prospect.Opens(app);
        await visitor.Says("Hello");
        await visitor.Hears("AI assistant");
        await app.Conversation(visitor.Conversation).Claim(Mia);
        var slot = await FirstSlot("2026-12-02");
        var order = new BookingOrder(slot, "Ada Byron", "ada@example.org", "Europe/London", "rep:three", visitor.Conversation);
        Assert.Equal(BookingOutcome.NotYours, (await OnBehalf.Book(order, new BookingActor(Tom, MayAll: false), CancellationToken.None)).Outcome);
        Assert.Empty(await Bookings(visitor));
        Assert.Equal(BookingOutcome.Creating, (await OnBehalf.Book(order, new BookingActor(Mia, MayAll: false), CancellationToken.None)).Outcome);
        // While a rep speaks the product itself says it.
        await visitor.Hears("Mia Berger has booked Intro call");
        var booking = Assert.Single(await Bookings(visitor));
        Assert.Equal((booking.ContactId, "Ada Byron"), await app.Read(db => db.Set<Conversation>().Where(one => one.Id == visitor.Conversation).Select(one => ValueTuple.Create(one.ContactId, one.VisitorName)).SingleAsync()));

        Assert.Equal(BookingOutcome.NotYours, (await OnBehalf.CallOff(booking.Id, "no", new BookingActor(Ida, MayAll: false))).Outcome);
        var later = await FirstSlot("2026-12-03", booking.HostEmail);
        Assert.Equal(BookingOutcome.Moving, (await OnBehalf.Move(booking.Id, later, "A colleague is ill", new BookingActor(booking.HostEmail, MayAll: false), CancellationToken.None)).Outcome);
        var moved = await visitor.Hears("has moved Intro call");
        Assert.Contains("“A colleague is ill”", moved["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(3, (await Bookings(visitor))[0].Start.Day);

        // Of a move that the calendar refuses the visitor hears nothing, and the reps do.
        calendar.Before(Ask.Move, () => throw new CalendarException(CalendarFault.Rejected, "no"));
        Assert.Equal(BookingOutcome.Moving, (await OnBehalf.Move(booking.Id, await FirstSlot("2026-12-04", booking.HostEmail), null, new BookingActor(booking.HostEmail, MayAll: false), CancellationToken.None)).Outcome);
        await Eventually.Holds(async () => (await app.Messages(visitor.Conversation)).Exists(message => message.Audience == Audience.Reps && message.Text.Contains("could not be moved in the calendar: Rejected", StringComparison.Ordinal)));
        await visitor.NeverHeard("could not be done");
        // The visitor's own wish afterwards is not put into the rep's mouth.
        Assert.Equal(BookingOutcome.Cancelling, (await OnBehalf.CallOff(booking.Id, "The office is closed", new BookingActor("Admin", MayAll: true))).Outcome);
        await visitor.Hears("Larkfield has cancelled Intro call");
        Assert.Equal(
            [("Booked", Mia), ("Moved", booking.HostEmail), ("Moved", booking.HostEmail), ("CalledOff", "Admin")],
            (await app.Read(db => db.Set<BookingAct>().Where(act => act.BookingId == booking.Id).OrderBy(act => act.At).ToListAsync())).Select(act => (act.Kind.ToString(), act.By)));
    }

    async Task<string> FirstSlot(string from, string? host = null)
    {
        var offers = app.Services.GetRequiredService<SlotOffers>();
        var zone = NodaTime.DateTimeZoneProviders.Tzdb["Europe/London"];
        var now = app.Clock.GetUtcNow().UtcDateTime;
        return (await offers.Find(new OfferRequest { Zone = zone, HostEmail = host, From = DateTime.SpecifyKind(DateTime.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc), Take = 1 }, now, CancellationToken.None))[0].Id;
    }

    Task<List<Booking>> Bookings(Prospect visitor) => app.Read(db => db.Set<Booking>().AsNoTracking().Where(booking => booking.ConversationId == visitor.Conversation && booking.Email != null).ToListAsync());

    Task<string> Page(string? rep, string path) => app.PageAs(rep, path);
}
