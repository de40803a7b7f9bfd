namespace SalesAssistant.BotFramework.DirectLine;

/// <summary>What a token is good for. One kind is never accepted in the place of another.</summary>
public enum DirectLineTokenKind
{
    /// <summary>Carried by a client's requests; an hour.</summary>
    Token,

    /// <summary>Kept by a page, to get a new token for its conversation after days; 90 days.</summary>
    Resume,

    /// <summary>Opens one WebSocket, once, within a minute. It stands in a URL, and URLs are logged.</summary>
    StreamTicket,

    /// <summary>Kept by a page whose visitor has agreed to it, to be the same user in a later conversation; a year. It opens no conversation.</summary>
    Visitor,
}

/// <summary>What a valid token says.</summary>
/// <param name="Id">Tells it from every other.</param>
/// <param name="Kind">What it is good for.</param>
/// <param name="ConversationId">The only conversation it is good for.</param>
/// <param name="UserId">The user it pins; null when it pins none.</param>
/// <param name="UserName">The pinned user's display name, if any.</param>
/// <param name="TrustedOrigins">The origins of the pages that may use it; null for any.</param>
/// <param name="ExpiresAt">When it ends, UTC.</param>
public sealed record DirectLineToken(
    string Id,
    DirectLineTokenKind Kind,
    string ConversationId,
    string? UserId,
    string? UserName,
    IReadOnlyList<string>? TrustedOrigins,
    DateTimeOffset ExpiresAt);

/// <summary>Whether a token may be used.</summary>
public enum DirectLineTokenStatus
{
    /// <summary>It may.</summary>
    Valid,

    /// <summary>It was ours, and its time is over.</summary>
    Expired,

    /// <summary>It is signed by somebody else, of another kind, or for another conversation.</summary>
    Foreign,

    /// <summary>It is no token.</summary>
    Malformed,

    /// <summary>It is a stream ticket that has opened its socket already.</summary>
    Used,
}

/// <summary>What a look at a token found. <paramref name="Token"/> is set when and only when it is valid.</summary>
public readonly record struct DirectLineTokenResult(DirectLineTokenStatus Status, DirectLineToken? Token);
