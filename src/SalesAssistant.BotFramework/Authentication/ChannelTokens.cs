using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>Whose tokens a bot accepts.</summary>
/// <param name="AppId">The bot's App ID, which every token must be for.</param>
/// <param name="Cloud">The cloud whose channels speak to it.</param>
/// <param name="OpenIdMetadata">Where the keys of the channels are, when not where the cloud has them.</param>
/// <param name="EntraTenant">The id of the tenant whose Entra tokens are accepted too, from the Emulator; null for none.</param>
/// <param name="EntraMetadata">Where that tenant's keys are, when not where the cloud has them.</param>
public sealed record ChannelTokenRules(string AppId, BotCloud Cloud, Uri? OpenIdMetadata = null, string? EntraTenant = null, Uri? EntraMetadata = null);

/// <summary>
/// Validates the tokens that come with requests to the bot. The issuer, read before anything is believed, chooses the rules and
/// the keys: a channel's token has none of the claims that Entra's have, and the other way round.
/// </summary>
public sealed class ChannelTokens
{
    /// <summary>How far clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The longest token, in characters. Channels' have about 1,000, Entra's up to some thousand.</summary>
    public const int Longest = 8 * 1024;

    public ChannelTokens(ChannelTokenRules rules, IDocumentRetriever documents, TimeProvider time, ILogger<ChannelTokens> log)
    {
        _rules = rules;
        _time = time;

        var cloud = rules.Cloud;
        var channels = new SigningKeys(rules.OpenIdMetadata ?? cloud.OpenIdMetadata, documents, time, log);
        _issuers[cloud.Issuer] = new(channels, Parameters(cloud.Issuer), null);
        if (rules.EntraTenant is not { } tenant) return;

        tenant = tenant.ToLowerInvariant();
        var entra = new SigningKeys(rules.EntraMetadata ?? cloud.EntraMetadata(tenant), documents, time, log);
        string v1 = $"{cloud.EntraV1}{tenant}/", v2 = $"{cloud.Login}{tenant}/v2.0";
        _issuers[v1] = new(entra, Parameters(v1), new("1.0", "appid"));
        _issuers[v2] = new(entra, Parameters(v2), new("2.0", "azp"));
    }

    /// <summary>Validates what can be validated without the activity; that is <see cref="ChannelToken.RefusalFor"/>.</summary>
    /// <param name="text">The token, without "Bearer".</param>
    public async ValueTask<TokenReading> ReadAsync(string text, CancellationToken cancel)
    {
        // Channels send one token with many requests. Its key is looked up each time, since it may have been withdrawn.
        if (_genuine.TryGet(text, out var known) && await known.Keys.FindAsync(known.Key.Key.KeyId, cancel) is { } still && still.IsSame(known.Key))
            return IsInTime(known) ? known.With(still) : TokenRefusal.Lifetime;

        if (text.Length > Longest || Parse(text) is not { } token) return TokenRefusal.Malformed;
        if (token.Issuer is not { } named || !_issuers.TryGetValue(named, out var issuer)) return TokenRefusal.UnknownIssuer;
        if (!Algorithms.Contains(token.Alg)) return TokenRefusal.Algorithm;
        if (string.IsNullOrEmpty(token.Kid) || await issuer.Keys.FindAsync(token.Kid, cancel) is not { } key) return TokenRefusal.UnknownKey;

        var reading = await ValidateAsync(token, issuer, key);
        if (reading.Token is not { } valid) return reading;
        if (!IsInTime(valid)) return TokenRefusal.Lifetime;
        _genuine.Add(text, valid);
        return valid;
    }

    /// <summary>Null for what is no signed token, or demands of its reader what this one doesn't know.</summary>
    static JsonWebToken? Parse(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            return token.IsEncrypted || token.TryGetHeaderValue<object>("crit", out _) ? null : token;
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or FormatException or InvalidOperationException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    async Task<TokenReading> ValidateAsync(JsonWebToken token, Issuer issuer, SigningKey key)
    {
        var parameters = issuer.Parameters.Clone();
        parameters.IssuerSigningKey = key.Key;
        var result = await Handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
            return result.Exception switch
            {
                SecurityTokenInvalidAudienceException => TokenRefusal.Audience,
                SecurityTokenInvalidIssuerException => TokenRefusal.UnknownIssuer,
                SecurityTokenInvalidAlgorithmException => TokenRefusal.Algorithm,
                SecurityTokenMalformedException => TokenRefusal.Malformed,
                _ => TokenRefusal.Signature,
            };

        if (token.ValidTo == default) return TokenRefusal.Lifetime;
        if (issuer.Entra is { } entra && !(Says("ver", entra.Version) && Says(entra.AppClaim, _rules.AppId) && Says("tid", _rules.EntraTenant!))) return TokenRefusal.Claims;
        var serviceUrl = token.TryGetPayloadValue<string>("serviceurl", out var url) ? url : null;
        return new ChannelToken(issuer.Keys, key, issuer.Entra is not null, serviceUrl, token.ValidFrom, token.ValidTo);

        bool Says(string claim, string expected) =>
            token.TryGetPayloadValue<string>(claim, out var value) && string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
    }

    bool IsInTime(ChannelToken token)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return now - Skew < token.ValidTo && token.ValidFrom <= now + Skew;
    }

    TokenValidationParameters Parameters(string issuer) => new()
    {
        ValidIssuer = issuer,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
        // An App ID is a GUID, which people paste in either casing.
        AudienceValidator = (audiences, _, _) => audiences.Contains(_rules.AppId, StringComparer.OrdinalIgnoreCase),
        ValidateLifetime = false, // by our own clock, and again at every use of a remembered token
    };

    static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];
    static readonly JsonWebTokenHandler Handler = new();

    readonly ChannelTokenRules _rules;
    readonly TimeProvider _time;
    readonly Dictionary<string, Issuer> _issuers = new(StringComparer.Ordinal);
    readonly RecentTokens<ChannelToken> _genuine = new();

    sealed record Issuer(SigningKeys Keys, TokenValidationParameters Parameters, EntraClaims? Entra);

    /// <param name="Version">What the claim ver must say.</param>
    /// <param name="AppClaim">The claim with the App ID of whoever asked for the token.</param>
    sealed record EntraClaims(string Version, string AppClaim);
}
