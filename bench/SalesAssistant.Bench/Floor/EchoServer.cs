using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace SalesAssistant.Bench.Floor;

/// <summary>
/// The least that a .NET bot can be: a bare Kestrel endpoint that reads the activity, answers 202, and posts its text back to the activity's
/// serviceUrl with HttpClient. The limit that the product's figures are divided by.
/// </summary>
static class EchoServer
{
    /// <summary>Serves until the process is ended.</summary>
    /// <param name="data">A folder: server.json in it says where the server listens, as the product does.</param>
    /// <param name="durable">Writes both messages durably before it goes on.</param>
    public static async Task Serve(string data, bool durable, CancellationToken cancel)
    {
        Directory.CreateDirectory(data);
        using var store = durable ? new GroupingStore(Path.Combine(data, "floor.db")) : null;
        using var connector = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(http => http.WebSockets.IsWebSocketRequest ? Hold(http) : http.Request.Path == "/rows" && store is not null ? Keep(http, store) : Answer(http, store, connector));
        await app.StartAsync(cancel);
        await File.WriteAllTextAsync(Path.Combine(data, "server.json"), JsonSerializer.Serialize(new { url = app.Urls.First() }), cancel);
        await app.WaitForShutdownAsync(cancel);
    }

    /// <summary>A WebSocket that only waits.</summary>
    static async Task Hold(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, http.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client has left.
        }
    }

    /// <summary>One durable row, and nothing else.</summary>
    static async Task Keep(HttpContext http, GroupingStore store)
    {
        using var body = new StreamReader(http.Request.Body);
        await store.Keep("rows", Guid.NewGuid().ToString("N"), "Contact", await body.ReadToEndAsync(http.RequestAborted));
        http.Response.StatusCode = StatusCodes.Status201Created;
    }

    static async Task Answer(HttpContext http, GroupingStore? store, HttpClient connector)
    {
        var heard = await JsonSerializer.DeserializeAsync(http.Request.BodyReader, EchoJson.Default.EchoActivity, http.RequestAborted);
        if (http.Request.Path != "/api/messages" || heard is not { Id: { } id, Conversation: { } conversation, ServiceUrl: { } serviceUrl })
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (store is not null)
            await store.Keep(conversation.Id, id, "Contact", heard.Text);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        await http.Response.CompleteAsync();

        var reply = new EchoActivity
        {
            Type = "message",
            ServiceUrl = serviceUrl,
            ChannelId = heard.ChannelId,
            From = heard.Recipient,
            Recipient = heard.From,
            Conversation = conversation,
            ReplyToId = id,
            Text = heard.Text,
        };
        if (store is not null)
            await store.Keep(conversation.Id, id, "Assistant", reply.Text);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(reply, EchoJson.Default.EchoActivity));
        content.Headers.ContentType = new("application/json", "utf-8");
        using var sent = await connector.PostAsync(new Uri($"{serviceUrl}/v3/conversations/{conversation.Id}/activities/{id}"), content);
        sent.EnsureSuccessStatusCode();
    }
}
