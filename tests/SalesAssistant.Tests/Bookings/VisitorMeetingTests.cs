using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>The links of a visitor's e-mail: what they show, what a button does, and whom they don't let in.</summary>
public sealed class VisitorMeetingTests(VisitorMeetingTests.Running running, Browser browser) : IClassFixture<VisitorMeetingTests.Running>
{
    /// <summary>One product, asked as fast as nobody reads.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    readonly SalesApp app = running.App;

    [Fact]
    public async Task Looking_changes_nothing_and_a_button_calls_off()
    {
        using var prospect = await Prospect.Opens(app, "America/New_York");
        var booking = await Books(prospect, "tomorrow");
        using var http = Visitor();
        var path = Path(booking);

        foreach (var page in (string[])[path, path + "/move", path + "/cancel", path + "?done=moved"])
        {
            using var answer = await http.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(("no-store", "no-referrer", "noindex"), (answer.Headers.CacheControl!.ToString(), Single(answer, "Referrer-Policy"), Single(answer, "X-Robots-Tag")));
            Assert.Contains("frame-ancestors 'none'", Single(answer, "Content-Security-Policy"), StringComparison.Ordinal);
            using var scanned = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, page));
            Assert.Equal(HttpStatusCode.OK, scanned.StatusCode);
        }
        Assert.Equal((booking.State, booking.Version, booking.Start), await Now(booking.Id, row => (row.State, row.Version, row.Start)));

        var shown = Parse(await http.GetStringAsync(path + "/cancel"));
        Assert.Contains("(America/New_York, ", shown.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
        using var cancelled = await http.PostAsync(shown.QuerySelector("form")!.GetAttribute("action"), null);
        Assert.Equal(path, cancelled.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("This meeting is cancelled", await cancelled.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(BookingState.Cancelled, await Now(booking.Id, row => row.State));

        // The conversation hears it, and the rep has a note beside it and, with no e-mail, a line on the page of meetings.
        await prospect.Hears("Cancelled: Intro call");
        Assert.Contains(await app.Messages(prospect.Conversation), message => message.Audience == Audience.Reps && message.Text.StartsWith("Ada Byron has cancelled Intro call", StringComparison.Ordinal));
        Assert.Contains(await app.Services.GetRequiredService<CalendarFlags>().Open(CancellationToken.None), flag => flag.Flag.Kind == CalendarFlagKind.CalledOff && flag.Booking!.Id == booking.Id);

        // Once more changes nothing, and the link now offers another time.
        using var again = await http.PostAsync(path + "/cancel", null);
        Assert.Equal(1, await Now(booking.Id, row => row.Sequence));
        var off = Parse(await http.GetStringAsync(path));
        Assert.NotEmpty(off.QuerySelectorAll("input[name=slot]"));
    }

    [Fact]
    public async Task Another_time_is_chosen_and_the_same_link_shows_it()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin");
        var booking = await Books(prospect, "on Thursday");
        using var http = Visitor();
        var path = Path(booking);
        var page = Parse(await http.GetStringAsync(path + "/move"));
        Assert.Equal("Times of Europe/Berlin", page.QuerySelector(".zone")!.TextContent);
        var slots = page.QuerySelectorAll<IHtmlInputElement>("input[name=slot]").Select(input => input.Value).ToList();
        Assert.True(slots.Count > 3);
        // All are the same rep's.
        Assert.All(slots, slot => Assert.Equal(booking.HostEmail, app.Services.GetRequiredService<SlotTokens>().Read(slot)!.HostEmail));

        using (var none = await http.PostAsync(path + "/move", new FormUrlEncodedContent([])))
            Assert.Equal((HttpStatusCode.BadRequest, true), (none.StatusCode, (await none.Content.ReadAsStringAsync()).Contains("Please choose one of the times first.", StringComparison.Ordinal)));
        using (var forged = await http.PostAsync(path + "/move", Choice(slots[^1][..^2] + "AA")))
            Assert.Equal(HttpStatusCode.Conflict, forged.StatusCode);
        Assert.Equal(booking.Start, await Now(booking.Id, row => row.Start));

        using var moved = await http.PostAsync(path + "/move", Choice(slots[^1]));
        Assert.Equal(path, moved.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("Your meeting has been moved to this time.", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var wanted = app.Services.GetRequiredService<SlotTokens>().Read(slots[^1])!.Start.ToDateTimeUtc();
        Assert.Equal((wanted, 1), await Now(booking.Id, row => (row.Start, row.Sequence)));
        await prospect.Hears("Moved: Intro call");
        // Pressed twice it is moved once.
        using var twice = await http.PostAsync(path + "/move", Choice(slots[^1]));
        Assert.Equal(1, await Now(booking.Id, row => row.Sequence));
        Assert.Equal(1, await app.Read(db => db.Set<BookingNews>().CountAsync(news => news.BookingId == booking.Id)));
    }

    [Fact]
    public async Task Later_times_are_a_page_further()
    {
        var booking = await Books("erin@example.org", 0);
        using var http = Visitor();
        var first = Parse(await http.GetStringAsync(Path(booking) + "/move"));
        var later = first.QuerySelector<IHtmlAnchorElement>(".paging a")!.GetAttribute("href")!;
        var second = Parse(await http.GetStringAsync(later));
        Assert.DoesNotContain(second.QuerySelectorAll("legend")[0].TextContent, first.QuerySelectorAll("legend").Select(legend => legend.TextContent));
        using var nonsense = await http.GetAsync(Path(booking) + "/move?from=never");
        Assert.Equal(HttpStatusCode.OK, nonsense.StatusCode);
    }

    [Fact]
    public async Task A_link_that_was_made_up_or_belongs_to_another_meeting_opens_nothing()
    {
        var (mine, other) = (await Books("one@example.org", 1), await Books("two@example.org", 2));
        using var http = Visitor();
        var links = app.Services.GetRequiredService<MeetingLinks>();
        var token = links.PathOf(mine.Id)["/m/".Length..];
        Assert.Equal(mine.Id, links.Read(token));
        // The signature of one with the id of the other.
        var bytes = Convert.FromBase64String(token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '='));
        System.Text.Encoding.ASCII.GetBytes(other.Id).CopyTo(bytes, 16);
        var forged = Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        foreach (var wrong in (string[])[forged, token[..^3], other.Id, "x", Uri.EscapeDataString("../../admin")])
        {
            using var looked = await http.GetAsync($"/m/{wrong}");
            Assert.Equal(HttpStatusCode.NotFound, looked.StatusCode);
            using var pressed = await http.PostAsync($"/m/{wrong}/cancel", null);
            Assert.Equal(HttpStatusCode.NotFound, pressed.StatusCode);
        }
        Assert.Equal(BookingState.Confirmed, await Now(other.Id, row => row.State));
    }

    [Fact]
    public async Task What_has_begun_can_not_be_moved_and_long_after_it_the_link_has_expired()
    {
        await using var later = await SalesApp.Start();
        var booking = await Books(later, "late@example.org", 0);
        var path = later.Services.GetRequiredService<MeetingLinks>().PathOf(booking.Id);
        using var http = later.Http();
        later.Clock.Set(booking.Start.AddMinutes(5));
        Assert.Contains("This meeting has begun", await http.GetStringAsync(path + "/move"), StringComparison.Ordinal);
        using (var pressed = await http.PostAsync(path + "/cancel", null))
            Assert.Equal(HttpStatusCode.OK, pressed.StatusCode);
        Assert.Equal(BookingState.Confirmed, await later.Read(db => db.Set<Booking>().Where(row => row.Id == booking.Id).Select(row => row.State).SingleAsync()));
        later.Clock.Set(booking.End + MeetingLinks.OpenFor + TimeSpan.FromMinutes(1));
        using (var expired = await http.GetAsync(path))
            Assert.Equal((HttpStatusCode.Gone, true), (expired.StatusCode, (await expired.Content.ReadAsStringAsync()).Contains("This link has expired", StringComparison.Ordinal)));

        // Somebody who asks for more than anybody reads is asked to wait.
        using var flood = new HttpClient { BaseAddress = new Uri(later.Address) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(async _ => { using var one = await flood.GetAsync("/m/x"); return one.StatusCode; }));
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task It_speaks_german_to_a_german_visitor()
    {
        var booking = await Books("uwe@example.org", 3, "de-DE");
        using var http = Visitor();
        var page = Parse(await http.GetStringAsync(Path(booking) + "/cancel"));
        Assert.Equal(("de", "Diesen Termin absagen?"), (page.DocumentElement.GetAttribute("lang"), page.QuerySelector("h1")!.TextContent));
        // Of an unknown link nobody knows whose it is: the browser says which language.
        http.DefaultRequestHeaders.Add("Accept-Language", "fr, de;q=0.8");
        using var unknown = await http.GetAsync("/m/x");
        Assert.Contains("Dieser Link führt zu keinem Termin", WebUtility.HtmlDecode(await unknown.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_calendar_elsewhere_the_page_waits_for_it_as_the_chat_does()
    {
        var calendar = new ScriptedCalendars(new Mailboxes());
        await using var outside = await SalesApp.Start(services => services.AddSingleton<IHostCalendars>(calendar), ["--Bookings:ReadingServes", "00:00:00"]);
        var booking = await Books(outside, "far@example.org", 0);
        await Eventually.Holds(() => outside.Read(db => db.Set<Booking>().AnyAsync(row => row.Id == booking.Id && row.State == BookingState.Confirmed)));
        var path = outside.Services.GetRequiredService<MeetingLinks>().PathOf(booking.Id);
        using var http = outside.Http();
        var slots = Parse(await http.GetStringAsync(path + "/move")).QuerySelectorAll<IHtmlInputElement>("input[name=slot]").ToList();
        var gate = new TaskCompletionSource();
        calendar.Before(Ask.Move, () => gate.Task);
        using (var asked = await http.PostAsync(path + "/move", Choice(slots[^1].Value)))
        {
            var page = Parse(await asked.Content.ReadAsStringAsync());
            Assert.Equal("Almost there", page.QuerySelector("h1")!.TextContent);
            Assert.NotNull(page.QuerySelector("meta[http-equiv=refresh]"));
        }
        gate.SetResult();
        await Eventually.Holds(async () => (await http.GetStringAsync(path + "?done=moved")).Contains("Your meeting has been moved", StringComparison.Ordinal));
        using (var pressed = await http.PostAsync(path + "/cancel", null))
            Assert.Equal(HttpStatusCode.OK, pressed.StatusCode);
        await Eventually.Holds(async () => (await http.GetStringAsync(path)).Contains("This meeting is cancelled", StringComparison.Ordinal));
        Assert.DoesNotContain(calendar.Mailboxes.Events, one => one.BookingId == booking.Id);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task It_can_be_read_and_used_by_everybody(int width, ColorScheme scheme)
    {
        var booking = await Books($"axe{width}@example.org", width == 390 ? 4 : 5, width == 390 ? "de" : "en");
        await using var visitor = await browser.Open(width, 844, scheme);
        foreach (var view in (string[])["", "/move", "/cancel"])
        {
            await visitor.Page.GotoAsync(app.Address + Path(booking) + view);
            Assert.Empty(await visitor.AccessibilityFaults());
            Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            await Picture(visitor, $"page{view.Replace('/', '-')}-{width}");
        }
        await visitor.Page.GotoAsync(app.Address + Path(booking) + "/move");
        await visitor.Page.Locator("label", new() { Has = visitor.Page.Locator("input[name=slot]") }).First.ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button).ClickAsync();
        await visitor.Page.Locator(".notice").WaitForAsync();
        Assert.Empty(await visitor.AccessibilityFaults());
        await Picture(visitor, $"moved-{width}");
        await visitor.Page.GotoAsync(app.Address + Path(booking) + "/cancel");
        await visitor.Page.Locator("button.danger").ClickAsync();
        await visitor.Page.Locator("dl.off").WaitForAsync();
        Assert.Empty(await visitor.AccessibilityFaults());
        await Picture(visitor, $"off-{width}");
        await visitor.Page.GotoAsync(app.Address + "/m/unknown");
        Assert.Empty(await visitor.AccessibilityFaults());
        Assert.Empty(visitor.Errors);
        Assert.All(visitor.Requests, address => Assert.StartsWith(app.Address, address, StringComparison.Ordinal));
    }

    /// <summary>For whoever wants to look at it: the folder that PICTURES names.</summary>
    static async Task Picture(Window window, string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES") is { } folder)
            await window.Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder, name + ".png"), FullPage = true });
    }

    string Path(Booking booking) => app.Services.GetRequiredService<MeetingLinks>().PathOf(booking.Id);

    HttpClient Visitor() => app.Http();

    Task<T> Now<T>(string id, Func<Booking, T> what) => app.Read(async db => what(await db.Set<Booking>().AsNoTracking().SingleAsync(row => row.Id == id)));

    async Task<Booking> Books(Prospect prospect, string when)
    {
        await prospect.Says($"Can I book a call {when}?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked: Intro call with");
        return await app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
    }

    Task<Booking> Books(string email, int week, string? language = null) => Books(app, email, week, language);

    /// <summary>Books the first free time of a day so many days after 2 December, without a conversation.</summary>
    internal static async Task<Booking> Books(SalesApp app, string email, int days, string? language = null)
    {
        var free = await app.Services.GetRequiredService<SlotOffers>().Find(
            new OfferRequest { Zone = NodaTime.DateTimeZone.Utc, From = new DateTime(2026, 12, 2, 0, 0, 0, DateTimeKind.Utc).AddDays(days), Take = 1 }, app.Clock.GetUtcNow().UtcDateTime, CancellationToken.None);
        var desk = app.Services.GetRequiredService<BookingDesk>();
        var elsewhere = await desk.LookElsewhere(free[0].Id, CancellationToken.None);
        var result = await app.Services.GetRequiredService<BatchWriter>().Write(session => desk.Book(
            session, free[0].Id, new SalesAssistant.Bookings.Attendee("Ada Byron", email, "Europe/Berlin", Language: language), Guid.NewGuid().ToString(), null, elsewhere, app.Clock.GetUtcNow().UtcDateTime));
        Assert.True(result.Succeeded, $"{result.Outcome}");
        return result.Booking!;
    }

    static FormUrlEncodedContent Choice(string slot) => new([new("slot", slot)]);

    static string Single(HttpResponseMessage answer, string header) => Assert.Single(answer.Headers.GetValues(header));

    static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
