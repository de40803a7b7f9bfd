using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The chat page's way into a conversation, and back into it.</summary>
public sealed class ChatTokenTests(ChatTokenTests.Running running) : IClassFixture<ChatTokenTests.Running>
{
    readonly SalesApp app = running.App;

    [Fact]
    public async Task The_page_gets_a_conversation_that_has_begun_and_knows_where_the_visitor_is()
    {
        var session = await Open(new
        {
            page = new { url = "https://shop.example/pricing?utm_campaign=autumn", title = "Pricing", referrer = "https://search.example/", campaign = "autumn" },
            locale = "de-DE",
            timeZone = "Europe/Berlin",
        });

        using var client = new DirectLineClient(new Uri(app.Address), session.GetProperty("token").GetString());
        var id = session.GetProperty("conversationId").GetString()!;
        Assert.Single(await client.Activities(id));
        Assert.StartsWith("dl_", session.GetProperty("userId").GetString(), StringComparison.Ordinal);
        Assert.Equal(3600, session.GetProperty("expiresIn").GetInt32());
        var stored = await app.Read(async db => await db.FindAsync<Conversation>(id));
        Assert.Equal(("https://shop.example/pricing?utm_campaign=autumn", "https://search.example/", "autumn", "de-DE", "Europe/Berlin"),
            (stored!.PageUrl, stored.Referrer, stored.Campaign, stored.Locale, stored.TimeZone));
    }

    [Fact]
    public async Task A_browser_that_comes_back_gets_its_conversation_as_the_same_visitor()
    {
        var first = await Open(new { locale = "en" });

        var again = await Open(new { locale = "en", resume = first.GetProperty("resume").GetString() });

        Assert.Equal(first.GetProperty("conversationId").GetString(), again.GetProperty("conversationId").GetString());
        Assert.Equal(first.GetProperty("userId").GetString(), again.GetProperty("userId").GetString());
        using var client = new DirectLineClient(new Uri(app.Address), again.GetProperty("token").GetString());
        Assert.Single(await client.Activities(again.GetProperty("conversationId").GetString()!));
    }

    [Theory]
    [InlineData("token")]
    [InlineData("rubbish")]
    public async Task What_is_no_resume_token_opens_a_new_conversation(string kind)
    {
        var first = await Open(new { });
        var resume = kind == "token" ? first.GetProperty("token").GetString() : kind;

        var other = await Open(new { resume });

        Assert.NotEqual(first.GetProperty("conversationId").GetString(), other.GetProperty("conversationId").GetString());
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"locale\":7}", HttpStatusCode.BadRequest)]
    public async Task What_is_no_request_of_the_page_is_refused(string body, HttpStatusCode status)
    {
        using var http = app.Http();
        using var content = new StringContent(body, null, "application/json");

        Assert.Equal(status, (await http.PostAsync("/chat/token", content, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task One_address_can_not_open_chats_without_end_but_can_come_back_to_its_own()
    {
        await using var own = await SalesApp.Start();
        using var http = own.Http();
        var mine = await Open(new { }, http);

        HttpResponseMessage? refused = null;
        for (var i = 0; i < 2000 && refused is null; i++)
        {
            var answer = await http.PostAsJsonAsync("/chat/token", new { }, TestContext.Current.CancellationToken);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused = answer;
        }

        Assert.NotNull(refused?.Headers.RetryAfter?.Delta);
        Assert.Equal(mine.GetProperty("conversationId").GetString(), (await Open(new { resume = mine.GetProperty("resume").GetString() }, http)).GetProperty("conversationId").GetString());
    }

    async Task<JsonElement> Open(object start, HttpClient? http = null)
    {
        using var own = app.Http();
        var answer = await (http ?? own).PostAsJsonAsync("/chat/token", start, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public sealed class Running : IAsyncLifetime
    {
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start();

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
