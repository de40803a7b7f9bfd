using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels;

/// <summary>
/// A thumb on a message, as Teams sends it and our chat page too: `message/submitAction` with {actionName: "feedback", actionValue: {reaction, feedback}},
/// where `feedback` is JSON in a text, {"feedbackText": "…"}, or the object itself.
/// </summary>
static class RatingActivity
{
    public static bool Is(Activity activity) => activity is { Type: ActivityTypes.Invoke or ActivityTypes.Event, Name: InvokeNames.MessageSubmitAction };

    /// <summary>What was given; null when it isn't one that can be read. A reaction that is empty takes the thumb back.</summary>
    /// <param name="sequence">The number of the message, where its id says it; null to look for it by the id.</param>
    /// <param name="by">Whose it is.</param>
    public static GivenRating? Read(Activity activity, int? sequence, string by)
    {
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value || Text(value, "actionName") != "feedback"
            || !value.TryGetProperty("actionValue", out var given) || given.ValueKind != JsonValueKind.Object
            || Text(given, "reaction") is not { } reaction) return null;
        Rating? rating = reaction switch { "like" => Rating.Up, "dislike" => Rating.Down, _ => null };
        if (rating is null && reaction.Length > 0) return null;
        return new GivenRating(sequence is null ? activity.ReplyToId : null, sequence, rating, given.TryGetProperty("feedback", out var feedback) ? Reason(feedback) : null, by);
    }

    static string? Reason(JsonElement feedback)
    {
        if (feedback.ValueKind == JsonValueKind.Object) return VisitorText.Short(Text(feedback, "feedbackText")?.Trim(), GivenRating.LongestReason);
        if (feedback.ValueKind != JsonValueKind.String || feedback.GetString() is not { Length: > 0 } text) return null;
        try
        {
            using var inside = JsonDocument.Parse(text);
            if (inside.RootElement.ValueKind == JsonValueKind.Object) return Reason(inside.RootElement);
        }
        catch (JsonException)
        {
            // Some clients send the words themselves.
        }
        return VisitorText.Short(text.Trim(), GivenRating.LongestReason);
    }

    static string? Text(JsonElement value, string name) => value.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.String ? property.GetString() : null;
}
