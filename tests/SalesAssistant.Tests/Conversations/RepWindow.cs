using Microsoft.Playwright;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Conversations;

/// <summary>What a rep sees and does in the console.</summary>
static class RepWindow
{
    /// <summary>Signs in with a link of its own and opens the console, at a conversation when one is named. It is ready when the inbox has its counts.</summary>
    public static async Task<Window> OpenConsole(this Browser browser, SalesApp app, string? rep, string? conversation = null, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var window = await browser.Open(width, height, scheme);
        await window.Page.Context.APIRequest.GetAsync(app.SignInLink(rep), new() { MaxRedirects = 0 });
        await window.Page.GotoAsync($"{app.Address}/console{(conversation is null ? "" : $"/{conversation}")}");
        await window.IsReady();
        return window;
    }

    public static Task IsReady(this Window window) => Assertions.Expect(window.Page.Locator(".inbox .count").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"\d"));

    public static async Task Reloads(this Window window)
    {
        await window.Page.ReloadAsync();
        await window.IsReady();
    }

    /// <summary>The conversation's row in the inbox.</summary>
    public static ILocator Row(this Window window, string conversation) => window.Page.Locator($".inbox .row:has(a[href='/console/{conversation}'])");

    public static ILocator Transcript(this Window window) => window.Page.GetByRole(AriaRole.Log);

    public static ILocator Reply(this Window window) => window.Page.GetByLabel("Reply to the visitor");

    public static ILocator Note(this Window window) => window.Page.GetByRole(AriaRole.Textbox, new() { Name = "Private note" });

    public static ILocator Button(this Window window, string name) => window.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Writes a reply and leaves it at that. The draft is kept once the page is ready to send.</summary>
    public static async Task WritesWithoutSending(this Window window, string text)
    {
        await Assertions.Expect(window.Button("Send")).ToBeEnabledAsync();
        await window.Reply().FillAsync(text);
    }

    /// <summary>Presses a key outside of any field.</summary>
    public static Task Presses(this Window window, string key) => window.Page.Keyboard.PressAsync(key);

    /// <summary>What this person's window says of who has the conversation.</summary>
    public static ILocator Holder(this Window window) => window.Page.Locator(".conversation .status .chip");
}
