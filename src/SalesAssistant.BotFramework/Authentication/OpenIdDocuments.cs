using Microsoft.IdentityModel.Protocols;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>Fetches metadata and keys: from secure addresses only, without following redirects, of a bearable size and in bearable time.</summary>
public sealed class OpenIdDocuments : IDocumentRetriever, IDisposable
{
    /// <param name="development">Loopback may be asked over http.</param>
    /// <param name="handler">What carries the requests; disposed with this. It must not follow redirects.</param>
    public OpenIdDocuments(bool development, HttpMessageHandler handler)
    {
        _development = development;
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1024 * 1024 };
    }

    /// <exception cref="IOException">It could not be fetched, or must not be: the metadata names where the keys are, and that address is held to the same rule.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !ServiceUrls.IsSecure(uri, _development))
            throw new IOException("The address of metadata or keys is not https.");
        try
        {
            return await _http.GetStringAsync(uri, cancel);
        }
        catch (HttpRequestException fault)
        {
            throw new IOException($"{uri.Host} did not give metadata or keys: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"{uri.Host} did not give metadata or keys in time.", fault);
        }
    }

    public void Dispose() => _http.Dispose();

    readonly bool _development;
    readonly HttpClient _http;
}
