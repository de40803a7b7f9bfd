using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>Direct Line's WebSockets: how long a message takes to all who watch its conversation, and what a socket costs that only waits.</summary>
static class SocketsBench
{
    const string Secret = "a secret of the benchmark";
    const int Watched = 100;
    const int SocketsEach = 10;
    const int Messages = 1_000;
    const int AtOnce = 4;
    const int Idle = 10_000;
    const int IdleConversations = 1_000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(BenchOptions options)
    {
        await using var product = await (await BenchServer.Product(options.NewData("product"), options.Product, "--DirectLine:Secret", Secret)).AtRest();
        using var http = new HttpClient { BaseAddress = new Uri(product.Messages, "/v3/directline/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        var watched = await Conversations(http, Watched);
        var missing = await FanOut(http, watched);
        Console.WriteLine();
        Console.WriteLine($"| memory with {Idle} idle sockets | RSS MiB before | after | KiB a socket |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        await using (var floor = await BenchServer.Floor(options.NewData("floor"), durable: false))
        {
            var address = new Uri($"ws://{floor.Messages.Authority}/stream");
            await Wait("floor: a bare Kestrel whose sockets wait", floor, (_, _) => Task.FromResult(address));
        }
        var conversations = await Conversations(http, IdleConversations);
        await Wait("product", product, (number, cancel) => StreamOf(http, conversations[number % conversations.Length], cancel));
        return missing == 0 ? 0 : 1;
    }

    /// <summary>Each message is timed from before it is posted until its echo stands at each of the sockets.</summary>
    static async Task<int> FanOut(HttpClient http, string[] conversations)
    {
        var sent = new long[Messages];
        var times = new double[Messages * SocketsEach];
        var filled = 0;
        var streams = await Open(Watched * SocketsEach, (number, cancel) => StreamOf(http, conversations[number % conversations.Length], cancel));
        var listening = streams.Select(stream => stream.Listen((number, at) => times[Interlocked.Increment(ref filled) - 1] = Stopwatch.GetElapsedTime(sent[number], at).TotalMilliseconds)).ToList();
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, Messages, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancel) =>
        {
            sent[number] = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsJsonAsync($"conversations/{conversations[number % conversations.Length]}/activities",
                new { type = "message", from = new { id = "visitor" }, text = "hello", channelData = new { clientActivityID = number.ToString(CultureInfo.InvariantCulture) } }, cancel);
            answer.EnsureSuccessStatusCode();
        });
        var elapsed = Stopwatch.GetElapsedTime(began);
        for (var waiting = Stopwatch.GetTimestamp(); Volatile.Read(ref filled) < times.Length && Stopwatch.GetElapsedTime(waiting) < Patience;)
            await Task.Delay(20);
        foreach (var stream in streams)
            stream.Dispose();
        await Task.WhenAll(listening);

        var heard = times.AsSpan(0, filled).ToArray();
        Array.Sort(heard);
        double Percentile(double share) => heard.Length == 0 ? double.NaN : heard[Math.Min(heard.Length - 1, (int)(share * heard.Length))];
        Console.WriteLine();
        Console.WriteLine($"| {streams.Length} sockets, {SocketsEach} a conversation | messages/s | p50 ms | p99 ms | missing |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| from the post to its echo at each socket | {Messages / elapsed.TotalSeconds:F0} | {Percentile(0.5):F1} | {Percentile(0.99):F1} | {times.Length - filled} |"));
        return times.Length - filled;
    }

    /// <summary>Memory before and after. As many have come and gone one by one before, so that what grows is what is held.</summary>
    static async Task Wait(string name, BenchServer server, Func<int, CancellationToken, Task<Uri>> address)
    {
        await Parallel.ForAsync(0, Idle, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) => (await RawStream.Open(await address(number, cancel))).Dispose());
        await Task.Delay(Settling);
        var before = ProcessCost.Memory(server.ProcessId);
        var streams = await Open(Idle, address);
        await Task.Delay(Settling);
        var after = ProcessCost.Memory(server.ProcessId);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {before:F0} | {after:F0} | {(after - before) * 1024 / streams.Length:F1} |"));
        foreach (var stream in streams)
            stream.Dispose();
    }

    static async Task<string[]> Conversations(HttpClient http, int count)
    {
        var ids = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) =>
        {
            using var answer = await http.PostAsync(new Uri("conversations", UriKind.Relative), null, cancel);
            ids[number] = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("conversationId").GetString()!;
        });
        return ids;
    }

    /// <summary>Where the conversation can be watched. Without a watermark only what is new is told.</summary>
    static async Task<Uri> StreamOf(HttpClient http, string conversation, CancellationToken cancel) =>
        new((await http.GetFromJsonAsync<JsonElement>($"conversations/{conversation}", cancel)).GetProperty("streamUrl").GetString()!);

    static async Task<RawStream[]> Open(int count, Func<int, CancellationToken, Task<Uri>> address)
    {
        var streams = new RawStream[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) =>
            streams[number] = await RawStream.Open(await address(number, cancel)));
        return streams;
    }
}
