using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SalesAssistant.Bench.Load;

/// <summary>
/// The channel that the bot calls back: POST /v3/conversations/{id}/activities[/{replyToId}]. As light as it can be, since its processor time
/// is taken from the server under test: it reads the path, looks for a citation in the body, and answers.
/// </summary>
sealed class FakeConnector : IAsyncDisposable
{
    static ReadOnlySpan<byte> Citation => "\"citations\":[{"u8;
    static readonly byte[] Reply = """{"id":"1"}"""u8.ToArray();

    readonly ConcurrentDictionary<string, Dialogue> dialogues = new(StringComparer.Ordinal);
    readonly WebApplication app;
    int strangers;

    FakeConnector(WebApplication app) => this.app = app;

    /// <summary>The serviceUrl of its activities.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Activities for conversations that there are not.</summary>
    public int Strangers => Volatile.Read(ref strangers);

    public static async Task<FakeConnector> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var connector = new FakeConnector(builder.Build());
        connector.app.Run(connector.Take);
        await connector.app.StartAsync();
        connector.Url = connector.app.Urls.First();
        return connector;
    }

    public void Add(Dialogue dialogue) => dialogues[dialogue.Id] = dialogue;

    async Task Take(HttpContext http)
    {
        var hasSource = await ReadBody(http.Request.BodyReader);
        var at = Stopwatch.GetTimestamp();
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Reply.Length;
        var (id, number) = Parse(http.Request.Path.Value!);
        if (dialogues.TryGetValue(id, out var dialogue))
            dialogue.Hear(number, hasSource, at);
        else
            Interlocked.Increment(ref strangers);
        await http.Response.Body.WriteAsync(Reply);
    }

    static async ValueTask<bool> ReadBody(System.IO.Pipelines.PipeReader body)
    {
        while (true)
        {
            var read = await body.ReadAsync();
            if (read.IsCompleted)
            {
                var hasSource = HasCitation(read.Buffer);
                body.AdvanceTo(read.Buffer.End);
                return hasSource;
            }
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    static bool HasCitation(ReadOnlySequence<byte> body) =>
        body.IsSingleSegment ? body.FirstSpan.IndexOf(Citation) >= 0 : body.ToArray().AsSpan().IndexOf(Citation) >= 0;

    /// <summary>The conversation and the question's number in /v3/conversations/{id}/activities[/{number}].</summary>
    static (string Id, int? Number) Parse(string path)
    {
        const int idAt = 18; // "/v3/conversations/"
        var end = path.IndexOf('/', idAt);
        var numberAt = path.IndexOf('/', end + 1);
        return (path[idAt..end], numberAt < 0 ? null : int.Parse(path.AsSpan(numberAt + 1), CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
