using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.Channels;

/// <summary>The body of a request that speaks the protocol: the object in it, or why there is none.</summary>
/// <param name="Value">The object; null when the body was empty and may be, and when there is a fault.</param>
/// <param name="Status">200, or the status to refuse with: 400, 413, 415.</param>
/// <param name="Fault">What is wrong, for the caller's developer; null when nothing is.</param>
readonly record struct WireBody<T>(T? Value, int Status, Error? Fault) where T : class;

static class WireBody
{
    /// <summary>Reads the body: JSON in UTF-8, within <see cref="ActivityLimits"/>.</summary>
    /// <param name="mayBeEmpty">An empty body is no fault, whatever content type it claims.</param>
    public static async ValueTask<WireBody<T>> Read<T>(HttpRequest request, JsonTypeInfo<T> type, bool mayBeEmpty = false) where T : class
    {
        var limits = ActivityLimits.Of(request.HttpContext);
        if (request.ContentLength > limits.LargestBody) return TooLarge<T>(limits);
        if (mayBeEmpty && request.ContentLength is 0) return new(null, 200, null);

        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
                var buffer = read.Buffer;
                if (buffer.Length > limits.LargestBody)
                {
                    reader.AdvanceTo(buffer.End);
                    return TooLarge<T>(limits);
                }
                if (!read.IsCompleted)
                {
                    reader.AdvanceTo(buffer.Start, buffer.End);
                    continue;
                }
                try
                {
                    if (mayBeEmpty && buffer.IsEmpty) return new(null, 200, null);
                    if (!IsJson(request)) return Fault<T>(415, ErrorCodes.BadArgument, "The body must be application/json in UTF-8.");
                    return new(Parse(buffer, type, limits.DeepestJson), 200, null);
                }
                finally
                {
                    reader.AdvanceTo(buffer.End);
                }
            }
        }
        catch (JsonException exception)
        {
            // The place is told, not the text: that may hold what people wrote.
            var place = exception.Path is { Length: > 0 } path ? $" at {path}" : "";
            return Fault<T>(400, ErrorCodes.BadSyntax, $"The body can't be read as JSON of this kind{place}.");
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == 413 ? TooLarge<T>(limits) : Fault<T>(400, ErrorCodes.BadSyntax, "The body did not arrive whole.");
        }
    }

    static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type, int deepest) where T : class
    {
        if (body.IsSingleSegment) return ActivityJson.Read(body.FirstSpan, type, deepest);
        var length = (int)body.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(joined);
            return ActivityJson.Read(joined.AsSpan(0, length), type, deepest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    static bool IsJson(HttpRequest request)
    {
        if (request.ContentType is "application/json" or "application/json; charset=utf-8") return true;
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return false;
        var json = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals(ContentTypes.Activity, StringComparison.OrdinalIgnoreCase);
        return json && (!type.Charset.HasValue || type.Encoding is UTF8Encoding);
    }

    static WireBody<T> TooLarge<T>(ActivityLimits limits) where T : class =>
        Fault<T>(413, ErrorCodes.MessageSizeTooBig, $"The body is larger than {limits.LargestBody / 1024} KiB.");

    static WireBody<T> Fault<T>(int status, string code, string message) where T : class => new(null, status, new Error { Code = code, Message = message });
}
