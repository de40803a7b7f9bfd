using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The website and its launcher as a person meets them, in Chromium.</summary>
public sealed class WebsiteBrowserTests(Browser browser, WebsiteServer server) : IClassFixture<WebsiteServer>
{
    [Fact]
    public async Task The_page_asks_nobody_else_for_anything_and_loads_Web_Chat_only_when_the_chat_is_opened()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync(server.App.Address);
        await visitor.Launcher().WaitForAsync();
        Assert.DoesNotContain(visitor.Requests, url => url.Contains("/webchat/", StringComparison.Ordinal) || url.Contains("/chat", StringComparison.Ordinal));

        await visitor.Launcher().ClickAsync();
        await Eventually.Holds(() => Task.FromResult(visitor.Requests.Any(url => url.Contains("/webchat/", StringComparison.Ordinal))));

        Assert.All(visitor.Requests, url => Assert.StartsWith(server.App.Address, url, StringComparison.Ordinal));
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task Escape_closes_the_panel_and_the_focus_is_back_on_the_launcher()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync(server.App.Address);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Open chat" }).ClickAsync();
        await visitor.Chat().GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        Assert.Equal("true", await visitor.Launcher().GetAttributeAsync("aria-expanded"));

        // From here on the chat hears keys.
        await visitor.Chat().Locator(".webchat__send-box textarea").WaitForAsync();
        await visitor.Chat().GetByRole(AriaRole.Button, new() { Name = "Menu" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Open chat" }).WaitForAsync();
        Assert.False(await visitor.Panel().IsVisibleAsync());
        Assert.Equal("launcher", await visitor.Page.EvaluateAsync<string>("document.activeElement.shadowRoot.activeElement.className"));
    }

    [Fact]
    public async Task A_time_that_was_chosen_cannot_be_pressed_again_also_after_a_reload()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync(server.App.Address + "/chat");
        await visitor.Say("Can I talk to someone next week?");
        var times = visitor.Page.Locator(".ac-pushButton").Filter(new() { HasTextRegex = new(@"^\d\d:\d\d$") });
        await times.First.ClickAsync();

        await visitor.Page.GetByText("Chosen").WaitForAsync();
        await Eventually.Holds(async () => await times.CountAsync() == 0);
        var bubbles = await visitor.Bubbles();
        await visitor.Page.ReloadAsync();
        await visitor.Page.GetByText("Chosen").WaitForAsync();

        await Eventually.Holds(async () => (await visitor.Bubbles()).Count == bubbles.Count);
        Assert.Equal(0, await times.CountAsync());
    }

    [Fact]
    public async Task An_open_panel_is_open_again_after_a_reload_and_a_closed_one_stays_closed()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync(server.App.Address);
        await visitor.Launcher().ClickAsync();
        await visitor.Page.ReloadAsync();
        await visitor.Panel().WaitForAsync();

        await visitor.Launcher().ClickAsync();
        await visitor.Page.ReloadAsync();
        await visitor.Launcher().WaitForAsync();
        Assert.False(await visitor.Panel().IsVisibleAsync());
    }

    [Fact]
    public async Task On_a_phone_the_panel_is_the_whole_screen_and_its_header_has_the_way_out()
    {
        await using var visitor = await browser.Open(390, 844, touch: true);
        await visitor.Page.GotoAsync(server.App.Address);
        await visitor.Launcher().ClickAsync();
        var box = await visitor.Panel().BoundingBoxAsync();
        Assert.Equal((0, 0, 390, 844), (box!.X, box.Y, box.Width, box.Height));
        Assert.False(await visitor.Launcher().IsVisibleAsync());

        await visitor.Chat().GetByRole(AriaRole.Button, new() { Name = "Close chat" }).ClickAsync();
        await visitor.Launcher().WaitForAsync();
        Assert.False(await visitor.Panel().IsVisibleAsync());
    }

    [Fact]
    public async Task A_website_that_the_setting_names_shows_the_chat_and_tells_it_only_its_own_page()
    {
        await using var elsewhere = await OtherWebsite.Start();
        await using var app = await SalesApp.Start(settings: ["--Web:EmbedOrigins", elsewhere.Origin]);
        elsewhere.Embeds = app.Address;
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync($"{elsewhere.Origin}/lamps?utm_campaign=spring");
        await visitor.Launcher().ClickAsync();

        await visitor.Chat().GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        Assert.Equal("rgb(1, 2, 3)", await visitor.Page.EvalOnSelectorAsync<string>("h1", "heading => getComputedStyle(heading).color"));
        var frame = visitor.Page.Frames.Single(frame => frame.Url.Contains("/chat", StringComparison.Ordinal));
        Assert.Equal($"{app.Address}/chat", frame.Url.Split('#')[0]);
        Assert.Contains("utm_campaign%3Dspring", frame.Url.Split('#')[1], StringComparison.Ordinal);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task Any_other_website_gets_an_empty_frame()
    {
        await using var elsewhere = await OtherWebsite.Start();
        await using var app = await SalesApp.Start(settings: ["--Web:EmbedOrigins", "https://www.example.com"]);
        elsewhere.Embeds = app.Address;
        await using var visitor = await browser.Open();
        var refusals = new List<string>();
        visitor.Page.Console += (_, message) => { lock (refusals) refusals.Add(message.Text); };
        await visitor.Page.GotoAsync(elsewhere.Origin);
        await visitor.Launcher().ClickAsync();

        await Eventually.Holds(() => Task.FromResult(refusals.Any(text => text.Contains("frame-ancestors", StringComparison.Ordinal))));
        Assert.DoesNotContain(visitor.Page.Frames, frame => frame.Url.StartsWith(app.Address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_website_is_accessible_and_nothing_in_it_is_wider_than_the_window()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync(server.App.Address);
        await visitor.Launcher().WaitForAsync();
        await visitor.HasNoFaultAtAnySize("the website");
    }

    /// <summary>Somebody else's page with our one script tag, on another origin.</summary>
    sealed class OtherWebsite(WebApplication app) : IAsyncDisposable
    {
        public string Origin => app.Urls.First();
        public string Embeds { get; set; } = "";

        public static async Task<OtherWebsite> Start()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var site = new OtherWebsite(app);
            app.Run(http =>
            {
                http.Response.ContentType = "text/html; charset=utf-8";
                return http.Response.WriteAsync($$"""
                    <!doctype html><html lang="en"><title>Lamps</title><style>button { display: none !important } h1, * { color: rgb(1, 2, 3) }</style>
                    <h1>Lamps</h1><script src="{{site.Embeds}}/embed.js" defer></script>
                    """);
            });
            await app.StartAsync();
            return site;
        }

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
