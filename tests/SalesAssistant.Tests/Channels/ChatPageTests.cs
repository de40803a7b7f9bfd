using System.Net.Http.Json;
using Microsoft.Playwright;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The chat page with the real Web Chat in Chromium, against the running product.</summary>
public sealed class ChatPageTests(Browser browser, WebsiteServer server) : IClassFixture<WebsiteServer>
{
    const string Mia = "mia@example.com";

    [Fact]
    public async Task An_answer_has_its_source_as_a_link_to_the_place_in_the_content()
    {
        await using var visitor = await Open();
        await visitor.Say("What does the Sprint cost?");

        var source = visitor.Page.Locator(".sources a").First;
        await source.WaitForAsync();
        Assert.StartsWith($"{server.App.Address}/content/", await source.EvaluateAsync<string>("link => link.href"), StringComparison.Ordinal);
        Assert.Equal("_blank", await source.GetAttributeAsync("target"));
        Assert.Equal("noopener", await source.GetAttributeAsync("rel"));
        Assert.Empty(visitor.Errors);

        await visitor.Page.SetViewportSizeAsync(600, 300);
        await visitor.Page.GotoAsync((await source.EvaluateAsync<string>("link => link.href"))!);
        var quoted = visitor.Page.Locator("mark#quote");
        await Assertions.Expect(quoted).ToContainTextAsync("Sprint costs €1,900");
        await Assertions.Expect(quoted).ToBeInViewportAsync();
    }

    [Fact]
    public async Task The_conversation_goes_on_after_a_reload()
    {
        await using var visitor = await Open();
        await visitor.Say("What does the Sprint cost?");
        await visitor.Page.Locator(".sources").WaitForAsync();
        var before = await visitor.Bubbles();

        await visitor.Page.ReloadAsync();

        await Eventually.Holds(async () => before.SequenceEqual(await visitor.Bubbles()));
    }

    [Fact]
    public async Task What_is_written_before_the_stream_is_open_is_sent_when_it_is()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.AddInitScriptAsync("""
            const opened = Promise.withResolvers();
            globalThis.openStream = opened.resolve;
            globalThis.WebSocket = class extends WebSocket {
              addEventListener(type, listener) { super.addEventListener(type, type === 'open' ? () => opened.promise.then(listener) : listener); }
            };
            """);
        await visitor.Page.GotoAsync(server.App.Address + "/chat");
        await visitor.Say("What does the Sprint cost?");
        await visitor.Page.GetByText("What does the Sprint cost?").First.WaitForAsync();
        await visitor.Page.EvaluateAsync("openStream()");
        await visitor.Page.Locator(".sources").WaitForAsync();
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task What_is_written_while_the_server_is_away_arrives_once_and_in_order_when_it_is_back()
    {
        var first = await SalesApp.Start();
        var (address, data) = (first.Address, first.DataDirectory);
        await using var visitor = await Open(address);
        await visitor.Say("Hello");
        await visitor.HasAnswers(2);

        await first.DisposeAsync();
        await visitor.Page.GetByText("We can’t reach the chat right now").WaitForAsync();
        await visitor.Say("Goodbye");
        await visitor.Say("Hello again");
        await using var second = await SalesApp.Start(settings: ["--Urls", address], data: data);

        await visitor.Page.GetByText("You are connected again.").WaitForAsync();
        var id = await ConversationOf(second);
        await Eventually.Holds(async () => (await Said(second, id)).SequenceEqual(["Hello", "Goodbye", "Hello again"]));
        await Eventually.Holds(async () => (await visitor.Bubbles()).Count(text => text is "Goodbye" or "Hello again") == 2);
        await visitor.Page.Locator("#banner").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    [Fact]
    public async Task A_message_whose_receipt_was_lost_is_not_said_twice()
    {
        await using var visitor = await Open();
        var lost = 0;
        await visitor.Page.RouteAsync("**/activities", async route =>
        {
            if (Interlocked.Increment(ref lost) > 1)
            {
                await route.ContinueAsync();
                return;
            }
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await visitor.Say("Do I need an account for that?");

        await Eventually.Holds(() => Task.FromResult(Volatile.Read(ref lost) > 1));
        await visitor.Say("Thank you");
        await visitor.HasAnswers(3);
        Assert.Equal(["Do I need an account for that?", "Thank you"], await Said(server.App, await visitor.ConversationId()));
        Assert.Single(await visitor.Bubbles(), "Do I need an account for that?");
    }

    [Fact]
    public async Task While_a_rep_speaks_the_header_carries_the_reps_name()
    {
        await using var visitor = await Open();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Lark" }).WaitForAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Ask a person" }).ClickAsync();
        await visitor.HasBubble("I would like to talk to a person.");
        var conversation = server.App.Conversation(await visitor.ConversationId());
        await Eventually.Holds(async () => (await server.App.Read(db => Task.FromResult(db.Set<Handoffs.Handoff>().ToList()))).Any(handoff => handoff.State == Handoffs.HandoffState.Waiting));

        await conversation.Claim(Mia);
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Mia Berger" }).WaitForAsync();
        await visitor.Page.Locator(".system-line", new() { HasText = "Mia Berger is here now." }).WaitForAsync();
        await conversation.Reply(Mia, "Hello from Berlin");
        await visitor.HasBubble("Mia BergerHello from Berlin");

        await conversation.Return(Mia, null);
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Lark" }).WaitForAsync();
        Assert.Equal("AI assistant", await visitor.Page.Locator("#role").TextContentAsync());
    }

    [Fact]
    public async Task Markup_in_anybodys_words_is_shown_as_text()
    {
        await using var visitor = await Open();
        const string Markup = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>";
        await visitor.Say(Markup);
        await visitor.HasBubble(Markup);
        var conversation = server.App.Conversation(await visitor.ConversationId());
        await conversation.Claim(Mia);
        await conversation.Reply(Mia, Markup + " **not bold either**");

        await visitor.HasBubble($"Mia Berger{Markup} **not bold either**");
        Assert.Equal(0, await visitor.Page.Locator("main img[src=x], main b").CountAsync());
        Assert.Equal("Lark", await visitor.Page.TitleAsync());
    }

    [Fact]
    public async Task Starting_over_gives_a_new_conversation_and_the_transcript_can_be_kept_before()
    {
        await using var visitor = await Open();
        await visitor.Say("Thank you");
        await visitor.HasAnswers(2);
        var before = await visitor.ConversationId();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.GetByText("Download transcript").ClickAsync());
        var transcript = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Matches(@"Lark: Hi, I'm Lark, the AI assistant[\s\S]*You: Thank you[\s\S]*Lark: ", transcript);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await visitor.Page.Locator("#start-over").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Start over" }).ClickAsync();

        await Eventually.Holds(async () => (await visitor.Bubbles()).Count == 1);
        Assert.NotEqual(before, await visitor.ConversationId());
    }

