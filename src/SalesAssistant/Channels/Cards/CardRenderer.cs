using System.Text.Json;
using System.Text.Json.Nodes;
using SalesAssistant.Assistant;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations;
using CardAction = SalesAssistant.BotFramework.Activities.CardAction;

namespace SalesAssistant.Channels.Cards;

/// <summary>What shows a card.</summary>
public enum CardClient
{
    /// <summary>Knows no Action.Execute, so buttons are Action.Submit; shows text, card and files of one message together.</summary>
    WebChat,

    /// <summary>
    /// Sends a press of an Action.Execute as an invoke. Makes two messages of text and card, so the text moves into the card; shows no files of
    /// ours, so a button opens them; has room for three suggested actions.
    /// </summary>
    Teams,

    /// <summary>As <see cref="Teams"/>, in a channel or group chat, which has no suggested actions.</summary>
    TeamsGroup,
}

/// <summary>
/// Draws the product's cards as Adaptive Cards 1.4, which every client renders. What a button sends back is a
/// <see cref="Conversations.CardAction"/> with the button's label beside it.
/// </summary>
public sealed class CardRenderer(Phrases phrases)
{
    /// <summary>How many suggested actions Teams shows.</summary>
    const int MostSuggestedInTeams = 3;

    /// <summary>Puts the card into the activity, beside its text.</summary>
    /// <param name="card">What to draw.</param>
    /// <param name="activity">Gets attachments, or suggested actions.</param>
    /// <param name="site">Our address as this client knows it, for links to files.</param>
    /// <param name="language">In which language the labels are; null for English.</param>
    public void Draw(MessageCard card, Activity activity, Uri site, string? language, CardClient client = CardClient.WebChat)
    {
        var book = phrases.In(language);
        switch (card)
        {
            case MessageCard.QuickReplies { Replies: var replies } when client == CardClient.WebChat || (client == CardClient.Teams && replies.Count <= MostSuggestedInTeams):
                activity.SuggestedActions = Suggested(replies);
                break;
            case MessageCard.QuickReplies { Replies: var replies }:
                Attach(activity, client, [], [.. replies.Select(reply => Press(client, reply, reply, new() { ["action"] = SayAction }))]);
                break;
            case MessageCard.Slots slots:
                Attach(activity, client, SlotsBody(slots, client), [Button(book, client, "later"), Button(book, client, "anotherDay")]);
                break;
            case MessageCard.ContactForm form:
                Attach(activity, client, FormBody(book, form), [Button(book, client, "contact")]);
                break;
            case MessageCard.Confirmation confirmation:
                var file = CalendarFile(confirmation, site);
                if (client == CardClient.WebChat)
                {
                    Attach(activity, client, ConfirmationBody(book, confirmation), [Button(book, client, "move"), Button(book, client, "cancel")]);
                    activity.Attachments!.Add(file);
                }
                else
                {
                    Attach(activity, client, ConfirmationBody(book, confirmation), site.Scheme == Uri.UriSchemeHttps ? [Open(book, file), Button(book, client, "move"), Button(book, client, "cancel")] : [Button(book, client, "move"), Button(book, client, "cancel")]);
                }
                break;
            case MessageCard.MayRemember:
                Attach(activity, client, [], [Button(book, client, "remember"), Button(book, client, "dontRemember")]);
                break;
            case MessageCard.Offer offer when offer.Person || offer.Meeting:
                Attach(activity, client, [], [.. OfferButtons(book, offer, client)]);
                break;
        }
    }

    /// <summary>The name of a button that says its label in the visitor's name.</summary>
    public const string SayAction = "say";

    /// <summary>The card after its button was pressed: what was chosen, and nothing left to press. Null for cards that stay as they are.</summary>
    /// <param name="action">What the press sent.</param>
    /// <param name="language">In which language the labels are; null for English.</param>
    public JsonElement? Used(MessageCard card, Conversations.CardAction action, string? language) => card switch
    {
        MessageCard.Slots slots when slots.Choices.FirstOrDefault(choice => choice.SlotId == action.Slot) is { } chosen => Content([
            Heading(slots.Title), Text($"{slots.Host} · {slots.Zone}", subtle: true),
            new JsonObject { ["type"] = "FactSet", ["facts"] = new JsonArray(Fact(phrases.In(language).Say("labels.chosen"), $"{chosen.Day}, {chosen.Time}")) }], []),
        MessageCard.ContactForm when action is { Name: { } name } && (action.Phone ?? action.Email) is not null => Content([
            new JsonObject { ["type"] = "FactSet", ["facts"] = new JsonArray([.. new[] { ("labels.name", name), ("labels.phone", action.Phone), ("labels.email", action.Email) }
                .Where(fact => fact.Item2 is { Length: > 0 }).Select(fact => Fact(phrases.In(language).Say(fact.Item1), fact.Item2!))]) }], []),
        _ => null,
    };

    /// <summary>Puts the card into the activity as it is after this press.</summary>
    /// <returns>False for a card that stays as it is.</returns>
    public bool DrawUsed(MessageCard card, Conversations.CardAction action, Activity activity, string? language)
    {
        if (Used(card, action, language) is not { } content) return false;
        activity.Attachments = [new Attachment { ContentType = ContentTypes.AdaptiveCard, Content = content }];
        return true;
    }

    static void Attach(Activity activity, CardClient client, JsonArray body, IReadOnlyList<JsonNode> actions)
    {
        if (client != CardClient.WebChat && activity.Text is { Length: > 0 } text)
        {
            body.Insert(0, new JsonObject { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true });
            (activity.Text, activity.TextFormat) = (null, null);
        }
        activity.Attachments = [Adaptive(body, actions)];
    }

