using System.Buffers;
using System.Text.Json;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels;

/// <summary>What an activity of ours says beyond the protocol: who speaks, and from which sources.</summary>
static class MessageData
{
    /// <summary>Bytes enough for all but the citations.</summary>
    const int RoomForAll = 512;

    /// <summary>The channelData of what the assistant is about to say.</summary>
    public static JsonElement OfAssistant { get; } = JsonSerializer.SerializeToElement(new { sender = nameof(Sender.Assistant) });

    /// <summary>The channelData: {sender, citations}, citations as everywhere {file, heading, quote}, and whether the answer can be rated.</summary>
    /// <param name="forOwnPage">Our chat page draws the thumbs by itself, from `rating`; Teams does when it reads `feedbackLoop`.</param>
    public static JsonElement Of(Message message, bool forOwnPage)
    {
        var buffer = new ArrayBufferWriter<byte>(RoomForAll + (message.Citations?.Length ?? 0));
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("sender", message.Sender.ToString());
            if (message.Citations is { } citations)
            {
                writer.WritePropertyName("citations");
                // Written by us.
                writer.WriteRawValue(citations, skipInputValidation: true);
            }
            if (message.IsAnswer && forOwnPage)
            {
                // An empty value says that it may be rated.
                writer.WriteString("rating", message.Rating?.ToString().ToLowerInvariant() ?? "");
                if (message.RatingReason is not null) writer.WriteBoolean("ratingHasReason", true);
            }
            if (forOwnPage && CardOf(message) is MessageCard.Remembers { Agreed: var agreed })
                writer.WriteBoolean("remembers", agreed);
            if (message.IsAnswer && !forOwnPage)
            {
                writer.WriteStartObject("feedbackLoop");
                writer.WriteString("type", "default");
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The card of a message; null when it has none.</summary>
    public static MessageCard? CardOf(Message message) =>
        message.Card is { } card ? JsonSerializer.Deserialize<MessageCard>(card, JsonSerializerOptions.Web) : null;
}
