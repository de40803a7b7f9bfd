using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.Messages;

/// <summary>What the bot shows to get a token of its own: a secret, a certificate, or the machine it runs on.</summary>
sealed class BotCredential
{
    /// <exception cref="SettingException">There is no credential, or more than one, or one that can't be used.</exception>
    public BotCredential(BotFrameworkSettings settings, bool development)
    {
        this.settings = settings;
        cloud = BotCloud.Find(settings.Cloud)!;
        MessagesOptions.RefuseInsecure(EndpointName, settings.TokenEndpoint, development);

        string[] given = [.. Given()];
        if (settings.AppId is not { Length: > 0 })
        {
            if (given.Length > 0) throw new SettingException(given[0], "is of no use without the bot it belongs to", $"set {AppIdName} to the bot's App ID");
            return;
        }
        if (given.Length == 0)
            throw new SettingException(AppIdName, "has no credential, so nobody could be answered", $"set {SecretName}, {CertificateName} or {IdentityName}");
        if (given.Length > 1)
            throw new SettingException(given[1], $"is set beside {given[0]}", "set the one that is to be used");
        if (settings.TokenEndpoint is not null && given[0] != SecretName)
            throw new SettingException(EndpointName, $"works with {SecretName} only", $"unset it, and set {CloudName} for a sovereign cloud");
        if (settings.CertificateFile is { Length: > 0 } file) certificate = Load(file, settings.CertificatePassword);
    }

    /// <summary>Gets tokens with it; without an App ID there are none to get.</summary>
    public IAppTokenSource Source(TimeProvider time)
    {
        var appId = settings.AppId!;
        var handler = ConnectorClients.CreateHandler();
        if (settings.ManagedIdentity) return new AzureManagedIdentity(cloud, appId, handler);
        var tenant = settings.TenantId is { Length: > 0 } own ? own : null;
        if (certificate is not null) return new EntraClient(cloud, tenant, appId, certificate, handler);
        return settings.TokenEndpoint is { } endpoint
            ? new ClientSecretForm(endpoint, appId, settings.ClientSecret!, cloud.Scope, time, handler)
            : new EntraClient(cloud, tenant, appId, settings.ClientSecret!, handler);
    }

    const string AppIdName = "BotFramework:AppId";
    const string SecretName = "BotFramework:ClientSecret";
    const string CertificateName = "BotFramework:CertificateFile";
    const string IdentityName = "BotFramework:ManagedIdentity";
    const string EndpointName = "BotFramework:TokenEndpoint";
    const string CloudName = "BotFramework:Cloud";

    readonly BotFrameworkSettings settings;
    readonly BotCloud cloud;
    readonly X509Certificate2? certificate;

    IEnumerable<string> Given()
    {
        if (settings.ClientSecret is { Length: > 0 }) yield return SecretName;
        if (settings.CertificateFile is { Length: > 0 }) yield return CertificateName;
        if (settings.ManagedIdentity) yield return IdentityName;
    }

    static X509Certificate2 Load(string file, string? password)
    {
        X509Certificate2 loaded;
        try
        {
            loaded = !file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) ? X509CertificateLoader.LoadPkcs12FromFile(file, password)
                : string.IsNullOrEmpty(password) ? X509Certificate2.CreateFromPemFile(file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException(CertificateName, $"can't be read ({fault.Message.TrimEnd('.')})", "name a .pfx or .pem file with certificate and private key, and its BotFramework:CertificatePassword if it has one");
        }
        return loaded.HasPrivateKey ? loaded : throw new SettingException(CertificateName, "has no private key", "name a file that holds both, certificate and private key");
    }
}
