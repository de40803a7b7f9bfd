using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>Reads a channel's answer: success with or without a body, and refusals in every form that channels give them.</summary>
public static class ConnectorAnswers
{
    /// <summary>What became of the request that was answered so. Never throws for what the channel says.</summary>
    public static async Task<SendResult> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var body = await BodyOf(response, cancellationToken);
        if (response.IsSuccessStatusCode) return new SendResult(SendOutcome.Sent, IdIn(body), status);

        var error = ErrorIn(body);
        return new SendResult(OutcomeOf(response.StatusCode, error), null, status, error, RetryAfterOf(response, time));
    }

    /// <summary>The object in an answer to a call that asks for one.</summary>
    /// <exception cref="ConnectorException">The channel refused, or answered with something else.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, TimeProvider time, CancellationToken cancellationToken)
        where T : class
    {
        if (!response.IsSuccessStatusCode) throw new ConnectorException(await ReadAsync(response, time, cancellationToken));
        var body = await BodyOf(response, cancellationToken);
        try
        {
            return ActivityJson.Read(body, type);
        }
        catch (JsonException exception)
        {
            throw new ConnectorException(new SendResult(
                SendOutcome.Rejected, null, (int)response.StatusCode, new Error { Code = ErrorCodes.BadSyntax, Message = exception.Message }));
        }
    }

    /// <summary>The error in a refusal's body: an object with "error", a bare string, nothing, or no JSON at all. Null when it says nothing.</summary>
    public static Error? ErrorIn(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return null;
        try
        {
            var reader = new Utf8JsonReader(body);
            var root = JsonElement.ParseValue(ref reader);
            if (root.ValueKind == JsonValueKind.String) return new Error { Code = root.GetString(), Message = root.GetString() };
            if (root.ValueKind != JsonValueKind.Object) return null;

            var error = root.Deserialize(ActivityJsonContext.Wire.ErrorResponse)?.Error;
            if (error is { Code: not null } or { Message: not null }) return error;

            // Gateways in front of a channel write the error's fields without the wrapper.
            error = root.Deserialize(ActivityJsonContext.Wire.Error);
            return error is { Code: not null } or { Message: not null } ? error : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new Error { Message = "The channel's answer is not JSON of a known form." };
        }
    }

    const int MostBodyBytes = 64 * 1024;
    static readonly TimeSpan LongestBody = TimeSpan.FromSeconds(5);

    static async Task<byte[]> BodyOf(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestBody);
        try
        {
            if (response.Content.Headers.ContentLength is 0) return [];
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            using var body = new MemoryStream();
            var buffer = ArrayPool<byte>.Shared.Rent(1024);
            try
            {
                while (body.Length <= MostBodyBytes && await stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
                    body.Write(buffer, 0, read);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            return body.ToArray();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status has arrived and decides; what was to follow it did not.
            return [];
        }
    }

    static string? IdIn(byte[] body)
    {
        if (body.Length == 0) return null;
        try
        {
            return ActivityJson.Read(body, ActivityJsonContext.Wire.ResourceResponse).Id;
        }
        catch (JsonException)
        {
            // It was sent; that the answer is no JSON changes nothing about that.
            return null;
        }
    }

    static SendOutcome OutcomeOf(HttpStatusCode status, Error? error) => (int)status switch
    {
        401 => SendOutcome.Unauthorized,
        403 when error?.Code is ErrorCodes.ConversationBlockedByUser or ErrorCodes.BotNotInConversationRoster
            or ErrorCodes.BotDisabledByAdmin or ErrorCodes.MessageWritesBlocked => SendOutcome.Blocked,
        405 or 501 => SendOutcome.NotSupported,
        400 when error?.Message?.Contains("does not support this operation", StringComparison.OrdinalIgnoreCase) == true => SendOutcome.NotSupported,
        429 => SendOutcome.Throttled,
        412 or 502 or 503 or 504 => SendOutcome.Unavailable,
        _ => SendOutcome.Rejected,
    };

    static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? asked?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
