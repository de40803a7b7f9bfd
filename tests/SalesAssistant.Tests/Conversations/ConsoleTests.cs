using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Channels;
using SalesAssistant.Tests.Drivers;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SalesAssistant.Tests.Conversations;

/// <summary>The reps' console as two reps use it in Chromium, while visitors talk to the running product.</summary>
public sealed class ConsoleTests(Browser browser, WebsiteServer server) : IClassFixture<WebsiteServer>
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";

    readonly SalesApp app = server.App;

    [Fact]
    public async Task A_visitor_who_needs_a_person_appears_in_the_inbox_without_a_reload()
    {
        // A server of its own: of all windows of a rep one says it aloud, and the window of an earlier test may not be known to be gone yet.
        await using var alone = await SalesApp.Start();
        await using var rep = await browser.OpenConsole(alone, Mia);
        await rep.Page.EvaluateAsync("window.isTheSamePage = true");
        // A notice goes by itself: one looks out for it from the start.
        var notice = rep.Page.Locator(".mud-snackbar", new() { HasTextString = "Asked for a person: Can I speak to a person please?" }).WaitForAsync();

        using var visitor = await SomebodyWaits(alone);

        await Expect(rep.Row(visitor.Conversation)).ToContainTextAsync("Can I speak to a person please?");
        await Expect(rep.Row(visitor.Conversation)).ToContainTextAsync("Asked for a person");
        await Expect(rep.Row(visitor.Conversation).GetByText("Unread")).ToBeAttachedAsync();
        await notice;
        await Expect(rep.Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex(@"^\(\d+\) Console$"));

        await rep.Row(visitor.Conversation).ClickAsync();
        await rep.Button("Claim").WaitForAsync();
        await visitor.Says("Is anybody there?");
        await rep.Transcript().GetByText("Is anybody there?").WaitForAsync();
        Assert.True(await rep.Page.EvaluateAsync<bool>("window.isTheSamePage"));
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task Of_two_reps_who_claim_at_once_the_first_wins_and_the_other_sees_who_has_it()
    {
        using var visitor = await SomebodyWaits();
        await using var mia = await browser.OpenConsole(app, Mia, visitor.Conversation);
        await using var tom = await browser.OpenConsole(app, Tom, visitor.Conversation);
        await mia.Button("Claim").WaitForAsync();
        await tom.Button("Claim").WaitForAsync();

        await Task.WhenAll(mia.Presses("c"), tom.Presses("c"));

        var owner = await Eventually.Get(async () => (await Stored(visitor)).Owner);
        var (first, second, name) = owner == Mia ? (mia, tom, "Mia Berger") : (tom, mia, "Tom Okafor");
        await Expect(first.Holder()).ToHaveTextAsync("Yours");
        await Expect(second.Holder()).ToHaveTextAsync($"With {name}");
        await first.Reply().WaitForAsync();
        await Expect(second.Page.Locator(".composer")).ToContainTextAsync($"{name} has this conversation. You can leave a private note.");
        foreach (var act in (string[])["Claim", "Claim to reply", "Return", "Resolve", "Send"])
            await Expect(second.Button(act)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_private_note_is_for_the_team_and_can_not_go_to_the_visitor_by_mistake()
    {
        using var visitor = await SomebodyWaits();
        await app.Conversation(visitor.Conversation).Claim(Mia);
        await using var mia = await browser.OpenConsole(app, Mia, visitor.Conversation);
        await using var tom = await browser.OpenConsole(app, Tom, visitor.Conversation);

        // Words written as a note stay behind with the note when the rep turns to the reply.
        await mia.Button("Private note").ClickAsync();
        await mia.Note().FillAsync("Sounds like a student");
        await Expect(mia.Page.Locator(".composer")).ToContainTextAsync("Only your team sees this.");
        await mia.Button("Reply").ClickAsync();
        await Expect(mia.Reply()).ToHaveValueAsync("");
        await mia.Reply().PressAsync("Enter");
        await mia.Button("Private note").ClickAsync();
        await Expect(mia.Note()).ToHaveValueAsync("Sounds like a student");
        await Expect(mia.Button("Send")).ToHaveCountAsync(0);
        await mia.Button("Add note").ClickAsync();

        // A colleague sees it, and can answer with a note; only the owner can write to the visitor.
        await Expect(tom.Transcript().Locator(".note", new() { HasText = "Sounds like a student" })).ToContainTextAsync("Private note · Mia Berger");
        await tom.Button("Reply").ClickAsync();
        await Expect(tom.Reply()).ToHaveCountAsync(0);
        await tom.Button("Private note").ClickAsync();
        await tom.Note().FillAsync("From the fair in Lyon");
        await tom.Note().PressAsync("Enter");
        await mia.Transcript().Locator(".note", new() { HasText = "From the fair in Lyon" }).WaitForAsync();

        await mia.Button("Reply").ClickAsync();
        await mia.Reply().FillAsync("How can I help?");
        await mia.Button("Send").ClickAsync();
        await visitor.Hears("How can I help?");
        await visitor.NeverHeard("student");
        await visitor.NeverHeard("Lyon");
    }

    [Fact]
    public async Task Who_types_and_presses_Enter_before_the_page_is_ready_has_sent_it()
    {
        using var visitor = await SomebodyWaits();
        await app.Conversation(visitor.Conversation).Claim(Mia);
        await using var rep = await browser.OpenConsole(app, Mia);
        // The composer's script is held back: the field is there, and nothing of ours listens to it yet.
        var script = new TaskCompletionSource();
        await rep.Page.RouteAsync("**/Composer.razor*.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Mine" }).ClickAsync();
        await rep.Row(visitor.Conversation).ClickAsync();
        await rep.Reply().FillAsync("Hello, I am here now.");
        await rep.Reply().PressAsync("Enter");
        await rep.Page.Keyboard.TypeAsync("And next");
        Assert.DoesNotContain(await app.Messages(visitor.Conversation), message => message.Sender == Sender.Rep);
        script.SetResult();

        await visitor.Hears("Hello, I am here now.");
        // What was typed meanwhile is the next message.
        await Expect(rep.Reply()).ToHaveValueAsync("And next");
        await rep.Reply().PressAsync("Enter");
        await visitor.Hears("And next");
        await Expect(rep.Reply()).ToHaveValueAsync("");
        Assert.Equal(2, (await app.Messages(visitor.Conversation)).Count(message => message.Sender == Sender.Rep));
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task A_draft_survives_a_reload_and_belongs_to_its_conversation()
    {
        using var one = await SomebodyWaits();
        using var other = await SomebodyWaits();
        await app.Conversation(one.Conversation).Claim(Mia);
        await app.Conversation(other.Conversation).Claim(Mia);
        await using var rep = await browser.OpenConsole(app, Mia, one.Conversation);
        await rep.WritesWithoutSending("The first draft");

        await rep.Row(other.Conversation).ClickAsync();
        await Expect(rep.Page).ToHaveURLAsync($"{app.Address}/console/{other.Conversation}");
        await Expect(rep.Reply()).ToHaveValueAsync("");
        await rep.WritesWithoutSending("The other draft");
        await rep.Row(one.Conversation).ClickAsync();
        await Expect(rep.Reply()).ToHaveValueAsync("The first draft");

        await rep.Reloads();
        await Expect(rep.Reply()).ToHaveValueAsync("The first draft");
        await rep.Row(other.Conversation).ClickAsync();
        await Expect(rep.Reply()).ToHaveValueAsync("The other draft");
        await rep.Button("Send").ClickAsync();
        await other.Hears("The other draft");
        await Expect(rep.Reply()).ToHaveValueAsync("");
        await one.NeverHeard("The first draft");
    }

    [Fact]
    public async Task Everything_can_be_done_by_keys()
    {
        using var visitor = await SomebodyWaits();
        await using var rep = await browser.OpenConsole(app, Mia);
        var waiting = rep.Page.Locator(".inbox .row a");
        await waiting.First.WaitForAsync();
        var first = await waiting.First.GetAttributeAsync("href");

        await rep.Presses("?");
        await rep.Page.GetByRole(AriaRole.Dialog).GetByText("Next conversation").WaitForAsync();
        await rep.Presses("Escape");
        await Expect(rep.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await rep.Presses("j");
        await Expect(rep.Page).ToHaveURLAsync(app.Address + first);
        await rep.Page.GotoAsync($"{app.Address}/console/{visitor.Conversation}");
        await rep.Button("Claim").WaitForAsync();
        // What is open in front of a rep is read.
        await rep.Row(visitor.Conversation).WaitForAsync();
        await Expect(rep.Row(visitor.Conversation).GetByText("Unread")).ToHaveCountAsync(0);
        await rep.Presses("c");
        await Expect(rep.Holder()).ToHaveTextAsync("Yours");

        await rep.Presses("n");
        await Expect(rep.Note()).ToBeFocusedAsync();
        await rep.Presses("Escape");
        await rep.Presses("r");
        await Expect(rep.Reply()).ToBeFocusedAsync();
        // In a field the same keys are letters.
        await rep.Page.Keyboard.TypeAsync("je ne reckon");
        await Expect(rep.Reply()).ToHaveValueAsync("je ne reckon");
        await rep.Presses("Enter");
        await visitor.Hears("je ne reckon");
        await rep.Presses("Escape");

        await rep.Presses("e");
        await rep.Page.GetByRole(AriaRole.Form, new() { Name = "Resolve: how did it go?" }).WaitForAsync();
        await rep.Presses("5");
        await Expect(rep.Button("No reply")).ToBeFocusedAsync();
        await rep.Presses("Enter");
        await Expect(rep.Holder()).ToHaveTextAsync("Resolved");
        Assert.Equal(Outcome.NoReply, (await HandoffOf(visitor)).Outcome);
    }

    [Fact]
    public async Task J_and_K_go_down_and_up_the_inbox()
    {
        using var one = await SomebodyWaits();
        using var other = await SomebodyWaits();
        await app.Conversation(one.Conversation).Claim(Tom);
        await app.Conversation(other.Conversation).Claim(Tom);
        await using var rep = await browser.OpenConsole(app, Tom);
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Mine" }).ClickAsync();
        await rep.Row(one.Conversation).WaitForAsync();

        // The latest is at the top.
        foreach (var (key, conversation) in ((string, Prospect)[])[("j", other), ("j", one), ("k", other)])
        {
            await rep.Presses(key);
            await Expect(rep.Page).ToHaveURLAsync($"{app.Address}/console/{conversation.Conversation}");
            await Expect(rep.Row(conversation.Conversation).Locator("a")).ToHaveAttributeAsync("aria-current", "true");
        }
    }

    [Fact]
    public async Task A_rep_returns_a_conversation_and_resolves_it_with_a_verdict()
    {
        using var visitor = await SomebodyWaits();
        await using var rep = await browser.OpenConsole(app, Mia, visitor.Conversation);
        await rep.Button("Claim").ClickAsync();
        await rep.Button("Return").ClickAsync();
        await rep.Button("Return without an outcome").ClickAsync();
        await Expect(rep.Holder()).ToHaveTextAsync("With the assistant");
        Assert.Equal((HandoffState.Returned, null), ((await HandoffOf(visitor)).State, (await HandoffOf(visitor)).Outcome));

        await rep.Button("Claim").ClickAsync();
        await rep.Button("Resolve").ClickAsync();
        await rep.Page.GetByLabel("Objection").FillAsync("Price");
        await rep.Page.GetByLabel("Missing content").FillAsync("What happens after a year");
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Not qualified" }).ClickAsync();

        await Expect(rep.Holder()).ToHaveTextAsync("Resolved");
        await Expect(rep.Page.Locator(".details")).ToContainTextAsync("Not qualified");
        var handoff = await HandoffOf(visitor);
        Assert.Equal((HandoffState.Resolved, Outcome.NotQualified, "Price", "What happens after a year"), (handoff.State, handoff.Outcome, handoff.Objection, handoff.MissingContent));
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Resolved" }).ClickAsync();
        await Expect(rep.Row(visitor.Conversation)).ToContainTextAsync("Not qualified");
    }

    [Fact]
    public async Task Markup_in_a_visitors_words_is_shown_as_text_wherever_they_stand()
    {
        const string Markup = "<img src=x onerror=\"document.title='owned'\"><b>bold</b><script>document.title='owned'</script> **stars**";
        using var visitor = await SomebodyWaits();
        await visitor.Says(Markup);
        await using var rep = await browser.OpenConsole(app, Mia, visitor.Conversation);

        await Expect(rep.Transcript().Locator(".contact .bubble", new() { HasText = "stars" })).ToHaveTextAsync(Markup);
        await Expect(rep.Row(visitor.Conversation).Locator(".line")).ToHaveTextAsync(Markup[..Math.Min(Markup.Length, 160)]);
        await app.Conversation(visitor.Conversation).Claim(Mia);
        await app.Conversation(visitor.Conversation).AddNote(Tom, Markup);
        await Expect(rep.Transcript().Locator(".note .bubble")).ToHaveTextAsync(Markup);

        await Expect(rep.Page.Locator("main img, main b, main script, main .contact strong")).ToHaveCountAsync(0);
        Assert.EndsWith("Console", await rep.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task What_pops_up_covers_nothing_that_is_pressed_on_any_screen()
    {
        using var visitor = await SomebodyWaits();
        await using var rep = await browser.OpenConsole(app, Mia, visitor.Conversation);
        var popped = rep.Page.Locator(".mud-snackbar", new() { HasText = "Returned to the assistant" });
        foreach (var width in (int[])[1440, 768, 390])
        {
            await rep.Page.SetViewportSizeAsync(width, 844);
            await rep.Button("Claim").ClickAsync();
            await rep.Button("Return").ClickAsync();
            // It stands for a few seconds only: it is looked at by the page itself, in the moment that it is there.
            var covered = rep.Page.WaitForFunctionAsync(Covered);
            await rep.Button("Return without an outcome").ClickAsync();
            Assert.Equal("nothing", await (await covered).JsonValueAsync<string>());
            await popped.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
    }

    /// <summary>As soon as the notice stands whole: what it covers of what one presses, or that it leaves the window, or "nothing".</summary>
    const string Covered = """
        () => {
            const notice = [...document.querySelectorAll('.mud-snackbar')].find(snackbar => snackbar.textContent.includes('Returned to the assistant'));
            const claim = [...document.querySelectorAll('.conversation .acts button')].find(button => button.textContent.trim() === 'Claim');
            if (!notice || !claim) return null;
            const box = notice.getBoundingClientRect();
            if (box.width === 0) return null;
            if (box.left < 0 || box.right > innerWidth) return 'it leaves the window';
            const pressed = [...document.querySelectorAll('.conversation .acts button, .conversation .back, .composer, .inbox .tab, .inbox .seek, .bar button')];
            const hit = pressed.find(element => {
                const other = element.getBoundingClientRect();
                return other.width > 0 && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
            });
            return hit ? hit.outerHTML.slice(0, 200) : 'nothing';
        }
        """;

    [Fact]
    public async Task Where_nothing_has_happened_the_inbox_says_what_will_be_there_and_what_to_do()
    {
        await using var fresh = await SalesApp.Start();
        await using var rep = await browser.OpenConsole(fresh, Mia);

        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "Nobody is waiting" }).WaitForAsync();
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "No conversation is open" }).WaitForAsync();
        foreach (var (tab, heading) in ((string, string)[])[("Mine", "You have no conversation"), ("Assistant", "The assistant is talking to nobody"), ("Resolved", "Nothing is resolved yet")])
        {
            await rep.Page.GetByRole(AriaRole.Button, new() { Name = tab }).ClickAsync();
            await rep.Page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
        }
        await Expect(rep.Page).ToHaveTitleAsync("Console");
        await rep.Presses("j");
        await rep.Presses("c");
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task A_conversation_that_nobody_knows_is_said_to_be_unknown_and_is_not_made()
    {
        await using var rep = await browser.OpenConsole(app, Mia, "nobody-knows-it");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such conversation" }).WaitForAsync();
        await rep.Presses("c");
        await rep.Presses("r");
        Assert.False(await app.Read(db => db.Set<Conversation>().AnyAsync(conversation => conversation.Id == "nobody-knows-it")));

        await rep.Page.GetByRole(AriaRole.Link, new() { Name = "To the inbox" }).ClickAsync();
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "No conversation is open" }).WaitForAsync();
    }

    [Theory]
    [InlineData("/console"), InlineData("/console/{id}"), InlineData("/review"), InlineData("/review/conversations/{id}")]
    public async Task Whoever_is_not_signed_in_is_sent_to_the_sign_in_page_and_told_nothing(string path)
    {
        using var visitor = await SomebodyWaits();
        using var stranger = app.Http();

        using var answer = await stranger.GetAsync(path.Replace("{id}", visitor.Conversation, StringComparison.Ordinal));

        Assert.Equal("/sign-in", answer.RequestMessage!.RequestUri!.AbsolutePath);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Open the sign-in link", page);
        Assert.DoesNotContain("speak to a person", page);
        Assert.DoesNotContain("Berger", page);
    }

    [Fact]
    public async Task A_rep_is_shown_a_page_of_marketing_as_somebody_elses()
    {
        using var visitor = await SomebodyWaits();
        await using var rep = await browser.OpenConsole(app, Tom);
        await rep.Page.GotoAsync($"{app.Address}/review");
        await rep.Page.GetByRole(AriaRole.Heading, new() { Name = "This page is for somebody else" }).WaitForAsync();
        Assert.DoesNotContain("speak to a person", await rep.Page.ContentAsync());
    }

    [Fact]
    public async Task A_sign_in_link_works_once()
    {
        var link = app.SignInLink(Mia);
        using var first = app.Http();
        using var taken = await first.GetAsync(link);
        Assert.Equal("/console", taken.RequestMessage!.RequestUri!.AbsolutePath);

        using var second = app.Http();
        using var refused = await second.GetAsync(link);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("This link has been used", await refused.Content.ReadAsStringAsync());
        using var still = await second.GetAsync("/console");
        Assert.Equal("/sign-in", still.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task A_rep_sees_what_the_visitor_changed_took_back_and_thought_without_a_reload()
    {
        using var visitor = await SomebodyWaits();
        var conversation = app.Conversation(visitor.Conversation);
        await conversation.Claim(Mia);
        await visitor.Says("My budget is 100.");
        await Eventually.Holds(async () => (await app.Messages(visitor.Conversation)).Exists(message => message.Text == "My budget is 100."));
        await using var rep = await browser.OpenConsole(app, Mia, visitor.Conversation);
        await rep.Transcript().GetByText("My budget is 100.").WaitForAsync();
        await rep.Page.EvaluateAsync("window.isTheSamePage = true");

        await conversation.Amend(new Amendment("c2", "My budget is 1000."));
        await rep.Transcript().GetByText("My budget is 1000.").WaitForAsync();
        await rep.Transcript().GetByText("edited", new() { Exact = true }).WaitForAsync();
        await conversation.React(new MessageReactions("c1", ["like"], [], "dl_visitor"));
        await rep.Transcript().GetByText("👍 Liked").WaitForAsync();
        await conversation.Amend(new Amendment("c2", null));
        await rep.Transcript().GetByText("Deleted by the visitor").WaitForAsync();

        await Expect(rep.Transcript().GetByText("My budget is")).ToHaveCountAsync(0);
        Assert.True(await rep.Page.EvaluateAsync<bool>("window.isTheSamePage"));
        Assert.Empty(rep.Errors);
    }

    async Task<Prospect> SomebodyWaits(SalesApp? at = null)
    {
        var visitor = await Prospect.Opens(at ?? app);
        await visitor.Says("Can I speak to a person please?");
        await visitor.Hears("Mia Berger");
        return visitor;
    }

    Task<Conversation> Stored(Prospect visitor) => app.Read(db => db.Set<Conversation>().AsNoTracking().SingleAsync(conversation => conversation.Id == visitor.Conversation));

    /// <summary>The latest handoff of their conversation.</summary>
    Task<Handoff> HandoffOf(Prospect visitor) => app.Read(db => db.Set<Handoff>().AsNoTracking().Where(handoff => handoff.ConversationId == visitor.Conversation).OrderByDescending(handoff => handoff.At).FirstAsync());
}
