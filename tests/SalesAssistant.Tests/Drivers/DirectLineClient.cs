using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A Direct Line client that speaks raw HTTP, so that what the server writes is seen as it is written.</summary>
public sealed class DirectLineClient : IDisposable
{
    readonly HttpClient http;

    public DirectLineClient(Uri address, string? bearer)
    {
        http = new HttpClient { BaseAddress = new Uri(address, "/v3/directline/") };
        if (bearer is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
    }

    /// <summary>An answer: its status and its JSON (undefined when there is none).</summary>
    public sealed record Answer(int Status, JsonElement Json, HttpResponseMessage Response)
    {
        public string? Text(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value) ? value.ToString() : null;

        public string? ErrorCode => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;
    }

    public Task<Answer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> Post(string path, string? json = null, string contentType = "application/json") =>
        Post(path, json is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } });

    public Task<Answer> Post(string path, HttpContent? content) => Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });

    public Task<Answer> Says(string conversationId, string text, string? clientActivityId = null) => Post(
        $"conversations/{conversationId}/activities",
        JsonSerializer.Serialize(new { type = "message", from = new { id = "u1" }, text, channelData = new { clientActivityID = clientActivityId ?? Guid.NewGuid().ToString() } }));

    /// <summary>All activities after the watermark.</summary>
    public async Task<IReadOnlyList<JsonElement>> Activities(string conversationId, string watermark = "")
    {
        var answer = await Get($"conversations/{conversationId}/activities?watermark={watermark}");
        Xunit.Assert.Equal(200, answer.Status);
        return [.. answer.Json.GetProperty("activities").EnumerateArray()];
    }

    public async Task<Answer> Send(HttpRequestMessage request)
    {
        var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, body.StartsWith('{') ? JsonDocument.Parse(body).RootElement : default, response);
    }

    public void Dispose() => http.Dispose();
}

/// <summary>One WebSocket of Direct Line.</summary>
public sealed class DirectLineSocket : IAsyncDisposable
{
    readonly ClientWebSocket socket = new();

    public List<JsonElement> Activities { get; } = [];
    public string? Watermark { get; private set; }

    public static async Task<DirectLineSocket> Open(string streamUrl, string? origin = null)
    {
        var opened = new DirectLineSocket();
        if (origin is not null) opened.socket.Options.SetRequestHeader("Origin", origin);
        opened.socket.Options.CollectHttpResponseDetails = true;
        await opened.socket.ConnectAsync(new Uri(streamUrl), Xunit.TestContext.Current.CancellationToken);
        return opened;
    }

    /// <summary>The status with which the server refuses to open it; 101 when it doesn't.</summary>
    public static async Task<int> StatusOf(string streamUrl, string? origin = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri(streamUrl), Xunit.TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }
        return (int)socket.HttpStatusCode;
    }

    /// <summary>Reads frames until one activity is such.</summary>
    public async Task<JsonElement> Hears(Func<JsonElement, bool> such, string what)
    {
        for (var looked = 0; ;)
        {
            for (; looked < Activities.Count; looked++)
                if (such(Activities[looked])) return Activities[looked];
            if (!await ReadFrame()) throw new InvalidOperationException($"The socket closed before this was heard: {what}");
        }
    }

    public Task<JsonElement> Hears(string text) => Hears(activity => activity.TryGetProperty("text", out var said) && said.GetString()!.Contains(text, StringComparison.Ordinal), text);

    public Task SendsText(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Xunit.TestContext.Current.CancellationToken);

    /// <summary>Reads to the end. The status with which the server closed.</summary>
    public async Task<WebSocketCloseStatus?> IsClosed()
    {
        while (await ReadFrame()) { }
        return socket.CloseStatus;
    }

    public async Task Closes()
    {
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Xunit.TestContext.Current.CancellationToken);
        while (await ReadFrame()) { }
    }

    async Task<bool> ReadFrame()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var frame = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, limit.Token);
            if (part.MessageType == WebSocketMessageType.Close) return false;
            frame.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        if (frame.Length == 0) return true;
        var set = JsonDocument.Parse(frame.ToArray()).RootElement;
        Activities.AddRange(set.GetProperty("activities").EnumerateArray());
        Watermark = set.GetProperty("watermark").GetString();
        return true;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