    static JsonObject Open(PhraseBook book, Attachment file) => new() { ["type"] = "Action.OpenUrl", ["title"] = book.Say("buttons.calendarFile"), ["url"] = file.ContentUrl };

    // Specification and Web Chat disagree about which of the two is sent, so they are the same.
    static SuggestedActions Suggested(IReadOnlyList<string> replies) => new()
    {
        Actions = [.. replies.Select(reply => new CardAction { Type = ActionTypes.ImBack, Title = reply, Value = JsonSerializer.SerializeToElement(reply) })],
    };

    static JsonArray SlotsBody(MessageCard.Slots slots, CardClient client)
    {
        var body = new JsonArray(Heading(slots.Title), Text($"{slots.Host} · {slots.Zone}", subtle: true));
        foreach (var day in slots.Choices.GroupBy(choice => choice.Day))
        {
            body.Add(Text(day.Key, strong: true));
            body.Add(new JsonObject
            {
                ["type"] = "ActionSet",
                ["actions"] = new JsonArray([.. day.Select(choice => Press(client, choice.Time, $"{choice.Day}, {choice.Time}", new() { ["action"] = "slot", ["slot"] = choice.SlotId }))]),
            });
        }
        return body;
    }

    static JsonArray FormBody(PhraseBook book, MessageCard.ContactForm form) => form.IsCall
        ?
        [
            Input("name", "Text", book.Say("labels.name"), form.Name),
            Input("phone", "Tel", book.Say("labels.phone"), form.Phone),
            Input("email", "Email", book.Say("labels.emailIfLiked"), form.Email, isRequired: false),
        ]
        :
        [
            Input("name", "Text", book.Say("labels.name"), form.Name),
            Input("email", "Email", book.Say("labels.email"), form.Email),
        ];

    static JsonArray ConfirmationBody(PhraseBook book, MessageCard.Confirmation confirmation)
    {
        var facts = new JsonArray(
            Fact(book.Say("labels.when"), $"{confirmation.When} ({confirmation.Zone})"),
            Fact(book.Say("labels.with"), confirmation.Host));
        if (confirmation.Phone is { } phone) facts.Add(Fact(book.Say("labels.calls"), phone));
        else if (confirmation.Location is { Length: > 0 } location) facts.Add(Fact(book.Say("labels.where"), location));
        return [Heading(confirmation.Title), new JsonObject { ["type"] = "FactSet", ["facts"] = facts }];
    }

    static Attachment CalendarFile(MessageCard.Confirmation confirmation, Uri site) => new()
    {
        ContentType = "text/calendar",
        ContentUrl = new Uri(site, $"/bookings/{Uri.EscapeDataString(confirmation.BookingId)}.ics").AbsoluteUri,
        Name = "meeting.ics",
    };

    static IEnumerable<JsonNode> OfferButtons(PhraseBook book, MessageCard.Offer offer, CardClient client)
    {
        if (offer.Person) yield return Button(book, client, "person");
        if (offer.Meeting) yield return Button(book, client, "meeting");
    }

    static JsonObject Button(PhraseBook book, CardClient client, string action)
    {
        var label = book.Say(action switch { "cancel" => "buttons.cancelMeeting", "move" => "buttons.moveMeeting", "contact" => "buttons.send", _ => $"buttons.{action}" });
        return Press(client, label, label, new() { ["action"] = action });
    }

    static JsonObject Press(CardClient client, string title, string label, JsonObject data)
    {
        data["label"] = label;
        return client == CardClient.WebChat
            ? new() { ["type"] = "Action.Submit", ["title"] = title, ["data"] = data }
            : new() { ["type"] = "Action.Execute", ["title"] = title, ["verb"] = data["action"]!.GetValue<string>(), ["data"] = data };
    }

    static JsonObject Heading(string text) => new() { ["type"] = "TextBlock", ["text"] = Plain(text), ["weight"] = "Bolder", ["size"] = "Medium", ["wrap"] = true };

    static JsonObject Text(string text, bool subtle = false, bool strong = false)
    {
        var block = new JsonObject { ["type"] = "TextBlock", ["text"] = Plain(text), ["wrap"] = true, ["spacing"] = "Small" };
        if (subtle) block["isSubtle"] = true;
        if (strong) (block["weight"], block["spacing"]) = ("Bolder", "Medium");
        return block;
    }

    static JsonObject Fact(string title, string value) => new() { ["title"] = Plain(title), ["value"] = Plain(value) };

    static JsonObject Input(string id, string style, string label, string? value, bool isRequired = true)
    {
        var input = new JsonObject { ["type"] = "Input.Text", ["id"] = id, ["label"] = label, ["style"] = style, ["isRequired"] = isRequired, ["errorMessage"] = label, ["maxLength"] = 200 };
        if (value is not null) input["value"] = value;
        return input;
    }

    // Text blocks read Markdown, and titles and names are none.
    static string Plain(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    static Attachment Adaptive(JsonArray body, IReadOnlyList<JsonNode> actions) => new() { ContentType = ContentTypes.AdaptiveCard, Content = Content(body, actions) };

    static JsonElement Content(JsonArray body, IReadOnlyList<JsonNode> actions) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["type"] = "AdaptiveCard",
        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
        ["version"] = "1.4",
        ["body"] = body,
        ["actions"] = new JsonArray([.. actions]),
    });
}
