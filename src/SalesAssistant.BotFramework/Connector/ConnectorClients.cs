using System.Collections.Concurrent;
using System.Reflection;
using Refit;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>
/// One <see cref="IConnectorClient"/> a service URL, over one pool of connections. Whether a service URL may be spoken to at
/// all is decided before (<see cref="Authentication.ServiceUrls"/>).
/// </summary>
public sealed class ConnectorClients : IDisposable
{
    /// <summary>How long a channel may take to answer.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    /// <param name="handler">What carries the requests; disposed with this. It must not follow redirects.</param>
    /// <param name="timeout">How long a channel may take to answer; <see cref="DefaultTimeout"/> when null.</param>
    public ConnectorClients(HttpMessageHandler? handler = null, TimeSpan? timeout = null)
    {
        _handler = handler ?? CreateHandler();
        _timeout = timeout ?? DefaultTimeout;
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
    public IConnectorClient For(Uri serviceUrl)
    {
        var address = serviceUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (_clients.TryGetValue(address, out var known)) return known;

        // Service URLs come from outside and differ by region and tenant; they must not fill the memory.
        if (_clients.Count >= MostClients) _clients.Clear();
        return _clients.GetOrAdd(address, Create);
    }

    public void Dispose() => _handler.Dispose();

    const int MostClients = 512;
    readonly ConcurrentDictionary<string, IConnectorClient> _clients = new(StringComparer.Ordinal);
    readonly HttpMessageHandler _handler;
    readonly TimeSpan _timeout;

    IConnectorClient Create(string address)
    {
        var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri(address), Timeout = _timeout };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        return RestService.For<IConnectorClient>(http, Settings);
    }

    static readonly RefitSettings Settings = new(new WireContent());

    static readonly string UserAgent =
        $"SalesAssistant.BotFramework/{typeof(ConnectorClients).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0"}";
}