    [Fact]
    public async Task Too_many_chats_from_one_network_are_told_to_wait_and_then_let_in()
    {
        await using var visitor = await browser.Open(400, 640);
        var refusals = 0;
        await visitor.Page.RouteAsync("**/chat/token", async route =>
        {
            if (Interlocked.Increment(ref refusals) > 1)
                await route.ContinueAsync();
            else
                await route.FulfillAsync(new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "2" } });
        });
        await visitor.Page.GotoAsync($"{server.App.Address}/chat");
        await visitor.Page.GetByText("Too many chats are being opened").WaitForAsync();
        await visitor.HasBubble("Hi, I’m Lark");
    }

    [Fact]
    public async Task The_page_that_embeds_the_chat_is_kept_with_the_conversation()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync($"{server.App.Address}/?utm_campaign=spring-2027");
        await visitor.Launcher().ClickAsync();
        await visitor.Chat().Locator(".webchat__bubble").First.WaitForAsync();

        var id = await visitor.Page.Frames[^1].EvaluateAsync<string>(VisitorWindow.ReadConversationId);
        var conversation = await server.App.Read(db => Task.FromResult(db.Set<Conversation>().Single(conversation => conversation.Id == id)));
        Assert.Equal($"{server.App.Address}/?utm_campaign=spring-2027", conversation.PageUrl);
        Assert.Equal("spring-2027", conversation.Campaign);
        Assert.Equal("Europe/Berlin", conversation.TimeZone);
        Assert.Equal("en-GB", conversation.Locale);
    }

    [Fact]
    public async Task The_chat_page_is_accessible_with_Web_Chat_in_it()
    {
        await using var visitor = await Open();
        await visitor.Say("What does the Sprint cost?");
        await visitor.Page.Locator(".sources").WaitForAsync();
        await visitor.Say("Can I talk to someone on Thursday afternoon?");
        await visitor.Page.Locator(".ac-pushButton").First.WaitForAsync();

        await visitor.HasNoFaultAtAnySize("the chat with a source and a card");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await visitor.Page.Locator("#start-over").ClickAsync();
        await visitor.HasNoFaultAtAnySize("the question whether to start over");
    }

    async Task<Window> Open(string? address = null)
    {
        var visitor = await browser.Open(400, 740);
        await visitor.Page.GotoAsync($"{address ?? server.App.Address}/chat");
        await visitor.HasBubble("Hi, I’m Lark");
        return visitor;
    }

    static async Task<string> ConversationOf(SalesApp app) =>
        (await app.Read(db => Task.FromResult(db.Set<Conversation>().Select(conversation => conversation.Id).ToList()))).Single();

    static async Task<IReadOnlyList<string>> Said(SalesApp app, string conversationId) =>
        [.. (await app.Messages(conversationId)).Where(message => message.Sender == Sender.Contact).Select(message => message.Text)];
}
