using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>Reads and writes activities, and the protocol's other objects, by the wire's rules.</summary>
public static class ActivityJson
{
    /// <summary>How deep objects and arrays may nest in what is read, unless the caller says otherwise.</summary>
    public const int DefaultMaxDepth = 64;

    /// <summary>What was kept was read before, at whatever depth its reader allowed.</summary>
    const int KeptMaxDepth = 1000;

    /// <summary>The activity in this UTF-8 JSON.</summary>
    /// <exception cref="JsonException">It is not UTF-8, not JSON, nested too deep, not an object, or a field has the wrong type.</exception>
    public static Activity Read(ReadOnlySpan<byte> utf8, int maxDepth = DefaultMaxDepth) =>
        Read(utf8, ActivityJsonContext.Wire.Activity, maxDepth);

    /// <summary>The activity in this stream, read to its end; null when that comes after so many bytes.</summary>
    /// <exception cref="JsonException">As for <see cref="Read(ReadOnlySpan{byte}, int)"/>.</exception>
    public static async ValueTask<Activity?> ReadAsync(Stream utf8, int mostBytes = int.MaxValue, int maxDepth = DefaultMaxDepth, CancellationToken cancellationToken = default)
    {
        using var json = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await utf8.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (json.Length + count > mostBytes) return null;
            json.Write(buffer, 0, count);
        }
        return Read(json.GetBuffer().AsSpan(0, (int)json.Length), maxDepth);
    }

    /// <summary>One protocol object in this UTF-8 JSON, by the same rules as an activity.</summary>
    /// <exception cref="JsonException">As for <see cref="Read(ReadOnlySpan{byte}, int)"/>.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, int maxDepth = DefaultMaxDepth) where T : class
    {
        // Raw parts (channelData, value, content) are not decoded here, so what they hold is checked now: it would otherwise
        // fail whoever writes them back.
        if (!Utf8.IsValid(utf8)) throw new JsonException("The body is not UTF-8.");
        if (HalfCharacters.Mended(utf8) is { } mended) utf8 = mended;
        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];

        return (maxDepth == DefaultMaxDepth ? JsonSerializer.Deserialize(utf8, type) : ReadTo(maxDepth, utf8, type))
            ?? throw new JsonException("The body is null.");
    }

    /// <summary>One protocol object in this text, as <see cref="WriteText"/> wrote it.</summary>
    /// <exception cref="JsonException">As for <see cref="Read(ReadOnlySpan{byte}, int)"/>.</exception>
    public static T ReadText<T>(string json, JsonTypeInfo<T> type) where T : class => Read(Encoding.UTF8.GetBytes(json), type, KeptMaxDepth);

    /// <summary>One protocol object as text, to be kept.</summary>
    public static string WriteText<T>(T value, JsonTypeInfo<T> type) => Encoding.UTF8.GetString(Write(value, type));

    /// <summary>The activity as UTF-8 JSON: exact names, no nulls, no line breaks.</summary>
    public static byte[] Write(Activity activity) => Write(activity, ActivityJsonContext.Wire.Activity);

    /// <summary>One protocol object as UTF-8 JSON, by the same rules as an activity.</summary>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        var (buffer, writer) = (t_buffer ??= new(1024), t_writer ??= new(Stream.Null, WriterOptions));
        try
        {
            writer.Reset(buffer);
            JsonSerializer.Serialize(writer, value, type);
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            writer.Reset(Stream.Null);
            if (buffer.Capacity > 64 * 1024) t_buffer = null;
            else buffer.ResetWrittenCount();
        }
    }

    /// <summary>Writes one protocol object as UTF-8 JSON into the buffer.</summary>
    public static void Write<T>(IBufferWriter<byte> buffer, T value, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        JsonSerializer.Serialize(writer, value, type);
    }

    // What was read at the full depth is written inside other objects, so the writer is not held to the reader's depth.
    static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = ActivityJsonContext.Wire.Options.Encoder,
        SkipValidation = true,
    };

    [ThreadStatic] static ArrayBufferWriter<byte>? t_buffer;
    [ThreadStatic] static Utf8JsonWriter? t_writer;

    static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    static T? ReadTo<T>(int maxDepth, ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        var value = JsonSerializer.Deserialize(ref reader, type);
        if (reader.Read()) throw new JsonException("Something follows the JSON value.");
        return value;
    }
}
