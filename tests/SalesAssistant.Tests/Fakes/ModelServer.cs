using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SalesAssistant.Tests.Fakes;

/// <summary>
/// An OpenAI-compatible endpoint: a real HTTP server on loopback that answers as it was told to, by tool calls and by text, in one
/// piece or streamed in small ones, as the caller asks.
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<Func<JsonObject, Reply>> script = new();
    readonly ConcurrentQueue<JsonObject> requests = new();

    ModelServer(WebApplication app) => this.app = app;

    public string Endpoint => app.Urls.First() + "/v1";

    /// <summary>The bodies of the calls so far.</summary>
    public IReadOnlyList<JsonObject> Requests => [.. requests];

    public static async Task<ModelServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new ModelServer(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/v1/chat/completions", server.Answer);
        app.MapPost("/v1/embeddings", server.Embed);
        await app.StartAsync();
        return server;
    }

    /// <summary>The next call is answered with a tool call.</summary>
    public void CallsTool(string name, object arguments) => script.Enqueue(_ => new Reply(name, JsonSerializer.Serialize(arguments)));

    /// <summary>The next call is answered with a text, made from the request.</summary>
    public void Says(Func<JsonObject, string> text) => script.Enqueue(request => new Reply(null, text(request)));

    public void Says(string text) => Says(_ => text);

    /// <summary>The next call is answered by a stream that the test writes, bit by bit.</summary>
    public SlowAnswer SaysSlowly()
    {
        var slow = new SlowAnswer();
        script.Enqueue(request =>
        {
            slow.Ask(request);
            return new Reply(null, "", Slow: slow);
        });
        return slow;
    }

    /// <summary>Calls that nothing was written for are answered by this: with a tool's name and its arguments, or without a tool and with a text.</summary>
    public Func<JsonObject, (string? Tool, string Text)>? Otherwise { get; set; }

    /// <summary>The next call fails with this status.</summary>
    public void Fails(int status) => script.Enqueue(_ => new Reply(null, "", status));

    /// <summary>The vector of a text, as long as the endpoint gives any.</summary>
    public Func<string, float[]>? Vector { get; set; }

    /// <summary>The passages that the last tool answer of a request holds.</summary>
    public static JsonArray Passages(JsonObject request) =>
        JsonNode.Parse(request["messages"]!.AsArray().Last(message => message!["role"]!.GetValue<string>() == "tool")!["content"]!.GetValue<string>())!["passages"]!.AsArray();

    async Task Answer(HttpContext http)
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        requests.Enqueue(request);
        var reply = script.TryDequeue(out var next) ? next(request) : Otherwise?.Invoke(request) is { } other ? new Reply(other.Tool, other.Text) : new Reply(null, "", 500);
        if (reply.Status != 200)
        {
            http.Response.StatusCode = reply.Status;
            await http.Response.WriteAsJsonAsync(new { error = new { message = "no", type = "server_error" } });
            return;
        }
        if (reply.Slow is { } slow)
            await slow.Write(http, Chunk);
        else if (request["stream"]?.GetValue<bool>() == true)
            await Stream(http, reply);
        else
            await http.Response.WriteAsJsonAsync(new
            {
                id = "c1",
                @object = "chat.completion",
                created = 1,
                model = "test",
                choices = new[] { new { index = 0, finish_reason = reply.Tool is null ? "stop" : "tool_calls", message = Message(reply) } },
            });
    }

    async Task Embed(HttpContext http)
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        if (Vector is not { } vector)
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsJsonAsync(new { error = new { message = "no", type = "invalid_request_error" } });
            return;
        }
        var texts = request["input"] is JsonArray many ? many.Select(text => text!.GetValue<string>()) : [request["input"]!.GetValue<string>()];
        await http.Response.WriteAsJsonAsync(new
        {
            @object = "list",
            model = request["model"]!.GetValue<string>(),
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(vector(text))) }),
            usage = new { prompt_tokens = 1, total_tokens = 1 },
        });
    }

    static object Message(Reply reply) => reply.Tool is null
        ? new { role = "assistant", content = (string?)reply.Text, tool_calls = (object[]?)null }
        : new { role = "assistant", content = (string?)null, tool_calls = (object[]?)[new { id = "call_1", type = "function", function = new { name = reply.Tool, arguments = reply.Text } }] };

    static async Task Stream(HttpContext http, Reply reply)
    {
        http.Response.ContentType = "text/event-stream";
        if (reply.Tool is not null)
            await Chunk(http, new { role = "assistant", tool_calls = new[] { new { index = 0, id = "call_1", type = "function", function = new { name = reply.Tool, arguments = "" } } } }, null);
        for (var at = 0; at < reply.Text.Length; at += 7)
        {
            var piece = reply.Text.Substring(at, Math.Min(7, reply.Text.Length - at));
            await Chunk(http, reply.Tool is null ? new { content = piece } : new { tool_calls = new[] { new { index = 0, function = new { arguments = piece } } } }, null);
        }
        await Chunk(http, new { }, reply.Tool is null ? "stop" : "tool_calls");
        await http.Response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray());
    }

    static async Task Chunk(HttpContext http, object delta, string? finish)
    {
        var json = JsonSerializer.Serialize(new { id = "c1", @object = "chat.completion.chunk", created = 1, model = "test", choices = new[] { new { index = 0, delta, finish_reason = finish } } });
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {json}\n\n"));
        await http.Response.Body.FlushAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    sealed record Reply(string? Tool, string Text, int Status = 200, SlowAnswer? Slow = null);
}

