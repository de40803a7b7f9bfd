using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Whose word is taken at /api/messages: each row is one request that a real one differs from in one thing.</summary>
public sealed class MessagesTokenTests(MessagesTokenTests.Running running) : IClassFixture<MessagesTokenTests.Running>
{
    static readonly Case[] Cases =
    [
        new("as a channel sends it", 202),
        new("signed by RS384", 202, @try => @try.Token.Header["alg"] = "RS384"),
        new("signed by RS512", 202, @try => @try.Token.Header["alg"] = "RS512"),
        new("for two apps, ours among them", 202, @try => @try.Token.Claims["aud"] = new[] { "another", OpenIdServer.AppId }),
        new("App ID in capitals", 202, @try => @try.Token.Claims["aud"] = OpenIdServer.AppId.ToUpperInvariant()),
        new("ended four minutes ago", 202, @try => @try.Ends(-4)),
        new("begins in four minutes", 202, @try => @try.Begins(4)),
        new("names no beginning", 202, @try => @try.Token.Claims.Remove("nbf")),
        new("claims that nobody asked for", 202, @try => @try.Token.Claims["tid"] = "x"),
        new("service URL in the token without the slash at its end", 202, @try => @try.Token.Claims["serviceurl"] = @try.ServiceUrl.TrimEnd('/')),
        new("service URL in the token in capitals", 202, @try => @try.Token.Claims["serviceurl"] = @try.ServiceUrl.Replace("http", "HTTP", StringComparison.Ordinal)),
        new("service URL with a path, and a slash in one of the two", 202, @try => @try.ServiceUrls(@try.ServiceUrl + "emea/7", @try.ServiceUrl + "emea/7/")),
        new("another channel of the same key", 202, @try => @try.Fields["channelId"] = "webchat"),
        new("bearer in small letters", 202, @try => @try.Authorizations = [$"bearer {@try.Token}"]),
        new("two spaces after Bearer", 202, @try => @try.Authorizations = [$"Bearer  {@try.Token}"]),

        new("no token", TokenRefusal.NoToken, @try => @try.Authorizations = []),
        new("an empty header", TokenRefusal.NoToken, @try => @try.Authorizations = [""]),
        new("Bearer and nothing", TokenRefusal.NoToken, @try => @try.Authorizations = ["Bearer "]),
        new("the token without Bearer", TokenRefusal.NoToken, @try => @try.Authorizations = [@try.Token.ToString()]),
        new("the token as Basic", TokenRefusal.NoToken, @try => @try.Authorizations = [$"Basic {@try.Token}"]),
        new("two tokens in one header", TokenRefusal.Malformed, @try => @try.Authorizations = [$"Bearer {@try.Token}, Bearer {@try.Token}"]),
        new("garbage", TokenRefusal.Malformed, @try => @try.Authorizations = ["Bearer garbage"]),
        new("dots alone", TokenRefusal.Malformed, @try => @try.Authorizations = ["Bearer .."]),
        new("two parts", TokenRefusal.Malformed, @try => @try.Authorizations = ["Bearer " + @try.Token.ToString()[..@try.Token.ToString().LastIndexOf('.')]]),
        new("five parts, as if encrypted", TokenRefusal.Malformed, @try => @try.Authorizations = [$"Bearer {ForgedToken.Part(new { alg = "dir", enc = "A256GCM" })}.a.b.c.d"]),
        new("a header that is no base64", TokenRefusal.Malformed, @try => @try.Authorizations = ["Bearer !!!." + @try.Token.ToString().Split('.', 2)[1]]),
        new("claims that are no JSON", TokenRefusal.Malformed, @try => @try.Authorizations = [$"Bearer {ForgedToken.Part(@try.Token.Header)}.{Convert.ToBase64String("nonsense"u8)}.AAAA"]),
        new("claims that are a list", TokenRefusal.Malformed, @try => @try.Authorizations = [$"Bearer {ForgedToken.Part(@try.Token.Header)}.{ForgedToken.Part(new[] { 1 })}.AAAA"]),
        new("larger than any channel's", TokenRefusal.Malformed, @try => @try.Token.Claims["padding"] = new string('x', 9_000)),
        new("demands something of its reader", TokenRefusal.Malformed, @try => @try.Token.Header["crit"] = new[] { "b64" }),

        new("not signed", TokenRefusal.Algorithm, @try => (@try.Token.Header["alg"], @try.Token.Sign) = ("none", _ => [])),
        new("not signed, in other letters", TokenRefusal.Algorithm, @try => (@try.Token.Header["alg"], @try.Token.Sign) = ("nOnE", _ => [])),
        new("HS256 with the public key as the secret", TokenRefusal.Algorithm, @try =>
            (@try.Token.Header["alg"], @try.Token.Sign) = ("HS256", signed => HMACSHA256.HashData(Encoding.ASCII.GetBytes(@try.Running.Teams.Rsa.ExportSubjectPublicKeyInfoPem()), signed))),
        new("PS256", TokenRefusal.Algorithm, @try =>
            (@try.Token.Header["alg"], @try.Token.Sign) = ("PS256", signed => @try.Running.Teams.Rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss))),
        new("no algorithm", TokenRefusal.Algorithm, @try => @try.Token.Header.Remove("alg")),
        new("no signature where one belongs", TokenRefusal.Signature, @try => @try.Token.Sign = _ => []),
        new("signed by somebody else under the key's name", TokenRefusal.Signature, @try =>
            @try.Token.Sign = signed => new OpenIdServer.Key("teams").Rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        new("signed by another key of the same issuer", TokenRefusal.Signature, @try => @try.Token.Header["kid"] = "webchat-only"),
        new("another algorithm than it was signed by", TokenRefusal.Signature, @try =>
            @try.Token.Sign = signed => @try.Running.Teams.Rsa.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
        new("claims changed after it was signed", TokenRefusal.Signature, @try =>
        {
            var parts = @try.Token.ToString().Split('.');
            @try.Token.Claims["x"] = "y";
            @try.Authorizations = [$"Bearer {parts[0]}.{ForgedToken.Part(@try.Token.Claims)}.{parts[2]}"];
        }),
        new("a key that nobody has", TokenRefusal.UnknownKey, @try => @try.Token.Header["kid"] = "nobodys"),
        new("no key named", TokenRefusal.UnknownKey, @try => @try.Token.Header.Remove("kid")),
        new("a key of Entra's", TokenRefusal.UnknownKey, @try => @try.Token = ForgedToken.OfChannel(@try.Running.EntraKey, @try.ServiceUrl, @try.Now)),

        new("another issuer", TokenRefusal.UnknownIssuer, @try => @try.Token.Claims["iss"] = "https://evil.example"),
        new("the issuer with a slash at its end", TokenRefusal.UnknownIssuer, @try => @try.Token.Claims["iss"] = "https://api.botframework.com/"),
        new("the issuer in capitals", TokenRefusal.UnknownIssuer, @try => @try.Token.Claims["iss"] = "https://API.botframework.com"),
        new("no issuer", TokenRefusal.UnknownIssuer, @try => @try.Token.Claims.Remove("iss")),
        new("a list of issuers", TokenRefusal.Malformed, @try => @try.Token.Claims["iss"] = new[] { "https://api.botframework.com" }),
        new("the government's issuer in the public cloud", TokenRefusal.UnknownIssuer, @try => @try.Token.Claims["iss"] = "https://api.botframework.us"),
        new("China's issuer in the public cloud", TokenRefusal.UnknownIssuer, @try => @try.Token.Claims["iss"] = "https://api.botframework.azure.cn"),
        new("the government's issuer in its cloud", 202, @try => @try.In(Place.UsGovernment).Token.Claims["iss"] = "https://api.botframework.us"),
        new("China's issuer in its cloud", 202, @try => @try.In(Place.China).Token.Claims["iss"] = "https://api.botframework.azure.cn"),
        new("the public issuer in the government's cloud", TokenRefusal.UnknownIssuer, @try => @try.In(Place.UsGovernment)),

        new("for another app", TokenRefusal.Audience, @try => @try.Token.Claims["aud"] = "another"),
        new("for several apps, none of them ours", TokenRefusal.Audience, @try => @try.Token.Claims["aud"] = new[] { "another", "third" }),
        new("for nobody", TokenRefusal.Audience, @try => @try.Token.Claims.Remove("aud")),
        new("ended six minutes ago", TokenRefusal.Lifetime, @try => @try.Ends(-6)),
        new("begins in six minutes", TokenRefusal.Lifetime, @try => @try.Begins(6)),
        new("names no end", TokenRefusal.Lifetime, @try => @try.Token.Claims.Remove("exp")),
        new("ended in 1970", TokenRefusal.Lifetime, @try => @try.Token.Claims["exp"] = 0),

        new("no service URL in the token", TokenRefusal.ServiceUrl, @try => @try.Token.Claims.Remove("serviceurl")),
        new("the claim in other letters", TokenRefusal.ServiceUrl, @try =>
        {
            @try.Token.Claims.Remove("serviceurl");
            @try.Token.Claims["serviceUrl"] = @try.ServiceUrl;
        }),
        new("no service URL in the activity", TokenRefusal.ServiceUrl, @try => @try.Fields["serviceUrl"] = null),
        new("no service URL in the activity, which expects replies", TokenRefusal.ServiceUrl, @try => (@try.Fields["serviceUrl"], @try.Fields["deliveryMode"]) = (null, "expectReplies")),
        new("service URL of another host", TokenRefusal.ServiceUrl, @try => @try.Token.Claims["serviceurl"] = "https://smba.trafficmanager.net/"),
        new("service URL of another port", TokenRefusal.ServiceUrl, @try => @try.Token.Claims["serviceurl"] = "http://127.0.0.1:1/"),
        new("service URL of another scheme", TokenRefusal.ServiceUrl, @try => @try.Token.Claims["serviceurl"] = @try.ServiceUrl.Replace("http:", "https:", StringComparison.Ordinal)),
        new("service URL with another path", TokenRefusal.ServiceUrl, @try => @try.ServiceUrls(@try.ServiceUrl + "emea/7", @try.ServiceUrl + "emea/8")),
        new("service URL whose path differs in letters", TokenRefusal.ServiceUrl, @try => @try.ServiceUrls(@try.ServiceUrl + "emea", @try.ServiceUrl + "EMEA")),
        new("service URL with two slashes at its end", TokenRefusal.ServiceUrl, @try => @try.ServiceUrls(@try.ServiceUrl + "emea", @try.ServiceUrl + "emea//")),
        new("service URL with a user name", TokenRefusal.ServiceUrl, @try => @try.Fields["serviceUrl"] = @try.ServiceUrl.Replace("//", "//evil@", StringComparison.Ordinal)),

        new("a key that nobody endorsed", TokenRefusal.NotEndorsed, @try => @try.Token = ForgedToken.OfChannel(@try.Running.Unendorsed, @try.ServiceUrl, @try.Now)),
        new("a key endorsed for another channel", TokenRefusal.NotEndorsed, @try => @try.Token = ForgedToken.OfChannel(@try.Running.WebChatOnly, @try.ServiceUrl, @try.Now)),
        new("the channel in other letters than the endorsement", TokenRefusal.NotEndorsed, @try => @try.Fields["channelId"] = "MsTeams"),

        new("Entra's v1, which is off", TokenRefusal.UnknownIssuer, @try => @try.IsEntra("1.0", Place.Public)),
        new("Entra's v2, which is off", TokenRefusal.UnknownIssuer, @try => @try.IsEntra("2.0", Place.Public)),
        new("Entra's v1", 202, @try => @try.IsEntra("1.0")),
        new("Entra's v2", 202, @try => @try.IsEntra("2.0")),
        new("a channel's, where Entra's are taken too", 202, @try => @try.In(Place.WithEntra)),
        new("Entra's v1 that speaks for Teams", TokenRefusal.Channel, @try => @try.IsEntra("1.0").Fields["channelId"] = "msteams"),
        new("Entra's v2 that speaks for Teams", TokenRefusal.Channel, @try => @try.IsEntra("2.0").Fields["channelId"] = "msteams"),
        new("Entra's of another tenant than its issuer", TokenRefusal.Claims, @try => @try.IsEntra("2.0").Token.Claims["tid"] = Guid.NewGuid().ToString()),
        new("Entra's without a tenant", TokenRefusal.Claims, @try => @try.IsEntra("2.0").Token.Claims.Remove("tid")),
        new("Entra's without a version", TokenRefusal.Claims, @try => @try.IsEntra("2.0").Token.Claims.Remove("ver")),
        new("Entra's v1 that says it is v2", TokenRefusal.Claims, @try => @try.IsEntra("1.0").Token.Claims["ver"] = "2.0"),
        new("Entra's v2 got by another app", TokenRefusal.Claims, @try => @try.IsEntra("2.0").Token.Claims["azp"] = Guid.NewGuid().ToString()),
        new("Entra's v1 with the claim of v2", TokenRefusal.Claims, @try =>
        {
            @try.IsEntra("1.0").Token.Claims.Remove("appid");
            @try.Token.Claims["azp"] = OpenIdServer.AppId;
        }),
        new("another tenant's Entra", TokenRefusal.UnknownIssuer, @try => @try.IsEntra("2.0").Token.Claims["iss"] = "https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000/v2.0"),
        new("Entra's signed by a channel's key", TokenRefusal.UnknownKey, @try => @try.IsEntra("2.0").Token.Header["kid"] = "teams"),
        new("Entra's that ended", TokenRefusal.Lifetime, @try => @try.IsEntra("2.0").Ends(-6)),
        new("Entra's for another app", TokenRefusal.Audience, @try => @try.IsEntra("2.0").Token.Claims["aud"] = "api://another"),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task E2_a_request_is_taken_or_refused_without_a_word(string name)
    {
        var row = Cases.Single(row => row.Name == name);
        var attempt = new Attempt(running);
        row.Change(attempt);

        var (answer, logged) = await attempt.Make();

        Assert.Equal((row.Status, name), ((int)answer.StatusCode, name));
        if (row.Refusal is not { } refusal)
        {
            Assert.Empty(logged);
            return;
        }
        Assert.EndsWith($"was refused: {refusal}", Assert.Single(logged), StringComparison.Ordinal);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("""{"error":{"code":"Unauthorized","message":"This request has no token that the bot accepts."}}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{\"type\":", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"type":"message"}""", 400)]
    public async Task E3_a_malformed_activity_gets_400_with_a_good_token_and_401_without(string body, int status)
    {
        var attempt = new Attempt(running);

        Assert.Equal(status, (int)(await attempt.Post(body)).StatusCode);
        attempt.Authorizations = [];
        Assert.Equal(401, (int)(await attempt.Post(body)).StatusCode);
    }

    [Fact]
    public async Task E2_without_a_token_not_even_the_body_is_read()
    {
        var attempt = new Attempt(running) { Authorizations = [] };

        var answer = await attempt.Post($$"""{"type":"{{new string('x', 300_000)}}"}""");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task E2_no_letter_of_a_token_can_be_changed()
    {
        var attempt = new Attempt(running);
        var good = attempt.Token.ToString();
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            // The last letter of a signature has bits that mean nothing.
            var place = random.Next(good.Length - 1);
            var other = "AZaz09-_.=+/ "[random.Next(13)];
            if (other == good[place]) continue;
            attempt.Authorizations = [$"Bearer {good[..place]}{other}{good[(place + 1)..]}"];
            Assert.Contains((int)(await attempt.Make()).Answer.StatusCode, (int[])[400, 401]);
        }
        attempt.Authorizations = [$"Bearer {good}"];
        Assert.Equal(202, (int)(await attempt.Make()).Answer.StatusCode);
    }

    [Theory]
    [InlineData("exp", "\"tomorrow\"")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "true")]
    [InlineData("exp", "null")]
    [InlineData("exp", "{}")]
    [InlineData("exp", "[9999999999]")]
    [InlineData("nbf", "99999999999999999999")]
    [InlineData("nbf", "1e300")]
    [InlineData("iss", "7")]
    [InlineData("iss", "null")]
    [InlineData("aud", "7")]
    [InlineData("aud", "{}")]
    [InlineData("aud", "[[]]")]
    [InlineData("serviceurl", "7")]
    [InlineData("serviceurl", "{}")]
    [InlineData("serviceurl", "null")]
    public async Task E2_nonsense_in_a_claim_is_refused(string claim, string json)
    {
        var attempt = new Attempt(running);
        attempt.Token.Claims[claim] = System.Text.Json.JsonDocument.Parse(json).RootElement;

        Assert.Equal(401, (int)(await attempt.Make()).Answer.StatusCode);
    }

    [Theory]
    [InlineData("exp", "99999999999999999999")]
    [InlineData("exp", "1e300")]
    [InlineData("nbf", "\"yesterday\"")]
    [InlineData("nbf", "{}")]
    [InlineData("kid", "7")]
    [InlineData("alg", "7")]
    [InlineData("alg", "{}")]
    [InlineData("typ", "{}")]
    [InlineData("crit", "7")]
    public async Task E2_nonsense_in_a_token_breaks_nothing(string name, string json)
    {
        var attempt = new Attempt(running);
        (name is "exp" or "nbf" ? attempt.Token.Claims : attempt.Token.Header)[name] = System.Text.Json.JsonDocument.Parse(json).RootElement;

        Assert.Contains((int)(await attempt.Make()).Answer.StatusCode, (int[])[202, 401]);
    }

    [Theory]
    [InlineData("Bearer {0}", null, 202)]
    [InlineData("Bearer {0}", "Bearer {0}", 401)]
    [InlineData("Bearer {0}", "Basic eDp5", 401)]
    [InlineData("Basic eDp5", "Bearer {0}", 401)]
    public async Task E2_two_headers_are_as_good_as_none(string one, string? other, int status)
    {
        var attempt = new Attempt(running);
        var lines = new[] { one, other }.OfType<string>().Select(header => "Authorization: " + string.Format(header, attempt.Token));
        using var client = new System.Net.Sockets.TcpClient();
        var address = new Uri(running.Apps[Place.Public].Address);
        await client.ConnectAsync(address.Host, address.Port);
        var body = attempt.Activity();

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n",
            ["POST /api/messages HTTP/1.1", "Host: " + address.Authority, "Connection: close", "Content-Type: application/json", $"Content-Length: {body.Length}", .. lines, "", body])));
        using var reader = new StreamReader(client.GetStream());
        Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task E2_a_token_that_was_taken_is_refused_for_what_it_may_not_say()
    {
        var attempt = new Attempt(running);
        Assert.Equal(202, (int)(await attempt.Make()).Answer.StatusCode);

        attempt.Fields["channelId"] = "directline";
        Assert.Equal(401, (int)(await attempt.Make()).Answer.StatusCode);
        attempt.Fields["channelId"] = "msteams";
        attempt.Fields["serviceUrl"] = "https://smba.trafficmanager.net/";
        Assert.Equal(401, (int)(await attempt.Make()).Answer.StatusCode);
        attempt.Fields.Remove("serviceUrl");
        Assert.Equal(202, (int)(await attempt.Make()).Answer.StatusCode);
    }

    public enum Place { Public, UsGovernment, China, WithEntra }

    /// <summary>A row of the table: how a request differs from a channel's own, and what becomes of it.</summary>
    sealed record Case(string Name, int Status, TokenRefusal? Refusal, Action<Attempt> Change)
    {
        public Case(string name, int status, Action<Attempt>? change = null) : this(name, status, null, change ?? (_ => { })) { }
        public Case(string name, TokenRefusal refusal, Action<Attempt> change) : this(name, 401, refusal, change) { }
    }

    /// <summary>A request to one of the products, at first as Teams would make it.</summary>
    sealed class Attempt
    {
        Place place = Place.Public;

        public Attempt(Running running)
        {
            Running = running;
            Token = ForgedToken.OfChannel(running.Teams, ServiceUrl, Now);
        }

        public Running Running { get; }
        public ForgedToken Token { get; set; }
        public string[]? Authorizations { get; set; }
        public Dictionary<string, string?> Fields { get; } = new() { ["channelId"] = "msteams" };

        public DateTimeOffset Now => App.Clock.GetUtcNow();
        public string ServiceUrl => Running.Channel.Address.ToString();

        public Attempt In(Place other)
        {
            place = other;
            return this;
        }

        public Attempt IsEntra(string version, Place at = Place.WithEntra)
        {
            Token = ForgedToken.OfEntra(Running.EntraKey, Now, version);
            Fields["channelId"] = "emulator";
            return In(at);
        }

        public void Ends(int inMinutes) => Token.Claims["exp"] = Now.AddMinutes(inMinutes).ToUnixTimeSeconds();
        public void Begins(int inMinutes) => Token.Claims["nbf"] = Now.AddMinutes(inMinutes).ToUnixTimeSeconds();
        public void ServiceUrls(string inToken, string inActivity) => (Token.Claims["serviceurl"], Fields["serviceUrl"]) = (inToken, inActivity);

        public async Task<(HttpResponseMessage Answer, IReadOnlyList<string> Logged)> Make()
        {
            var before = Running.Logs[place].Lines.Count;
            var answer = await Post(Activity());
            return (answer, [.. Running.Logs[place].Lines.Skip(before).Where(line => line.Contains("was refused", StringComparison.Ordinal))]);
        }

        public string Activity()
        {
            using var channel = new BotChannel(App, Running.Channel);
            return channel.Activity("typing", System.Text.Json.JsonSerializer.Serialize(Fields));
        }

        public async Task<HttpResponseMessage> Post(string body)
        {
            using var channel = new BotChannel(App, Running.Channel);
            return await channel.Post(body, "application/json", Authorizations ?? [$"Bearer {Token}"]);
        }

        SalesApp App => Running.Apps[place];
    }

    /// <summary>One product for each way to set it up, and one server that signs for all of them.</summary>
    public sealed class Running : IAsyncLifetime
    {
        internal OpenIdServer OpenId { get; private set; } = null!;
        internal ChannelServer Channel { get; private set; } = null!;
        internal OpenIdServer.Key Teams { get; private set; } = null!;
        internal OpenIdServer.Key WebChatOnly { get; private set; } = null!;
        internal OpenIdServer.Key Unendorsed { get; private set; } = null!;
        internal OpenIdServer.Key EntraKey { get; private set; } = null!;
        internal Dictionary<Place, SalesApp> Apps { get; } = [];
        internal Dictionary<Place, CapturedLog> Logs { get; } = [];

        public async ValueTask InitializeAsync()
        {
            OpenId = await OpenIdServer.Start();
            Channel = await ChannelServer.StartAsync();
            Teams = OpenId.Channels.Adds("teams", "msteams", "webchat");
            WebChatOnly = OpenId.Channels.Adds("webchat-only", "webchat");
            Unendorsed = OpenId.Channels.Adds("unendorsed", endorsements: null);
            EntraKey = OpenId.Entra.Adds("entra", endorsements: null);
            await Start(Place.Public);
            await Start(Place.UsGovernment, "--BotFramework:Cloud", "UsGovernment");
            await Start(Place.China, "--BotFramework:Cloud", "China");
            await Start(Place.WithEntra, "--BotFramework:AcceptEntraTokens", "true");
        }

        async Task Start(Place place, params string[] settings)
        {
            var log = Logs[place] = new CapturedLog();
            Apps[place] = await SalesApp.Start(services => services.AddSingleton<ILoggerProvider>(log), OpenId.Settings(Channel, settings));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var app in Apps.Values) await app.DisposeAsync();
            await Channel.DisposeAsync();
            await OpenId.DisposeAsync();
        }
    }
}
