using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Conversations;
using SalesAssistant.Review;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>A product that Teams reaches too.</summary>
public sealed class RatedServer : IAsyncLifetime
{
    internal ChannelServer Channel { get; private set; } = null!;
    public SalesApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Channel = await ChannelServer.StartAsync(countsIds: true);
        App = await SalesApp.Start(settings: BotChannel.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Channel.DisposeAsync();
    }
}

/// <summary>Thumbs on answers: from the website and from Teams, in the console and in the review.</summary>
public sealed class RatingTests(RatedServer server, Browser browser) : IClassFixture<RatedServer>
{
    const string Asked = "What does the Academy Starter plan cost?";

    [Fact]
    public async Task A_visitor_rates_an_answer_says_why_and_changes_their_mind()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync(server.App.Address + "/chat");
        await visitor.Say(Asked);
        var thumbs = visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Group, new() { Name = "Was this helpful?" });
        await thumbs.WaitForAsync();
        // The greeting says nothing about the company, and has none.
        Assert.Equal(1, await thumbs.CountAsync());
        var conversation = await visitor.ConversationId();

        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Not helpful" }).ClickAsync();
        var why = visitor.Page.GetByPlaceholder("What was missing? (optional)");
        await why.FillAsync("the price in pounds");
        Assert.Equal((Rating.Down, null), await Rated(conversation));
        await why.PressAsync("Enter");
        await visitor.Page.GetByText("Thank you for telling us.").WaitForAsync();
        Assert.Equal((Rating.Down, "the price in pounds"), await Rated(conversation));
        Assert.Empty(await visitor.AccessibilityFaults());

        // It is there after a reload, and can be changed.
        await visitor.Page.ReloadAsync();
        await visitor.Page.GetByText("Thank you for telling us.").WaitForAsync();
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Helpful", Exact = true }).ClickAsync();
        await Eventually.Holds(async () => await Rated(conversation) == (Rating.Up, null));
        await visitor.Page.Locator(".thumb.up[aria-pressed=true]").ClickAsync();
        await Eventually.Holds(async () => await Rated(conversation) == (null, null));
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task Marketing_counts_and_opens_what_was_of_no_help_and_the_export_has_it()
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says(Asked);
        var answer = await prospect.Hears("€29");
        Assert.Equal(HttpStatusCode.OK, await Rate(prospect, answer["id"]!.GetValue<string>(), "dislike", "no pounds"));

        var figures = server.App.Services.GetRequiredService<ReviewFigures>();
        var (since, until) = (SalesApp.MondayMorning.UtcDateTime.AddDays(-1), SalesApp.MondayMorning.UtcDateTime.AddDays(1));
        var listed = Assert.Single(await figures.List(Figure.Unhelpful, since, until, 10, CancellationToken.None), episode => episode.ConversationId == prospect.Conversation);
        Assert.Equal("no pounds", listed.Complaint);
        Assert.DoesNotContain(await figures.List(Figure.Helpful, since, until, 10, CancellationToken.None), episode => episode.ConversationId == prospect.Conversation);

        using var api = server.App.Api();
        var transcript = await api.GetFromJsonAsync<JsonObject>($"/api/v1/conversations/{Uri.EscapeDataString(prospect.Conversation)}");
        var rating = transcript!["messages"]!.AsArray().Select(message => message!["rating"]).OfType<JsonObject>().Single();
        Assert.Equal(("down", "no pounds"), (rating["value"]!.GetValue<string>().ToLowerInvariant(), rating["reason"]!.GetValue<string>()));

        await using var marketer = await browser.Open();
        await marketer.Page.GotoAsync(server.App.SignInLink());
        await marketer.Page.GotoAsync(server.App.Address + "/review?show=Unhelpful");
        await marketer.Page.GetByText("no pounds").WaitForAsync();
        await marketer.Page.GotoAsync(server.App.Address + $"/review/conversations/{Uri.EscapeDataString(prospect.Conversation)}");
        await marketer.Page.GetByText("👎 Not helpful").WaitForAsync();
    }

    [Theory]
    [InlineData("greeting", "dislike")]
    [InlineData("another", "like")]
    [InlineData("answer", "adore")]
    public async Task Only_an_answer_can_be_rated_and_only_with_a_thumb(string target, string reaction)
    {
        using var prospect = await Prospect.Opens(server.App);
        await prospect.Says(Asked);
        var answer = (await prospect.Hears("€29"))["id"]!.GetValue<string>();
        var id = target switch { "greeting" => prospect.Heard[0]["id"]!.GetValue<string>(), "another" => "other|0000003", _ => answer };

        Assert.Equal(HttpStatusCode.BadRequest, await Rate(prospect, id, reaction, null));
        Assert.Equal((null, null), await Rated(prospect.Conversation));
    }

    [Fact]
    public async Task In_Teams_an_answer_asks_for_feedback_and_the_invoke_is_kept()
    {
        using var teams = new BotChannel(server.App, server.Channel, "a:rated", "msteams", "personal");
        await teams.Says("hello");
        var greeting = await teams.Sees("I'm Lark");
        Assert.False(greeting.GetProperty("channelData").TryGetProperty("feedbackLoop", out _));
        await teams.Says(Asked);
        var answer = await teams.Sees("€29");
        Assert.Equal("default", answer.GetProperty("channelData").GetProperty("feedbackLoop").GetProperty("type").GetString());
        await teams.Settles();
        var stored = (await teams.Stored()).Single(message => message.IsAnswer);

        Assert.Equal(200, await Invokes(teams, stored.ChannelMessageId!, """{"reaction":"dislike","feedback":"{\"feedbackText\":\"too short\"}"}"""));
        Assert.Equal((Rating.Down, "too short"), await Rated(teams.ConversationId));
        Assert.Equal(("u1", true), ((await teams.Stored()).Single(message => message.IsAnswer) is var rated ? (rated.RatedBy, rated.RatedAt is not null) : default));

        Assert.Equal(200, await Invokes(teams, stored.ChannelMessageId!, """{"reaction":"like","feedback":"{\"feedbackText\":\"\"}"}"""));
        Assert.Equal((Rating.Up, null), await Rated(teams.ConversationId));
        Assert.Equal(400, await Invokes(teams, stored.ChannelMessageId!, "null"));
    }

    static Task<int> Invokes(BotChannel teams, string message, string value) =>
        teams.Posts("invoke", $$$"""{"name":"message/submitAction","replyToId":{{{JsonSerializer.Serialize(message)}}},"value":{"actionName":"feedback","actionValue":{{{value}}}}}""");

    static Task<HttpStatusCode> Rate(Prospect prospect, string message, string reaction, string? reason) => prospect.Sends(new
    {
        type = "invoke",
        name = "message/submitAction",
        replyToId = message,
        from = new { id = "visitor" },
        value = new { actionName = "feedback", actionValue = new { reaction, feedback = new { feedbackText = reason ?? "" } } },
    });

    async Task<(Rating?, string?)> Rated(string conversation) =>
        (await server.App.Messages(conversation)).Where(message => message.IsAnswer).Select(message => (message.Rating, message.RatingReason)).Single();
}
