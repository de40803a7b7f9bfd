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
    public static async Task<TestDatabase> Create(string provider, Postgres postgres) =>
        In(provider, TestFolder.New("sales"), provider == PostgreSql ? await postgres.NewDatabase() : null);

    /// <summary>One with the product's tables.</summary>
    public static async Task<TestDatabase> Migrated(string provider, Postgres postgres)
    {
        var folder = TestFolder.New("sales");
        if (provider == Sqlite)
            await EmptyTables.PutInto(folder);
        return In(provider, folder, provider == PostgreSql ? await postgres.NewTables() : null);
    }

    static TestDatabase In(string provider, string folder, string? connection) => new(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["Data:Directory"] = folder, ["Data:Provider"] = provider, ["ConnectionStrings:Sales"] = connection }).Build());

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
