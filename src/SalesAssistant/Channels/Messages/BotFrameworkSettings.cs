namespace SalesAssistant.Channels.Messages;

/// <summary>The section `BotFramework`, without its lists. What each means stands in appsettings.sample.json.</summary>
public sealed class BotFrameworkSettings
{
    public const string Name = "BotFramework";

    public string? AppId { get; set; }
    public string? TenantId { get; set; }
    public string Cloud { get; set; } = "Public";

    public string? ClientSecret { get; set; }
    public string? CertificateFile { get; set; }
    public string? CertificatePassword { get; set; }
    public bool ManagedIdentity { get; set; }

    public Uri? OpenIdMetadata { get; set; }
    public Uri? TokenEndpoint { get; set; }
    public bool AcceptEntraTokens { get; set; }
    public Uri? EntraOpenIdMetadata { get; set; }

    public bool AllowUnauthenticated { get; set; }
}
