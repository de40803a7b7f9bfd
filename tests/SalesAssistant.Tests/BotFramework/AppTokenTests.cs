using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.BotFramework;

/// <summary>The bot's own token: how each kind of credential gets it, how it is kept, and where it may go.</summary>
public sealed class AppTokenTests
{
    readonly Recorder outside = new();
    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea/7", ServiceUrlTrust.TokenVerified, true)]
    [InlineData("https://smba.trafficmanager.net/emea/7", ServiceUrlTrust.Unverified, false)]
    [InlineData("https://SMBA.trafficmanager.net:443/", ServiceUrlTrust.TokenVerified, true)]
    [InlineData("https://webchat.botframework.com/", ServiceUrlTrust.TokenVerified, true)]
    [InlineData("http://smba.trafficmanager.net/emea/7", ServiceUrlTrust.TokenVerified, false)]
    [InlineData("https://evil.smba.trafficmanager.net/", ServiceUrlTrust.TokenVerified, false)]
    [InlineData("https://smba.trafficmanager.net.evil.example/", ServiceUrlTrust.TokenVerified, false)]
    [InlineData("https://evilbotframework.com/", ServiceUrlTrust.TokenVerified, false)]
    [InlineData("https://127.0.0.1/", ServiceUrlTrust.TokenVerified, false)]
    [InlineData("http://127.0.0.1:5000/", ServiceUrlTrust.TokenVerified, false)]
    public async Task O1_the_token_goes_to_proved_and_listed_hosts_over_https_alone(string serviceUrl, ServiceUrlTrust trust, bool goes)
    {
        var source = new Source(() => "secret");
        using var clients = new ConnectorClients(outside, tokens: new AppTokens(source, time, NullLogger<AppTokens>.Instance), mayHaveToken: uri => ServiceUrls.IsAllowed(uri, ServiceUrls.MicrosoftHosts, development: false));

        await new ConnectorSender(clients, time).SendAsync(new Uri(serviceUrl), Hello(), default, trust);

        Assert.Equal(goes ? "Bearer secret" : null, Assert.Single(outside.Requests).Authorization);
        Assert.Equal(goes ? 1 : 0, source.Asked);
    }

