using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SalesAssistant.Bench.Load;

/// <summary>Stands for Microsoft's: the metadata and key of the channels' tokens, and the endpoint where the bot gets its own.</summary>
sealed class TokenAuthority : IAsyncDisposable
{
    const string AppId = "0a1b2c3d-0000-4000-8000-00000000b07a";

    readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "bench" };
    readonly WebApplication app;

    TokenAuthority(WebApplication app) => this.app = app;

    string Url => app.Urls.First();

    public static async Task<TokenAuthority> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var authority = new TokenAuthority(app);
        app.MapGet("/metadata", () => Results.Json(new { issuer = authority.Url, jwks_uri = $"{authority.Url}/keys", id_token_signing_alg_values_supported = (string[])["RS256"] }));
        app.MapGet("/keys", () => Results.Text(authority.Keys(), "application/json"));
        app.MapPost("/token", () => Results.Json(new { token_type = "Bearer", expires_in = 3600, access_token = "the-bots-own" }));
        await app.StartAsync();
        return authority;
    }

    /// <summary>Settings with which the product takes this authority's word, and speaks to a channel on loopback.</summary>
    public string[] Settings =>
    [
        "--BotFramework:AppId", AppId, "--BotFramework:ClientSecret", "secret", "--BotFramework:OpenIdMetadata", $"{Url}/metadata",
        "--BotFramework:TokenEndpoint", $"{Url}/token", "--BotFramework:AllowedHosts", "127.0.0.1",
    ];

    /// <summary>A channel's token for this service URL, an hour long. Each one is another.</summary>
    public string TokenFor(string serviceUrl) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://api.botframework.com",
        Audience = AppId,
        NotBefore = DateTime.UtcNow.AddMinutes(-1),
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["serviceurl"] = serviceUrl, ["jti"] = Guid.NewGuid().ToString() },
        SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
    });

    string Keys()
    {
        var open = key.Rsa.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new { kty = "RSA", use = "sig", kid = key.KeyId, n = Base64UrlEncoder.Encode(open.Modulus), e = Base64UrlEncoder.Encode(open.Exponent), endorsements = (string[])["webchat"] },
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Rsa.Dispose();
    }
}
