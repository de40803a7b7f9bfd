using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Tests.Drivers;

/// <summary>
/// The running product: real Kestrel on a free port, real SQLite in a directory of its own, the sample company's files. The clock
/// stands at a working hour of the sample reps unless a test moves it.
/// </summary>
public sealed class SalesApp : IAsyncDisposable
{
    public const string ApiKey = "test-key";

    /// <summary>Monday, 23 November 2026, 10:00 in Berlin: Mia works.</summary>
    public static readonly DateTimeOffset MondayMorning = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    readonly WebApplication app;

    SalesApp(WebApplication app, string data, MovableClock clock)
    {
        this.app = app;
        DataDirectory = data;
        Clock = clock;
    }

    public string Address => app.Urls.First();
    public string DataDirectory { get; }
    public MovableClock Clock { get; }
    public IServiceProvider Services => app.Services;
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it.</summary>
    /// <param name="replace">Puts a test's own parts in place, such as a model.</param>
    /// <param name="settings">As `--Section:Key value`.</param>
    /// <param name="data">Keeps an earlier run's data directory.</param>
    public static async Task<SalesApp> Start(Action<IServiceCollection>? replace = null, string[]? settings = null, string? data = null, DateTimeOffset? at = null)
    {
        if (data is null)
        {
            data = TestFolder.New("sales");
            if (settings?.Contains("--Data:Provider") is not true)
                await EmptyTables.PutInto(data);
        }
        var clock = new MovableClock();
        clock.Set(at ?? MondayMorning);
        var app = Program.Server(
            [
                "--Urls", "http://127.0.0.1:0", "--Data:Directory", data,
                "--Content:Directory", Repository.PathOf("content"), "--Prompts:Directory", Repository.PathOf("prompts"), "--Sales:Directory", Repository.PathOf("sales"),
                "--Api:Key", ApiKey, "--Logging:LogLevel:Default", "Warning",
                // Hundreds of starts would each work out what the content means; the tests about that switch it on.
                "--Content:Embeddings", "false",
                // Greetings would wait each time for what follows them; the tests about that let them.
                "--Assistant:BurstWait", "00:00:00",
                .. settings ?? [],
            ],
            services =>
            {
                services.AddSingleton<WallClock>(clock);
                replace?.Invoke(services);
            });
        try
        {
            await app.StartServer(CancellationToken.None);
        }
        catch
        {
            // As the program does.
            await app.DisposeAsync();
            throw;
        }
        return new SalesApp(app, data, clock);
    }

    /// <summary>A client of the product's own address.</summary>
    public HttpClient Http() => new() { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>A client that holds the API's key.</summary>
    public HttpClient Api()
    {
        var http = Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", ApiKey);
        return http;
    }

    /// <summary>A one-time sign-in link: as a rep, or as Admin.</summary>
    public string SignInLink(string? rep = null) => Services.GetRequiredService<SignInLinks>().New(Address, rep);

    public IConversationGrain Conversation(string id) => Grains.GetGrain<IConversationGrain>(id);

    /// <summary>A page as a rep's browser gets it before any script runs, its entities decoded.</summary>
    /// <param name="rep">Null for whoever may see everything.</param>
    public async Task<string> PageAs(string? rep, string path)
    {
        using var http = Http();
        using (var signedIn = await http.GetAsync(SignInLink(rep)))
            signedIn.EnsureSuccessStatusCode();
        return WebUtility.HtmlDecode(await http.GetStringAsync(path));
    }

    /// <summary>Reads the tables.</summary>
    public async Task<T> Read<T>(Func<SalesDb, Task<T>> read)
    {
        await using var db = Services.GetRequiredService<IDbContextFactory<SalesDb>>().CreateDbContext();
        return await read(db);
    }

    public Task<List<Message>> Messages(string conversationId) => Read(db =>
        db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == conversationId).OrderBy(message => message.Sequence).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
