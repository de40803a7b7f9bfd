using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SalesAssistant.BotFramework.Authentication;

namespace SalesAssistant.BotFramework.DirectLine;

/// <summary>
/// Issues and checks the tokens of Direct Line: JWTs (HS256), each bound to one conversation and one kind of use. Clients read the
/// claim <c>user</c> to learn who they are.
/// </summary>
public sealed class DirectLineTokens
{
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(60);
    public static readonly TimeSpan ResumeLifetime = TimeSpan.FromDays(90);
    public static readonly TimeSpan VisitorLifetime = TimeSpan.FromDays(365);
    public static readonly TimeSpan StreamTicketLifetime = TimeSpan.FromSeconds(60);

    /// <param name="key">The secret that tokens are signed with, any length over 16 bytes; whoever knows it can issue tokens.</param>
    /// <param name="time">The clock that tokens expire by.</param>
    public DirectLineTokens(ReadOnlySpan<byte> key, TimeProvider time)
    {
        if (key.Length < 16) throw new ArgumentException("A signing key needs 16 bytes or more.", nameof(key));
        _time = time;

        var derived = new SymmetricSecurityKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ToArray(), 32, info: "direct line tokens"u8.ToArray()));
        _credentials = new SigningCredentials(derived, SecurityAlgorithms.HmacSha256);
        _parameters = new TokenValidationParameters
        {
            IssuerSigningKey = derived,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            ValidateLifetime = false, // by our own clock, and again at every use of a remembered token
        };
    }

    /// <summary>How long tokens of this kind are valid.</summary>
    public static TimeSpan LifetimeOf(DirectLineTokenKind kind) => kind switch
    {
        DirectLineTokenKind.Token => TokenLifetime,
        DirectLineTokenKind.Resume => ResumeLifetime,
        DirectLineTokenKind.Visitor => VisitorLifetime,
        _ => StreamTicketLifetime,
    };

    /// <summary>A token for this conversation.</summary>
    /// <param name="kind">What it is to be good for.</param>
    /// <param name="conversationId">The only conversation it is to be good for.</param>
    /// <param name="userId">The user to pin: activities sent with it are this user's, whatever they say.</param>
    /// <param name="userName">The pinned user's display name.</param>
    /// <param name="trustedOrigins">The origins of the pages that may use it; null for any.</param>
    public string Issue(
        DirectLineTokenKind kind, string conversationId, string? userId = null, string? userName = null, IReadOnlyList<string>? trustedOrigins = null)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            [Claims.Kind] = NameOf(kind),
            [Claims.Conversation] = conversationId,
            [Claims.Id] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
        };
        if (userId is not null) claims[Claims.User] = userId;
        if (userName is not null) claims[Claims.UserName] = userName;
        if (trustedOrigins is not null) claims[Claims.Origins] = trustedOrigins.ToArray();

        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + LifetimeOf(kind),
            Claims = claims,
            SigningCredentials = _credentials,
        });
    }

    /// <summary>A ticket that opens the WebSocket of the token's conversation once, for the same user and pages.</summary>
    public string IssueStreamTicket(DirectLineToken token) =>
        Issue(DirectLineTokenKind.StreamTicket, token.ConversationId, token.UserId, token.UserName, token.TrustedOrigins);

    /// <summary>
    /// Whether the token may be used as this kind, and for this conversation unless that is null. A stream ticket is looked at,
    /// not used up: see <see cref="RedeemStreamTicketAsync"/>.
    /// </summary>
    public async ValueTask<DirectLineTokenResult> ValidateAsync(string token, DirectLineTokenKind kind, string? conversationId = null)
    {
        // Every message carries its token, so one that was found genuine is not computed again.
        if (!_genuine.TryGet(token, out var known))
        {
            (var status, known) = await ReadAsync(token);
            if (known is null) return new DirectLineTokenResult(status, null);
            if (kind != DirectLineTokenKind.StreamTicket) _genuine.Add(token, known);
        }

        if (known.Kind != kind) return new DirectLineTokenResult(DirectLineTokenStatus.Foreign, null);
        if (conversationId is not null && conversationId != known.ConversationId) return new DirectLineTokenResult(DirectLineTokenStatus.Foreign, null);
        if (known.ExpiresAt <= _time.GetUtcNow()) return new DirectLineTokenResult(DirectLineTokenStatus.Expired, null);
        return new DirectLineTokenResult(DirectLineTokenStatus.Valid, known);
    }

    /// <summary>Whether the ticket opens a socket of this conversation. It does so once, on this node.</summary>
    public async ValueTask<DirectLineTokenResult> RedeemStreamTicketAsync(string ticket, string conversationId)
    {
        var result = await ValidateAsync(ticket, DirectLineTokenKind.StreamTicket, conversationId);
        if (result.Token is not { } token || _used.TryUse(token.Id, token.ExpiresAt, _time.GetUtcNow())) return result;
        return new DirectLineTokenResult(DirectLineTokenStatus.Used, null);
    }

    async ValueTask<(DirectLineTokenStatus Status, DirectLineToken? Token)> ReadAsync(string token)
    {
        if (token.Length > LongestToken || !_handler.CanReadToken(token)) return (DirectLineTokenStatus.Malformed, null);

        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid)
        {
            var malformed = result.Exception is SecurityTokenMalformedException or ArgumentException;
            return (malformed ? DirectLineTokenStatus.Malformed : DirectLineTokenStatus.Foreign, null);
        }

        var read = (JsonWebToken)result.SecurityToken;
        return KindOf(read) is { } kind && read.TryGetPayloadValue<string>(Claims.Conversation, out var conversation)
            ? (DirectLineTokenStatus.Valid, new DirectLineToken(
                read.Id, kind, conversation, StringIn(read, Claims.User), StringIn(read, Claims.UserName), OriginsIn(read),
                new DateTimeOffset(read.ValidTo, TimeSpan.Zero)))
            : (DirectLineTokenStatus.Foreign, null);
    }

    static DirectLineTokenKind? KindOf(JsonWebToken token) => StringIn(token, Claims.Kind) switch
    {
        "token" => DirectLineTokenKind.Token,
        "resume" => DirectLineTokenKind.Resume,
        "visitor" => DirectLineTokenKind.Visitor,
        "stream" => DirectLineTokenKind.StreamTicket,
        _ => null,
    };

    static string NameOf(DirectLineTokenKind kind) => kind switch
    {
        DirectLineTokenKind.Token => "token",
        DirectLineTokenKind.Resume => "resume",
        DirectLineTokenKind.Visitor => "visitor",
        _ => "stream",
    };

    static string? StringIn(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var value) ? value : null;

    static string[]? OriginsIn(JsonWebToken token) => token.TryGetPayloadValue<string[]>(Claims.Origins, out var value) ? value : null;

    const string Issuer = "urn:salesassistant:directline";
    const int LongestToken = 8 * 1024;

    static class Claims
    {
        public const string Kind = "kind", Conversation = "conv", User = "user", UserName = "user_name", Origins = "origins", Id = "jti";
    }

    readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MaximumTokenSizeInBytes = LongestToken };
    readonly SigningCredentials _credentials;
    readonly TokenValidationParameters _parameters;
    readonly TimeProvider _time;
    readonly RecentTokens<DirectLineToken> _genuine = new();
    readonly UsedTickets _used = new();
}
