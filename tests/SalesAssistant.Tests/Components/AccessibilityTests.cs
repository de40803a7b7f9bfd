using Microsoft.Playwright;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SalesAssistant.Tests.Components;

/// <summary>
/// axe-core finds no fault in any page of our own, on a desk and on a phone, light and dark. The chat, the website and marketing's
/// pages are looked at where their tests are.
/// </summary>
public sealed class AccessibilityTests(Browser browser, WebsiteServer server) : IClassFixture<WebsiteServer>
{
    const string Mia = "mia@example.com";
    const int Phone = 390;

    readonly SalesApp app = server.App;

    [Fact]
    public async Task A_page_with_faults_does_not_pass()
    {
        await using var window = await browser.Open();
        await window.Page.SetContentAsync("""<html lang="en"><title>Faults</title><main><h1>Faults</h1><p style="color: #bbb; background: #fff">Pale words</p><img src="data:,"></main></html>""");
        Assert.Equal(["color-contrast", "image-alt"], (await window.AccessibilityFaults()).Select(fault => fault.Split(':')[0]));
        Assert.StartsWith("color-contrast", Assert.Single(await window.ContrastFaults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1440), InlineData(Phone)]
    public async Task The_console(int width)
    {
        using var visitor = await Talks();
        await using var rep = await browser.OpenConsole(app, null, null, width, 844);
        await rep.Row(visitor.Conversation).WaitForAsync();
        await rep.HasNoFault("the inbox");
        await rep.Button("Filter").ClickAsync();
        await rep.Page.GetByLabel("Search name or last message").FillAsync("nobody said this");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "Nothing matches" }).WaitForAsync();
        await rep.HasNoFault("the inbox with nothing in it");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Account of" }).ClickAsync();
        await rep.Page.GetByText("Signed in as").WaitForAsync();
        await rep.HasNoFault("the account's menu");

        await rep.Page.GotoAsync($"{app.Address}/console/{visitor.Conversation}");
        await rep.Button("Claim").ClickAsync();
        await rep.Reply().WaitForAsync();
        await rep.HasNoFault("a conversation with sources, cards and notes");
        await rep.Button("Private note").ClickAsync();
        await rep.Note().WaitForAsync();
        await rep.HasNoFault("a note being written");
        if (width == Phone)
        {
            await rep.Page.GetByRole(AriaRole.Button, new() { Name = "About this conversation" }).ClickAsync();
            await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "Contact" }).WaitForAsync();
            await rep.HasNoFault("what is known");
            await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the conversation" }).ClickAsync();
        }
        await rep.Button("Resolve").ClickAsync();
        await rep.Button("Resolve without an outcome").WaitForAsync();
        await rep.HasNoFault("the wrap-up");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Spam" }).ClickAsync();
        await Expect(rep.Page.Locator(".mud-snackbar")).ToContainTextAsync("Resolved");
        await rep.HasNoFault("a resolved conversation, and what pops up");
        await rep.Presses("?");
        await rep.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await rep.HasNoFault("the list of keys");

        await rep.Page.GotoAsync($"{app.Address}/console/nobody-knows-it");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such conversation" }).WaitForAsync();
        await rep.HasNoFault("an unknown conversation");
        await rep.Page.GotoAsync($"{app.Address}/no-access");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "This page is for somebody else" }).WaitForAsync();
        await rep.HasNoFault("a page for somebody else");
        await rep.Page.GotoAsync($"{app.Address}/not-found");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" }).WaitForAsync();
        await rep.HasNoFault("a page that isn't there");
        Assert.Empty(rep.Errors);
    }

    [Theory]
    [InlineData("/content/pricing.md?quote=The%20Academy%20starts%20at%20%E2%82%AC29%20a%20month"), InlineData("/content/comparisons/which-offer-fits.md?quote=These%20words%20have%20gone")]
    [InlineData("/content/offers/late-summer.md"), InlineData("/content/missing.md"), InlineData("/nothing/is/here"), InlineData("/sign-in")]
    public async Task The_pages_for_everybody(string path)
    {
        await using var reader = await browser.Open();
        await reader.Page.GotoAsync(app.Address + path);
        await reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await reader.HasNoFaultAtAnySize(path);
    }

    /// <summary>A conversation that holds what one can hold: an answer with its source, offered times, a handoff, a note, a system line.</summary>
    async Task<Prospect> Talks()
    {
        var visitor = await Prospect.Opens(app);
        await visitor.Says("What does the Sprint cost?");
        await visitor.Hears("€1,900");
        await visitor.Says("Can I talk to someone on Thursday afternoon?");
        await visitor.Sees("slot");
        await visitor.Says("Can I speak to a person please?");
        await visitor.Hears("Mia Berger");
        await app.Conversation(visitor.Conversation).AddNote(Mia, "Sounds like a student");
        return visitor;
    }
}
