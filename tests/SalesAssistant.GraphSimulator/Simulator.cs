using System.Collections.Concurrent;

namespace SalesAssistant.GraphSimulator;

/// <summary>
/// The calendar part of Microsoft Graph on loopback, with sendMail beside it, with its state, limits and oddities: what the product does with calendars can be tried
/// without a tenant. It holds everything in memory, and knows nothing of the product.
/// </summary>
public sealed class Simulator : IAsyncDisposable
{
    /// <summary>The only bearer that is taken; it opens nothing but this.</summary>
    public const string Bearer = "development";

    readonly WebApplication app;
    readonly Subscriptions subscriptions;
    readonly ConcurrentQueue<string> requests = new();

    Simulator(WebApplication app, TimeProvider clock)
    {
        this.app = app;
        subscriptions = new(Mailboxes, Faults, clock);
    }

    public Mailboxes Mailboxes { get; } = new();

    public Faults Faults { get; } = new();

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.First();

    /// <summary>The address of Graph: the product's Graph:BaseUrl.</summary>
    public string BaseUrl => Address + "/v1.0";

    /// <summary>Method, path and query of each request so far that Graph was asked.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    /// <summary>Who is told of changes: the subscription's id, the mailbox, and until when.</summary>
    public IReadOnlyList<(string Id, string User, NodaTime.Instant Expires)> Subscribed => subscriptions.All;

    /// <summary>Says what Graph says of the subscriptions of a mailbox: `reauthorizationRequired`, `missed`, or `subscriptionRemoved`, which takes them away.</summary>
    public void TellLifecycle(string user, string what) => subscriptions.Live(user, what);

    /// <summary>Starts it without a mailbox.</summary>
    /// <param name="url">On this machine; with port 0 on a free one.</param>
    /// <param name="clock">By which subscriptions end; the system's when null.</param>
    public static async Task<Simulator> Start(string url = "http://127.0.0.1:0", TimeProvider? clock = null)
    {
        if (!new Uri(url).IsLoopback)
            throw new ArgumentException("The simulator listens on this machine only.", nameof(url));

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var simulator = new Simulator(app, clock ?? TimeProvider.System);
        app.Urls.Clear();
        app.Urls.Add(url);
        simulator.Map();
        await app.StartAsync();
        return simulator;
    }

    void Map()
    {
        app.Use((http, next) => http.Request.Path.StartsWithSegments("/v1.0", StringComparison.Ordinal) ? AsGraph(http, next) : next(http));
        app.UseRouting();
        app.MapControl(this);
        var graph = app.MapGroup("/v1.0");
        graph.MapSchedule(Mailboxes);
        graph.MapEvents(Mailboxes);
        graph.MapDelta(Mailboxes);
        graph.MapMail(Mailboxes);
        subscriptions.Map(graph);
    }

    /// <summary>What Graph looks at before it does anything: the token, how many at once, the mailbox, the scope.</summary>
    Task AsGraph(HttpContext http, RequestDelegate next)
    {
        requests.Enqueue($"{http.Request.Method} {Uri.UnescapeDataString(http.Request.Path + http.Request.QueryString.Value)}");
        return http.Request.Headers.Authorization == $"Bearer {Bearer}"
            ? InMailbox()
            : GraphRequest.Fault(401, "InvalidAuthenticationToken", "Access token is missing or malformed.").ExecuteAsync(http);

        async Task InMailbox()
        {
            if (http.Request.Path.Value!.Split('/') is not ["", "v1.0", "users", var user, ..])
            {
                await Faults.Meet(http, () => next(http));
                return;
            }
            if (Mailboxes.Find(Uri.UnescapeDataString(user)) is not { } mailbox)
            {
                await Faults.Meet(http, () => GraphRequest.Fault(404, "ErrorInvalidUser", $"The requested user '{user}' is invalid.").ExecuteAsync(http));
                return;
            }
            if (!mailbox.TryEnter())
            {
                http.Response.Headers.RetryAfter = "1";
                await GraphRequest.Fault(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.").ExecuteAsync(http);
                return;
            }
            try
            {
                await Faults.Meet(http, () => mailbox.InScope ? next(http)
                    : GraphRequest.Fault(403, "ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.").ExecuteAsync(http));
            }
            finally
            {
                mailbox.Leave();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Faults.Release();
        await app.StopAsync();
        await app.DisposeAsync();
        subscriptions.Dispose();
    }
}
