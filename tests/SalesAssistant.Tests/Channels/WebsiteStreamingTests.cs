using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>An answer that grows, as a visitor sees it in the real Web Chat: one bubble, and one message at the end.</summary>
public sealed class WebsiteStreamingTests(Browser browser) : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Asked = "What do the Academy plans cost?";
    const string Starter = "The Academy Starter plan costs €29 a month or €290 a year.";
    const string Growth = "The Academy Growth plan costs €59 a month or €590 a year.";

    ModelServer model = null!;
    SalesApp app = null!;

    public async ValueTask InitializeAsync()
    {
        model = await ModelServer.Start();
        app = await SalesApp.Start(settings: ["--Model:Endpoint", model.Endpoint, "--Model:Name", "test"]);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await model.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_is_one_bubble_that_grows_and_one_message_also_after_a_reload()
    {
        await using var visitor = await Open();
        var answer = await Asks(visitor);
        await answer.Says(Starter);
        await Sees(visitor, Asked, Starter);
        await answer.Says(Growth);
        await Sees(visitor, Asked, $"{Starter} {Growth}");
        // It is no message yet, so it has no sources.
        Assert.Equal(0, await visitor.Page.Locator(".sources").CountAsync());
        answer.Ends();
        await visitor.Page.Locator(".sources").WaitForAsync();
        await Sees(visitor, Asked, $"{Starter} {Growth}");

        await visitor.Page.ReloadAsync();
        await visitor.Page.Locator(".sources").WaitForAsync();
        await Sees(visitor, Asked, $"{Starter} {Growth}");
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_claim_leaves_one_bubble_with_what_was_shown_and_then_the_rep_speaks()
    {
        await using var visitor = await Open();
        var answer = await Asks(visitor);
        await answer.Says(Starter);
        await Sees(visitor, Asked, Starter);
        var conversation = app.Conversation(await visitor.ConversationId());
        await conversation.Claim(Mia);
        await answer.Says(Growth);
        answer.Ends();
        await conversation.Reply(Mia, "Hello, I am here now.");

        await Sees(visitor, Asked, Starter, "Mia BergerHello, I am here now.");
        // The bubble is a message with its source, and nothing is being typed.
        await visitor.Page.Locator(".sources").WaitForAsync();
        Assert.Equal(0, await visitor.Page.Locator(".webchat__typing-indicator, .webchat__typingIndicator").CountAsync());
        await visitor.Page.ReloadAsync();
        await Sees(visitor, Asked, Starter, "Mia BergerHello, I am here now.");
    }

    [Fact]
    public async Task A_line_that_breaks_in_the_middle_leaves_one_bubble()
    {
        await using var line = new BreakableLine(app.Address);
        await using var visitor = await Open(line.Address);
        var answer = await Asks(visitor);
        await answer.Says(Starter);
        await Sees(visitor, Asked, Starter);
        line.Cut();
        await answer.Says(Growth);
        answer.Ends();
        await Eventually.Holds(async () => (await app.Messages(await visitor.ConversationId())).Exists(message => message.Turn is not null), "the answer is stored");
        line.Mend();

        await visitor.Page.Locator(".sources").WaitForAsync();
        await Sees(visitor, Asked, $"{Starter} {Growth}");
    }

    [Fact]
    public async Task A_page_that_is_reloaded_in_the_middle_sees_the_rest_grow_in_one_bubble()
    {
        await using var visitor = await Open();
        var answer = await Asks(visitor);
        await answer.Says(Starter);
        await Sees(visitor, Asked, Starter);
        await visitor.Page.ReloadAsync();
        await visitor.HasBubble(Asked);
        await answer.Says(Growth);
        await Sees(visitor, Asked, $"{Starter} {Growth}");
        await answer.Says("The Academy Team plan costs €119 a month or €1,190 a year.");
        await Sees(visitor, Asked, $"{Starter} {Growth} The Academy Team plan costs €119 a month or €1,190 a year.");
        answer.Ends();
        await visitor.Page.Locator(".sources").WaitForAsync();
        await Sees(visitor, Asked, $"{Starter} {Growth} The Academy Team plan costs €119 a month or €1,190 a year.");
    }

    async Task<Window> Open(string? address = null)
    {
        var visitor = await browser.Open(400, 640);
        await visitor.Page.GotoAsync($"{address ?? app.Address}/chat");
        await visitor.HasBubble("Hi, I’m Lark");
        return visitor;
    }

    async Task<SlowAnswer> Asks(Window visitor)
    {
        model.CallsTool("content_search", new { query = Asked });
        var answer = model.SaysSlowly();
        await visitor.Say(Asked);
        await answer.Asked;
        return answer;
    }

    /// <summary>Waits until these are the bubbles after the greeting.</summary>
    static Task Sees(Window visitor, params string[] bubbles) =>
        Eventually.Holds(async () => bubbles.SequenceEqual((await visitor.Bubbles()).Skip(1)), string.Join(" | ", bubbles));
}
