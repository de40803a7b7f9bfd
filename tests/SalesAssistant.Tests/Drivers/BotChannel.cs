using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SalesAssistant.Conversations;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A visitor on a channel such as Teams: speaks to /api/messages, and is answered at the channel's own address.</summary>
sealed class BotChannel(SalesApp app, ChannelServer server, string conversation = "c1", string channelId = BotChannel.ChannelId, string? conversationType = null) : IDisposable
{
    /// <summary>Settings with which the product takes what this channel says.</summary>
    public static readonly string[] Settings = ["--environment", "Development", "--BotFramework:AllowUnauthenticated", "true"];

    public const string ChannelId = "test";

    readonly HttpClient http = app.Http();

    /// <summary>Our id of the conversation.</summary>
    public string ConversationId { get; } = ConversationIds.For(channelId, conversation);

    /// <summary>What is sent as Authorization with each request; none when null.</summary>
    public Func<string>? Authorization { get; init; }

    /// <summary>The channel's own id of the conversation.</summary>
    public string Name => conversation;

    /// <summary>The requests about this conversation, in the order of arrival.</summary>
    public IReadOnlyList<ChannelServer.Request> Requests => [.. server.Requests.Where(request => request.Target.StartsWith($"/v3/conversations/{Uri.EscapeDataString(conversation)}/", StringComparison.Ordinal))];

    /// <summary>What was sent to the channel so far.</summary>
    public IReadOnlyList<JsonElement> Heard => [.. Requests.Select(request => JsonDocument.Parse(request.Body).RootElement)];

    public IReadOnlyList<string?> HeardTexts => [.. Heard.Select(activity => activity.TryGetProperty("text", out var text) ? text.GetString() : null)];

    public Task<int> Says(string text, string? id = null) => Posts("message", $$"""{"id":{{JsonSerializer.Serialize(id ?? Guid.NewGuid().ToString())}},"text":{{JsonSerializer.Serialize(text)}}}""");

    /// <summary>Posts an activity of this type with the fields of a real one, and with these.</summary>
    public async Task<int> Posts(string type, string fields = "{}") => (int)(await Post(Activity(type, fields))).StatusCode;

    public Task<HttpResponseMessage> Post(string json, string contentType = "application/json") =>
        Post(json, contentType, Authorization is { } authorization ? [authorization()] : []);

    /// <summary>Posts it with these headers called Authorization, each as it stands.</summary>
    public async Task<HttpResponseMessage> Post(string json, string contentType, params string[] authorizations)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } } };
        foreach (var authorization in authorizations) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await http.SendAsync(request);
    }

    /// <summary>An activity as JSON; a field that is given as null is left out.</summary>
    public string Activity(string type, string fields = "{}")
    {
        var activity = new Dictionary<string, object?>
        {
            ["type"] = type,
            ["channelId"] = channelId,
            ["serviceUrl"] = server.Address.ToString(),
            ["conversation"] = conversationType is null ? new { id = conversation } : (object)new { id = conversation, conversationType },
            ["from"] = new { id = "u1", name = "Ada" },
            ["recipient"] = new { id = "bot1", name = "Lark" },
        };
        foreach (var field in JsonDocument.Parse(fields).RootElement.EnumerateObject())
            if (field.Value.ValueKind == JsonValueKind.Null) activity.Remove(field.Name);
            else activity[field.Name] = field.Value;
        return JsonSerializer.Serialize(activity);
    }

    public Task<List<Message>> Stored() => app.Messages(ConversationId);

    /// <summary>Waits until something arrived that says this, in its text or in its card.</summary>
    public async Task<string> Hears(string text) => Words(await Sees(text)).First(word => word.Contains(text, StringComparison.Ordinal));

    /// <summary>The same, and gives the whole activity.</summary>
    public async Task<JsonElement> Sees(string text)
    {
        JsonElement? seen = null;
        await Eventually.Holds(() => Task.FromResult((seen = Heard.Cast<JsonElement?>().FirstOrDefault(heard => Words(heard!.Value).Any(word => word.Contains(text, StringComparison.Ordinal)))) is not null), $"the channel hears: {text}");
        return seen!.Value;
    }

    /// <summary>Waits for a card with such a button, and gives what the button sends.</summary>
    public async Task<string> SeesButton(string action)
    {
        string? data = null;
        await Eventually.Holds(() => Task.FromResult((data = Heard.Reverse().SelectMany(Objects).FirstOrDefault(found =>
            found.TryGetProperty("action", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == action) is { ValueKind: JsonValueKind.Object } button ? button.GetRawText() : null) is not null), $"a button {action}");
        return data!;
    }

    /// <summary>Presses a card's button.</summary>
    public Task<int> Presses(string data) => Posts("message", $$"""{"id":"{{Guid.NewGuid()}}","value":{{data}}}""");

    static IEnumerable<string> Words(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(field => Words(field.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Words),
        _ => [],
    };

    static IEnumerable<JsonElement> Objects(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(field => Objects(field.Value)).Prepend(json),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    /// <summary>Waits until every stored message is settled.</summary>
    public Task Settles() => Eventually.Holds(async () => (await Stored()) is { Count: > 1 } stored && stored.TrueForAll(message => message.Delivery != Delivery.Pending), "all messages are settled");

    public void Dispose() => http.Dispose();
}
