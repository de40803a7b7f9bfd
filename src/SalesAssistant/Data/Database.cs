using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SalesAssistant.Hosting;

namespace SalesAssistant.Data;

/// <summary>Which database the product uses, and how to open it: SQLite in the data directory, or PostgreSQL by connection string.</summary>
public sealed class Database : IDbContextFactory<SalesDb>, IAsyncDisposable
{
    readonly bool sqlite;
    readonly string connectionString;
    readonly NpgsqlDataSource? postgres;
    readonly DbContextOptions options;

    /// <exception cref="SettingException">The provider is unknown, or its connection string is missing or can't be read.</exception>
    public Database(IConfiguration configuration, DataDirectory directory)
    {
        var provider = configuration["Data:Provider"] is { Length: > 0 } given ? given : "Sqlite";
        var configured = configuration.GetConnectionString("Sales") is { Length: > 0 } text ? text : null;
        sqlite = provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase);
        if (sqlite)
        {
            connectionString = Readable(() => (configured is null
                ? new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.Path, "sales.db"), DefaultTimeout = 10 }
                : new SqliteConnectionStringBuilder(configured)).ConnectionString);
            options = new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connectionString, AsOneParameter).AddInterceptors(StorableText.ForEf.Instance).Options;
        }
        else if (provider.Equals("PostgreSql", StringComparison.OrdinalIgnoreCase))
        {
            connectionString = configured
                ?? throw new SettingException("ConnectionStrings:Sales", "is needed with Data:Provider PostgreSql", "set it to a PostgreSQL connection string, or unset Data:Provider to use SQLite");
            postgres = Readable(() => NpgsqlDataSource.Create(connectionString));
            options = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(postgres).AddInterceptors(StorableText.ForEf.Instance).Options;
        }
        else
        {
            throw new SettingException("Data:Provider", $"is '{provider}', which is not known", "use Sqlite or PostgreSql");
        }
        using var db = CreateDbContext();
        Model = db.Model;
    }

    /// <summary>Whether it is the file in the data directory, which one server at a time has to itself.</summary>
    public bool IsEmbedded => sqlite;

    /// <summary>The EF model that all contexts share.</summary>
    public IModel Model { get; }

    /// <summary>A context of its own connection, to read with.</summary>
    public SalesDb CreateDbContext() =>
        sqlite ? new SqliteDb((DbContextOptions<SqliteDb>)options) : new PostgresDb((DbContextOptions<PostgresDb>)options);

    /// <summary>What contexts on this connection are made with: the same for as many as are needed.</summary>
    internal DbContextOptions OptionsFor(DbConnection connection) => sqlite
        ? new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection, AsOneParameter).AddInterceptors(StorableText.ForEf.Instance).Options
        : new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connection).AddInterceptors(StorableText.ForEf.Instance).Options;

    internal SalesDb CreateContext(DbContextOptions forConnection) =>
        sqlite ? new SqliteDb((DbContextOptions<SqliteDb>)forConnection) : new PostgresDb((DbContextOptions<PostgresDb>)forConnection);

    /// <summary>A list that is looked in is one parameter, as with PostgreSQL. As one each, the statement is put together, and parsed, anew every time.</summary>
    static void AsOneParameter(SqliteDbContextOptionsBuilder builder) => builder.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter);

    internal DbConnection Open()
    {
        if (postgres is not null)
            return postgres.OpenConnection();
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        // FULL: a commit that returned survives a power cut. WAL: readers never wait for the writer.
        // The checkpoint comes every 32 MiB, not every 4: a page that changes all the time is then copied once for many commits.
        // Savepoints keep their journal in memory instead of a file each.
        pragmas.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;
            PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;
            """;
        pragmas.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Brings the schema up to date. Runs before anything else writes.</summary>
    /// <exception cref="SettingException">The database can't be reached, or is not one of ours.</exception>
    public async Task Migrate(CancellationToken cancel)
    {
        await using var db = CreateDbContext();
        try
        {
            // What is up to date needs neither the lock of a migration nor a comparison of two models, which cost a start more than all else that is done here.
            if ((await db.Database.GetPendingMigrationsAsync(cancel)).Any())
                await db.Database.MigrateAsync(cancel);
        }
        catch (DbException fault)
        {
            throw sqlite
                ? new SettingException("Data:Directory", $"has a database that can't be used ({fault.Message})", "restore its files from a backup, or name another folder")
                : new SettingException("ConnectionStrings:Sales", $"names a database that can't be used ({fault.Message})", "start the server, create the database, or mend the connection string");
        }
    }

    /// <summary>
    /// Writes the database's files anew, so that of erased rows not a byte is left in them: SQLite's file is rebuilt and its log emptied; PostgreSQL
    /// frees the room for what comes next. Nothing may be written meanwhile.
    /// </summary>
    /// <returns>Why something may still lie there; null when nothing does.</returns>
    public string? WriteAnew()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        if (!sqlite)
        {
            command.CommandText = "VACUUM";
            command.ExecuteNonQuery();
            return "PostgreSQL overwrites the room of erased rows with what is written next; its log and its backups are kept as its administrator has set";
        }
        // The rebuilt copy may be larger than memory.
        command.CommandText = "PRAGMA temp_store = FILE; VACUUM";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        for (var attempt = 1; ; attempt++)
        {
            using (var checkpoint = command.ExecuteReader())
            {
                if (checkpoint.Read() && checkpoint.GetInt32(0) == 0)
                    return null;
            }
            if (attempt == 100)
                return "something has been reading the database for ten seconds, so its log (sales.db-wal) could not be emptied; erase once more when that is over";
            Thread.Sleep(100);
        }
    }

    /// <summary>A connection string may hold a password: what is wrong with it is not repeated.</summary>
    static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new SettingException("ConnectionStrings:Sales", "is not a connection string of this database", "write it as in appsettings.sample.json");
        }
    }

    public ValueTask DisposeAsync() => postgres?.DisposeAsync() ?? ValueTask.CompletedTask;
}
