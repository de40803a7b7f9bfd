using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.Messages;

/// <summary>The section `BotFramework`, as far as it is about /api/messages.</summary>
public sealed class MessagesOptions
{
    /// <summary>Requests are taken without a token (`BotFramework:AllowUnauthenticated`).</summary>
    public bool AllowUnauthenticated { get; }

    /// <summary>Hosts that may be spoken to (`BotFramework:AllowedHosts`); see <see cref="ServiceUrls"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; }

    /// <summary>Loopback hosts that are listed may be spoken to, also over http.</summary>
    public bool Development { get; }

    /// <exception cref="SettingException">The switch is on where others could reach it.</exception>
    public MessagesOptions(IConfiguration configuration, IHostEnvironment environment)
    {
        Development = environment.IsDevelopment();
        AllowUnauthenticated = configuration[Switch] is { Length: > 0 } text
            && (bool.TryParse(text, out var on) ? on : throw new SettingException(Switch, $"is '{text}'", "write true or false"));
        if (AllowUnauthenticated) RefuseOutsideDevelopment(configuration);

        var listed = Settings.List(configuration, "BotFramework:AllowedHosts");
        AllowedHosts = listed.Count > 0 ? listed
            : AllowUnauthenticated ? [.. ServiceUrls.MicrosoftHosts, .. ServiceUrls.LoopbackHosts]
            : ServiceUrls.MicrosoftHosts;
    }

    /// <summary>The address to send to, when the activity names one that may be spoken to.</summary>
    public Uri? Allowed(string? serviceUrl) =>
        Uri.TryCreate(serviceUrl, UriKind.Absolute, out var uri) && ServiceUrls.IsAllowed(uri, AllowedHosts, Development) ? uri : null;

    const string Switch = "BotFramework:AllowUnauthenticated";

    void RefuseOutsideDevelopment(IConfiguration configuration)
    {
        if (!Development)
            throw new SettingException(Switch, "works in development only", "unset it, or set ASPNETCORE_ENVIRONMENT to Development on a developer's machine");

        foreach (var url in ListeningAddresses.Of(configuration))
            if (!ListeningAddresses.IsLoopback(url))
                throw new SettingException(Switch, $"would let anybody on the network speak as anybody, since '{url}' can be reached from outside", "listen on 127.0.0.1 only, or unset it");
    }
}
