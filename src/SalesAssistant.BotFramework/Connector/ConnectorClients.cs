using System.Collections.Concurrent;
using System.Reflection;
using Refit;
using SalesAssistant.BotFramework.Authentication;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>
/// One <see cref="IConnectorClient"/> a service URL, over one pool of connections. Whether a service URL may be spoken to at
/// all is decided before (<see cref="ServiceUrls"/>); the bot's token goes only to those that a token has proved to be a channel's.
/// </summary>
public sealed class ConnectorClients : IDisposable
{
    /// <summary>How long a channel may take to answer.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    /// <param name="handler">What carries the requests; disposed with this. It must not follow redirects.</param>
    /// <param name="timeout">How long a channel may take to answer; <see cref="DefaultTimeout"/> when null.</param>
    /// <param name="tokens">The bot's token; null when it has none.</param>
    /// <param name="mayHaveToken">Whether the token may be sent to this address; null for nowhere.</param>
    public ConnectorClients(HttpMessageHandler? handler = null, TimeSpan? timeout = null, AppTokens? tokens = null, Func<Uri, bool>? mayHaveToken = null)
    {
        _handler = handler ?? CreateHandler();
        _timeout = timeout ?? DefaultTimeout;
        if (tokens is not null && mayHaveToken is not null) _withToken = new AppTokenHandler(tokens, mayHaveToken, _timeout, _handler);
    }

    /// <summary>
    /// A pool that follows no redirects (a token must not go where it was not meant for), keeps no cookies, and renews its
    /// connections so that a changed address is noticed.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null, // a channel has no use for our traces
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 64,
    };

    /// <summary>The client for this service URL; with or without a trailing slash it is the same.</summary>
    public IConnectorClient For(Uri serviceUrl, ServiceUrlTrust trust = ServiceUrlTrust.Unverified)
    {
        var key = (serviceUrl.GetLeftPart(UriPartial.Path).TrimEnd('/'), trust);
        if (_clients.TryGetValue(key, out var known)) return known;

        // Service URLs come from outside and differ by region and tenant; they must not fill the memory.
        if (_clients.Count >= MostClients) _clients.Clear();
        return _clients.GetOrAdd(key, Create);
    }

    public void Dispose()
    {
        _withToken?.Dispose();
        _handler.Dispose();
    }

    const int MostClients = 512;
    readonly ConcurrentDictionary<(string Address, ServiceUrlTrust Trust), IConnectorClient> _clients = new();
    readonly HttpMessageHandler _handler;
    readonly AppTokenHandler? _withToken;
    readonly TimeSpan _timeout;

    IConnectorClient Create((string Address, ServiceUrlTrust Trust) key)
    {
        var http = key.Trust != ServiceUrlTrust.Unverified && _withToken is { } withToken
            // It keeps the channel's time itself: what getting a token takes must not look like a lost answer.
            ? new HttpClient(withToken, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }
            : new HttpClient(_handler, disposeHandler: false) { Timeout = _timeout };
        http.BaseAddress = new Uri(key.Address);
        http.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        return RestService.For<IConnectorClient>(http, Settings);
    }

    static readonly RefitSettings Settings = new(new WireContent());

    static readonly string UserAgent =
        $"SalesAssistant.BotFramework/{typeof(ConnectorClients).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0"}";
}
