using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Azure.Identity;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>
/// The way to Graph: who asks, how many at once, how long one waits, and what an answer that is none means. The SDK's own repetition is
/// left out: it repeats what makes something, and for longer than a conversation lasts.
/// </summary>
sealed class GraphConnection : IDisposable
{
    /// <summary>What a mailbox bears at once, over all programs with our app registration.</summary>
    const int MostAtOnce = 4;

    /// <summary>How often a request that was refused for the moment is made again here; what takes longer is the protocol's.</summary>
    const int MostRepetitions = 2;

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    readonly HttpClient http;
    readonly TimeSpan timeout;
    readonly ConcurrentDictionary<string, SemaphoreSlim> mailboxes = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="SettingException">Tenant or client can't be ones.</exception>
    public GraphConnection(GraphSettings settings, TimeSpan timeout)
    {
        this.timeout = timeout;
        BaseUrl = settings.BaseUrl.ToString().TrimEnd('/');
        http = KiotaClientFactory.Create(
            // A redirect would carry the token along, a retry make a second event.
            [.. KiotaClientFactory.CreateDefaultHandlers().Where(handler => handler is not (RetryHandler or RedirectHandler))],
            new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) });
        // Each call has its own limit, body included.
        http.Timeout = Timeout.InfiniteTimeSpan;
        Client = new GraphServiceClient(http, settings.IsSimulator ? new SimulatorBearer() : Credential(settings), BaseUrl);
    }

    public GraphServiceClient Client { get; }

    public string BaseUrl { get; }

    /// <summary>What every request prefers: times in UTC, and ids that stay when an event is moved.</summary>
    public static void Prefer(RequestHeaders headers)
    {
        headers.Add("Prefer", "outlook.timezone=\"UTC\"");
        headers.Add("Prefer", "IdType=\"ImmutableId\"");
    }

    /// <summary>Asks something of a mailbox.</summary>
    /// <param name="writes">Whether it changes something: then an answer that doesn't come leaves open whether it was done.</param>
    /// <param name="call">Asks, and reads the answer.</param>
    /// <exception cref="CalendarException">It was not done, or it can't be said whether it was.</exception>
    public async Task<T> Ask<T>(string mailbox, bool writes, Func<GraphServiceClient, CancellationToken, Task<T?>> call, CancellationToken cancel) where T : class
    {
        var places = mailboxes.GetOrAdd(mailbox, _ => new SemaphoreSlim(MostAtOnce));
        await places.WaitAsync(cancel);
        try
        {
            for (var repetition = 0; ; repetition++)
            {
                try
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    limit.CancelAfter(timeout);
                    return await call(Client, limit.Token) ?? throw new CalendarException(CalendarFault.Unavailable, "Graph answered without saying anything");
                }
                catch (Exception fault) when (!(fault is OperationCanceledException && cancel.IsCancellationRequested))
                {
                    var told = GraphFaults.Of(fault, writes);
                    if (told is not { Fault: CalendarFault.Throttled, RetryAfter: { } pause } || pause > LongestPause || repetition == MostRepetitions)
                        throw told;
                    // Refused before anything was done: the very same again is safe.
                    await Task.Delay(pause, cancel);
                }
            }
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Whether a link that an answer or a cursor held leads to the Graph that we ask: elsewhere the token must not go.</summary>
    public bool IsOurs([NotNullWhen(true)] string? link) => link?.StartsWith(BaseUrl + "/", StringComparison.OrdinalIgnoreCase) == true;

    static AzureIdentityAuthenticationProvider Credential(GraphSettings settings)
    {
        var cloud = GraphCloud.Of(settings.BaseUrl)!;
        try
        {
            var credential = new ClientSecretCredential(settings.TenantId, settings.ClientId, settings.ClientSecret, new ClientSecretCredentialOptions { AuthorityHost = cloud.Authority });
            // Without the hosts named, a Graph other than the public one would be asked without a token, and nobody would be told why.
            return new(credential, allowedHosts: [settings.BaseUrl.Host], observabilityOptions: null, isCaeEnabled: true, scopes: [$"https://{settings.BaseUrl.Host}/.default"]);
        }
        catch (ArgumentException)
        {
            throw new SettingException("Graph:TenantId", $"is '{settings.TenantId}', which is no tenant", "write its id, a GUID, or its domain");
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        http.Dispose();
        foreach (var places in mailboxes.Values)
            places.Dispose();
    }

    /// <summary>What a simulator takes for a token. It opens nothing else.</summary>
    sealed class SimulatorBearer : IAuthenticationProvider
    {
        public Task AuthenticateRequestAsync(RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
        {
            request.Headers.TryAdd("Authorization", "Bearer development");
            return Task.CompletedTask;
        }
    }
}
