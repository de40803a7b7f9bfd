using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Thousands of spoiled requests at the running server, the same ones each time. No 5xx, no hang, no memory kept, and the next visitor is answered.</summary>
public sealed class FuzzTests
{
    const int Seed = 20261123;
    const string Secret = "a secret that only this test knows";

    [Fact]
    public async Task Whatever_is_sent_the_server_refuses_it_politely_and_goes_on()
    {
        var requests = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_REQUESTS"), out var asked) ? asked : 4_000;
        await using var channel = await ChannelServer.StartAsync();
        await using var server = new SalesProcess(TestFolder.New("fuzz"),
            [.. BotChannel.Settings, "--BotFramework:AllowedHosts", "127.0.0.1", "--DirectLine:Secret", Secret, "--Logging:LogLevel:Default", "Critical"]);
        await server.Start();
        var targets = await Targets(server, channel);

        await Throw(server, targets, requests / 4, new Mutations(Seed));
        var before = server.ResidentBytes();
        await Throw(server, targets, requests - (requests / 4), new Mutations(Seed + 1));

        var grown = server.ResidentBytes() - before;
        Assert.True(grown < 200 * 1024 * 1024, $"It holds {grown / 1024 / 1024} MiB more than before.");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.Http.GetAsync("/readyz")).StatusCode);
        await IsAnswered(server, channel);
    }

    /// <summary>What is right before it is spoiled.</summary>
    sealed record Target(HttpMethod Method, string Path, string? Json, string? Bearer);

    /// <summary>The requests of many visitors, since what one visitor may ask for in a while is limited.</summary>
    static async Task<IReadOnlyList<Target>> Targets(SalesProcess server, ChannelServer channel) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, 200).Select(visitor => TargetsOf(visitor, server, channel)))).SelectMany(targets => targets)];

    static async Task<IReadOnlyList<Target>> TargetsOf(int visitor, SalesProcess server, ChannelServer channel)
    {
        using var made = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v3/directline/conversations") { Headers = { Authorization = new("Bearer", Secret) } });
        Assert.True(made.IsSuccessStatusCode, $"{made.StatusCode}");
        var started = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement;
        var (conversation, token) = (started.GetProperty("conversationId").GetString()!, started.GetProperty("token").GetString()!);

        string Activity(string type, string fields) =>
            $$"""{"type":"{{type}}","id":"a{{visitor}}","timestamp":"2026-11-23T04:14:30.155Z","localTimestamp":"2026-11-23T05:14:30.155+01:00","channelId":"test","serviceUrl":"{{channel.Address}}","from":{"id":"u{{visitor}}","name":"Ada"},"recipient":{"id":"bot1"},"conversation":{"id":"fuzz-{{visitor}}","isGroup":false,"tenantId":"t1"},"channelData":{"tenant":{"id":"t1"},"clientActivityID":"1"},"entities":[{"type":"mention","mentioned":{"id":"bot1"},"text":"<at>Lark</at>"}],{{fields}}}""";
        var line = $"/v3/directline/conversations/{conversation}";
        return
        [
            new(HttpMethod.Post, "/api/messages", Activity("message", """ "text":"<at>Lark</at> hello","textFormat":"plain","attachments":[{"contentType":"text/html","content":"<p>hello</p>"}] """), null),
            new(HttpMethod.Post, "/api/messages", Activity("message", """ "value":{"action":"contact","name":"Ada","email":"ada@example.org"},"replyToId":"x" """), null),
            new(HttpMethod.Post, "/api/messages", Activity("message", """ "text":"hello","deliveryMode":"expectReplies" """), null),
            new(HttpMethod.Post, "/api/messages", Activity("conversationUpdate", """ "membersAdded":[{"id":"u1"},{"id":"bot1"}],"membersRemoved":[{"id":"u2"}] """), null),
            new(HttpMethod.Post, "/api/messages", Activity("invoke", """ "name":"adaptiveCard/action","value":{"action":{"type":"Action.Execute","verb":"slot","data":{"action":"slot","slot":"x"}},"trigger":"manual"} """), null),
            new(HttpMethod.Post, "/api/messages", Activity("messageReaction", """ "reactionsAdded":[{"type":"like"}],"replyToId":"1" """), null),
            new(HttpMethod.Post, "/api/messages", Activity("event", """ "name":"handoff.status","value":{"state":"accepted"} """), null),
            new(HttpMethod.Post, "/api/messages", Activity("endOfConversation", """ "code":"userCancelled" """), null),
            new(HttpMethod.Post, $"{line}/activities", """{"type":"message","from":{"id":"u1"},"text":"hello","attachments":[],"entities":[{"type":"ClientCapabilities"}],"channelData":{"clientActivityID":"c1","postBack":true},"value":{"action":"slot","slot":"x"}}""", token),
            new(HttpMethod.Post, $"{line}/activities", """{"type":"message","from":{"id":"u1"},"text":"What does the Academy Starter plan cost?","channelData":{"clientActivityID":"c2"}}""", token),
            new(HttpMethod.Post, $"{line}/upload?userId=u1", """{"type":"message","from":{"id":"u1"},"text":"a file"}""", token),
            new(HttpMethod.Post, "/v3/directline/conversations", """{"user":{"id":"dl_1","name":"Ada"},"locale":"en-US"}""", Secret),
            new(HttpMethod.Post, "/v3/directline/tokens/generate", """{"user":{"id":"dl_1","name":"Ada"},"trustedOrigins":["https://shop.example"]}""", Secret),
            new(HttpMethod.Post, "/v3/directline/tokens/refresh", "{}", token),
            new(HttpMethod.Post, "/chat/token", """{"timeZone":"Europe/Berlin","resume":"x","language":"en"}""", null),
            new(HttpMethod.Get, $"{line}/activities?watermark=1", null, token),
            new(HttpMethod.Get, $"{line}?watermark=1", null, token),
            new(HttpMethod.Get, $"{line}/stream?watermark=1&t=x", null, null),
        ];
    }

    /// <summary>Sixteen at a time, in an order that the seed alone decides.</summary>
    static async Task Throw(SalesProcess server, IReadOnlyList<Target> targets, int requests, Mutations mutations)
    {
        var faults = new ConcurrentQueue<string>();
        var spoiled = Enumerable.Range(0, requests).Select(_ => Spoil(mutations.OneOf(targets), mutations)).ToList();
        await Parallel.ForEachAsync(spoiled, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (request, _) =>
        {
            string? fault;
            try
            {
                fault = await request.Send(server);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or SocketException or TaskCanceledException)
            {
                fault = $"{broken.GetType().Name}: {broken.Message}";
            }
            if (fault is not null) faults.Enqueue($"{fault} for {request}");
        });
        Assert.True(faults.IsEmpty, $"{faults.Count} of {requests}:\n{string.Join("\n", faults.Take(5).Select(fault => fault.Length > 2000 ? fault[..2000] : fault))}\n{server.Output}");
    }

    static Spoiled Spoil(Target target, Mutations mutations)
    {
        var path = mutations.Chance(0.05) ? $"{target.Path}{mutations.OneOf(["/", "%00", "%2e%2e", "?watermark=-1", "&watermark=999999999999999999999", "/x", "?t="])}" : target.Path;
        var bearer = mutations.Chance(0.05) ? mutations.OneOf(["", "x", "a.b.c", new string('x', 5000)]) : target.Bearer;
        if (target.Json is null) return new(target.Method, path, null, null, bearer, Lie.None);
        return new(target.Method, path, mutations.Spoil(target.Json), mutations.Chance(0.1) ? mutations.ContentType() : "application/json", bearer, mutations.Chance(0.05) ? mutations.OneOf([Lie.Longer, Lie.Chunked, Lie.BrokenChunk]) : Lie.None);
    }

    /// <summary>What is untrue about the length of the body.</summary>
    enum Lie { None, Longer, Chunked, BrokenChunk }

    sealed record Spoiled(HttpMethod Method, string Path, byte[]? Body, string? ContentType, string? Bearer, Lie Lie)
    {
        /// <summary>Sends it. What is wrong with the answer; null when nothing is.</summary>
        public async Task<string?> Send(SalesProcess server) => Lie == Lie.None ? await Whole(server) : await Raw(server);

        async Task<string?> Whole(SalesProcess server)
        {
            using var request = new HttpRequestMessage(Method, Path);
            if (Bearer is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Bearer}");
            if (Body is not null)
            {
                request.Content = new ByteArrayContent(Body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
            using var answer = await server.Http.SendAsync(request);
            await answer.Content.ReadAsByteArrayAsync();
            // 501 is the protocol's answer to an invoke that nobody handles.
            return (int)answer.StatusCode is >= 500 and not 501 ? $"{(int)answer.StatusCode}" : null;
        }

        async Task<string?> Raw(SalesProcess server)
        {
            using var client = new TcpClient();
            var address = new Uri(server.Address);
            await client.ConnectAsync(address.Host, address.Port);
            await using var stream = client.GetStream();
            var length = Lie == Lie.Longer ? $"Content-Length: {Body!.Length + 50}" : "Transfer-Encoding: chunked";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Method} {Path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {Bearer}\r\nContent-Type: application/json\r\nConnection: close\r\n{length}\r\n\r\n"));
            try
            {
                if (Lie != Lie.Longer) await stream.WriteAsync(Encoding.ASCII.GetBytes(Lie == Lie.BrokenChunk ? "zz\r\n" : $"{Body!.Length + 7:x}\r\n"));
                await stream.WriteAsync(Body);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception gone) when (gone is IOException or SocketException)
            {
                // Refused before all of it was said.
            }
            // An answer or a closed connection; what must not be is silence.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var reader = new StreamReader(stream, Encoding.Latin1);
            try
            {
                var status = await reader.ReadLineAsync(patience.Token);
                return status?.Split(' ') is [_, ['5', ..] code, ..] && code != "501" ? status : null;
            }
            catch (OperationCanceledException)
            {
                return "silence";
            }
            catch (IOException)
            {
                return null;
            }
        }

        public override string ToString() => $"{Method} {Path} {Lie} {ContentType} {(Body is null ? "" : Encoding.UTF8.GetString(Body))}";
    }

    static async Task IsAnswered(SalesProcess server, ChannelServer channel)
    {
        var body = JsonSerializer.Serialize(new
        {
            type = "message",
            id = "after",
            channelId = "test",
            serviceUrl = channel.Address,
            from = new { id = "u9" },
            recipient = new { id = "bot1" },
            conversation = new { id = "after-it-all" },
            text = "What does the Academy Starter plan cost?",
        });
        using var answer = await server.Http.PostAsync("/api/messages", new StringContent(body, new MediaTypeHeaderValue("application/json")));
        Assert.Equal(202, (int)answer.StatusCode);
        await Eventually.Holds(() => Task.FromResult(channel.Requests.Any(request => request.Target.Contains("after-it-all", StringComparison.Ordinal) && request.Body.Contains("29", StringComparison.Ordinal))), "an answer");
    }
}
