using Microsoft.Playwright;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Channels;

/// <summary>What a visitor sees and does, on a website with the launcher or on the chat page alone.</summary>
static class VisitorWindow
{
    /// <summary>The conversation's id, from the token that the page keeps.</summary>
    public const string ReadConversationId =
        "JSON.parse(atob(localStorage.getItem('sales-assistant:resume').split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).conv";

    public static ILocator Launcher(this Window window) => window.Page.Locator("sales-assistant .launcher");
    public static ILocator Panel(this Window window) => window.Page.Locator("sales-assistant .panel");

    /// <summary>The chat inside the panel.</summary>
    public static IFrameLocator Chat(this Window window) => window.Page.FrameLocator("sales-assistant iframe");

    /// <summary>Writes into the chat page's send box.</summary>
    public static async Task Say(this Window window, string text)
    {
        var box = window.Page.Locator(".webchat__send-box textarea");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    /// <summary>Waits for a bubble that starts with this.</summary>
    public static Task HasBubble(this Window window, string text) =>
        Eventually.Holds(async () => (await window.Bubbles()).Any(bubble => bubble.StartsWith(text, StringComparison.Ordinal)), text);

    /// <summary>Waits until the assistant has said so many things, the greeting among them.</summary>
    public static Task HasAnswers(this Window window, int count) =>
        Eventually.Holds(async () => await window.Page.Locator(".webchat__bubble:not(.webchat__bubble--from-user)").CountAsync() >= count, $"{count} answers");

    /// <summary>The text of each bubble, without its sources. A page that is just being replaced has none.</summary>
    public static async Task<IReadOnlyList<string>> Bubbles(this Window window)
    {
        try
        {
            return await window.Page.EvaluateAsync<string[]>("""
                [...document.querySelectorAll('.webchat__bubble__content')].map(bubble => {
                  const copy = bubble.cloneNode(true);
                  copy.querySelectorAll('.sources').forEach(sources => sources.remove());
                  return copy.textContent.trim();
                })
                """);
        }
        catch (PlaywrightException replaced) when (replaced.Message.Contains("Execution context was destroyed", StringComparison.Ordinal))
        {
            return [];
        }
    }

    public static Task<string> ConversationId(this Window window) => window.Page.EvaluateAsync<string>(ReadConversationId);
}
