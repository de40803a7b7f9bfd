using System.Security.Cryptography;
using System.Text;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>Tokens: made by a server with the secret, renewed by the client.</summary>
static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder line)
    {
        line.MapPost("/tokens/generate", Generate);
        line.MapPost("/tokens/refresh", Refresh);
    }

    /// <summary>A token for a new conversation, which starts when the client starts it.</summary>
    static async Task<IResult> Generate(HttpContext http, DirectLineAccess access, DirectLineTokens tokens)
    {
        var (caller, refusal) = await access.Check(http, null);
        if (caller is null) return refusal!;
        if (caller.Token is not null) return WireResults.Refuse(403, ErrorCodes.BadArgument, "A token can't make tokens: use the secret.");

        var body = await WireBody.Read(http.Request, ActivityJsonContext.Wire.TokenParameters, mayBeEmpty: true);
        if (body.Fault is { } fault) return WireResults.Refuse(body.Status, fault);
        var user = body.Value?.User;
        if (user?.Id is { } id && !id.StartsWith(PinnedPrefix, StringComparison.Ordinal))
            return WireResults.Refuse(400, ErrorCodes.BadArgument, $"user.id must start with '{PinnedPrefix}'.");
        if (Refuse(user) is { } wrong) return wrong;
        if (body.Value?.TrustedOrigins is { } origins && (origins.Count > MostOrigins || origins.Exists(origin => !VisitorText.IsId(origin, LongestId))))
            return WireResults.Refuse(400, ErrorCodes.BadArgument, $"trustedOrigins may name {MostOrigins} websites, each by its origin.");

        var conversation = ConversationIds.New();
        return Answer(conversation, tokens.Issue(DirectLineTokenKind.Token, conversation, user?.Id, VisitorText.Short(user?.Name, LongestId), body.Value?.TrustedOrigins));
    }

    /// <summary>A new token for the same conversation and user. The old one stays valid until its time is over.</summary>
    static async Task<IResult> Refresh(HttpContext http, DirectLineAccess access, DirectLineTokens tokens)
    {
        var (caller, refusal) = await access.Check(http, null);
        if (caller is null) return refusal!;
        return caller.Token is { } token
            ? Answer(token.ConversationId, Renew(tokens, token))
            : WireResults.Refuse(400, ErrorCodes.BadArgument, "The secret needs no refreshing.");
    }

    /// <summary>The name of the client's session, for sign-in cards: the same as long as its conversation. It opens nothing.</summary>
    public static async Task<IResult> Session(HttpContext http, DirectLineAccess access)
    {
        var (caller, refusal) = await access.Check(http, null);
        if (caller is null) return refusal!;
        if (caller.Token is not { } token) return WireResults.Refuse(400, ErrorCodes.BadArgument, "The secret has no session: use a token.");
        var session = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token.ConversationId}/{token.UserId}")))[..32];
        return WireResults.Ok(new SessionResponse { SessionId = session }, ActivityJsonContext.Wire.SessionResponse);
    }

    /// <summary>The same rights, for another hour.</summary>
    public static string Renew(DirectLineTokens tokens, DirectLineToken token) =>
        tokens.Issue(DirectLineTokenKind.Token, token.ConversationId, token.UserId, token.UserName, token.TrustedOrigins);

    public static readonly int Lifetime = (int)DirectLineTokens.TokenLifetime.TotalSeconds;

    /// <summary>Users that a server vouches for; what a client says of itself has no such prefix.</summary>
    public const string PinnedPrefix = "dl_";

    /// <summary>Who the visitor is, by the id that a token pins: whoever has the token has it from us, or from a server that vouches for them. Null for a token without.</summary>
    public static string? PersonOf(string? pinnedId) => pinnedId is null ? null : $"{DirectLineActivities.Channel} {pinnedId}";

    public const int LongestId = 200;
    const int MostOrigins = 10;

    /// <summary>The answer that refuses an account whose id or name can't be one; null when all is well.</summary>
    public static IResult? Refuse(ChannelAccount? account) =>
        (string.IsNullOrEmpty(account?.Id) || VisitorText.IsId(account.Id, LongestId)) && !(account?.Name?.Length > LongestId)
            ? null
            : WireResults.Refuse(400, ErrorCodes.BadArgument, $"Id and name may have {LongestId} characters, and no control characters.");

    static IResult Answer(string conversationId, string token) => WireResults.Ok(
        new StartConversationResponse { ConversationId = conversationId, Token = token, ExpiresIn = Lifetime },
        ActivityJsonContext.Wire.StartConversationResponse);
}
