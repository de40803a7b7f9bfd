using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace SalesAssistant.Tests.Drivers;

/// <summary>A channel on loopback that records what it is asked and answers as told; after the last told answer 200 {"id":"1"}, or with ids that count.</summary>
sealed class ChannelServer : IAsyncDisposable
{
    public sealed record Request(string Method, string Target, string Body, IReadOnlyDictionary<string, string> Headers);

    public required Uri Address { get; init; }
    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>Each message gets an id of its own, `m1` and so on, as on a real channel.</summary>
    public bool CountsIds { get; init; }

    int _last;

    readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();
    readonly WebApplication _app;

    ChannelServer(WebApplication app) => _app = app;

    /// <summary>Starts it, on a free port unless one is given.</summary>
    public static async Task<ChannelServer> StartAsync(int port = 0, bool countsIds = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        ChannelServer? server = null;
        app.Run(context => server!.HandleAsync(context));
        await app.StartAsync();
        return server = new ChannelServer(app) { Address = new Uri(app.Urls.First()), CountsIds = countsIds };
    }

    public ChannelServer Answers(int status, string body = "", string? retryAfter = null, string? location = null)
    {
        _answers.Enqueue(context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            if (location is not null) context.Response.Headers.Location = location;
            return context.Response.WriteAsync(body);
        });
        return this;
    }

    /// <summary>Reads the request and answers as always, once this has ended.</summary>
    public ChannelServer Answers(Task after)
    {
        _answers.Enqueue(async context =>
        {
            await after;
            await context.Response.WriteAsync("""{"id":"1"}""");
        });
        return this;
    }

    /// <summary>Answers 200 and half of a body, and no more until this ends.</summary>
    public ChannelServer AnswersHalf(Task until)
    {
        _answers.Enqueue(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await until;
            context.Abort();
        });
        return this;
    }

    /// <summary>Reads the request and breaks the connection.</summary>
    public ChannelServer HangsUp()
    {
        _answers.Enqueue(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        return this;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue(new Request(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));

        if (_answers.TryDequeue(out var answer)) await answer(context);
        else await context.Response.WriteAsync(CountsIds ? $$"""{"id":"m{{Interlocked.Increment(ref _last)}}"}""" : """{"id":"1"}""");
    }
}
