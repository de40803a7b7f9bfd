using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>Gets the token from Microsoft Entra ID, for an app that shows a secret or a certificate.</summary>
public sealed class EntraClient : IAppTokenSource
{
    /// <param name="cloud">Whose Entra ID is asked.</param>
    /// <param name="tenant">The app's own tenant; null for <see cref="BotCloud.SharedTenant"/>.</param>
    /// <param name="handler">What carries the requests. It must not follow redirects.</param>
    public EntraClient(BotCloud cloud, string? tenant, string appId, string secret, HttpMessageHandler handler)
        : this(cloud, tenant, appId, handler, builder => builder.WithClientSecret(secret)) { }

    /// <inheritdoc cref="EntraClient(BotCloud, string?, string, string, HttpMessageHandler)"/>
    /// <param name="certificate">With its private key.</param>
    public EntraClient(BotCloud cloud, string? tenant, string appId, X509Certificate2 certificate, HttpMessageHandler handler)
        : this(cloud, tenant, appId, handler, builder => builder.WithCertificate(certificate, sendX5C: true)) { }

    EntraClient(
        BotCloud cloud, string? tenant, string appId, HttpMessageHandler handler, Func<ConfidentialClientApplicationBuilder, ConfidentialClientApplicationBuilder> credential)
    {
        _scope = cloud.Scope;
        _app = credential(ConfidentialClientApplicationBuilder.Create(appId))
            .WithAuthority(new Uri(cloud.Login, tenant ?? cloud.SharedTenant), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(new EntraHttp(handler))
            .Build();
    }

    public Task<AppToken> GetAsync(CancellationToken cancel) =>
        EntraHttp.TokenOf(() => _app.AcquireTokenForClient([_scope]).WithForceRefresh(true).ExecuteAsync(cancel));

    readonly string _scope;
    readonly IConfidentialClientApplication _app;
}

/// <summary>Gets the token from the machine in Azure that the program runs on, for an app that is a managed identity assigned to it.</summary>
public sealed class AzureManagedIdentity : IAppTokenSource
{
    /// <param name="appId">The identity's client id, which is the bot's App ID.</param>
    /// <param name="handler">What carries the requests. It must not follow redirects.</param>
    public AzureManagedIdentity(BotCloud cloud, string appId, HttpMessageHandler handler)
    {
        _resource = cloud.Issuer;
        _app = ManagedIdentityApplicationBuilder.Create(ManagedIdentityId.WithUserAssignedClientId(appId))
            .WithHttpClientFactory(new EntraHttp(handler))
            .Build();
    }

    public Task<AppToken> GetAsync(CancellationToken cancel) =>
        EntraHttp.TokenOf(() => _app.AcquireTokenForManagedIdentity(_resource).WithForceRefresh(true).ExecuteAsync(cancel));

    readonly string _resource;
    readonly IManagedIdentityApplication _app;
}

/// <summary>How Microsoft's client library speaks, and what its failures mean to us.</summary>
sealed class EntraHttp(HttpMessageHandler handler) : IMsalHttpClientFactory
{
    public HttpClient GetHttpClient() => new(handler, disposeHandler: false);

    public static async Task<AppToken> TokenOf(Func<Task<AuthenticationResult>> ask)
    {
        try
        {
            var result = await ask();
            return new AppToken(result.AccessToken, result.ExpiresOn);
        }
        catch (Exception fault) when (fault is MsalException or HttpRequestException)
        {
            throw new AppTokenException($"Entra ID gives no token: {(fault as MsalException)?.ErrorCode ?? fault.Message}", fault);
        }
    }
}
