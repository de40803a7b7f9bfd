using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SalesAssistant.Bookings.Calendars.CalDav;

/// <summary>What a CalDAV server answered.</summary>
/// <param name="Tag">The ETag of the resource; null when it doesn't say.</param>
sealed record CalDavAnswer(HttpStatusCode Status, string? Tag, string Body);

/// <summary>A resource of a calendar as a multistatus has it.</summary>
/// <param name="File">The last part of its address, decoded.</param>
/// <param name="Data">iCalendar; null when it was not asked for or is gone.</param>
sealed record CalDavResource(string File, string? Tag, string? Data, bool Gone);

/// <summary>HTTP with the methods of WebDAV (RFC 4918, 4791, 6578), and what went wrong by the names that the protocol knows.</summary>
sealed class CalDavClient : IDisposable
{
    public static readonly XNamespace Dav = "DAV:";
    public static readonly XNamespace Cal = "urn:ietf:params:xml:ns:caldav";

    static readonly HttpMethod Report = new("REPORT");
    static readonly HttpMethod PropFind = new("PROPFIND");

    readonly HttpClient once;
    readonly HttpClient kept;
    readonly TimeSpan timeout;

    /// <summary>
    /// A server of HTTP/1.0, as Radicale by itself is one, hangs up after each answer without a word: what is written to a line that it is
    /// about to close is lost. Until it has shown that it is none, each request has a line of its own.
    /// </summary>
    volatile bool keepsConnections;

    public CalDavClient(CalDavSettings settings, TimeSpan timeout)
    {
        this.timeout = timeout;
        once = Http(settings, TimeSpan.Zero);
        kept = Http(settings, TimeSpan.FromMinutes(5));
    }

    static HttpClient Http(CalDavSettings settings, TimeSpan connectionsLast)
    {
        // A redirect would carry the password along.
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = connectionsLast, ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            // Each request has its own limit, body included.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 * 1024 * 1024,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}")));
        http.DefaultRequestHeaders.UserAgent.ParseAdd("SalesAssistant/1.0");
        return http;
    }

