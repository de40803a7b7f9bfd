using System.Security.Cryptography;
using System.Text;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>Who calls Direct Line: a server that knows the secret, or a client with a token for one conversation.</summary>
/// <param name="Token">The client's token; null for a server.</param>
public sealed record DirectLineCaller(DirectLineToken? Token);

/// <summary>Decides whether a request may do what it asks, from its Authorization header and its Origin.</summary>
public sealed class DirectLineAccess(DirectLineTokens tokens, byte[] secret, TimeProvider time)
{
    readonly byte[] secretHash = SHA256.HashData(secret);

    // A visitor may burst; what a typist or an impatient reader can do never gets there.
    readonly RequestBudget visitors = new(time, burst: 120, perSecond: 2, mayWait: 20);

    /// <summary>The secret of the setting, or a random one kept in the data directory.</summary>
    public static byte[] Secret(IConfiguration configuration, DataDirectory directory) => configuration["DirectLine:Secret"] switch
    {
        null or "" => Encoding.UTF8.GetBytes(Convert.ToHexStringLower(directory.Secret("directline"))),
        { Length: < 16 } => throw new SettingException("DirectLine:Secret", "is shorter than 16 characters", "use a long random text, or unset it to have one made"),
        var given => Encoding.UTF8.GetBytes(given),
    };

    /// <summary>The caller of this request, or the answer that refuses it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="conversationId">The conversation it is about; null when it names none.</param>
    public async ValueTask<(DirectLineCaller? Caller, IResult? Refusal)> Check(HttpContext http, string? conversationId)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return (null, WireResults.Refuse(401, "Unauthorized", "Send the header \"Authorization: Bearer …\" with the secret or a token."));
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return (null, WireResults.Refuse(401, "Unauthorized", "The Authorization header must be of the form \"Bearer …\"."));

        var given = header["Bearer ".Length..].Trim();
        if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), secretHash)) return (new DirectLineCaller(null), null);

        var (status, token) = await tokens.ValidateAsync(given, DirectLineTokenKind.Token, conversationId);
        if (token is null) return (null, Refuse(status));
        if (!IsTrusted(http, token)) return (null, WireResults.Refuse(403, ErrorCodes.BadArgument, "This token is not for this website."));
        if (!await visitors.Take(token.UserId is null ? token.ConversationId : $"{token.ConversationId}/{token.UserId}", http.RequestAborted))
        {
            http.Response.Headers.RetryAfter = visitors.RetryAfter.TotalSeconds.ToString("0", null);
            return (null, WireResults.Refuse(429, "TooManyRequests", "That is more than one visitor can do. Wait a little."));
        }
        return (new DirectLineCaller(token), null);
    }

    /// <summary>Uses up a stream ticket: its token, or the answer that refuses it.</summary>
    public async ValueTask<(DirectLineToken? Token, IResult? Refusal)> Redeem(HttpContext http, string ticket, string conversationId)
    {
        var (status, token) = await tokens.RedeemStreamTicketAsync(ticket, conversationId);
        if (token is null) return (null, Refuse(status));
        return IsTrusted(http, token) ? (token, null) : (null, WireResults.Refuse(403, ErrorCodes.BadArgument, "This stream is not for this website."));
    }

    // Only browsers send an Origin, and only they can be misled by another website.
    static bool IsTrusted(HttpContext http, DirectLineToken token) =>
        token.TrustedOrigins is not { } trusted
        || http.Request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || trusted.Any(candidate => string.Equals(candidate.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase));

    static IResult Refuse(DirectLineTokenStatus status) => status switch
    {
        DirectLineTokenStatus.Expired => WireResults.Refuse(403, ErrorCodes.TokenExpired, "The token has expired."),
        DirectLineTokenStatus.Used => WireResults.Refuse(403, ErrorCodes.TokenExpired, "This stream has been opened already: ask for the conversation again."),
        DirectLineTokenStatus.Malformed => WireResults.Refuse(403, ErrorCodes.BadArgument, "This is neither the secret nor a token."),
        _ => WireResults.Refuse(403, ErrorCodes.BadArgument, "This token is not for this conversation."),
    };
}
