using Refit;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Authentication;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>
/// Makes one request to a channel, and makes it again only where that is safe and the channel said that it is busy: after 412,
/// 429, 502, 503 and 504, a bounded number of times. A request whose answer was lost is not repeated: the channel would say it twice.
/// The order of several requests of one conversation is the caller's part: wait for one before the next.
/// </summary>
public sealed class ConnectorSender(ConnectorClients clients, TimeProvider time)
{
    /// <summary>How often one request is made at most.</summary>
    public const int MostAttempts = 4;

    /// <summary>The longest wait before another attempt; who asks for more is answered with <see cref="SendOutcome.Throttled"/>.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Sends the activity to its conversation, as an answer to the activity it names in <see cref="Activity.ReplyToId"/> if it
    /// names one.
    /// </summary>
    /// <param name="attempts">How often at most; once for what is stale by the time of a second attempt.</param>
    public Task<SendResult> SendAsync(
        Uri serviceUrl, Activity activity, CancellationToken cancellationToken, ServiceUrlTrust trust = ServiceUrlTrust.Unverified, int attempts = MostAttempts)
    {
        var conversation = activity.Conversation?.Id ?? throw new ArgumentException("An activity without conversation.id can't be sent.", nameof(activity));
        return RunAsync(
            serviceUrl,
            (client, stop) => activity.ReplyToId is { Length: > 0 } answered
                ? client.ReplyToActivityAsync(conversation, answered, activity, stop)
                : client.SendToConversationAsync(conversation, activity, stop),
            cancellationToken,
            trust,
            attempts);
    }

    /// <summary>Makes any call of the Connector; for example <c>(client, stop) => client.DeleteActivityAsync(…, stop)</c>.</summary>
    public async Task<SendResult> RunAsync(
        Uri serviceUrl, Func<IConnectorClient, CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellationToken,
        ServiceUrlTrust trust = ServiceUrlTrust.Unverified, int attempts = MostAttempts)
    {
        var client = clients.For(serviceUrl, trust);
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryAsync(client, call, cancellationToken) with { Attempts = attempt };
            if (result.Outcome is not (SendOutcome.Throttled or SendOutcome.Unavailable) || attempt >= attempts) return result;

            var wait = result.RetryAfter ?? Backoff(attempt);
            if (wait > LongestWait) return result;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    async Task<SendResult> TryAsync(
        IConnectorClient client, Func<IConnectorClient, CancellationToken, Task<HttpResponseMessage>> call, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await call(client, cancellationToken);
            return await ConnectorAnswers.ReadAsync(response, time, cancellationToken);
        }
        catch (ApiRequestException wrapped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Unanswered(wrapped.InnerException ?? wrapped);
        }
        catch (Exception exception) when (exception is HttpRequestException or AppTokenException)
        {
            return Unanswered(exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Unanswered(exception);
        }
    }

    static SendResult Unanswered(Exception exception) => exception is AppTokenException
        ? new(SendOutcome.NoToken, Error: new Error { Code = nameof(SendOutcome.NoToken), Message = exception.Message })
        : new(
            exception is HttpRequestException failure && WasNeverSent(failure) ? SendOutcome.Unreachable : SendOutcome.Unknown,
            Error: new Error
            {
                Code = exception is HttpRequestException { HttpRequestError: var kind } ? kind.ToString() : "Timeout",
                Message = exception.Message,
            });

    static bool WasNeverSent(HttpRequestException exception) => exception.HttpRequestError is
        HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or
        HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    // 1, 2, 4 s and up to a quarter more, so that those who failed together don't come back together.
    static TimeSpan Backoff(int attempt) =>
        TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)) * (1 + Random.Shared.NextDouble() / 4);
}
