using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>The page of meetings says what can be booked, and why which host would be taken.</summary>
public sealed class MeetingsPageTests(Browser browser)
{
    [Theory]
    [InlineData(1440), InlineData(390)]
    public async Task It_shows_hosts_reasons_and_coming_meetings(int width)
    {
        await using var app = await SalesApp.Start();
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked:");

        await using var rep = await browser.Open(width);
        await rep.Page.GotoAsync(app.SignInLink());
        await rep.Page.GotoAsync($"{app.Address}/meetings?meeting=intro-call&on=2026-11-25");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "Intro call" }).WaitForAsync();
        await rep.Page.GetByText("Intro call: Ada Byron").WaitForAsync();
        await rep.Page.GetByText("next in turn").First.WaitForAsync();
        await rep.Page.GetByText("doesn't work then").First.WaitForAsync();
        Assert.Empty(await rep.AccessibilityFaults());
        Assert.Empty(rep.Errors);

        // A rep keeps time free for something else: nobody is offered it until it is given back.
        await rep.Page.GetByLabel("Rep", new() { Exact = true }).SelectOptionAsync("tom@example.com");
        await rep.Page.GetByLabel("From (").FillAsync("2026-11-25T12:00");
        await rep.Page.GetByLabel("Until").FillAsync("2026-11-25T15:00");
        await rep.Page.GetByLabel("What for").FillAsync("Dentist");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Keep free" }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Cell, new() { Name = "Dentist" }).WaitForAsync();
        Assert.Empty(await FreeHosts(app));
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Give back the time of Tom" }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Cell, new() { Name = "Dentist" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.NotEmpty(await FreeHosts(app));
    }

    /// <summary>Tom's free times between one and two.</summary>
    static async Task<IReadOnlyList<JsonElement>> FreeHosts(SalesApp app)
    {
        using var api = app.Api();
        var answer = await api.GetFromJsonAsync<JsonElement>("/api/v1/slots?host=tom@example.com&from=2026-11-25T12:00:00Z&to=2026-11-25T13:00:00Z");
        return [.. answer.GetProperty("slots").EnumerateArray()];
    }
}
