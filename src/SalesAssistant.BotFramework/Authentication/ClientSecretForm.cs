using System.Text.Json;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>
/// Gets the token from a named endpoint, by the form of OAuth 2.0 (client_credentials): for endpoints that are not Entra's own,
/// and for loopback, which Microsoft's client library refuses.
/// </summary>
public sealed class ClientSecretForm : IAppTokenSource, IDisposable
{
    /// <param name="endpoint">The token endpoint itself; secure, as <see cref="ServiceUrls.IsSecure"/> has it.</param>
    /// <param name="scope">What the token is for.</param>
    /// <param name="time">The clock that tokens end by.</param>
    /// <param name="handler">What carries the requests; disposed with this. It must not follow redirects.</param>
    public ClientSecretForm(Uri endpoint, string appId, string secret, string scope, TimeProvider time, HttpMessageHandler handler)
    {
        _endpoint = endpoint;
        _fields = new() { ["grant_type"] = "client_credentials", ["client_id"] = appId, ["client_secret"] = secret, ["scope"] = scope };
        _time = time;
        _http = new HttpClient(handler) { MaxResponseContentBufferSize = 64 * 1024 };
    }

    public async Task<AppToken> GetAsync(CancellationToken cancel)
    {
        var asked = _time.GetUtcNow();
        using var form = new FormUrlEncodedContent(_fields);
        try
        {
            using var response = await _http.PostAsync(_endpoint, form, cancel);
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            if (!response.IsSuccessStatusCode) throw new AppTokenException($"The token endpoint answered {(int)response.StatusCode}{ErrorIn(body)}.");
            return TokenIn(body, asked) ?? throw new AppTokenException("The token endpoint's answer holds no token.");
        }
        catch (HttpRequestException fault)
        {
            throw new AppTokenException("The token endpoint could not be asked: " + fault.Message, fault);
        }
    }

    public void Dispose() => _http.Dispose();

    readonly Uri _endpoint;
    readonly Dictionary<string, string> _fields;
    readonly TimeProvider _time;
    readonly HttpClient _http;

    static AppToken? TokenIn(byte[] body, DateTimeOffset asked)
    {
        if (Read(body) is not { } answer || TextIn(answer, "access_token") is not { Length: > 0 } text) return null;
        var seconds = answer.TryGetProperty("expires_in", out var expires) && int.TryParse(expires.ToString(), out var given) ? given : 0;
        return seconds > 0 ? new(text, asked.AddSeconds(seconds)) : null;
    }

    /// <summary>The error's code alone: its description may repeat what was sent.</summary>
    static string ErrorIn(byte[] body) =>
        Read(body) is { } answer && TextIn(answer, "error") is { Length: > 0 and < 100 } code && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? $" ({code})" : "";

    static JsonElement? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body) is { ValueKind: JsonValueKind.Object } answer ? answer : null;
        }
        catch (JsonException)
        {
            return null; // A gateway's page, not the endpoint's answer.
        }
    }

    static string? TextIn(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
