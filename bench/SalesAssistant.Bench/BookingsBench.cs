using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NodaTime;
using SalesAssistant.Bench.Servers;
using SalesAssistant.GraphSimulator;

namespace SalesAssistant.Bench;

/// <summary>Meetings held and confirmed at a steady rate through the running product, beside one durable row on bare Kestrel; and a cold offer over the calendars of 100 hosts.</summary>
static class BookingsBench
{
    const int Hosts = 100;
    const int PerSecond = 50;
    const int ColdOffers = 20;
    const string Key = "bench";

    public static async Task<int> Run(BenchOptions options)
    {
        var sales = Team(options.NewData("sales"));
        Console.WriteLine();
        Console.WriteLine($"| {PerSecond} a second | p50 ms | p95 ms | p99 ms | ÷ floor, p50 | ÷ floor, p95 | errors |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        List<double> floor;
        await using (var server = await BenchServer.Floor(options.NewData("floor"), durable: true))
        {
            using var http = new HttpClient { BaseAddress = server.Messages };
            floor = await Measure("floor: one durable row", options, null, number => http.PostAsync("/rows", new StringContent($"{number}")), HttpStatusCode.Created);
        }
        await using (var server = await Product(options, sales))
        {
            using var http = Api(server);
            var slots = await Slots(http, (int)((options.WarmUp + options.Measured).TotalSeconds * PerSecond) + PerSecond, options.Seed);
            await Measure("product: a slot held and confirmed", options, floor, number => http.PostAsJsonAsync("/api/v1/bookings", new { slotId = slots[number], name = "Ada Byron", email = $"ada{number}@example.org", idempotencyKey = $"{number}" }), HttpStatusCode.Created);
        }
        await ColdOffer(options, sales);
        return 0;
    }

    /// <summary>Asks at the rate, whether answers have come or not. The time is from a request to its answer.</summary>
    static async Task<List<double>> Measure(string what, BenchOptions options, List<double>? floor, Func<int, Task<HttpResponseMessage>> ask, HttpStatusCode expected)
    {
        var (warm, all) = ((int)(options.WarmUp.TotalSeconds * PerSecond), (int)((options.WarmUp + options.Measured).TotalSeconds * PerSecond));
        var began = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, all).Select(async number =>
        {
            var due = TimeSpan.FromSeconds((double)number / PerSecond);
            var wait = due - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait);
            var sent = Stopwatch.GetTimestamp();
            using var answer = await ask(number);
            return (Time: Stopwatch.GetElapsedTime(sent).TotalMilliseconds, Fine: answer.StatusCode == expected);
        }));
        var measured = times[warm..].Select(one => one.Time).Order().ToList();
        var errors = times.Count(one => !one.Fine);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {At(measured, 0.5):F1} | {At(measured, 0.95):F1} | {At(measured, 0.99):F1} | {At(measured, 0.5) / At(floor ?? measured, 0.5):F1} | {At(measured, 0.95) / At(floor ?? measured, 0.95):F1} | {errors} |"));
        return measured;
    }

    /// <summary>With nothing read before: free/busy of all hosts is asked for each time.</summary>
    static async Task ColdOffer(BenchOptions options, string sales)
    {
        await using var graph = await Simulator.Start();
        var random = new Random(options.Seed);
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        for (var host = 0; host < Hosts; host++)
        {
            graph.Mailboxes.Add(Address(host), "Europe/Berlin");
            for (var item = 0; item < 40; item++)
            {
                var start = today.PlusDays(item % 30).At(new LocalTime(random.Next(8, 17), 0)).InUtc().ToInstant();
                graph.Mailboxes.Put(Address(host), "Own", new EventTime.Timed(start, start + Duration.FromHours(1)));
            }
        }
        await using var server = await Product(options, sales, "--Calendar:Provider", "Graph", "--Graph:BaseUrl", graph.BaseUrl, "--Bookings:ReadingServes", "00:00:00", "--Bookings:CompareEvery", "1.00:00:00");
        using var http = Api(server);
        // The first comparison of all calendars is over when nothing more is asked.
        for (var seen = -1; seen != graph.Requests.Count; await Task.Delay(1000))
            seen = graph.Requests.Count;
        var times = new List<double>();
        var before = Calls();
        for (var offer = 0; offer < ColdOffers; offer++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync("/api/v1/slots");
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        var calls = (double)(Calls() - before) / ColdOffers;
        Console.WriteLine();
        Console.WriteLine($"| cold offer, {Hosts} hosts with 40 events each | getSchedule calls | first ms | p50 ms | p95 ms |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| product, the simulator on the same machine | {calls:0.#} | {times[0]:F0} | {At([.. times.Order()], 0.5):F0} | {At([.. times.Order()], 0.95):F0} |"));

        int Calls() => graph.Requests.Count(request => request.Contains("getSchedule", StringComparison.OrdinalIgnoreCase));
    }

    static double At(List<double> ordered, double share) => ordered[Math.Min(ordered.Count - 1, (int)(ordered.Count * share))];

    /// <summary>Without the meaning of the content: a new data directory has it worked out on all cores for as long as this lasts, and no booking asks for it.</summary>
    static Task<BenchServer> Product(BenchOptions options, string sales, params string[] settings) =>
        BenchServer.Product(options.NewData("product"), options.Product, ["--Sales:Directory", sales, "--Api:Key", Key, "--Content:Embeddings", "false", .. settings]);

    static HttpClient Api(BenchServer server)
    {
        var http = new HttpClient { BaseAddress = server.Messages };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return http;
    }

    /// <summary>So many slots that none stands in the way of another.</summary>
    static async Task<List<string>> Slots(HttpClient http, int count, int seed)
    {
        var from = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(1);
        var found = (await http.GetFromJsonAsync<JsonObject>(string.Create(CultureInfo.InvariantCulture, $"/api/v1/slots?from={from:yyyy-MM-dd}&to={from.PlusDays(2):yyyy-MM-dd}")))!["slots"]!.AsArray().Select(slot => slot!["id"]!.GetValue<string>()).ToArray();
        new Random(seed).Shuffle(found);
        return [.. found.Take(count)];
    }

    static string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"rep{host}@example.com");

    /// <summary>A team that is always there.</summary>
    static string Team(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "team.yaml"), "company:\n  name: Bench\n  timeZone: Europe/Berlin\nreps:\n" + string.Concat(Enumerable.Range(0, Hosts).Select(host =>
            $"  - email: {Address(host)}\n    name: Rep {host}\n    timeZone: Europe/Berlin\n    workingHours:\n      - {{ days: [mon, tue, wed, thu, fri, sat, sun], start: \"00:00\", end: \"24:00\" }}\n"))
            + $"teams:\n  - name: sales\n    members: [{string.Join(", ", Enumerable.Range(0, Hosts).Select(Address))}]\n");
        File.WriteAllText(Path.Combine(folder, "meetings.yaml"), "meetings:\n  - id: intro-call\n    title: Intro call\n    durationMinutes: 30\n    horizonDays: 30\n    team: sales\n");
        File.WriteAllText(Path.Combine(folder, "handoffs.yaml"), $"route: [{Address(0)}]\n");
        return folder;
    }
}
