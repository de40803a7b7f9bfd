using Microsoft.EntityFrameworkCore;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Data;

/// <summary>What every part of the product relies on when it writes, on both databases.</summary>
public sealed class BatchWriterTests(Postgres postgres)
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_unit_that_fails_undoes_itself_and_no_other(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        var (before, failing, after) = await InOneBatch(
            database,
            () => database.Writer.Write(session => session.Insert(NewConversation("before"))),
            () => database.Writer.Write(session =>
            {
                session.Insert(NewConversation("half"));
                throw new InvalidTimeZoneException("of its own");
            }),
            () => database.Writer.Write(session => session.Insert(NewConversation("after"))));

        await before;
        await after;
        Assert.Equal("of its own", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing)).Message);
        Assert.Equal(["after", "before"], Ids(database));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_unique_key_that_is_taken_is_told_to_the_unit_that_wanted_it(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        var (first, second, other) = await InOneBatch(
            database,
            () => database.Writer.Write(session => session.Insert(NewConversation("one"))),
            () => database.Writer.Write(session =>
            {
                session.Insert(NewConversation("two"));
                session.Insert(NewConversation("one"));
            }),
            () => database.Writer.Write(session => session.Insert(NewConversation("three"))));

        await first;
        await other;
        await Assert.ThrowsAsync<UniqueViolationException>(() => second);
        Assert.Equal(["one", "three"], Ids(database));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_unique_key_that_EF_finds_taken_is_told_in_the_same_way(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        await database.Writer.Write(session => session.Insert(NewConversation("one")));

        await Assert.ThrowsAsync<UniqueViolationException>(() => database.Writer.Write(session =>
        {
            session.Db.Add(NewConversation("one"));
            session.Db.SaveChanges();
        }));
        Assert.Equal(["one"], Ids(database));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task What_EF_wrote_in_a_unit_is_undone_with_it(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => database.Writer.Write(session =>
        {
            session.Db.Add(NewConversation("by EF"));
            session.Db.SaveChanges();
            session.Insert(NewConversation("by statement"));
            throw new InvalidTimeZoneException();
        }));
        Assert.Empty(Ids(database));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_unit_sees_what_earlier_units_wrote_and_nothing_that_they_only_tracked(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        var (first, second, third) = await InOneBatch(
            database,
            () => database.Writer.Write(session =>
            {
                session.Insert(NewConversation("one"));
                // Changed in memory, never saved.
                session.Db.Set<Conversation>().Single().VisitorName = "Nobody";
            }),
            () => database.Writer.Write(session => { session.Db.SaveChanges(); }),
            () => database.Writer.Write(session => session.Db.Set<Conversation>().Single().VisitorName));

        await first;
        await second;
        Assert.Null(await (Task<string?>)third);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Units_that_wait_together_share_one_commit_and_nobody_is_answered_before_it(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        using var gate = new ManualResetEventSlim();
        var blocking = await Blocking(database, gate);
        var waiting = Enumerable.Range(0, 100).Select(n => database.Writer.Write(session => session.Insert(NewConversation($"c{n:D3}")))).ToList();
        var last = database.Writer.Write(session => (
            Inside: session.Db.Set<Conversation>().Count(),
            Outside: database.Read(db => db.Set<Conversation>().Count()),
            Answered: waiting.Count(task => task.IsCompleted)));
        gate.Set();

        await blocking;
        Assert.Equal((100, 0, 0), await last);
        await Task.WhenAll(waiting);
        Assert.Equal(100, database.Read(db => db.Set<Conversation>().Count()));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_stale_version_is_refused(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        await database.Writer.Write(session => session.Insert(NewConversation("one", version: 3)));

        var current = NewConversation("one", version: 4);
        current.VisitorName = "Ada";
        Assert.True(await database.Writer.Write(session => session.Update(current, expected: 3)));

        var twin = NewConversation("one", version: 4);
        twin.VisitorName = "Eve";
        Assert.False(await database.Writer.Write(session => session.Update(twin, expected: 3)));
        Assert.Equal("Ada", database.Read(db => db.Set<Conversation>().Single().VisitorName));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Times_come_back_as_the_UTC_they_were(string provider)
    {
        await using var database = await TestDatabase.Migrated(provider, postgres);
        var at = new DateTime(2026, 11, 23, 9, 30, 15, 123, DateTimeKind.Utc);
        var written = NewConversation("one");
        written.LastMessageAt = at;
        await database.Writer.Write(session => session.Insert(written));

        var read = database.Read(db => db.Set<Conversation>().Single(conversation => conversation.LastMessageAt == at));
        Assert.Equal((at, DateTimeKind.Utc), (read.LastMessageAt, read.LastMessageAt.Kind));
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Characters_that_no_database_takes_are_replaced_on_every_way_in(string provider)
    {
        var typed = "a\0b\ud83d c\U0001F600";
        var stored = "a\ufffdb\ufffd c\U0001F600";
        await using var database = await TestDatabase.Migrated(provider, postgres);
        await database.Writer.Write(session =>
        {
            session.Insert(NewConversation(typed));
            session.Execute("UPDATE \"Conversations\" SET \"VisitorName\" = @name", ("@name", typed));
            var written = NewConversation("by EF");
            written.VisitorName = typed;
            session.Db.Add(written);
            session.Db.SaveChanges();
        });

        Assert.Equal([stored, "by EF"], Ids(database));
        Assert.All(database.Read(db => db.Set<Conversation>().ToList()), conversation => Assert.Equal(stored, conversation.VisitorName));
        Assert.NotNull(database.Read(db => db.Set<Conversation>().SingleOrDefault(conversation => conversation.Id == typed)));
    }

    [Fact]
    public async Task A_lost_connection_fails_the_units_it_hits_and_the_next_ones_go_through()
    {
        await using var database = await TestDatabase.Migrated(TestDatabase.PostgreSql, postgres);
        var hit = database.Writer.Write(session =>
        {
            session.Insert(NewConversation("lost"));
            session.Execute("SELECT pg_terminate_backend(pg_backend_pid())");
        });
        await Assert.ThrowsAnyAsync<Exception>(() => hit);

        await database.Writer.Write(session => session.Insert(NewConversation("next")));
        Assert.Equal(["next"], Ids(database));
    }

    [Fact]
    public async Task SQLite_is_told_to_survive_a_power_cut()
    {
        await using var database = await TestDatabase.Migrated(TestDatabase.Sqlite, postgres);
        const int full = 2;
        Assert.Equal((full, "wal"), await database.Writer.Write(session => (Pragma<int>(session, "synchronous"), Pragma<string>(session, "journal_mode"))));
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_still_written()
    {
        var database = await TestDatabase.Migrated(TestDatabase.Sqlite, postgres);
        var writes = Enumerable.Range(0, 50).Select(n => database.Writer.Write(session => session.Insert(NewConversation($"c{n}")))).ToList();
        database.Writer.Dispose();

        await Task.WhenAll(writes);
        Assert.Equal(50, database.Read(db => db.Set<Conversation>().Count()));
        await database.DisposeAsync();
    }

    /// <summary>Holds the writer until all three wait, so that they meet in one transaction.</summary>
    static async Task<(Task, Task, Task)> InOneBatch(TestDatabase database, Func<Task> first, Func<Task> second, Func<Task> third)
    {
        using var gate = new ManualResetEventSlim();
        var blocking = await Blocking(database, gate);
        var waiting = (first(), second(), third());
        gate.Set();
        await blocking;
        return waiting;
    }

    /// <summary>Returns once the writer is busy with a batch that ends when the gate opens: what is written from here on waits together.</summary>
    static async Task<Task> Blocking(TestDatabase database, ManualResetEventSlim gate)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = database.Writer.Write(_ =>
        {
            started.SetResult();
            gate.Wait();
        });
        await started.Task;
        return blocking;
    }

    static T Pragma<T>(WriteSession session, string name)
    {
        using var command = session.Db.Database.GetDbConnection().CreateCommand();
        command.Transaction = (System.Data.Common.DbTransaction)((Microsoft.EntityFrameworkCore.Infrastructure.IInfrastructure<System.Data.Common.DbTransaction>)session.Db.Database.CurrentTransaction!).Instance;
        command.CommandText = $"PRAGMA {name}";
        return (T)Convert.ChangeType(command.ExecuteScalar()!, typeof(T), null);
    }

    static string[] Ids(TestDatabase database) => database.Read(db => db.Set<Conversation>().Select(conversation => conversation.Id).ToArray()).Order(StringComparer.Ordinal).ToArray();

    static Conversation NewConversation(string id, int version = 1) => new()
    {
        Id = id,
        ChannelId = "directline",
        CreatedAt = SalesApp.MondayMorning.UtcDateTime,
        LastMessageAt = SalesApp.MondayMorning.UtcDateTime,
        Version = version,
    };
}
