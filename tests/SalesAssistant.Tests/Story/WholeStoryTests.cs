using Microsoft.Playwright;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Story;

/// <summary>The product in two windows: a prospect asks, books and reaches a human; marketing sees why.</summary>
public sealed class WholeStoryTests(Browser browser)
{
    [Fact]
    public async Task A_prospect_asks_books_and_reaches_a_human_and_marketing_sees_why()
    {
        await using var app = await SalesApp.Start();
        await using var prospect = await browser.Open(420, 800);
        await using var rep = await browser.Open();
        await using var marketer = await browser.Open();

        // An answer with its source.
        await prospect.Page.GotoAsync($"{app.Address}/chat");
        await prospect.HasBubble("Hi, I’m Lark, the AI assistant of Larkfield");
        await prospect.Say("How do I cancel Studio?");
        var source = prospect.Page.Locator(".sources a").First;
        await source.WaitForAsync();
        var opened = await prospect.Page.Context.RunAndWaitForPageAsync(() => source.ClickAsync());
        await opened.GetByText("Studio").First.WaitForAsync();
        Assert.Contains("/content/", opened.Url);
        await opened.CloseAsync();

        // A meeting.
        await prospect.Say("Can I talk to someone on Thursday?");
        await prospect.Page.Locator(".ac-pushButton").First.ClickAsync();
        await prospect.HasBubble("Whom may I put in the calendar?");
        await prospect.Say("Ada Byron, ada@example.org");
        await prospect.HasBubble("Booked: Intro call with");

        // A human.
        await prospect.Say("Can I speak to a person please?");
        await prospect.HasBubble("I’ve told Mia Berger");
        await rep.Page.GotoAsync(app.SignInLink("mia@example.com"));
        await rep.Page.Locator(".inbox").GetByText("Ada Byron").First.ClickAsync();
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();
        await prospect.Page.GetByText("Mia Berger is here now.").First.WaitForAsync();
        await Writes(rep, "Hello Ada, I am here now.");
        await prospect.Page.GetByText("Hello Ada, I am here now.").First.WaitForAsync();
        await prospect.Say("Lovely. What does the Academy cost?");
        await rep.Page.GetByRole(AriaRole.Log).GetByText("Lovely. What does the Academy cost?").WaitForAsync();

        // The page is reloaded in the middle, and the chat is where it was.
        await prospect.Page.ReloadAsync();
        await prospect.Page.GetByText("Hello Ada, I am here now.").First.WaitForAsync();
        await Writes(rep, "That depends on the plan you choose.");
        await prospect.Page.GetByText("That depends on the plan you choose.").First.WaitForAsync();
        Assert.DoesNotContain(await prospect.Bubbles(), bubble => bubble.Contains("€29", StringComparison.Ordinal));

        // Given back, the assistant answers again; then the episode is resolved with a verdict in one tap.
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Return", Exact = true }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Qualified", Exact = false }).First.ClickAsync();
        await prospect.Page.GetByText("Mia Berger has left the conversation").First.WaitForAsync();
        var before = (await prospect.Bubbles()).Count;
        await prospect.Say("When does the next Sprint begin?");
        await Eventually.Holds(async () => (await prospect.Bubbles()).Count >= before + 2, "the assistant answers again");

        // The loop.
        await marketer.Page.GotoAsync(app.SignInLink());
        await marketer.Page.GotoAsync($"{app.Address}/review");
        var row = marketer.Page.Locator("tr", new() { HasText = "Can I speak to a person please?" });
        await row.WaitForAsync();
        var text = await row.InnerTextAsync();
        Assert.Contains("Asked for a person", text);
        Assert.Contains("Mia Berger", text);
        Assert.Contains("Qualified", text);
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await marketer.Page.GetByText("Hello Ada, I am here now.").WaitForAsync();
    }

    [Fact]
    public async Task Marketings_pages_are_open_to_everybody()
    {
        await using var app = await SalesApp.Start();
        using var asking = await Prospect.Opens(app);
        await asking.Says("Are you SOC 2 certified?");
        await asking.Hears("I don't know");
        await using var marketer = await browser.Open();
        await marketer.Page.GotoAsync(app.SignInLink());
        await marketer.Page.GotoAsync($"{app.Address}/review");
        await marketer.Page.GetByText("Are you SOC 2 certified?").First.WaitForAsync();
        await marketer.HasNoFaultAtAnySize("the review");
        await marketer.Page.GotoAsync($"{app.Address}/review/conversations/{asking.Conversation}");
        await marketer.Page.GetByText("What the assistant had found").WaitForAsync();
        await marketer.HasNoFaultAtAnySize("a conversation in the review");
        Assert.Empty(marketer.Errors);
    }

    static async Task Writes(Window rep, string text)
    {
        var box = rep.Page.GetByLabel("Reply to the visitor");
        await box.FillAsync(text);
        // Enabled once the page is ready to send.
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }
}
