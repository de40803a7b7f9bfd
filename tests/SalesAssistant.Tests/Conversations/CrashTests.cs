using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>Acknowledged means durable: the process is killed at random moments, and everything that it had confirmed is whole afterwards.</summary>
public sealed class CrashTests
{
    const int Prospects = 6;
    static readonly string[] Questions = ["What does the Academy cost?", "How do I cancel Studio?", "Do you sell rocket fuel?", "Can I talk to a person?", "When does the next Sprint begin?"];

    [Fact]
    public async Task Killed_at_random_moments_it_keeps_every_message_and_answers_each_once()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("CRASH_KILLS"), out var asked) ? asked : 3;
        var random = new Random(20261123);
        await using var product = new SalesProcess(TestFolder.New("crash"));
        await product.Start();
        using var done = new CancellationTokenSource();
        var prospects = await Task.WhenAll(Enumerable.Range(0, Prospects).Select(_ => Prospect.Opens(product)));
        var booked = new ConcurrentDictionary<string, string>();
        var talking = prospects.Select((prospect, number) => prospect.Talks(number, done.Token)).Append(Books(product, booked, done.Token)).ToList();

        for (var kill = 0; kill < kills; kill++)
        {
            // Killed in the middle of the work: after some more messages were taken, at a moment of no one's choosing.
            var before = prospects.Sum(prospect => prospect.Taken.Count);
            await Eventually.Holds(() => Task.FromResult(prospects.Sum(prospect => prospect.Taken.Count) >= before + random.Next(5, 25)));
            await product.Kill();
            await product.Start();
        }
        await done.CancelAsync();
        await Task.WhenAll(talking);

        foreach (var prospect in prospects)
            await prospect.FindsEverythingOnce();
        // Words that waited together were answered together, and a wish for a person may have been among them: said alone it is heard.
        foreach (var prospect in prospects)
            await prospect.AsksForAPerson();

        using var api = new HttpClient { BaseAddress = new Uri(product.Address) };
        api.DefaultRequestHeaders.Authorization = new("Bearer", SalesApp.ApiKey);
        var handoffs = (await api.GetFromJsonAsync<JsonObject>("/api/v1/handoffs?limit=500"))!["items"]!.AsArray();
        foreach (var prospect in prospects)
            Assert.Single(handoffs, handoff => handoff!["conversationId"]!.GetValue<string>() == prospect.Id && handoff["state"]!.GetValue<string>() == "Waiting");
        var bookings = (await api.GetFromJsonAsync<JsonObject>("/api/v1/bookings?limit=500"))!["items"]!.AsArray();
        Assert.Equal(booked.Values.Order(), bookings.Select(booking => booking!["id"]!.GetValue<string>()).Order());
        Assert.Equal(bookings.Count, bookings.Select(booking => $"{booking!["host"]} {booking["start"]}").Distinct().Count());
    }

    /// <summary>Somebody books over the API, and repeats a request whose answer was lost with the same key.</summary>
    static async Task Books(SalesProcess product, ConcurrentDictionary<string, string> booked, CancellationToken done)
    {
        for (var number = 0; number < 12 && !done.IsCancellationRequested; number++)
        {
            var key = $"booking-{number}";
            while (!booked.ContainsKey(key))
            {
                try
                {
                    using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/slots");
                    ask.Headers.Authorization = new("Bearer", SalesApp.ApiKey);
                    using var slots = await product.Http.SendAsync(ask, CancellationToken.None);
                    var slot = (await slots.Content.ReadFromJsonAsync<JsonObject>(CancellationToken.None))!["slots"]![0]!["id"]!.GetValue<string>();
                    using var book = new HttpRequestMessage(HttpMethod.Post, "/api/v1/bookings")
                    {
                        Content = JsonContent.Create(new { slotId = slot, name = "Ada Byron", email = "ada@example.org", timeZone = "Europe/London", idempotencyKey = key }),
                    };
                    book.Headers.Authorization = new("Bearer", SalesApp.ApiKey);
                    using var answer = await product.Http.SendAsync(book, CancellationToken.None);
                    if (answer.IsSuccessStatusCode)
                        booked[key] = (await answer.Content.ReadFromJsonAsync<JsonObject>(CancellationToken.None))!["id"]!.GetValue<string>();
                }
                catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException)
                {
                    await Task.Delay(50, CancellationToken.None);
                }
            }
        }
    }

    /// <summary>A Direct Line client that repeats what was not confirmed, under the same client id.</summary>
    sealed class Prospect
    {
        readonly SalesProcess product;
        readonly AuthenticationHeaderValue token;

        Prospect(SalesProcess product, string id, string token) => (this.product, Id, this.token) = (product, id, new("Bearer", token));

        public string Id { get; }
        public ConcurrentQueue<string> Taken { get; } = new();

        public static async Task<Prospect> Opens(SalesProcess product)
        {
            using var answer = await product.Http.PostAsJsonAsync("/chat/token", new { });
            var body = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            return new Prospect(product, body["conversationId"]!.GetValue<string>(), body["token"]!.GetValue<string>());
        }

        public async Task Talks(int number, CancellationToken done)
        {
            for (var message = 0; !done.IsCancellationRequested || message < Questions.Length; message++)
                await Says($"p{number}-m{message}", Questions[(message + number) % Questions.Length]);
        }

        /// <summary>So that each has a handoff, if it has none yet.</summary>
        public async Task AsksForAPerson()
        {
            await Says($"{Id}-person", "Can I talk to a person?");
            await FindsEverythingOnce();
        }

        async Task Says(string clientId, string text)
        {
            while (!await IsTaken(clientId, text))
                await Task.Delay(50, CancellationToken.None);
            Taken.Enqueue(clientId);
        }

        async Task<bool> IsTaken(string clientId, string text)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/v3/directline/conversations/{Id}/activities")
                {
                    Content = JsonContent.Create(new { type = "message", text, from = new { id = "visitor" }, channelData = new { clientActivityID = clientId } }),
                };
                request.Headers.Authorization = token;
                using var answer = await product.Http.SendAsync(request);
                Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.TooManyRequests, $"{answer.StatusCode}");
                return answer.IsSuccessStatusCode;
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException)
            {
                return false;
            }
        }

        public async Task FindsEverythingOnce()
        {
            // All is answered once a bot's word follows each of the visitor's; a burst may share one.
            var activities = await Eventually.Get(async () =>
            {
                var all = await Read();
                return all[^1]!["from"]!["role"]!.GetValue<string>() == "bot" ? all : null;
            });
            var mine = activities.Where(activity => activity!["from"]!["role"]!.GetValue<string>() == "user").Select(activity => activity!["channelData"]!["clientActivityID"]!.GetValue<string>()).ToList();
            Assert.Equal(Taken, mine);
            Assert.Equal(activities.Count, activities.Select(activity => activity!["id"]!.GetValue<string>()).Distinct().Count());
            // An answer is said once: no two messages of the assistant answer the same message of the visitor.
            var answered = activities.Where(activity => activity!["from"]!["role"]!.GetValue<string>() == "bot").Select(activity => activity!["replyToId"]?.GetValue<string>()).OfType<string>().ToList();
            Assert.Equal(answered.Distinct(), answered);
        }

        async Task<JsonArray> Read()
        {
            var all = new JsonArray();
            string? watermark = null;
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/v3/directline/conversations/{Id}/activities?watermark={watermark}");
                request.Headers.Authorization = token;
                using var answer = await product.Http.SendAsync(request);
                var set = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
                if (set["activities"]!.AsArray().Count == 0)
                    return all;
                foreach (var activity in set["activities"]!.AsArray())
                    all.Add(activity!.DeepClone());
                watermark = set["watermark"]!.GetValue<string>();
            }
        }
    }
}
