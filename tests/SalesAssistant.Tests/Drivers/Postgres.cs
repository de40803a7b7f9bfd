using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(SalesAssistant.Tests.Drivers.Postgres))]

namespace SalesAssistant.Tests.Drivers;

/// <summary>
/// A PostgreSQL of the tests' own: a new cluster in a temporary directory on a free port of loopback, started when the first test
/// asks for a database. Without PostgreSQL on the machine such a test is skipped and says so.
/// </summary>
public sealed class Postgres : IAsyncDisposable
{
    // Ends with whoever holds its standard input: a test run that is killed leaves no server behind.
    const string Script = """
        directory=$(mktemp -d) || exit 1
        trap 'rm -rf "$directory"' EXIT
        "$1/initdb" -D "$directory/data" -U sales -A trust -E UTF8 --locale=C --no-sync >/dev/null || exit 1
        "$1/postgres" -D "$directory/data" -k "$directory" -h 127.0.0.1 -p "$2" -c fsync=off &
        server=$!
        cat >/dev/null
        kill -INT "$server"
        wait "$server"
        """;

    readonly SemaphoreSlim starting = new(1), making = new(1);
    readonly StringBuilder log = new();
    Process? process;
    int port;
    int databases;
    string? tables;

    /// <summary>An empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabase() => ConnectionTo(await Create(""));

    /// <summary>A database with the product's tables, as in <see cref="EmptyTables"/>.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewTables()
    {
        await making.WaitAsync();
        try
        {
            if (tables is null)
            {
                var made = await Create("");
                await EmptyTables.Make(new() { ["Data:Directory"] = TestFolder.New("tables"), ["Data:Provider"] = "PostgreSql", ["ConnectionStrings:Sales"] = ConnectionTo(made) });
                tables = made;
            }
        }
        finally
        {
            making.Release();
        }
        return ConnectionTo(await Create($" TEMPLATE {tables}"));
    }

    async Task<string> Create(string like)
    {
        await Start();
        var name = $"sales{Interlocked.Increment(ref databases)}";
        await using var server = new NpgsqlConnection(ConnectionTo("postgres"));
        await server.OpenAsync();
        await using var create = server.CreateCommand();
        create.CommandText = $"CREATE DATABASE {name}{like}";
        await create.ExecuteNonQueryAsync();
        return name;
    }

    string ConnectionTo(string database) => $"Host=127.0.0.1;Port={port};Username=sales;Database={database};Include Error Detail=true";

    async Task Start()
    {
        await starting.WaitAsync();
        try
        {
            if (process is not null)
                return;
            var programs = Programs();
            var command = Command();
            port = FreePort();
            var start = new ProcessStartInfo(command[0], [.. command[1..], "sh", "-c", Script, "sh", programs, port.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            {
                // The server's user may not be allowed to look into ours.
                WorkingDirectory = "/",
                RedirectStandardInput = true,
                RedirectStandardError = true,
            };
            process = Process.Start(start)!;
            process.ErrorDataReceived += (_, line) => { lock (log) log.AppendLine(line.Data); };
            process.BeginErrorReadLine();
            await Eventually.Holds(Answers, "PostgreSQL answers");
        }
        finally
        {
            starting.Release();
        }
    }

    async Task<bool> Answers()
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"PostgreSQL did not start:\n{log}");
        try
        {
            await using var server = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
            await server.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Where initdb and postgres are: on the PATH, or where Debian puts them.</summary>
    static string Programs()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [];
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(debian);
        var found = places.FirstOrDefault(place => File.Exists(Path.Combine(place, "initdb")) && File.Exists(Path.Combine(place, "postgres")));
        if (found is null)
            Assert.Skip("No PostgreSQL: initdb and postgres are neither on the PATH nor in /usr/lib/postgresql.");
        return found;
    }

    /// <summary>PostgreSQL refuses to run as root: then its own user runs it.</summary>
    static string[] Command()
    {
        if (!Environment.IsPrivilegedProcess)
            return ["env"];
        if (!File.Exists("/etc/passwd") || !File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)))
            Assert.Skip("PostgreSQL does not run as root, and there is no user 'postgres' to run it.");
        return ["runuser", "-u", "postgres", "--", "env", "-u", "TMPDIR"];
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        making.Dispose();
        if (process is null)
            return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
