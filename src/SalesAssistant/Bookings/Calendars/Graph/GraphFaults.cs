using System.Globalization;
using Azure.Identity;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>What went wrong with a request to Graph, by the names that the protocol knows.</summary>
static class GraphFaults
{
    /// <param name="writes">Whether the request changes something.</param>
    public static CalendarException Of(Exception fault, bool writes) => fault switch
    {
        // What it says about an answer to a write that can't be read is that nobody knows.
        CalendarException { Fault: CalendarFault.Unavailable } unread when writes => new(CalendarFault.Unknown, unread.Message, unread.RetryAfter, unread),
        CalendarException told => told,
        // The SDK packs what it gave up on.
        AggregateException { InnerExceptions: [.., var last] } => Of(last, writes),
        ApiException answer => Of(answer, writes),
        // Nothing was sent.
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
            new(CalendarFault.Unavailable, "Graph can't be reached", inner: fault),
        AuthenticationFailedException when Causes(fault).Any(cause => cause is HttpRequestException or OperationCanceledException) =>
            new(CalendarFault.Unavailable, "Who gives tokens for Graph can't be reached", inner: fault),
        AuthenticationFailedException => new(CalendarFault.Denied, "No token for Graph: tenant, client or secret is wrong, or the secret has run out", inner: fault),
        OperationCanceledException => new(Open(writes), "Graph didn't answer in time", inner: fault),
        // An answer that breaks off, or is none.
        _ => new(Open(writes), $"Graph's answer can't be read ({fault.GetType().Name})", inner: fault),
    };

    /// <summary>Whether a delta's cursor is one that Graph has forgotten.</summary>
    public static bool IsForgottenCursor(CalendarException fault) =>
        fault.InnerException is ApiException answer && (answer.ResponseStatusCode == 410 || Code(answer) is { } code
            && (code.Equals("SyncStateNotFound", StringComparison.OrdinalIgnoreCase) || code.Equals("resyncRequired", StringComparison.OrdinalIgnoreCase) || code.Equals("SyncStateInvalid", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether the event is what there is none of, and not the mailbox.</summary>
    public static bool IsMissingItem(CalendarException fault) =>
        fault.InnerException is not ApiException answer || answer.ResponseStatusCode == 410 || Code(answer) is "ErrorItemNotFound" or "itemNotFound";

    static CalendarException Of(ApiException answer, bool writes)
    {
        // The code alone: messages may name people.
        var message = $"Graph answered {answer.ResponseStatusCode} {Code(answer)}".TrimEnd();
        return answer.ResponseStatusCode switch
        {
            429 => new(CalendarFault.Throttled, message, RetryAfter(answer) ?? TimeSpan.FromSeconds(5), answer),
            401 or 403 => new(CalendarFault.Denied, message, inner: answer),
            404 or 410 => new(CalendarFault.NotFound, message, inner: answer),
            409 or 412 => new(CalendarFault.Changed, message, inner: answer),
            408 or >= 500 => new(Open(writes), message, RetryAfter(answer), answer),
            // Without a status the body could not be read as what it was to be.
            < 400 => new(Open(writes), message, inner: answer),
            _ => new(CalendarFault.Rejected, message, inner: answer),
        };
    }

    /// <summary>After a request that only reads there is nothing open; after one that writes nobody knows.</summary>
    static CalendarFault Open(bool writes) => writes ? CalendarFault.Unknown : CalendarFault.Unavailable;

    static string? Code(ApiException answer) => (answer as ODataError)?.Error?.Code;

    /// <summary>Seconds, or a date.</summary>
    static TimeSpan? RetryAfter(ApiException answer)
    {
        var text = answer.ResponseHeaders.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > TimeProvider.System.GetUtcNow() ? at - TimeProvider.System.GetUtcNow()
            : null;
    }

    static IEnumerable<Exception> Causes(Exception fault)
    {
        for (var cause = fault.InnerException; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
