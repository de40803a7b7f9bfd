using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>T5: buttons of our cards in Teams, which come as invokes and are answered in the answer.</summary>
public sealed class CardInvokeTests : IAsyncLifetime
{
    ChannelServer server = null!;
    SalesApp app = null!;
    BotChannel teams = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ChannelServer.StartAsync(countsIds: true);
        app = await SalesApp.Start(settings: BotChannel.Settings);
        teams = new BotChannel(app, server, "a:1", "msteams", "personal");
    }

    public async ValueTask DisposeAsync()
    {
        teams.Dispose();
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task T5_a_chosen_time_is_held_and_the_card_shows_it_without_buttons()
    {
        var (card, slots) = await IsOfferedTimes();

        var answer = await Presses("p1", card, slots[0]);

        Assert.Equal(("application/vnd.microsoft.card.adaptive", 200), (answer.GetProperty("type").GetString(), answer.GetProperty("statusCode").GetInt32()));
        Assert.Contains(slots[0].GetProperty("data").GetProperty("label").GetString()!, answer.GetProperty("value").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, answer.GetProperty("value").GetProperty("actions").GetArrayLength());
        await teams.Sees("Whom may I put in the calendar?");
        Assert.Equal(1, await Held());
    }

    [Fact]
    public async Task T5_the_same_press_again_is_one_press_and_a_card_that_was_used_says_so_kindly()
    {
        var (card, slots) = await IsOfferedTimes();
        var first = await Presses("p1", card, slots[0]);
        Assert.Equal(first.GetRawText(), (await Presses("p1", card, slots[0])).GetRawText());
        Assert.Equal(2, (await teams.Stored()).Count(message => message.Sender == Sender.Contact));

        // Another time on the same card, from another device that still shows its buttons.
        Assert.Equal(first.GetRawText(), (await Presses("p2", card, slots[1])).GetRawText());
        await teams.Hears("You have used that card already.");
        Assert.Equal(1, await Held());
    }

    [Fact]
    public async Task T5_the_form_is_taken_and_a_button_that_stays_is_acknowledged()
    {
        var (card, slots) = await IsOfferedTimes();
        await Presses("p1", card, slots[0]);
        await teams.Sees("Whom may I put in the calendar?");
        await teams.Settles();
        var form = (await teams.Stored()).Last(message => message.Card is not null).ChannelMessageId!;

        var answer = await Invokes("p2", form, """{"type":"Action.Execute","verb":"contact","data":{"action":"contact","label":"Send","name":"Ada Byron","email":"ada@example.org"}}""");
        Assert.Contains("ada@example.org", answer.GetProperty("value").GetRawText(), StringComparison.Ordinal);
        await teams.Sees("Booked: Intro call");

        var person = await Invokes("p3", null, """{"type":"Action.Execute","verb":"person"}""");
        Assert.Equal(("application/vnd.microsoft.activity.message", "Got it."), (person.GetProperty("type").GetString(), person.GetProperty("value").GetString()));
        Assert.NotNull(await app.Read(async db => (await db.FindAsync<Conversation>(teams.ConversationId))!.HandoffId));
    }

    [Fact]
    public async Task T5_an_Action_Submit_of_the_same_button_does_the_same()
    {
        var (card, slots) = await IsOfferedTimes();

        Assert.Equal(202, await teams.Posts("message", $$"""{"id":"p1","replyToId":"{{card}}","value":{{slots[0].GetProperty("data").GetRawText()}}}"""));

        await teams.Sees("Whom may I put in the calendar?");
        Assert.Equal(1, await Held());
    }

    [Theory]
    [InlineData("{}", "BadRequest")]
    [InlineData("""{"value":"text"}""", "BadRequest")]
    [InlineData("""{"value":{}}""", "BadRequest")]
    [InlineData("""{"value":{"action":"person"}}""", "BadRequest")]
    [InlineData("""{"value":{"action":{"type":"Action.Execute","data":{}}}}""", "BadRequest")]
    [InlineData("""{"value":{"action":{"type":"Action.Submit","verb":"person"}}}""", "NotSupported")]
    [InlineData("""{"value":{"action":{"verb":"person"}}}""", "NotSupported")]
    [InlineData("""{"value":{"action":{"type":"Action.Execute","verb":"person"},"trigger":"automatic"}}""", "NotSupported")]
    public async Task T5_an_invoke_that_can_not_be_read_is_answered_with_what_is_wrong(string fields, string code)
    {
        var answer = await Body(await teams.Post(teams.Activity("invoke", $$"""{"name":"adaptiveCard/action",{{fields.Trim()[1..]}}""".Replace(",}", "}", StringComparison.Ordinal))));

        Assert.Equal((400, "application/vnd.microsoft.error", code),
            (answer.GetProperty("statusCode").GetInt32(), answer.GetProperty("type").GetString(), answer.GetProperty("value").GetProperty("code").GetString()));
        Assert.Empty(await teams.Stored());
    }

    [Fact]
    public async Task E5_an_invoke_of_another_name_gets_501() => Assert.Equal(501, await teams.Posts("invoke", """{"name":"task/fetch","value":{}}"""));

    [Fact]
    public async Task E6_who_expects_replies_gets_them_with_the_invokes_result()
    {
        var answer = await Body(await teams.Post(teams.Activity("invoke",
            """{"id":"p1","name":"adaptiveCard/action","deliveryMode":"expectReplies","serviceUrl":null,"value":{"action":{"type":"Action.Execute","verb":"meeting"}}}""")));

        Assert.Equal("application/vnd.microsoft.activity.message", answer.GetProperty("body").GetProperty("type").GetString());
        Assert.Equal(2, answer.GetProperty("activities").GetArrayLength());
        Assert.Empty(teams.Requests);
    }

    /// <summary>Asks for a meeting. The channel's id of the card, and the buttons of its times.</summary>
    async Task<(string Card, List<JsonElement> Slots)> IsOfferedTimes()
    {
        await teams.Says("Can I book a call tomorrow?", "q1");
        var card = (await teams.Sees("Later times")).GetProperty("attachments")[0].GetProperty("content");
        await teams.Settles();
        var slots = card.GetProperty("body").EnumerateArray().Where(element => element.GetProperty("type").GetString() == "ActionSet").SelectMany(set => set.GetProperty("actions").EnumerateArray()).ToList();
        Assert.All(slots, slot => Assert.Equal(("Action.Execute", "slot"), (slot.GetProperty("type").GetString(), slot.GetProperty("verb").GetString())));
        return ((await teams.Stored()).Last(message => message.Card is not null).ChannelMessageId!, slots);
    }

    Task<JsonElement> Presses(string id, string card, JsonElement button) => Invokes(id, card, button.GetRawText());

    async Task<JsonElement> Invokes(string id, string? card, string action) => await Body(await teams.Post(teams.Activity("invoke",
        $$$"""{"id":"{{{id}}}","name":"adaptiveCard/action","replyToId":{{{JsonSerializer.Serialize(card)}}},"value":{"action":{{{action}}},"trigger":"manual"}}""")));

    static async Task<JsonElement> Body(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    Task<int> Held() => app.Read(db => db.Set<Booking>().CountAsync(booking => booking.State == BookingState.Held));
}
