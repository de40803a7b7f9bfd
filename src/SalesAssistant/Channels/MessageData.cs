using System.Text.Json;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels;

/// <summary>What an activity of ours says beyond the protocol: who speaks, and from which sources.</summary>
static class MessageData
{
    /// <summary>The channelData of what the assistant is about to say.</summary>
    public static JsonElement OfAssistant { get; } = JsonSerializer.SerializeToElement(new { sender = nameof(Sender.Assistant) });

    /// <summary>The channelData: {sender, citations}, citations as everywhere {file, heading, quote}.</summary>
    public static JsonElement Of(Message message)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("sender", message.Sender.ToString());
            if (message.Citations is { } citations)
            {
                writer.WritePropertyName("citations");
                writer.WriteRawValue(citations);
            }
            writer.WriteEndObject();
        }
        var reader = new Utf8JsonReader(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>The card of a message; null when it has none.</summary>
    public static MessageCard? CardOf(Message message) =>
        message.Card is { } card ? JsonSerializer.Deserialize<MessageCard>(card, JsonSerializerOptions.Web) : null;
}
