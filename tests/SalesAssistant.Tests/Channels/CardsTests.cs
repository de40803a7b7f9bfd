using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using SalesAssistant.Assistant;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Channels.Cards;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>The product's cards as channels get them.</summary>
public sealed class CardsTests : IDisposable
{
    static readonly Uri Site = new("https://chat.example/");
    static readonly MessageCard.Confirmation Booked = new(
        "b1", "Intro call", "Mia *Berg*", "Thursday, 26 November, 14:00", "Europe/Berlin", new(2026, 11, 26, 13, 0, 0, DateTimeKind.Utc), new(2026, 11, 26, 13, 30, 0, DateTimeKind.Utc), "https://meet.example/1");

    readonly Phrases phrases = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Prompts:Directory", Repository.PathOf("prompts"))]).Build(), TimeProvider.System, NullLogger<Phrases>.Instance);

    public void Dispose() => phrases.Dispose();

    [Fact]
    public void T8_T9_quick_replies_are_suggested_actions_whose_value_is_their_title()
    {
        var suggested = Drawn(new MessageCard.QuickReplies(["What does it cost?", "Talk to a person"])).GetProperty("suggestedActions");

        Assert.Equal("[]", suggested.GetProperty("to").GetRawText());
        Assert.All(suggested.GetProperty("actions").EnumerateArray(), action =>
            Assert.Equal(("imBack", action.GetProperty("title").GetString()), (action.GetProperty("type").GetString(), action.GetProperty("value").GetString())));
    }

    [Fact]
    public void Slots_stand_under_their_day_and_send_their_id_with_a_label_for_the_rep()
    {
        var card = Card(Drawn(new MessageCard.Slots("Intro call", "Mia", "Europe/Berlin",
        [
            new("s1", default, "Thursday, 26 November", "14:00"), new("s2", default, "Thursday, 26 November", "14:30"), new("s3", default, "Friday, 27 November", "09:00"),
        ])));

        var body = card.GetProperty("body").EnumerateArray().ToList();
        Assert.Equal(["TextBlock", "TextBlock", "TextBlock", "ActionSet", "TextBlock", "ActionSet"], body.Select(element => element.GetProperty("type").GetString()));
        var first = body[3].GetProperty("actions")[0];
        Assert.Equal(("Action.Submit", "14:00"), (first.GetProperty("type").GetString(), first.GetProperty("title").GetString()));
        Assert.Equal("""{"action":"slot","slot":"s1","label":"Thursday, 26 November, 14:00"}""", first.GetProperty("data").GetRawText());
        Assert.Equal(["later", "anotherDay"], Actions(card));
    }

    [Fact]
    public void A_contact_form_asks_for_name_and_address()
    {
        var card = Card(Drawn(new MessageCard.ContactForm("Ada", null)));

        Assert.Equal(["name", "email"], card.GetProperty("body").EnumerateArray().Select(input => input.GetProperty("id").GetString()));
        Assert.Equal("Ada", card.GetProperty("body")[0].GetProperty("value").GetString());
        Assert.All(card.GetProperty("body").EnumerateArray(), input => Assert.True(input.GetProperty("isRequired").GetBoolean()));
        Assert.Equal(["contact"], Actions(card));
    }

    [Fact]
    public void A_confirmation_comes_with_a_calendar_file()
    {
        var activity = Drawn(Booked);

        Assert.Equal(["move", "cancel"], Actions(Card(activity)));
        Assert.Contains("Mia \\\\*Berg\\\\*", Card(activity).GetRawText(), StringComparison.Ordinal);
        var file = activity.GetProperty("attachments")[1];
        Assert.Equal(("text/calendar", "https://chat.example/bookings/b1.ics"), (file.GetProperty("contentType").GetString(), file.GetProperty("contentUrl").GetString()));
    }

    [Theory]
    [InlineData(true, true, new[] { "person", "meeting" })]
    [InlineData(false, true, new[] { "meeting" })]
    public void An_offer_has_a_button_for_each_way_on(bool person, bool meeting, string[] actions) =>
        Assert.Equal(actions, Actions(Card(Drawn(new MessageCard.Offer(person, meeting)))));

    [Fact]
    public void T10_in_Teams_the_text_is_in_the_card_since_text_and_card_would_be_two_messages()
    {
        var activity = Drawn(Booked, CardClient.Teams);

        Assert.False(activity.TryGetProperty("text", out _));
        Assert.Equal("Booked.", Card(activity).GetProperty("body")[0].GetProperty("text").GetString());
        Assert.Equal(1, activity.GetProperty("attachments").GetArrayLength());
        Assert.Equal("https://chat.example/bookings/b1.ics", Card(activity).GetProperty("actions")[0].GetProperty("url").GetString());
    }

    [Fact]
    public void T5_in_Teams_a_button_is_an_Action_Execute_that_sends_what_the_Action_Submit_would()
    {
        var offer = new MessageCard.Offer(Person: true, Meeting: true);
        var (submits, executes) = (Card(Drawn(offer)).GetProperty("actions"), Card(Drawn(offer, CardClient.Teams)).GetProperty("actions"));

        Assert.All(submits.EnumerateArray().Zip(executes.EnumerateArray()), pair =>
        {
            Assert.Equal(("Action.Submit", "Action.Execute"), (pair.First.GetProperty("type").GetString(), pair.Second.GetProperty("type").GetString()));
            Assert.Equal(pair.First.GetProperty("data").GetRawText(), pair.Second.GetProperty("data").GetRawText());
            Assert.Equal(pair.Second.GetProperty("data").GetProperty("action").GetString(), pair.Second.GetProperty("verb").GetString());
        });
    }

    [Theory]
    [InlineData(CardClient.Teams, 3, true)]
    [InlineData(CardClient.Teams, 4, false)]
    [InlineData(CardClient.TeamsGroup, 2, false)]
    [InlineData(CardClient.WebChat, 5, true)]
    public void T8_Teams_has_room_for_three_suggested_actions_in_a_chat_of_two_others_become_buttons(CardClient client, int replies, bool suggested)
    {
        var activity = Drawn(new MessageCard.QuickReplies([.. Enumerable.Range(1, replies).Select(number => $"Question {number}")]), client);

        Assert.Equal(suggested, activity.TryGetProperty("suggestedActions", out _));
        Assert.Equal(!suggested, activity.TryGetProperty("attachments", out _));
        if (!suggested)
        {
            Assert.False(activity.TryGetProperty("text", out _));
            Assert.Equal(replies, Card(activity).GetProperty("actions").GetArrayLength());
        }
    }

    JsonElement Drawn(MessageCard card, CardClient client = CardClient.WebChat)
    {
        var activity = new Activity { Type = ActivityTypes.Message, Text = "Booked.", TextFormat = TextFormatTypes.Markdown };
        new CardRenderer(phrases).Draw(card, activity, Site, null, client);
        return JsonDocument.Parse(ActivityJson.Write(activity)).RootElement;
    }

    static JsonElement Card(JsonElement activity)
    {
        var attachment = activity.GetProperty("attachments")[0];
        Assert.Equal("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        Assert.Equal("1.4", attachment.GetProperty("content").GetProperty("version").GetString());
        return attachment.GetProperty("content");
    }

    static IEnumerable<string?> Actions(JsonElement card) => card.GetProperty("actions").EnumerateArray().Select(action =>
    {
        Assert.Equal("Action.Submit", action.GetProperty("type").GetString());
        Assert.Equal(action.GetProperty("title").GetString(), action.GetProperty("data").GetProperty("label").GetString());
        return action.GetProperty("data").GetProperty("action").GetString();
    });
}
