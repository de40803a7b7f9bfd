using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>Reads every form of timestamp seen on the wire, and writes UTC with a Z.</summary>
sealed class UtcTimestampConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Timestamps.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } moment) writer.WriteStringValue(moment.UtcDateTime);
        else writer.WriteNullValue();
    }
}

/// <summary>Reads every form of timestamp seen on the wire, and keeps the sender's offset.</summary>
sealed class LocalTimestampConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Timestamps.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } moment) writer.WriteStringValue(moment);
        else writer.WriteNullValue();
    }
}

static class Timestamps
{
    /// <summary>
    /// The moment the reader stands on; null when it is none. A clock that can't be read is no reason to lose the message, so
    /// this never throws. A form without an offset is taken as UTC, not as this machine's zone.
    /// </summary>
    public static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        if (reader.TryGetDateTime(out var bare) && bare.Kind == DateTimeKind.Unspecified)
            return new DateTimeOffset(bare, TimeSpan.Zero);
        if (reader.TryGetDateTimeOffset(out var moment)) return moment;
        return DateTimeOffset.TryParse(
            reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var loose) ? loose : null;
    }
}
