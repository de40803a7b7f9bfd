using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace SalesAssistant.Data;

/// <summary>
/// What a unit of work writes through: prepared statements made from the EF model for the hot path, and <see cref="Db"/>, an EF
/// context in the same transaction, for all the rest. Used by the writer's thread only.
/// </summary>
public sealed class WriteSession : IDisposable
{
    readonly Database database;
    readonly DbConnection connection;
    readonly DbContextOptions contextOptions;
    readonly Dictionary<string, DbCommand> commands = [];
    readonly Dictionary<Type, TableWriter> tables = [];
    readonly List<Action> onceCommitted = [];
    DbTransaction? transaction;
    SalesDb? db;
    int signals;

    internal WriteSession(Database database)
    {
        this.database = database;
        connection = database.Open();
        contextOptions = database.OptionsFor(connection);
    }

    /// <summary>An EF context on this unit's connection and transaction, made when first asked for. Its SaveChanges is part of the unit.</summary>
    public SalesDb Db
    {
        get
        {
            if (db is null)
            {
                db = database.CreateContext(contextOptions);
                db.Database.UseTransaction(transaction);
                db.Database.AutoSavepointsEnabled = false;
            }
            return db;
        }
    }

    /// <summary>Inserts one row. Throws <see cref="UniqueViolationException"/> to the unit's caller when a unique key is taken.</summary>
    public void Insert<T>(T row) where T : class => Table<T>().Insert(row, this);

    /// <summary>Writes all columns of the row with this key.</summary>
    /// <returns>False when there is no such row, or when its concurrency token is no longer <paramref name="expected"/>.</returns>
    public bool Update<T>(T row, object? expected = null) where T : class => Table<T>().Update(row, expected, this);

    /// <summary>Writes the columns in which the row differs from what it was when it was read or written last.</summary>
    /// <returns>As <see cref="Update{T}(T, object?)"/>.</returns>
    public bool UpdateFrom<T>(T before, T row, object? expected = null) where T : class => Table<T>().Update(row, before, expected, this);

    /// <summary>
    /// Runs something once this unit is durable, and never when it fails: to wake whoever waits for what it wrote. It runs on the writer's
    /// thread and must be as short as setting a signal.
    /// </summary>
    public void OnceCommitted(Action signal) => onceCommitted.Add(signal);

    /// <summary>Runs a statement with named parameters; identifiers are quoted as in the model ("Turns", "State").</summary>
    /// <returns>The number of rows touched.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Command(sql);
        if (command.Parameters.Count == 0)
        {
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
        }
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = StorableText.Of(parameters[i].Value) ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }

    internal DbCommand Command(string sql)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            commands[sql] = command;
        }
        command.Transaction = transaction;
        return command;
    }

    TableWriter Table<T>()
    {
        if (!tables.TryGetValue(typeof(T), out var table))
            tables[typeof(T)] = table = new TableWriter(database.Model, typeof(T));
        return table;
    }

    internal void Begin() => transaction = connection.BeginTransaction();

    // Prepared once, like all else that is written thousands of times a second.
    internal void Savepoint()
    {
        signals = onceCommitted.Count;
        Execute("SAVEPOINT unit");
    }

    internal void Release()
    {
        Execute("RELEASE SAVEPOINT unit");
        ForgetContext();
    }

    internal void RollbackToSavepoint()
    {
        Execute("ROLLBACK TO SAVEPOINT unit");
        Execute("RELEASE SAVEPOINT unit");
        onceCommitted.RemoveRange(signals, onceCommitted.Count - signals);
        ForgetContext();
    }

    internal void Commit()
    {
        transaction!.Commit();
        transaction.Dispose();
        transaction = null;
        foreach (var signal in onceCommitted)
            signal();
        onceCommitted.Clear();
    }

    /// <summary>A context never outlives its unit, so that no unit sees another's tracked rows.</summary>
    void ForgetContext()
    {
        db?.Dispose();
        db = null;
    }

    internal static Exception Translate(Exception thrown) => (thrown is DbUpdateException update ? update.InnerException : thrown) switch
    {
        SqliteException { SqliteExtendedErrorCode: 2067 or 1555 } taken => new UniqueViolationException(taken.Message, taken),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken => new UniqueViolationException(taken.MessageText, taken),
        _ => thrown,
    };

    public void Dispose()
    {
        ForgetContext();
        foreach (var command in commands.Values)
            command.Dispose();
        transaction?.Dispose();
        connection.Dispose();
    }
}
