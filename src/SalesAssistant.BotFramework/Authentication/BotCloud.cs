namespace SalesAssistant.BotFramework.Authentication;

/// <summary>A cloud that has a Bot Framework of its own: who signs the channels' tokens there, and where a bot gets its own.</summary>
/// <param name="Name">As settings name it.</param>
/// <param name="Issuer">The issuer of channels' tokens, exactly. With "/.default" it is the scope that a bot asks a token for.</param>
/// <param name="OpenIdMetadata">Where the keys of channels' tokens are found.</param>
/// <param name="Login">Microsoft Entra ID of this cloud.</param>
/// <param name="EntraV1">Its issuer of tokens of version 1.0, without the tenant.</param>
/// <param name="SharedTenant">The tenant that gives tokens to bots that have none of their own.</param>
public sealed record BotCloud(string Name, string Issuer, Uri OpenIdMetadata, Uri Login, Uri EntraV1, string SharedTenant)
{
    public static readonly BotCloud Public = new(
        "Public",
        "https://api.botframework.com",
        new("https://login.botframework.com/v1/.well-known/openidconfiguration"),
        new("https://login.microsoftonline.com/"),
        new("https://sts.windows.net/"),
        "botframework.com");

    public static readonly BotCloud UsGovernment = new(
        "UsGovernment",
        "https://api.botframework.us",
        new("https://login.botframework.azure.us/v1/.well-known/openidconfiguration"),
        new("https://login.microsoftonline.us/"),
        new("https://sts.windows.net/"),
        "MicrosoftServices.onmicrosoft.us");

    public static readonly BotCloud China = new(
        "China",
        "https://api.botframework.azure.cn",
        new("https://login.botframework.azure.cn/v1/.well-known/openidconfiguration"),
        new("https://login.partner.microsoftonline.cn/"),
        new("https://sts.chinacloudapi.cn/"),
        "microsoftservices.partner.onmschina.cn");

    public static readonly IReadOnlyList<BotCloud> All = [Public, UsGovernment, China];

    /// <summary>The cloud of this name; null when there is none.</summary>
    public static BotCloud? Find(string name) => All.FirstOrDefault(cloud => cloud.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a bot's own token is for.</summary>
    public string Scope => $"{Issuer}/.default";

    /// <summary>Where the keys of this tenant's Entra tokens are found.</summary>
    public Uri EntraMetadata(string tenant) => new(Login, $"{tenant}/v2.0/.well-known/openid-configuration");
}
