using System.Text.Json;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>What the product sends, held against the schema that Microsoft publishes for activities (npm @microsoft/agents-activity).</summary>
public sealed class ActivitySchemaTests
{
    [Fact]
    public async Task Every_activity_that_is_sent_to_a_channel_passes_Microsofts_schema()
    {
        await using var server = await ChannelServer.StartAsync();
        await using var app = await SalesApp.Start(settings: BotChannel.Settings);
        foreach (var channelId in (string[])["test", "msteams"])
        {
            using var channel = new BotChannel(app, server, channelId, channelId);
            await channel.Posts("conversationUpdate", """{"membersAdded":[{"id":"u1"}]}""");
            await channel.Says("What does the Academy Starter plan cost?");
            await channel.Hears("€29");
            await channel.Says("What is the boiling point of tungsten?");
            await channel.Hears("I don't know that");
            await channel.Says("Can I book a call tomorrow?");
            var slot = await channel.SeesButton("slot");
            await channel.Presses(slot);
            await channel.Hears("Whom may I put in the calendar?");
            await channel.Presses("""{"action":"contact","name":"Ada Byron","email":"ada@example.org"}""");
            await channel.Hears("Booked:");
            await channel.Says("Can I speak to a person please?");
            await channel.Hears("Mia Berger");
            await app.Conversation(channel.ConversationId).Claim("mia@example.com");
            await app.Conversation(channel.ConversationId).Reply("mia@example.com", "Hello, I am here now.");
            await channel.Hears("Hello, I am here now.");
        }

        var sent = server.Requests.Select(request => JsonSerializer.Serialize(JsonDocument.Parse(request.Body).RootElement)).ToList();

        Assert.True(sent.Count >= 16, $"{sent.Count} activities");
        Assert.Equal("", await NodeClients.Run("check-activities.mjs", string.Join('\n', sent)));
    }

    [Fact]
    public async Task Every_activity_of_a_Direct_Line_conversation_passes_it_too()
    {
        await using var app = await SalesApp.Start();
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("What does the Academy Starter plan cost?");
        await prospect.Hears("€29");
        await prospect.Says("Can I book a call tomorrow?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Presses(new { action = "contact", name = "Ada Byron", email = "ada@example.org" });
        await prospect.Hears("Booked:");
        await prospect.Says("Can I speak to a person please?");
        await prospect.Hears("Mia Berger");

        Assert.True(prospect.Heard.Count >= 5, $"{prospect.Heard.Count} activities");
        Assert.Equal("", await NodeClients.Run("check-activities.mjs", string.Join('\n', prospect.Heard.Select(activity => activity.ToJsonString()))));
    }

    [Fact]
    public async Task The_check_itself_refuses_what_is_no_activity() =>
        Assert.Contains("text", await NodeClients.Run("check-activities.mjs", """{"type":"message","text":null}"""), StringComparison.Ordinal);
}
