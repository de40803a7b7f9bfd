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
    }
}