    [Fact]
    public async Task O2_one_answer_serves_all_who_wait_and_a_failure_is_not_repeated_at_once()
    {
        var source = new Source(() => throw new AppTokenException("down"));
        var tokens = new AppTokens(source, time, NullLogger<AppTokens>.Instance);

        for (var i = 0; i < 5; i++) await Assert.ThrowsAsync<AppTokenException>(async () => await tokens.GetAsync(default));
        Assert.Equal(1, source.Asked);

        time.Advance(AppTokens.Rest);
        source.Give = () => "first";
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetAsync(default).AsTask())), token => Assert.Equal("first", token));
        Assert.Equal(2, source.Asked);
    }

    [Fact]
    public async Task O2_a_dropped_token_is_replaced_once()
    {
        var number = 0;
        var source = new Source(() => $"token-{++number}");
        var tokens = new AppTokens(source, time, NullLogger<AppTokens>.Instance);
        var first = await tokens.GetAsync(default);

        tokens.Drop(first);
        Assert.Equal("token-2", await tokens.GetAsync(default));
        tokens.Drop(first);
        Assert.Equal("token-2", await tokens.GetAsync(default));
    }

    [Fact]
    public async Task O2_who_stops_waiting_does_not_spoil_it_for_the_others()
    {
        var gate = new TaskCompletionSource();
        var source = new Source(() => "token") { Gate = gate.Task };
        var tokens = new AppTokens(source, time, NullLogger<AppTokens>.Instance);
        using var stop = new CancellationTokenSource();
        var impatient = tokens.GetAsync(stop.Token).AsTask();
        var patient = tokens.GetAsync(default).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        Assert.Equal("token", await patient);
        Assert.Equal(1, source.Asked);
    }

    [Fact]
    public async Task O2_a_token_that_lives_shortly_is_kept_for_half_its_life()
    {
        var number = 0;
        var source = new Source(() => $"token-{++number}") { Life = TimeSpan.FromMinutes(2) };
        var tokens = new AppTokens(source, time, NullLogger<AppTokens>.Instance);

        Assert.Equal("token-1", await tokens.GetAsync(default));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("token-1", await tokens.GetAsync(default));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("token-2", await tokens.GetAsync(default));
    }

    [Fact]
    public async Task O2_a_token_that_does_not_come_in_time_is_no_lost_answer()
    {
        var tokens = new AppTokens(new Source(() => "") { Gate = new TaskCompletionSource().Task }, time, NullLogger<AppTokens>.Instance);
        using var clients = new ConnectorClients(outside, tokens: tokens, mayHaveToken: _ => true);
        var sending = new ConnectorSender(clients, time).SendAsync(Teams, Hello(), default, ServiceUrlTrust.TokenVerified);
        await Eventually.Holds(() =>
        {
            time.Advance(AppTokens.Patience);
            return Task.FromResult(sending.IsCompleted);
        }, "the wait for the token ends");

        var result = await sending;
        Assert.Equal((SendOutcome.NoToken, true), (result.Outcome, result.MayRetry));
        Assert.Empty(outside.Requests);
    }

    [Fact]
    public async Task R6_a_channel_that_takes_the_token_and_never_answers_is_unknown_and_not_asked_again()
    {
        await using var channel = await ChannelServer.StartAsync();
        channel.Answers(new TaskCompletionSource().Task);
        using var clients = new ConnectorClients(timeout: TimeSpan.FromMilliseconds(200), tokens: new AppTokens(new Source(() => "secret"), time, NullLogger<AppTokens>.Instance), mayHaveToken: _ => true);

        var result = await new ConnectorSender(clients, time).SendAsync(channel.Address, Hello(), default, ServiceUrlTrust.TokenVerified);

        Assert.Equal((SendOutcome.Unknown, 1), (result.Outcome, result.Attempts));
        Assert.InRange(channel.Requests.Count, 0, 1);
    }

    [Fact]
    public async Task R6_what_a_channel_took_is_sent_also_when_the_rest_of_its_answer_never_comes()
    {
        await using var channel = await ChannelServer.StartAsync();
        var never = new TaskCompletionSource();
        channel.AnswersHalf(never.Task);
        using var clients = new ConnectorClients(tokens: new AppTokens(new Source(() => "secret"), time, NullLogger<AppTokens>.Instance), mayHaveToken: _ => true);

        var result = await new ConnectorSender(clients, time).SendAsync(channel.Address, Hello(), default, ServiceUrlTrust.TokenVerified);

        Assert.Equal((SendOutcome.Sent, 200), (result.Outcome, result.Status));
        never.SetResult();
    }

    [Theory]
    [InlineData("Public", null, "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token", "https://api.botframework.com/.default")]
    [InlineData("Public", "contoso.example", "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token", "https://api.botframework.com/.default")]
    [InlineData("UsGovernment", null, "https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us/oauth2/v2.0/token", "https://api.botframework.us/.default")]
    [InlineData("China", "contoso.example", "https://login.partner.microsoftonline.cn/contoso.example/oauth2/v2.0/token", "https://api.botframework.azure.cn/.default")]
    public async Task O2_a_secret_gets_the_token_from_the_clouds_Entra(string cloud, string? tenant, string endpoint, string scope)
    {
        outside.Answer = """{"token_type":"Bearer","expires_in":3600,"access_token":"the-token"}""";

        var token = await new EntraClient(BotCloud.Find(cloud)!, tenant, "app", "the-secret", outside).GetAsync(default);

        Assert.Equal("the-token", token.Text);
        var request = Assert.Single(outside.Requests);
        Assert.Equal(endpoint, request.Uri.GetLeftPart(UriPartial.Path), ignoreCase: true);
        Assert.Contains("grant_type=client_credentials", request.Body, StringComparison.Ordinal);
        Assert.Contains("client_secret=the-secret", request.Body, StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString(scope), request.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task O2_a_certificate_signs_for_the_token()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=bot", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(365));
        outside.Answer = """{"token_type":"Bearer","expires_in":3600,"access_token":"the-token"}""";

        var source = new EntraClient(BotCloud.Public, "contoso.example", "app", certificate, outside);
        Assert.Equal("the-token", (await source.GetAsync(default)).Text);
        // Each call asks anew: who keeps tokens is AppTokens alone.
        Assert.Equal("the-token", (await source.GetAsync(default)).Text);

        Assert.Equal(2, outside.Requests.Count);
        var fields = outside.Requests.First().Body.Split('&').ToDictionary(field => field.Split('=')[0], field => Uri.UnescapeDataString(field.Split('=')[1]));
        var assertion = new JsonWebToken(fields["client_assertion"]);
        Assert.Equal("app", assertion.Issuer);
        Assert.DoesNotContain("client_secret", fields.Keys);
    }

    [Fact]
    public async Task O2_a_managed_identity_asks_the_machine_it_runs_on()
    {
        outside.Answer = """{"token_type":"Bearer","expires_in":"3600","expires_on":"4102444800","access_token":"the-token","resource":"https://api.botframework.com"}""";

        var token = await new AzureManagedIdentity(BotCloud.Public, "app", outside).GetAsync(default);

        Assert.Equal("the-token", token.Text);
        var request = outside.Requests.Last();
        Assert.Equal("169.254.169.254", request.Uri.Host);
        Assert.Contains("resource=https://api.botframework.com", Uri.UnescapeDataString(request.Uri.Query), StringComparison.Ordinal);
        Assert.Contains("client_id=app", request.Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task O3_a_refusal_names_its_code_and_no_secret()
    {
        outside.Status = HttpStatusCode.BadRequest;
        outside.Answer = """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret the-secret"}""";
        using var form = new ClientSecretForm(new Uri("https://login.example/token"), "app", "the-secret", BotCloud.Public.Scope, time, outside);

        var fault = await Assert.ThrowsAsync<AppTokenException>(() => form.GetAsync(default));
        Assert.Contains("400 (invalid_client)", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", fault.ToString(), StringComparison.Ordinal);
        var entra = await Assert.ThrowsAsync<AppTokenException>(() => new EntraClient(BotCloud.Public, null, "app", "the-secret", outside).GetAsync(default));
        Assert.Contains("invalid_client", entra.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":"a"}""")]
    [InlineData("""{"access_token":7,"expires_in":3600}""")]
    [InlineData("""{"access_token":"a","expires_in":0}""")]
    public async Task An_answer_without_a_token_is_none(string answer)
    {
        outside.Answer = answer;
        using var form = new ClientSecretForm(new Uri("https://login.example/token"), "app", "the-secret", BotCloud.Public.Scope, time, outside);

        await Assert.ThrowsAsync<AppTokenException>(() => form.GetAsync(default));
    }

    static readonly Uri Teams = new("https://smba.trafficmanager.net/emea/7");

    static Activity Hello() => new() { Type = "message", Conversation = new() { Id = "c" } };

    sealed class Source(Func<string> give) : IAppTokenSource
    {
        public int Asked;
        public Func<string> Give { get; set; } = give;
        public TimeSpan Life { get; init; } = TimeSpan.FromHours(1);
        public Task Gate { get; init; } = Task.CompletedTask;

        public async Task<AppToken> GetAsync(CancellationToken cancel)
        {
            Interlocked.Increment(ref Asked);
            await Gate.WaitAsync(cancel);
            return new AppToken(Give(), new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero) + Life);
        }
    }

    /// <summary>The outside world: writes down what it is asked, and answers always the same.</summary>
    sealed class Recorder : HttpMessageHandler
    {
        public sealed record Request(Uri Uri, string? Authorization, string Body);

        public ConcurrentQueue<Request> Requests { get; } = new();
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;
        public string Answer { get; set; } = "{}";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Enqueue(new(request.RequestUri!, request.Headers.Authorization?.ToString(), request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : ""));
            return new HttpResponseMessage(Status) { Content = new StringContent(Answer, null, "application/json"), RequestMessage = request };
        }
    }
}
