using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.Messages;

/// <summary>Who may speak at /api/messages, and who may be spoken to: the section `BotFramework`, found usable.</summary>
public sealed class MessagesOptions
{
    /// <summary>Requests are taken without a token (`BotFramework:AllowUnauthenticated`).</summary>
    public bool AllowUnauthenticated { get; }

    /// <summary>Whose tokens are accepted; null when none are.</summary>
    public ChannelTokenRules? Tokens { get; }

    /// <summary>Hosts that may be spoken to (`BotFramework:AllowedHosts`); see <see cref="ServiceUrls"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; }

    /// <summary>The tenants whose people may speak (`BotFramework:AllowedTenants`); empty means all, and those without a tenant.</summary>
    public IReadOnlyList<string> AllowedTenants { get; }

    /// <summary>Loopback hosts that are listed may be spoken to, also over http.</summary>
    public bool Development { get; }

    /// <exception cref="SettingException">The settings can't be used together, or here.</exception>
    public MessagesOptions(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = Settings.Section<BotFrameworkSettings>(configuration, BotFrameworkSettings.Name);
        Development = environment.IsDevelopment();
        AllowUnauthenticated = settings.AllowUnauthenticated;
        if (AllowUnauthenticated) RefuseOutsideDevelopment(configuration);

        var listed = Settings.List(configuration, "BotFramework:AllowedHosts");
        AllowedHosts = listed.Count > 0 ? listed
            : AllowUnauthenticated ? [.. ServiceUrls.MicrosoftHosts, .. ServiceUrls.LoopbackHosts]
            : ServiceUrls.MicrosoftHosts;
        AllowedTenants = Settings.List(configuration, "BotFramework:AllowedTenants");
        Tokens = RulesOf(settings);
        credential = new BotCredential(settings, Development);
    }

    /// <summary>The address to send to, when the activity names one that may be spoken to.</summary>
    public Uri? Allowed(string? serviceUrl) =>
        Uri.TryCreate(serviceUrl, UriKind.Absolute, out var uri) && MayHaveToken(uri) ? uri : null;

    /// <summary>Whether the bot's token may be sent to this address, once it is proved to be a channel's: where nobody may be spoken to, it goes least of all.</summary>
    public bool MayHaveToken(Uri uri) => ServiceUrls.IsAllowed(uri, AllowedHosts, Development);

    /// <summary>What is known of the service URL in a stored reference: it was proved to this bot, or to nobody.</summary>
    public ServiceUrlTrust TrustOf(ConversationReference reference) =>
        Tokens is { } rules && reference.ServiceUrlVerifiedFor == rules.AppId ? ServiceUrlTrust.TokenVerified : ServiceUrlTrust.Unverified;

    /// <summary>Gets the bot's own token; without an App ID there is none to get.</summary>
    public IAppTokenSource TokenSource(TimeProvider time) => credential.Source(time);

    const string Switch = "BotFramework:AllowUnauthenticated";
    readonly BotCredential credential;

    ChannelTokenRules? RulesOf(BotFrameworkSettings settings)
    {
        var cloud = BotCloud.Find(settings.Cloud)
            ?? throw new SettingException("BotFramework:Cloud", $"is '{settings.Cloud}'", $"write one of {string.Join(", ", BotCloud.All.Select(known => known.Name))}");
        RefuseInsecure("BotFramework:OpenIdMetadata", settings.OpenIdMetadata, Development);
        RefuseInsecure("BotFramework:EntraOpenIdMetadata", settings.EntraOpenIdMetadata, Development);
        if (settings.AcceptEntraTokens && !Guid.TryParseExact(settings.TenantId, "D", out _))
            throw new SettingException("BotFramework:AcceptEntraTokens", "needs to know the tenant whose tokens are meant", "set BotFramework:TenantId to the tenant's id, a GUID");

        return settings.AppId is not { Length: > 0 } appId ? null
            : new(appId, cloud, settings.OpenIdMetadata, settings.AcceptEntraTokens ? settings.TenantId : null, settings.EntraOpenIdMetadata);
    }

    /// <exception cref="SettingException">Keys or secrets would go over the open network.</exception>
    internal static void RefuseInsecure(string name, Uri? address, bool development)
    {
        if (address is not null && !ServiceUrls.IsSecure(address, development))
            throw new SettingException(name, $"is '{address}'", "write an https address; http is for this machine, and for development, only");
    }

    void RefuseOutsideDevelopment(IConfiguration configuration)
    {
        if (!Development)
            throw new SettingException(Switch, "works in development only", "unset it, or set ASPNETCORE_ENVIRONMENT to Development on a developer's machine");

        foreach (var url in ListeningAddresses.Of(configuration))
            if (!ListeningAddresses.IsLoopback(url))
                throw new SettingException(Switch, $"would let anybody on the network speak as anybody, since '{url}' can be reached from outside", "listen on 127.0.0.1 only, or unset it");
    }
}