    /// <summary>The resource; null when there is none.</summary>
    public async Task<CalDavAnswer?> Get(Uri resource, CancellationToken cancel)
    {
        var answer = await Send(new(HttpMethod.Get, resource), writes: false, cancel);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            await RequireCalendar(resource, cancel);
            return null;
        }
        return Fine(answer, writes: false);
    }

    /// <summary>Writes a resource: a new one where <paramref name="tag"/> is null, else in the place of the version with that tag.</summary>
    public async Task<CalDavAnswer> Put(Uri resource, string calendar, string? tag, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, resource) { Content = new StringContent(calendar, Encoding.UTF8, "text/calendar") };
        request.Headers.TryAddWithoutValidation(tag is null ? "If-None-Match" : "If-Match", tag ?? "*");
        var answer = await Send(request, writes: true, cancel);
        if (answer.Status is HttpStatusCode.NotFound || (answer.Status is HttpStatusCode.Conflict && !Says(answer, "no-uid-conflict")))
            await RequireCalendar(resource, cancel);
        return Fine(answer, writes: true);
    }

    /// <summary>Deletes a resource. One that is gone is fine, a calendar that is not there is not.</summary>
    public async Task Delete(Uri resource, CancellationToken cancel)
    {
        var answer = await Send(new(HttpMethod.Delete, resource), writes: true, cancel);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            await RequireCalendar(resource, cancel);
        else
            Fine(answer, writes: true);
    }

    /// <summary>A REPORT on a calendar, answered by its resources and, where it has one, the token of its state.</summary>
    /// <param name="refused">Told of an answer that is no multistatus before it becomes a fault; true when it is understood, and there are no resources.</param>
    public async Task<(IReadOnlyList<CalDavResource> Resources, string? Token, bool Truncated)> Query(Uri calendar, XElement report, CancellationToken cancel, Func<CalDavAnswer, bool>? refused = null)
    {
        var request = new HttpRequestMessage(Report, calendar) { Content = new StringContent(new XDocument(report).ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "application/xml") };
        request.Headers.Add("Depth", "1");
        var answer = await Send(request, writes: false, cancel);
        if (answer.Status != HttpStatusCode.MultiStatus)
        {
            if (refused?.Invoke(answer) == true)
                return ([], null, false);
            Fine(answer, writes: false);
            throw new CalendarException(CalendarFault.Unavailable, $"The CalDAV server answered a query with {(int)answer.Status}");
        }
        var root = Xml(answer.Body);
        var (resources, truncated) = (new List<CalDavResource>(), false);
        foreach (var response in root.Elements(Dav + "response"))
        {
            var href = response.Element(Dav + "href")?.Value ?? "";
            var status = response.Element(Dav + "status")?.Value ?? "";
            // The calendar itself in an answer to a sync means that there is more to come.
            if (status.Contains(" 507", StringComparison.Ordinal))
            {
                truncated = true;
                continue;
            }
            var file = Uri.UnescapeDataString(href.TrimEnd('/').Split('/')[^1]);
            var gone = status.Contains(" 404", StringComparison.Ordinal) || status.Contains(" 410", StringComparison.Ordinal);
            var found = response.Elements(Dav + "propstat").Where(propstat => propstat.Element(Dav + "status")?.Value.Contains(" 200", StringComparison.Ordinal) == true).Elements(Dav + "prop").Elements().ToList();
            resources.Add(new(file, found.FirstOrDefault(property => property.Name == Dav + "getetag")?.Value, found.FirstOrDefault(property => property.Name == Cal + "calendar-data")?.Value, gone));
        }
        return (resources, root.Element(Dav + "sync-token")?.Value, truncated);
    }

    /// <summary>Whether an error names a precondition such as valid-sync-token.</summary>
    public static bool Says(CalDavAnswer answer, string precondition) => answer.Body.Contains(precondition, StringComparison.Ordinal);

    /// <summary>Tells a calendar that is missing from a resource that is.</summary>
    /// <exception cref="CalendarException">There is no such calendar, or nobody can say.</exception>
    async Task RequireCalendar(Uri resource, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(PropFind, new Uri(resource, "."))
        {
            Content = new StringContent(new XDocument(new XElement(Dav + "propfind", new XElement(Dav + "prop", new XElement(Dav + "resourcetype")))).ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "application/xml"),
        };
        request.Headers.Add("Depth", "0");
        Fine(await Send(request, writes: false, cancel), writes: false);
    }

    async Task<CalDavAnswer> Send(HttpRequestMessage request, bool writes, CancellationToken cancel)
    {
        using var sent = request;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(timeout);
            using var response = await (keepsConnections ? kept : once).SendAsync(sent, limit.Token);
            keepsConnections = response.Version >= HttpVersion.Version11;
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                throw new CalendarException(CalendarFault.Throttled, "The CalDAV server is asked too much", RetryAfter(response) ?? TimeSpan.FromSeconds(5));
            return new(response.StatusCode, response.Headers.TryGetValues("ETag", out var tags) ? tags.FirstOrDefault() : null, await response.Content.ReadAsStringAsync(limit.Token));
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new CalendarException(CalendarFault.Unavailable, "The CalDAV server can't be reached", inner: fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidOperationException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new CalendarException(Open(writes), "The CalDAV server gave no whole answer in time", inner: fault);
        }
    }

    static CalDavAnswer Fine(CalDavAnswer answer, bool writes) => (int)answer.Status is >= 200 and < 300 ? answer : throw new CalendarException((int)answer.Status switch
    {
        401 or 403 => CalendarFault.Denied,
        404 or 410 => CalendarFault.NotFound,
        409 when !Says(answer, "no-uid-conflict") => CalendarFault.Rejected,
        409 or 412 => CalendarFault.Changed,
        423 => CalendarFault.Unavailable,
        408 or >= 500 => Open(writes),
        _ => CalendarFault.Rejected,
    }, $"The CalDAV server answered {(int)answer.Status}");

    /// <summary>After a request that only reads there is nothing open; after one that writes nobody knows.</summary>
    static CalendarFault Open(bool writes) => writes ? CalendarFault.Unknown : CalendarFault.Unavailable;

    static XElement Xml(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XDocument.Load(reader).Root is { } root && root.Name == Dav + "multistatus" ? root : throw new XmlException("no multistatus");
        }
        catch (XmlException broken)
        {
            throw new CalendarException(CalendarFault.Unavailable, "The CalDAV server's answer can't be read", inner: broken);
        }
    }

    static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - TimeProvider.System.GetUtcNow() is { } left && left > TimeSpan.Zero ? left : null) : null;

    public void Dispose()
    {
        once.Dispose();
        kept.Dispose();
    }
}
