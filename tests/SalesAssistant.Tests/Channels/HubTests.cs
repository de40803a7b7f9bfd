using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Handoffs to an engagement hub by the protocol's events: handoff.initiate goes out, handoff.status and its people's words come back.</summary>
public sealed class HubTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";

    ChannelServer hub = null!;
    SalesApp app = null!;
    Prospect prospect = null!;

    string[] Settings => [.. BotChannel.Settings, "--Handoff:Hub", hub.Address.ToString()];

    public async ValueTask InitializeAsync()
    {
        hub = await ChannelServer.StartAsync();
        app = await SalesApp.Start(settings: Settings);
        prospect = await Prospect.Opens(app);
    }

    public async ValueTask DisposeAsync()
    {
        prospect.Dispose();
        await app.DisposeAsync();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_handoff_tells_the_hub_why_about_what_and_what_was_said_before()
    {
        await prospect.Says("What does the Academy Starter plan cost?");
        await prospect.Hears("€29");
        await AsksForAPerson();

        var request = await Eventually.Get(() => Task.FromResult(hub.Requests.FirstOrDefault()));
        Assert.Equal($"/v3/conversations/{prospect.Conversation}/activities", request.Target);
        var sent = JsonDocument.Parse(request.Body).RootElement;
        Assert.Equal(("event", "handoff.initiate", prospect.Conversation),
            (sent.GetProperty("type").GetString(), sent.GetProperty("name").GetString(), sent.GetProperty("conversation").GetProperty("id").GetString()));
        Assert.Equal(("CustomerRequest", "Can I speak to a person please?"), (sent.GetProperty("value").GetProperty("reason").GetString(), sent.GetProperty("value").GetProperty("question").GetString()));
        Assert.Equal(("directline", "user"), (sent.GetProperty("relatesTo").GetProperty("channelId").GetString(), sent.GetProperty("from").GetProperty("role").GetString()));
        var transcript = sent.GetProperty("attachments")[0];
        Assert.Equal(("application/json", "Transcript"), (transcript.GetProperty("contentType").GetString(), transcript.GetProperty("name").GetString()));
        Assert.Contains(transcript.GetProperty("content").GetProperty("activities").EnumerateArray(), line => line.GetProperty("text").GetString()!.Contains("€29", StringComparison.Ordinal));

        await Settles(HubEventState.Sent, "Sent");
        Assert.Equal(HubState.Asked, (await Handoff()).Hub);
    }

    [Fact]
    public async Task Accepted_the_hubs_people_speak_and_hear_until_it_is_completed()
    {
        await AsksForAPerson();
        Assert.Equal(202, await Status("accepted"));
        await prospect.Hears("Somebody from our team is here now.");
        Assert.Equal(EngagementHub.Owner, (await Conversation()).Owner);
        Assert.Equal(RepResult.OwnedByOther, (await app.Conversation(prospect.Conversation).Claim(Mia)).Result);

        await prospect.Says("What does the Academy Starter plan cost?");
        await Eventually.Holds(() => Task.FromResult(hub.Requests.Any(request => request.Body.Contains("Academy Starter", StringComparison.Ordinal))), "the hub hears the visitor");
        await Task.WhenAll(HubSays("I'll look that up.", "h1"), HubSays("I'll look that up.", "h1"));
        await prospect.Hears("I'll look that up.");
        await prospect.NeverHeard("€29");
        Assert.Single(await app.Messages(prospect.Conversation), message => message.Text == "I'll look that up.");

        Assert.Equal(202, await Status("COMPLETED", """, "message":"done", "more":1"""));
        await prospect.Hears("you are talking to the AI assistant again");
        Assert.Equal((HandoffState.Returned, HubState.Completed), ((await Handoff()).State, (await Handoff()).Hub));
        await prospect.Says("What does the Academy Starter plan cost?");
        await prospect.Hears("€29");
        // It has left: what it says now reaches nobody.
        Assert.Equal(202, await HubSays("One more thing.", "h2"));
        await prospect.Says("thanks");
        await prospect.Hears("You're welcome");
        await prospect.NeverHeard("One more thing.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failed_the_visitor_is_told_once_the_assistant_speaks_and_our_own_reps_still_may_come(bool afterAccepting)
    {
        await AsksForAPerson();
        if (afterAccepting) await Status("accepted");

        Assert.Equal(202, await Status("failed"));
        await prospect.Hears("nobody could be reached just now");
        Assert.Equal(202, await Status("failed"));
        var handoff = await Handoff();
        Assert.Equal((HandoffState.Waiting, HubState.Failed, null), (handoff.State, handoff.Hub, (await Conversation()).Owner));

        await prospect.Says("What does the Academy Starter plan cost?");
        await prospect.Hears("€29");
        Assert.Single(prospect.Heard, activity => activity["text"]?.GetValue<string>().Contains("nobody could be reached", StringComparison.Ordinal) == true);
        Assert.Equal(RepResult.Done, (await app.Conversation(prospect.Conversation).Claim(Mia)).Result);
        await prospect.Hears("Mia Berger is here now.");
        // Too late: one of our own has come.
        Assert.Equal(202, await Status("accepted"));
        Assert.Equal(Mia, (await Conversation()).Owner);
    }

    [Theory]
    [InlineData("""{"value":{"state":"thinking"}}""")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":"accepted"}""")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":{"state":"completed"}}""")]
    [InlineData("""{"value":{"state":"accepted"},"conversation":{"id":"0123456789abcdefghjkmnpqrs"}}""")]
    public async Task What_is_not_known_or_does_not_fit_is_taken_and_changes_nothing(string fields)
    {
        await AsksForAPerson();
        var before = await Conversation();

        Assert.Equal(202, await Posts("event", fields));

        Assert.Equal((before.Owner, before.Epoch), ((await Conversation()).Owner, (await Conversation()).Epoch));
    }

    [Fact]
    public async Task What_the_hub_refuses_is_settled_by_name_and_our_own_queue_goes_on()
    {
        hub.Answers(400, """{"error":{"code":"BadArgument","message":"x"}}""");
        await AsksForAPerson();

        await Settles(HubEventState.Failed, "Rejected");
        Assert.Equal(HandoffState.Waiting, (await Handoff()).State);
        Assert.Equal(RepResult.Done, (await app.Conversation(prospect.Conversation).Claim(Mia)).Result);
    }

    [Fact]
    public async Task What_was_on_its_way_when_the_program_ended_is_sent_after_the_next_start_under_the_same_id()
    {
        var never = new TaskCompletionSource();
        hub.Answers(never.Task);
        await AsksForAPerson();
        await Eventually.Holds(() => Task.FromResult(hub.Requests.Count == 1), "it is on its way");
        Assert.Equal((HubEventState.Pending, "Sending"), await Owed());
        await app.DisposeAsync();
        never.SetResult();

        app = await SalesApp.Start(settings: Settings, data: app.DataDirectory);
        await Settles(HubEventState.Sent, "Sent");
        Assert.Single(hub.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("id").GetString()).Distinct());
        Assert.Equal(2, hub.Requests.Count);
    }

    async Task AsksForAPerson()
    {
        await prospect.Says("Can I speak to a person please?");
        await prospect.Hears("first in the queue");
    }

    Task<int> Status(string state, string more = "") => Posts("event", $$$"""{"value":{"state":"{{{state}}}"{{{more}}}}}""");

    Task<int> HubSays(string text, string id) => Posts("message", JsonSerializer.Serialize(new { id, text }));

    async Task<int> Posts(string type, string fields)
    {
        var activity = new Dictionary<string, object?>
        {
            ["type"] = type,
            ["name"] = "handoff.status",
            ["channelId"] = "directline",
            ["conversation"] = new { id = prospect.Conversation },
            ["from"] = new { id = "hub" },
        };
        foreach (var field in JsonDocument.Parse(fields).RootElement.EnumerateObject())
            activity[field.Name] = field.Value;
        using var http = app.Http();
        return (int)(await http.PostAsJsonAsync("/api/messages", activity)).StatusCode;
    }

    Task Settles(HubEventState state, string outcome) => Eventually.Holds(async () => await Owed() == (state, outcome), $"what the hub is owed is {state}");

    Task<(HubEventState, string?)> Owed() => app.Read(async db => await db.Set<HubEvent>().AsNoTracking().SingleAsync(one => one.ConversationId == prospect.Conversation) is var one ? (one.State, one.Outcome) : default);

    Task<Handoff> Handoff() => app.Read(db => db.Set<Handoff>().AsNoTracking().SingleAsync(handoff => handoff.ConversationId == prospect.Conversation));

    Task<Conversation> Conversation() => app.Read(db => db.Set<Conversation>().AsNoTracking().SingleAsync(conversation => conversation.Id == prospect.Conversation));
}
