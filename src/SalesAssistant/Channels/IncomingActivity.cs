using System.Text.Json;
using SalesAssistant.BotFramework.Activities;

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
            if (ActionOf(value) is { } action)
                return new(VisitorText.Clean(StringIn(value, "label") ?? activity.Text ?? ""), JsonSerializer.Serialize(action, JsonSerializerOptions.Web));
            if (string.IsNullOrEmpty(activity.Text) && value.ValueKind == JsonValueKind.String) return new(VisitorText.Clean(value.GetString()!), null);
        }
        return new(VisitorText.Clean(activity.Text ?? ""), null);
    }

    static Conversations.CardAction? ActionOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && StringIn(value, "action") is { } name
            ? new(name, StringIn(value, "slot"), StringIn(value, "name"), StringIn(value, "email"))
            : null;

    static string? StringIn(JsonElement value, string name) =>
        value.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.String && property.GetString() is { Length: <= LongestField } text ? text : null;

    const int LongestField = 500;
}
