using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Data;

/// <summary>The database alone, with its one writer: of either kind, in a place of its own.</summary>
sealed class TestDatabase : IAsyncDisposable
{
    readonly DataDirectory directory;

    TestDatabase(IConfiguration settings)
    {
        directory = new DataDirectory(settings);
        Database = new Database(settings, directory);
        Writer = new BatchWriter(Database, NullLogger<BatchWriter>.Instance);
    }

    public const string Sqlite = "Sqlite";
    public const string PostgreSql = "PostgreSql";

    public Database Database { get; }
    public BatchWriter Writer { get; }

    /// <summary>An empty one.</summary>
    public static async Task<TestDatabase> Create(string provider, Postgres postgres)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Data:Directory"] = TestFolder.New("sales"),
            ["Data:Provider"] = provider,
        };
        if (provider == PostgreSql)
            settings["ConnectionStrings:Sales"] = await postgres.NewDatabase();
        return new TestDatabase(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    /// <summary>One with the product's tables.</summary>
    public static async Task<TestDatabase> Migrated(string provider, Postgres postgres)
    {
        var made = await Create(provider, postgres);
        await made.Database.Migrate(CancellationToken.None);
        return made;
    }

    /// <summary>Reads on a connection of its own: sees what is committed, and nothing else.</summary>
    public T Read<T>(Func<SalesDb, T> read)
    {
        using var db = Database.CreateDbContext();
        return read(db);
    }

    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        await Database.DisposeAsync();
        directory.Dispose();
    }
}
