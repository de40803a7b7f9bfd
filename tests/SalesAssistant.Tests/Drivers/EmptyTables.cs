using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Tests.Drivers;

/// <summary>
/// The product's tables with nothing in them. The product makes them once a run of the tests, and every further database is a copy: EF builds the
/// whole model anew for each migration, and hundreds of servers begin with an empty database.
/// </summary>
static class EmptyTables
{
    static readonly Lazy<Task<string>> Original = new(async () =>
    {
        var folder = TestFolder.New("tables");
        await Make(new() { ["Data:Directory"] = folder });
        // The last connection to go puts what is still in the log into the file.
        SqliteConnection.ClearAllPools();
        return Path.Combine(folder, "sales.db");
    });

    /// <summary>Puts SQLite's file where a server of this data directory looks for it.</summary>
    public static async Task PutInto(string data) => File.Copy(await Original.Value, Path.Combine(data, "sales.db"));

    /// <summary>Has the product make them in the database that these settings name.</summary>
    public static async Task Make(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var directory = new DataDirectory(configuration);
        await using var database = new Database(configuration, directory);
        await database.Migrate(CancellationToken.None);
    }
}
