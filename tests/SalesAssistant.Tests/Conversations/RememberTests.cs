using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SalesAssistant.Contacts;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SalesAssistant.Tests.Conversations;

/// <summary>Whoever agrees to it is remembered in the next conversation; nobody else is, and everybody can take it back.</summary>
public sealed class RememberTests(Browser browser, WebsiteServer server) : IClassFixture<WebsiteServer>
{
    readonly SalesApp app = server.App;

    [Fact]
    public async Task Who_has_left_an_address_is_asked_once_and_a_yes_is_kept_with_its_very_words()
    {
        using var ada = await Introduced("ada@example.org");
        await ada.Says("Yes, please");
        await ada.Hears("Thank you, I will remember you.");

        var conversation = await Stored(ada);
        var consent = await app.Read(db => db.Set<RememberConsent>().AsNoTracking().SingleAsync(candidate => candidate.Id == conversation.RememberConsentId));
        var asked = ada.Heard.Single(activity => Text(activity).StartsWith("May I remember you", StringComparison.Ordinal));
        Assert.Equal((Text(asked), "en", ada.Conversation, RememberConsent.VersionOf(Text(asked)), SalesApp.MondayMorning.Date),
            (consent.Text, consent.Language, consent.ConversationId, consent.Version, consent.GivenAt.Date));
        await ada.Says("My address is ada.byron@example.org");
        await ada.Says("What does the Academy Starter plan cost?");
        await ada.Hears("€29");
        Assert.Single(ada.Heard, activity => Text(activity).StartsWith("May I remember you", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_the_next_conversation_of_the_same_browser_it_is_known_shown_and_forgotten()
    {
        using var first = await Introduced("grace@example.org");
        await first.Presses(await first.Sees("remember"));
        await first.Hears("Thank you, I will remember you.");
        var kept = await first.Keeps();

        using var second = await Prospect.Opens(app, visitor: kept);
        await second.Hears("Welcome back. I'm Lark, the AI assistant");
        await second.Says("How do I cancel?");
        // The plan of the first conversation settles which page is meant.
        await Eventually.Holds(async () => (await app.Messages(second.Conversation)).Exists(message => message.Citations?.Contains("faq/services.md", StringComparison.Ordinal) == true), "the answer for Studio");
        await second.Says("What do you know about me?");
        var known = Text(await second.Hears("And this you told me in earlier conversations, which you agreed on Monday, 23 November 2026"));
        Assert.Contains("- Your plan: I'm interested in Studio (Monday, 23 November 2026)", known);
        Assert.Contains("- Your name: Grace Hopper", known);

        await second.Says("forget me");
        await second.Hears("I have forgotten it, also from earlier conversations");
        Assert.Null(await second.Keeps());
        Assert.Null(await first.Keeps());
        Assert.Empty(Told.Of(await Stored(first)).Facts);
        Assert.Equal((null, null), ((await Stored(second)).VisitorName, (await Stored(second)).ContactId));
        await first.Says("What do you know about me?");
        Assert.DoesNotContain("Studio", Text(await first.Hears("This is what I know about you")));

        using var third = await Prospect.Opens(app, visitor: kept);
        await third.Hears("Hi, I'm Lark, the AI assistant");
        Assert.Null((await Stored(third)).RememberConsentId);
    }

    [Fact]
    public async Task Who_says_no_is_a_stranger_next_time_and_what_was_told_stays_in_its_conversation()
    {
        using var first = await Introduced("nora@example.org");
        await first.Says("No, thanks.");
        await first.Hears("That's fine, I won't.");
        Assert.Null(await first.Keeps());
        Assert.NotEmpty(Told.Of(await Stored(first)).Facts);

        // A press on the question of before is asked anew, not taken for a yes to nothing.
        await first.Presses(new { action = "remember" });
        await Eventually.Holds(async () => (await app.Messages(first.Conversation)).Count(message => message.Text.StartsWith("May I remember you", StringComparison.Ordinal)) == 2, "asked anew");
        Assert.Null((await Stored(first)).RememberConsentId);
    }

    [Fact]
    public async Task A_yes_to_something_else_is_no_consent()
    {
        using var visitor = await Introduced("yes@example.org");
        await visitor.Says("What does the Academy Starter plan cost?");
        await visitor.Hears("€29");
        await visitor.Says("Yes");
        await Eventually.Holds(async () => (await app.Messages(visitor.Conversation)).Max(message => message.Turn) >= 4, "the yes is answered");
        Assert.Null((await Stored(visitor)).RememberConsentId);
    }

    [Fact]
    public async Task Typing_the_address_of_somebody_who_is_remembered_shows_nothing_of_them()
    {
        using var owner = await Introduced("owner@example.org");
        await owner.Says("Yes");
        await owner.Hears("Thank you, I will remember you.");

        using var other = await Prospect.Opens(app);
        await other.Says("Can I talk to a person?");
        await other.Presses(new { action = "email" });
        await other.Hears("At which e-mail address");
        await other.Says("owner@example.org");
        await other.Hears("Thank you. I've put owner@example.org");
        await other.Says("What do you know about me?");
        Assert.DoesNotContain("Studio", Text(await other.Hears("This is what I know about you")));
        Assert.Null((await Stored(other)).RememberConsentId);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("resume")]
    [InlineData("token")]
    public async Task Nothing_but_the_visitor_token_of_a_remembered_person_makes_one(string kind)
    {
        using var visitor = await Introduced($"{kind}@example.org");
        await visitor.Says("Yes");
        await visitor.Hears("Thank you, I will remember you.");
        using var other = await Prospect.Opens(app, visitor: kind == "rubbish" ? kind : visitor.Tokens[kind]);
        await other.Hears("Hi, I'm Lark");
        Assert.Null((await Stored(other)).RememberConsentId);
    }

    [Fact]
    public async Task A_model_is_given_what_was_told_before_and_who_was_not_seen_for_long_is_a_stranger()
    {
        await using var model = await ModelServer.Start();
        await using var own = await SalesApp.Start(settings: ["--Model:Endpoint", model.Endpoint]);
        model.Otherwise = _ => (null, "{\"sentences\":[]}");
        using var first = await Introduced("unicycle@example.org", own, "We sell unicycles");
        await first.Says("Ja, gerne");
        await first.Hears("Thank you, I will remember you.");
        var kept = await first.Keeps();
        using var second = await Prospect.Opens(own, visitor: kept);
        var before = model.Requests.Count;
        await second.Says("Can you help me with newsletters?");
        await Eventually.Holds(() => Task.FromResult(model.Requests.Skip(before).Any(request => request.ToJsonString().Contains("company: We sell unicycles", StringComparison.Ordinal))), "the model knows it");

        own.Clock.Set(SalesApp.MondayMorning + TimeSpan.FromDays(400));
        using var late = await Prospect.Opens(own, visitor: kept);
        await late.Hears("Hi, I'm Lark");
        Assert.Null((await own.Read(db => db.Set<Conversation>().AsNoTracking().SingleAsync(candidate => candidate.Id == late.Conversation))).RememberConsentId);
    }

    [Fact]
    public async Task In_Teams_the_same_person_of_the_same_company_is_known_and_in_a_group_nobody_is()
    {
        await using var channel = await ChannelServer.StartAsync();
        await using var own = await SalesApp.Start(settings: BotChannel.Settings);
        using var first = new BotChannel(own, channel, "teams-1", "msteams", "personal");
        using var second = new BotChannel(own, channel, "teams-2", "msteams", "personal");
        using var stranger = new BotChannel(own, channel, "teams-3", "msteams", "personal");
        using var group = new BotChannel(own, channel, "teams-4", "msteams", "groupChat");
        await Says(first, "I'm interested in Studio");
        await Says(first, "Can I talk to a person?");
        await Presses(first, "email");
        await Heard(own, first, "At which e-mail address");
        await Says(first, "lin@example.org");
        await Heard(own, first, "May I remember you");
        await Presses(first, "remember");
        await Heard(own, first, "Thank you, I will remember you.");

        await Says(second, "What do you know about me?");
        await Heard(own, second, "Your plan: I'm interested in Studio");
        await Says(stranger, "What do you know about me?", person: "other");
        await Says(group, "<at>Lark</at> What do you know about me?", mention: true);
        await Heard(own, stranger, "You haven't told me anything");
        await Eventually.Holds(async () => (await group.Stored()).Count > 1, "the group is answered");
        Assert.DoesNotContain(await group.Stored(), message => message.Text.Contains("Studio", StringComparison.Ordinal));

        static Task Says(BotChannel channel, string text, string person = "lin", bool mention = false) => Posts(channel, person, mention ? "groupChat" : "personal", mention
            ? new { text, entities = new[] { new { type = "mention", text = "<at>Lark</at>", mentioned = new { id = "bot1", name = "Lark" } } } }
            : new { text });
        static Task Presses(BotChannel channel, string action) => Posts(channel, "lin", "personal", new { value = new { action } });
        static Task Posts(BotChannel channel, string person, string kind, object what)
        {
            var activity = System.Text.Json.JsonSerializer.SerializeToNode(what)!.AsObject();
            activity["id"] = Guid.NewGuid().ToString();
            activity["from"] = System.Text.Json.JsonSerializer.SerializeToNode(new { id = $"29:{person}", aadObjectId = person });
            activity["conversation"] = System.Text.Json.JsonSerializer.SerializeToNode(new { id = channel.Name, conversationType = kind, tenantId = "t1" });
            return channel.Posts("message", activity.ToJsonString());
        }
        static Task Heard(SalesApp app, BotChannel channel, string words) =>
            Eventually.Holds(async () => (await app.Messages(channel.ConversationId)).Exists(message => message.Text.Contains(words, StringComparison.Ordinal)), words);
    }

    [Fact]
    public async Task A_rep_sees_what_is_remembered_and_where_it_was_told()
    {
        using var first = await Introduced("panel@example.org");
        await first.Says("Yes");
        await first.Hears("Thank you, I will remember you.");
        using var second = await Prospect.Opens(app, visitor: await first.Keeps());
        await second.Says("Can I speak to a person please?");
        await second.Hears("I've told");
        await using var rep = await browser.OpenConsole(app, "mia@example.com", second.Conversation);
        var section = rep.Page.GetByRole(AriaRole.Region, new() { Name = "From earlier conversations" });
        await Expect(section).ToContainTextAsync("I'm interested in Studio");
        await Expect(section.Locator("a").First).ToHaveAttributeAsync("href", $"/console/{first.Conversation}");
        await Expect(section).ToContainTextAsync("Agreed to be remembered");
    }

    [Fact]
    public async Task The_page_keeps_what_it_is_recognised_by_only_once_its_visitor_has_agreed()
    {
        await using var visitor = await browser.Open();
        await visitor.Page.GotoAsync($"{app.Address}/chat");
        await visitor.HasAnswers(1);
        await visitor.Say("I'm interested in Studio");
        await visitor.HasAnswers(2);
        Assert.Null(await Kept());
        // As a client does that shows a button for it.
        var id = await visitor.ConversationId();
        await app.Conversation(id).Receive(new IncomingMessage("press", "", "{\"action\":\"email\"}", null, new ConversationStart("directline")));
        await visitor.HasBubble("At which e-mail address");
        await visitor.Say("browser@example.org");
        await visitor.HasBubble("May I remember you");
        await visitor.Page.Locator("button.ac-pushButton", new() { HasText = "Yes, remember me" }).ClickAsync();
        await visitor.HasBubble("Thank you, I will remember you.");
        await Eventually.Holds(async () => await Kept() is not null, "the visitor token is kept");

        await visitor.Page.Locator("#menu-button").ClickAsync();
        await visitor.Page.Locator("#start-over").ClickAsync();
        await visitor.Page.Locator("#confirm button.primary").ClickAsync();
        await visitor.HasBubble("Welcome back.");
        await visitor.Say("forget me");
        await visitor.HasBubble("I have forgotten it, also from earlier conversations");
        await Eventually.Holds(async () => await Kept() is null, "nothing is kept");

        Task<string?> Kept() => visitor.Page.EvaluateAsync<string?>("localStorage.getItem('sales-assistant:visitor')");
    }

    /// <summary>A visitor who has told something, has left an address, and is asked.</summary>
    async Task<Prospect> Introduced(string email, SalesApp? at = null, string told = "I'm interested in Studio")
    {
        var prospect = await Prospect.Opens(at ?? app);
        await prospect.Says(told);
        await Eventually.Holds(async () => (await (at ?? app).Messages(prospect.Conversation)).Exists(message => message.Turn is not null), "an answer");
        await prospect.Says("Can I talk to a person?");
        await Eventually.Holds(async () => (await (at ?? app).Messages(prospect.Conversation)).Max(message => message.Turn) == 2, "an answer");
        await prospect.Presses(new { action = "email" });
        await prospect.Hears("At which e-mail address");
        await prospect.Says($"Grace Hopper, {email}");
        await prospect.Hears("May I remember you for the next time?");
        return prospect;
    }

    Task<Conversation> Stored(Prospect prospect) => app.Read(db => db.Set<Conversation>().AsNoTracking().SingleAsync(candidate => candidate.Id == prospect.Conversation));

    static string Text(System.Text.Json.Nodes.JsonObject activity) => activity["text"]?.GetValue<string>() ?? "";
}
