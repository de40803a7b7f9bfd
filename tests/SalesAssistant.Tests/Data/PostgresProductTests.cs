using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Data;

/// <summary>The same product on PostgreSQL.</summary>
public sealed class PostgresProductTests(Postgres postgres) : IAsyncLifetime
{
    const string Mia = "mia@example.com";

    SalesApp app = null!;
    HttpClient api = null!;

    public async ValueTask InitializeAsync()
    {
        app = await SalesApp.Start(settings: ["--Data:Provider", "PostgreSql", "--ConnectionStrings:Sales", await postgres.NewTables()]);
        api = app.Api();
    }

    public async ValueTask DisposeAsync()
    {
        // A test that was skipped has started nothing.
        if (app is null)
            return;
        api.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_prospect_gets_an_answer_with_its_source()
    {
        await Asks("ada", "What does the Academy Starter plan cost?");

        var answer = await Eventually.Get(async () => (await app.Messages("ada")).Find(message => message.Citations is not null));
        Assert.Contains("€29", answer.Text);
        Assert.Equal(Sender.Assistant, answer.Sender);
    }

    [Fact]
    public async Task A_message_that_the_channel_repeats_is_stored_once()
    {
        var first = await Asks("again", "hello");
        var second = await Asks("again", "hello");

        Assert.Equal((first.Sequence, true), (second.Sequence, second.Repeated));
        Assert.Single(await app.Messages("again"), message => message.Sender == Sender.Contact);
    }

    [Fact]
    public async Task A_handoff_is_claimed_answered_and_resolved_with_its_verdict()
    {
        await Asks("bob", "Can I talk to a person?");
        await Eventually.Holds(async () => (await Conversation("bob")).GetProperty("handoff").ValueKind == JsonValueKind.Object);

        Assert.Equal(HttpStatusCode.OK, await Act("bob", "claim", new { rep = Mia }));
        Assert.Equal(HttpStatusCode.Conflict, await Act("bob", "claim", new { rep = "tom@example.com" }));
        Assert.Equal(HttpStatusCode.Created, await Act("bob", "reply", new { rep = Mia, text = "Hello, I am here now." }));
        Assert.Equal(HttpStatusCode.OK, await Act("bob", "resolve", new { rep = Mia, verdict = new { outcome = "Qualified", objection = "Price" } }));

        var conversation = await Conversation("bob");
        Assert.Equal("Resolved", conversation.GetProperty("status").GetString(), ignoreCase: true);
        Assert.Contains(conversation.GetProperty("messages").EnumerateArray(), message => message.GetProperty("text").GetString() == "Hello, I am here now.");
        var handoff = (await api.GetFromJsonAsync<JsonElement>("/api/v1/handoffs")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("conversationId").GetString() == "bob");
        Assert.Equal((nameof(HandoffState.Resolved), "CustomerRequest"), (handoff.GetProperty("state").GetString(), handoff.GetProperty("reason").GetString()));
        Assert.Equal("Price", handoff.GetProperty("verdict").GetProperty("objection").GetString());
    }

    [Fact]
    public async Task A_question_without_an_answer_is_a_gap()
    {
        await Asks("eve", "Do you sell rocket fuel?");

        var gap = await Eventually.Get(async () => (object?)(await api.GetFromJsonAsync<JsonElement>("/api/v1/gaps")).GetProperty("items").EnumerateArray().Select(item => (JsonElement?)item).FirstOrDefault());
        Assert.Equal("Do you sell rocket fuel?", ((JsonElement)gap).GetProperty("questions")[0].GetString());
    }

    [Fact]
    public async Task A_slot_is_booked_once_and_its_time_is_free_again_after_the_cancellation()
    {
        var slot = (await api.GetFromJsonAsync<JsonElement>("/api/v1/slots")).GetProperty("slots")[0].GetProperty("id").GetString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Ada Young", email = $"ada{n}@example.com", idempotencyKey = $"key-{n}" })));

        var booked = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer != booked), answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        var id = (await booked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.OK, (await api.DeleteAsync($"/api/v1/bookings/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Bo Young", email = "bo@example.com", idempotencyKey = "key-9" })).StatusCode);
    }

    [Fact]
    public async Task A_list_goes_on_where_its_page_ended()
    {
        foreach (var visitor in (string[])["p1", "p2", "p3"])
            await Asks(visitor, "hello");

        var seen = new List<string?>();
        var next = "";
        do
        {
            var page = await api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations?limit=1&cursor={Uri.EscapeDataString(next)}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(["p1", "p2", "p3"], seen.Order());
    }

    [Fact]
    public async Task Characters_that_PostgreSQL_can_not_store_do_not_lose_a_message()
    {
        var received = await app.Conversation("nul").Receive(new IncomingMessage("1", "hello\0 \u0001 there \ud800", null, null, new("directline", "dl_nul")));
        Assert.Contains("hello", (await app.Messages("nul")).Single(message => message.Sequence == received!.Sequence).Text);
    }

    async Task<Received> Asks(string conversation, string text) =>
        (await app.Conversation(conversation).Receive(new IncomingMessage("1", text, null, null, new ConversationStart("directline", $"dl_{conversation}"))))!;

    async Task<HttpStatusCode> Act(string conversation, string act, object body) => (await api.PostAsJsonAsync($"/api/v1/conversations/{conversation}/{act}", body)).StatusCode;

    Task<JsonElement> Conversation(string id) => api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}");
}