/// <summary>An answer that a test writes while the product reads it.</summary>
public sealed class SlowAnswer
{
    readonly Channel<string?> pieces = Channel.CreateUnbounded<string?>();
    readonly TaskCompletionSource<JsonObject> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int sentences;

    /// <summary>As with every wait, only there so that a broken test ends.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>The call, once it has come.</summary>
    public Task<JsonObject> Asked => asked.Task.WaitAsync(Limit);

    /// <summary>Ends when the product has hung up before the answer was whole.</summary>
    public Task Left => left.Task.WaitAsync(Limit);

    /// <summary>Writes text as it is.</summary>
    public void Writes(string text) => pieces.Writer.TryWrite(text);

    /// <summary>Writes a sentence in the form of an answer, in two pieces: one is not whole yet.</summary>
    /// <param name="holding">Words of the passage that it names; those of the quote when null.</param>
    public async Task Says(string sentence, string? quote = null, string? holding = null)
    {
        var passage = ModelServer.Passages(await Asked).First(candidate => candidate!["text"]!.GetValue<string>().Contains(holding ?? quote ?? sentence, StringComparison.Ordinal))!["label"]!.GetValue<string>();
        var json = JsonSerializer.Serialize(new { sentence, passage, quote = quote ?? sentence });
        Writes((sentences++ == 0 ? "```json\n{\"sentences\": [" : ",") + json[..(json.Length / 2)]);
        Writes(json[(json.Length / 2)..]);
    }

    /// <summary>The answer is whole.</summary>
    public void Ends()
    {
        Writes(sentences == 0 ? """{"sentences":[]}""" : "]}\n```");
        pieces.Writer.TryComplete();
    }

    /// <summary>The endpoint breaks off.</summary>
    public void Breaks()
    {
        pieces.Writer.TryWrite(null);
        pieces.Writer.TryComplete();
    }

    internal void Ask(JsonObject request) => asked.TrySetResult(request);

    internal async Task Write(HttpContext http, Func<HttpContext, object, string?, Task> chunk)
    {
        http.Response.ContentType = "text/event-stream";
        try
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(http.RequestAborted))
            {
                if (piece is null)
                {
                    http.Abort();
                    return;
                }
                await chunk(http, new { content = piece }, null);
            }
            await chunk(http, new { }, "stop");
            await http.Response.Body.WriteAsync("data: [DONE]\n\n"u8.ToArray());
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            left.TrySetResult();
        }
    }
}
