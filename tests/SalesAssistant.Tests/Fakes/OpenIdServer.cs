using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Fakes;

/// <summary>
/// What Microsoft has for bots, on loopback: the metadata and keys of the channels' issuer and of an Entra tenant, and the endpoint
/// where the bot gets its own token.
/// </summary>
sealed class OpenIdServer : IAsyncDisposable
{
    public const string AppId = "0a1b2c3d-0000-4000-8000-00000000b07a";
    public const string Tenant = "7e5a0000-0000-4000-8000-00000000aaaa";
    public const string Secret = "the-bots-own-secret";

    readonly WebApplication app;

    OpenIdServer(WebApplication app)
    {
        this.app = app;
        Channels = new Issuer(this, "channels");
        Entra = new Issuer(this, "entra");
    }

    public Uri Address => new(app.Urls.First());
    public Issuer Channels { get; }
    public Issuer Entra { get; }

    /// <summary>The bodies of the requests for a token, as they came.</summary>
    public ConcurrentQueue<string> TokenRequests { get; } = new();

    /// <summary>How long the tokens live that it gives, in seconds.</summary>
    public int TokenLife { get; set; } = 3600;

    /// <summary>It gives no tokens, and says that it is broken.</summary>
    public bool GivesNoTokens { get; set; }

    public static async Task<OpenIdServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var server = new OpenIdServer(app);
        app.MapPost("/token", server.GiveToken);
        server.Channels.Map(app);
        server.Entra.Map(app);
        await app.StartAsync();
        return server;
    }

    /// <summary>Settings of a product whose channels are signed for here, whose bot gets its token here, and that may speak to this channel.</summary>
    public string[] Settings(ChannelServer channel, params string[] more) =>
    [
        // What is logged is read by tests, not by people.
        "--environment", "Development", "--Logging:Console:LogLevel:Default", "None",
        "--BotFramework:AppId", AppId, "--BotFramework:ClientSecret", Secret, "--BotFramework:TenantId", Tenant,
        "--BotFramework:OpenIdMetadata", Channels.Metadata, "--BotFramework:EntraOpenIdMetadata", Entra.Metadata,
        "--BotFramework:TokenEndpoint", new Uri(Address, "/token").ToString(),
        "--BotFramework:AllowedHosts", $"127.0.0.1:{channel.Address.Port}",
        .. more,
    ];

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    async Task<IResult> GiveToken(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        TokenRequests.Enqueue(await reader.ReadToEndAsync());
        return GivesNoTokens
            ? Results.Json(new { error = "temporarily_unavailable", error_description = $"not with {Secret}" }, statusCode: 503)
            : Results.Json(new { token_type = "Bearer", expires_in = TokenLife, access_token = $"bots-token-{TokenRequests.Count}" });
    }

    /// <summary>Somebody who signs tokens.</summary>
    public sealed class Issuer(OpenIdServer server, string name)
    {
        readonly ConcurrentDictionary<string, (Key Key, string[]? Endorsements)> listed = new();

        public string Metadata => new Uri(server.Address, $"/{name}/openidconfiguration").ToString();

        /// <summary>How often metadata was asked for, also in vain.</summary>
        public int Readings;

        public bool IsDown { get; set; }

        /// <summary>Where the metadata says the keys are, when not here.</summary>
        public string? KeysElsewhere { get; set; }

        /// <summary>A new key, in the list from now on.</summary>
        /// <param name="endorsements">The channels it may sign for; null leaves them out.</param>
        public Key Adds(string id, params string[]? endorsements)
        {
            var key = new Key(id);
            listed[id] = (key, endorsements);
            return key;
        }

        public void Withdraws(Key key) => listed.TryRemove(key.Id, out _);

        public void Map(WebApplication app)
        {
            app.MapGet($"/{name}/openidconfiguration", () =>
            {
                Interlocked.Increment(ref Readings);
                return IsDown ? Results.StatusCode(503)
                    : Results.Json(new { issuer = name, jwks_uri = KeysElsewhere ?? new Uri(server.Address, $"/{name}/keys").ToString(), id_token_signing_alg_values_supported = (string[])["RS256"] });
            });
            app.MapGet($"/{name}/keys", () => IsDown ? Results.StatusCode(503) : Results.Json(new { keys = listed.Values.Select(entry => entry.Key.Public(entry.Endorsements)) }));
        }
    }

    /// <summary>A key pair.</summary>
    public sealed class Key(string id)
    {
        public string Id => id;
        public RSA Rsa { get; } = RSA.Create(2048);

        public Dictionary<string, object> Public(string[]? endorsements)
        {
            var numbers = Rsa.ExportParameters(false);
            var key = new Dictionary<string, object>
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = id,
                ["x5t"] = id,
                ["n"] = Base64UrlEncoder.Encode(numbers.Modulus),
                ["e"] = Base64UrlEncoder.Encode(numbers.Exponent),
            };
            if (endorsements is not null) key["endorsements"] = endorsements;
            return key;
        }
    }
}
