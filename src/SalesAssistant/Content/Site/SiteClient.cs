using System.Net;
using System.Net.Http.Headers;
using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Site;

/// <summary>What came of asking for a page.</summary>
internal abstract record Fetched
{
    /// <param name="Tag">The page's ETag, to ask again with; null when it has none.</param>
    internal sealed record Page(byte[] Body, string? Charset, string? Tag) : Fetched;

    /// <summary>It is as it was.</summary>
    internal sealed record Unchanged : Fetched;

    /// <summary>The site no longer has it.</summary>
    internal sealed record Gone : Fetched;

    /// <param name="Why">For marketing to read.</param>
    internal sealed record Failed(string Why) : Fetched;
}

/// <summary>Asks a website for its pages: one host, public addresses, bounded in time, size and redirects.</summary>
internal sealed class SiteClient : IDisposable
{
    const int MostBytes = 5_000_000;
    const int MostRedirects = 5;
    const int Attempts = 3;

    readonly HttpClient http;
    readonly TimeSpan pause;

    /// <param name="pause">Before an answer that may be better next time is asked for again.</param>
    public SiteClient(SiteSettings settings, TimeSpan pause)
    {
        this.pause = pause;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 64,
            ConnectCallback = PublicInternet.Connect(host => settings.AllowedHosts.Contains($"{host.Host}:{host.Port}", StringComparer.OrdinalIgnoreCase)),
        })
        { Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = MostBytes };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("SalesAssistant/1.0");
    }

    /// <param name="tag">Of what is known already.</param>
    /// <param name="kind">What the answer's media type has to contain, such as "html".</param>
    public async Task<Fetched> Get(Uri address, string kind, string? tag, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (fetched, mayBeBetter) = await Try(address, kind, tag, cancel);
            if (!mayBeBetter || attempt == Attempts)
                return fetched;
            await Task.Delay(pause * attempt, cancel);
        }
    }

    async Task<(Fetched Fetched, bool MayBeBetter)> Try(Uri address, string kind, string? tag, CancellationToken cancel)
    {
        var at = address;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, at);
                if (tag is not null && EntityTagHeaderValue.TryParse(tag, out var known))
                    request.Headers.IfNoneMatch.Add(known);
                using var response = await http.SendAsync(request, cancel);
                switch (response.StatusCode)
                {
                    case HttpStatusCode.NotModified:
                        return (new Fetched.Unchanged(), false);
                    case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                        return (new Fetched.Gone(), false);
                    case HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                        return (new Fetched.Failed($"it answers {(int)response.StatusCode}"), true);
                    case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest when response.Headers.Location is { } location:
                        at = new Uri(at, location);
                        if (at.Host != address.Host || at.Scheme != Uri.UriSchemeHttps && at.Scheme != address.Scheme)
                            return (new Fetched.Failed($"it leads to {at.GetLeftPart(UriPartial.Path)}, which is another site"), false);
                        continue;
                    case HttpStatusCode.OK:
                        var type = response.Content.Headers.ContentType;
                        return type?.MediaType?.Contains(kind, StringComparison.OrdinalIgnoreCase) == true
                            ? (new Fetched.Page(await response.Content.ReadAsByteArrayAsync(cancel), type.CharSet?.Trim('"'), response.Headers.ETag?.ToString()), false)
                            : (new Fetched.Failed($"it is {type?.MediaType ?? "of no type"}, which isn't read"), false);
                    default:
                        return (new Fetched.Failed($"it answers {(int)response.StatusCode}"), false);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                return fault.InnerException is PrivateAddressException || fault is PrivateAddressException
                    ? (new Fetched.Failed($"{at.Host} is a private address, and only public ones are read"), false)
                    : fault is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
                        ? (new Fetched.Failed("it is larger than 5 MB"), false)
                        : (new Fetched.Failed(fault is OperationCanceledException ? "it doesn't answer in time" : "it can't be reached"), true);
            }
        }
        return (new Fetched.Failed($"it redirects more than {MostRedirects} times"), false);
    }

    public void Dispose() => http.Dispose();
}
