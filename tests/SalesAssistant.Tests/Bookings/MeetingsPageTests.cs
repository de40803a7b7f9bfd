using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SalesAssistant.Bookings;
using SalesAssistant.Tests.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SalesAssistant.Tests.Bookings;

/// <summary>The reps' pages about meetings as they use them in Chromium: the calendar, a meeting's details, time kept free, hours, and the reasons.</summary>
public sealed class MeetingsPageTests(Browser browser)
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task A_rep_sees_a_meeting_in_the_calendar_opens_it_and_cancels_it_with_a_reason(int width)
    {
        await using var app = await SalesApp.Start();
        using var prospect = await Books(app);
        var host = (await Booking(app)).HostEmail;

        await using var rep = await browser.Open(width);
        await rep.Page.GotoAsync(app.SignInLink(host));
        await rep.Page.GotoAsync($"{app.Address}/meetings");
        await rep.Page.GetByText("Intro call: Ada Byron").WaitForAsync();
        await Expect(rep.Page.Locator(".now:visible")).ToHaveCountAsync(width > 760 ? 1 : 0);
        await HasNoFaultAndFits(rep, "the calendar");

        // Its address is the details' address: it can be linked, and going back closes them.
        await rep.Page.Locator(".agenda a.entry:visible", new() { HasText = "Ada Byron" }).ClickAsync();
        var details = rep.Page.GetByRole(AriaRole.Dialog, new() { Name = "Ada Byron" });
        await Expect(details).ToContainTextAsync("(Europe/London)");
        await Expect(details).ToContainTextAsync("Why this rep");
        await Expect(rep.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("booking="));
        await HasNoFaultAndFits(rep, "a meeting's details");
        await details.GetByRole(AriaRole.Button, new() { Name = "Cancel meeting" }).ClickAsync();
        await details.GetByLabel("Why, as the visitor").FillAsync("I have to be in court that day");
        await details.GetByRole(AriaRole.Button, new() { Name = "Cancel the meeting" }).ClickAsync();
        await Expect(details).ToContainTextAsync("Cancelled. Ada Byron is told in the conversation.");
        var heard = await prospect.Hears("has cancelled Intro call");
        Assert.Contains("“I have to be in court that day”", heard["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(BookingState.Cancelled, (await Booking(app)).State);
        await details.GetByRole(AriaRole.Link, new() { Name = "Close the details" }).ClickAsync();
        await Expect(rep.Page.Locator(".agenda a.entry", new() { HasText = "Ada Byron" })).ToHaveCountAsync(0);

        // A rep keeps time free for something else: nobody is offered it until it is given back.
        await rep.Page.GetByLabel("From (").FillAsync("2026-11-25T14:00");
        await rep.Page.GetByLabel("Until").FillAsync("2026-11-25T16:00");
        await rep.Page.GetByLabel("What for").FillAsync("Dentist");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Keep free" }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Cell, new() { Name = "Dentist" }).WaitForAsync();
        await rep.Page.Locator(".agenda .entry.kept:visible", new() { HasText = "Dentist" }).WaitForAsync();
        Assert.Empty(await FreeTimes(app, host));
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Give back the time of" }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Cell, new() { Name = "Dentist" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.NotEmpty(await FreeTimes(app, host));
        foreach (var page in (string[])["/meetings?view=day", "/meetings?view=list", "/meetings/why?meeting=intro-call&on=2026-11-25&at=20:00", "/meetings/types", "/meetings/book"])
        {
            await rep.Page.GotoAsync(app.Address + page);
            await rep.Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).Or(rep.Page.GetByRole(AriaRole.Form)).First.WaitForAsync();
            await HasNoFaultAndFits(rep, page);
        }
        Assert.Empty(rep.Errors);
    }

    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task A_rep_changes_hours_and_the_next_offer_goes_by_them(int width)
    {
        var sales = TestFolder.New("sales-files");
        foreach (var file in Directory.GetFiles(Repository.PathOf("sales")))
            File.Copy(file, Path.Combine(sales, Path.GetFileName(file)));
        await using var app = await SalesApp.Start(settings: ["--Sales:Directory", sales]);
        using var prospect = await Books(app, with: " with Mia");
        var booking = await Booking(app);

        await using var rep = await browser.Open(width);
        await rep.Page.GotoAsync(app.SignInLink(Mia));
        await rep.Page.GotoAsync($"{app.Address}/meetings/hours");
        await HasNoFaultAndFits(rep, "the hours");
        // What can't be is said, and nothing is saved.
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Add hours on Wednesday" }).ClickAsync();
        await Expect(rep.Page.GetByLabel("Wednesday from")).ToHaveCountAsync(3);
        await rep.Page.GetByLabel("Wednesday from").Last.FillAsync("12:00");
        await rep.Page.GetByLabel("Wednesday until").Last.FillAsync("14:00");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Save usual hours" }).ClickAsync();
        await rep.Page.GetByText("Wednesday: 09:00 to 12:30 and 12:00 to 14:00 overlap").WaitForAsync();
        await HasNoFaultAndFits(rep, "the hours with a fault");
        await rep.Page.GetByLabel("Wednesday from").Last.FillAsync("20:00");
        await rep.Page.GetByLabel("Wednesday until").Last.FillAsync("21:00");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Save usual hours" }).ClickAsync();
        await rep.Page.GetByText("The usual hours are saved.").WaitForAsync();
        Assert.Contains("- { days: [wed], start: \"20:00\", end: \"21:00\" }", await File.ReadAllTextAsync(Path.Combine(sales, "team.yaml")), StringComparison.Ordinal);
        Assert.Contains(await FreeTimes(app, Mia, "2026-11-25T19:00:00Z", "2026-11-25T20:00:00Z"), slot => slot.GetProperty("start").GetString() == "2026-11-25T19:00:00Z");

        // A day off: the meeting that lies in it stands, and is pointed out.
        await rep.Page.GetByLabel("Date", new() { Exact = true }).FillAsync(booking.Start.ToString("yyyy-MM-dd"));
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Add date" }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "Booked outside of these hours" }).WaitForAsync();
        await rep.Page.GetByText("Intro call with Ada Byron").WaitForAsync();
        Assert.Equal(BookingState.Confirmed, (await Booking(app)).State);

        await rep.Page.GetByLabel("First day there").FillAsync("2026-12-07");
        await rep.Page.GetByLabel("Last day there").FillAsync("2026-12-08");
        await rep.Page.GetByLabel("Time zone", new() { Exact = true }).FillAsync("America/New Yrk");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Add trip" }).ClickAsync();
        await rep.Page.GetByText("Do you mean America/New_York?").WaitForAsync();
        await rep.Page.GetByLabel("Time zone", new() { Exact = true }).FillAsync("America/New_York");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Add trip" }).ClickAsync();
        await rep.Page.GetByText("in America/New_York. It counts from the next offer on.").WaitForAsync();
        Assert.Contains(await FreeTimes(app, Mia, "2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z"), slot => slot.GetProperty("start").GetString() == "2026-12-07T14:00:00Z");
        await rep.Page.GotoAsync($"{app.Address}/meetings?week=2026-12-07");
        await rep.Page.GetByText("In America/New_York").And(rep.Page.Locator(":visible")).First.WaitForAsync();
        await HasNoFaultAndFits(rep, "a week with a trip");

        // Somebody else's hours are shown, and can't be changed.
        await rep.Page.GotoAsync($"{app.Address}/meetings/hours?rep={Tom}");
        await rep.Page.GetByText("Only the rep and an Admin can change them.").WaitForAsync();
        await Expect(rep.Page.GetByRole(AriaRole.Button, new() { Name = "Save usual hours" })).ToBeDisabledAsync();
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task A_rep_books_for_a_visitor_from_the_conversation_and_the_visitor_is_told()
    {
        await using var app = await SalesApp.Start();
        using var visitor = await Prospect.Opens(app);
        await visitor.Says("Can I speak to a person please?");
        await visitor.Hears("Mia Berger");
        await app.Conversation(visitor.Conversation).Claim(Mia);
        await using var rep = await browser.OpenConsole(app, Mia, visitor.Conversation);
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Book a meeting" }).ClickAsync();
        var dialog = rep.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByText("The visitor has given no address").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync();
        await dialog.GetByText("Choose a time first.").WaitForAsync();
        // By the visitor's clock, and Mia's beside it.
        await dialog.GetByLabel("With").SelectOptionAsync(Mia);
        await Expect(dialog.Locator(".picker")).ToContainTextAsync("Mia Berger");
        await Expect(dialog.Locator(".picker")).Not.ToContainTextAsync("Tom Okafor");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "14:00 Mia Berger, 15:00 there" }).First.ClickAsync();
        await dialog.GetByLabel("Name").FillAsync("Ada Byron");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book Mon 23 Nov, 14:00" }).ClickAsync();
        await dialog.GetByText("The e-mail address is missing").WaitForAsync();
        Assert.Empty(await rep.AccessibilityFaults());
        await dialog.GetByLabel("E-mail").FillAsync("ada@example.org");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book Mon 23 Nov, 14:00" }).DblClickAsync();
        await dialog.GetByText("Ada Byron is told in the conversation").WaitForAsync();

        var told = await visitor.Hears("Mia Berger has booked Intro call with Mia Berger for you");
        Assert.Contains(".ics", told.ToJsonString(), StringComparison.Ordinal);
        var booking = Assert.Single(await app.Read(db => db.Set<Booking>().AsNoTracking().ToListAsync()));
        Assert.Equal((BookingState.Confirmed, Mia, "ada@example.org"), (booking.State, booking.HostEmail, booking.Email));
        Assert.Equal((Mia, BookingActKind.Booked), await app.Read(db => db.Set<BookingAct>().Select(act => ValueTuple.Create(act.By, act.Kind)).SingleAsync()));
        // Whom it is for is known from now on.
        await Expect(rep.Page.Locator(".details")).ToContainTextAsync("ada@example.org");
        Assert.Empty(rep.Errors);
    }

    static async Task<Prospect> Books(SalesApp app, string with = "")
    {
        var prospect = await Prospect.Opens(app);
        await prospect.Says($"Can I book a call{with} tomorrow?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked:");
        return prospect;
    }

    static Task<Booking> Booking(SalesApp app) => app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.Email != null));

    static async Task<IReadOnlyList<JsonElement>> FreeTimes(SalesApp app, string host, string from = "2026-11-25T13:00:00Z", string to = "2026-11-25T15:00:00Z")
    {
        using var api = app.Api();
        var answer = await api.GetFromJsonAsync<JsonElement>($"/api/v1/slots?host={host}&from={from}&to={to}");
        return [.. answer.GetProperty("slots").EnumerateArray()];
    }

    static async Task HasNoFaultAndFits(Window window, string where)
    {
        await window.HasNoFault(where);
        Assert.True(await window.Page.EvaluateAsync<bool>("document.querySelector('main').scrollWidth <= innerWidth"), $"{where} is wider than the window");
    }
}
