using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Channels.Cards;

namespace SalesAssistant.Channels;

/// <summary>What a visitor's message activity says, whichever channel brought it.</summary>
/// <param name="Text">The words; for a button its label, so that a rep can follow the conversation.</param>
/// <param name="Action">A button of ours as JSON (<see cref="Conversations.CardAction"/>); null for words.</param>
readonly record struct IncomingActivity(string Text, string? Action)
{
    /// <summary>Reads a message activity. Text is taken as it is, without control characters that no keyboard makes.</summary>
    public static IncomingActivity Of(Activity activity)
    {
        if (activity.Value is { } value)
        {
            if (Press(value, null) is { } press) return press.Text.Length > 0 ? press : press with { Text = VisitorText.Clean(activity.Text ?? "") };
            if (string.IsNullOrEmpty(activity.Text) && value.ValueKind == JsonValueKind.String) return new(VisitorText.Clean(value.GetString()!), null);
        }
        return new(VisitorText.Clean(activity.Text ?? ""), null);
    }

    /// <summary>Reads what a card's button sends, as an Action.Submit or an Action.Execute. Null when it is no button's.</summary>
    /// <param name="data">The button's data with the card's inputs.</param>
    /// <param name="verb">An Action.Execute's name of the action, for data that doesn't name it.</param>
    public static IncomingActivity? Press(JsonElement data, string? verb)
    {
        var isObject = data.ValueKind == JsonValueKind.Object;
        if (((isObject ? StringIn(data, "action") : null) ?? verb) is not { } name) return null;
        var label = VisitorText.Clean((isObject ? StringIn(data, "label") : null) ?? "");
        // The visitor's own words, only pressed rather than typed.
        if (name == CardRenderer.SayAction && label.Length > 0) return new(label, null);
        var action = isObject ? new Conversations.CardAction(name, StringIn(data, "slot"), StringIn(data, "name"), StringIn(data, "email"), StringIn(data, "phone")) : new(name);
        return new(label, JsonSerializer.Serialize(action, JsonSerializerOptions.Web));
    }

    static string? StringIn(JsonElement value, string name) =>
        value.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.String && property.GetString() is { Length: <= LongestField } text ? text : null;

    const int LongestField = 500;
}
