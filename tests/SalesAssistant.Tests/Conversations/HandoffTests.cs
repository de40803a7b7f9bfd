using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>A handoff never ends in silence.</summary>
public sealed class HandoffTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    const string Tom = "tom@example.com";

    SalesApp app = null!;

    public async ValueTask InitializeAsync() => app = await SalesApp.Start();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task The_first_words_say_that_this_is_an_AI()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Hears("the AI assistant of Larkfield");
        Assert.Contains("AI assistant", prospect.Heard[0]["text"]!.GetValue<string>());
        // Also where nobody opened the conversation: the greeting comes before the first answer.
        await app.Conversation("unopened").Receive(new IncomingMessage("1", "What does the Academy cost?", null, null, new ConversationStart("directline")));
        Assert.Contains("AI assistant", (await app.Messages("unopened")).First(message => message.Sender == Sender.Assistant).Text);
    }

    [Fact]
    public async Task Asked_for_a_person_it_tells_the_visitor_and_the_rep_and_goes_on_until_somebody_comes()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I speak to a person please?");
        await prospect.Hears("I've told Mia Berger that you'd like to talk to a person, and you are first in the queue.");
        var handoff = await Handoff(prospect);
        Assert.Equal((HandoffReason.CustomerRequest, "Can I speak to a person please?", HandoffState.Waiting), (handoff.Reason, handoff.Question, handoff.State));
        Assert.Equal(Mia, (await app.Read(db => db.Set<Notification>().SingleAsync(notice => notice.HandoffId == handoff.Id))).Rep);

        await prospect.Says("How do I cancel Studio?");
        await prospect.Hears("Studio");

        await Claim(prospect, Mia);
        await prospect.Hears("Mia Berger is here now.");
        await prospect.Says("What does the Academy cost?");
        await Reply(prospect, Mia, "Hello, I am here now.");
        await prospect.Hears("Hello, I am here now.");
        await prospect.NeverHeard("€29");
    }

    [Fact]
    public async Task What_the_content_does_not_say_is_admitted_handed_over_and_counted()
    {
        using var first = await Prospect.Opens(app);
        await first.Says("Are you SOC 2 certified?");
        await first.Hears("I don't know that from what Larkfield has published");
        var handoff = await Handoff(first);
        Assert.Equal(HandoffReason.MissingKnowledge, handoff.Reason);
        await first.Sees("meeting");

        using var second = await Prospect.Opens(app);
        await second.Says("are you certified for SOC 2");
        await second.Hears("I don't know");

        using var api = app.Api();
        var gap = Assert.Single((await api.GetFromJsonAsync<JsonObject>("/api/v1/gaps"))!["items"]!.AsArray());
        Assert.Equal(2, gap!["count"]!.GetValue<int>());
        Assert.Equal(2, gap["questions"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_nearly_found_is_shown_as_the_closest_page_and_the_second_miss_in_a_row_brings_a_person()
    {
        await using var shy = await SalesApp.Start(settings: ["--Assistant:AnswerThreshold", "0.999", "--Assistant:NearThreshold", "0.3"]);
        using var prospect = await Prospect.Opens(shy);
        await prospect.Says("What does the Academy Starter plan cost?");
        await prospect.Hears("The closest page is about");
        await prospect.NeverHeard("I've passed your question on");

        await prospect.Says("What does the Academy Growth plan cost?");
        await prospect.Hears("I've passed your question on");
    }

    [Fact]
    public async Task Unclaimed_in_time_it_goes_to_the_next_rep_and_then_offers_another_way()
    {
        // Both reps work at this time.
        app.Clock.Set(new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero));
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("I want to talk to a human");
        await prospect.Hears("I've told Mia Berger");

        app.Clock.Advance(TimeSpan.FromMinutes(2.1));
        await Sweep();
        await prospect.Hears("so I've told Tom Okafor as well");

        app.Clock.Advance(TimeSpan.FromMinutes(2.1));
        await Sweep();
        await prospect.Hears("nobody was free to take over");
        await prospect.Sees("meeting");

        // A promise needs a way to reach the person.
        await prospect.Says("ada@example.org");
        await prospect.Hears("I've put ada@example.org beside your question");
        Assert.Equal(2, await app.Read(db => db.Set<Notification>().CountAsync(notice => notice.ConversationId == prospect.Conversation)));
    }

    [Fact]
    public async Task Out_of_hours_it_says_when_somebody_is_back_and_promises_nothing_else()
    {
        app.Clock.Set(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        using var prospect = await Prospect.Opens(app, "Europe/London");
        await prospect.Says("Can I speak to a person please?");
        var told = await prospect.Hears("we are back on Monday, 30 November, 08:00 (Europe/London)");
        // It is the answer to these words, as every answer is to some.
        Assert.NotNull(told["replyToId"]);
        await prospect.Sees("meeting");
    }

    [Fact]
    public async Task A_rep_returns_the_conversation_and_the_assistant_answers_again()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I speak to a person please?");
        await prospect.Hears("Mia Berger");
        await Claim(prospect, Mia);
        using var api = app.Api();
        using var refused = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/reply", new { rep = Tom, text = "Me too" });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var second = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/claim", new { rep = Tom });
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(Mia, (await second.Content.ReadFromJsonAsync<JsonObject>())!["owner"]!.GetValue<string>());

        using var returned = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/return", new { rep = Mia });
        Assert.Equal(HttpStatusCode.OK, returned.StatusCode);
        await prospect.Hears("Mia Berger has left the conversation");
        await prospect.Says("How do I cancel Studio?");
        await prospect.Hears("Studio");
        await prospect.NeverHeard("Me too");
    }

    [Fact]
    public async Task A_resolved_conversation_keeps_the_verdict_and_the_next_message_starts_an_episode()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I speak to a person please?");
        await prospect.Hears("Mia Berger");
        await Claim(prospect, Mia);
        using var api = app.Api();
        using var wrong = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/resolve", new { rep = Mia, verdict = new { outcome = "Delighted" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var resolved = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/resolve",
            new { rep = Mia, verdict = new { outcome = "Qualified", objection = "Price", missingContent = "A discount table", note = "Call in spring" } });
        Assert.Equal(HttpStatusCode.OK, resolved.StatusCode);

        var logged = Assert.Single((await api.GetFromJsonAsync<JsonObject>("/api/v1/handoffs"))!["items"]!.AsArray())!;
        Assert.Equal(("Resolved", Mia), (logged["state"]!.GetValue<string>(), logged["rep"]!.GetValue<string>()));
        Assert.Equal(("Qualified", "Price", "A discount table"), (logged["verdict"]!["outcome"]!.GetValue<string>(), logged["verdict"]!["objection"]!.GetValue<string>(), logged["verdict"]!["missingContent"]!.GetValue<string>()));

        await prospect.Says("How do I cancel Studio?");
        await prospect.Hears("Studio");
        var conversation = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/conversations/{prospect.Conversation}"))!;
        Assert.Equal((2, "Pending"), (conversation["episode"]!.GetValue<int>(), conversation["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Silence_of_a_day_ends_the_episode()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("How do I cancel Studio?");
        await prospect.Hears("Studio");
        app.Clock.Advance(TimeSpan.FromHours(24.1));
        await Sweep();
        await Eventually.Holds(() => app.Read(db => db.Set<Conversation>().AnyAsync(conversation => conversation.Id == prospect.Conversation && conversation.Status == ConversationStatus.Resolved)));
    }

    [Fact]
    public async Task A_private_note_never_reaches_the_visitor()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("Can I speak to a person please?");
        await prospect.Hears("Mia Berger");
        await Claim(prospect, Mia);
        using var api = app.Api();
        using var note = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/notes", new { rep = Tom, text = "Sounds like a student" });
        Assert.Equal(HttpStatusCode.Created, note.StatusCode);
        await Reply(prospect, Mia, "How can I help?");
        await prospect.Hears("How can I help?");
        await prospect.NeverHeard("student");
    }

    [Fact]
    public async Task A_message_that_the_channel_sends_twice_is_one_message()
    {
        var start = new ConversationStart("directline");
        var first = await app.Conversation("twice").Receive(new IncomingMessage("same", "How do I cancel Studio?", null, null, start));
        var again = await app.Conversation("twice").Receive(new IncomingMessage("same", "How do I cancel Studio?", null, null, start));
        Assert.Equal((first!.Sequence, true), (again!.Sequence, again.Repeated));
        Assert.Single(await app.Messages("twice"), message => message.Sender == Sender.Contact);
    }

    Task<Handoff> Handoff(Prospect prospect) => Eventually.Get(() => app.Read(db => db.Set<Handoff>().AsNoTracking().FirstOrDefaultAsync(handoff => handoff.ConversationId == prospect.Conversation)));

    async Task Claim(Prospect prospect, string rep)
    {
        using var api = app.Api();
        using var answer = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/claim", new { rep });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    async Task Reply(Prospect prospect, string rep, string text)
    {
        using var api = app.Api();
        using var answer = await api.PostAsJsonAsync($"/api/v1/conversations/{prospect.Conversation}/reply", new { rep, text });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    Task Sweep() => app.Services.GetServices<IHostedService>().OfType<Sweeper>().Single().Sweep(CancellationToken.None);
}
