using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>What became of a request to a channel.</summary>
public enum SendOutcome
{
    /// <summary>The channel has it.</summary>
    Sent,

    /// <summary>The channel refused it and would refuse it again: malformed, too big, unknown conversation, a fault of its own.</summary>
    Rejected,

    /// <summary>The channel did not accept our token.</summary>
    Unauthorized,

    /// <summary>We could get no token of our own, so nothing was sent.</summary>
    NoToken,

    /// <summary>The conversation can't be written to any more: blocked, the bot removed or disabled. Stop until the person writes again.</summary>
    Blocked,

    /// <summary>The channel can't do this, such as updating a message. Not a fault.</summary>
    NotSupported,

    /// <summary>Too many requests, also after the waits the channel asked for.</summary>
    Throttled,

    /// <summary>The channel, or what stands before it, said at every attempt that it is busy or down.</summary>
    Unavailable,

    /// <summary>No connection to the channel came about, so nothing was sent.</summary>
    Unreachable,

    /// <summary>The request went out and the answer was lost: it may or may not have been sent, and must not blindly be sent again.</summary>
    Unknown,
}

/// <summary>What became of a request to a channel, with what the channel said.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Id">The channel's id of what was sent; null when it gave none, as it may for typing.</param>
/// <param name="Status">The last HTTP status; null without an answer.</param>
/// <param name="Error">What the channel said was wrong, or what kept the answer from us; for the log, never for the visitor.</param>
/// <param name="RetryAfter">How long the channel asked to wait still, when it refused for load.</param>
/// <param name="Attempts">How many requests were made.</param>
public sealed record SendResult(
    SendOutcome Outcome,
    string? Id = null,
    int? Status = null,
    Error? Error = null,
    TimeSpan? RetryAfter = null,
    int Attempts = 1)
{
    /// <summary>Whether the same request may be made again later: by all we were told it was not carried out, and may be then.</summary>
    public bool MayRetry => Outcome is SendOutcome.Throttled or SendOutcome.Unavailable or SendOutcome.Unreachable or SendOutcome.NoToken;

    /// <summary>The result for a caller who has no use for outcomes.</summary>
    /// <exception cref="ConnectorException">It was not sent.</exception>
    public SendResult EnsureSent() => Outcome is SendOutcome.Sent ? this : throw new ConnectorException(this);
}

/// <summary>A request to a channel that was not carried out.</summary>
public sealed class ConnectorException(SendResult result)
    : Exception($"The channel's answer: {result.Outcome} (status {result.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, {result.Error?.Code ?? "no code"}): {result.Error?.Message}")
{
    /// <summary>What became of the request.</summary>
    public SendResult Result { get; } = result;
}
