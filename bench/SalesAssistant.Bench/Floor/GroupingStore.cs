using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace SalesAssistant.Bench.Floor;

/// <summary>One writer that commits all the messages that wait at the same moment together, durably (synchronous=FULL): what durability costs at least.</summary>
sealed class GroupingStore : IDisposable
{
    const int LargestGroup = 512;

    readonly BlockingCollection<Row> queue = [];
    readonly SqliteConnection connection;
    readonly Thread writer;

    public GroupingStore(string file)
    {
        connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var setup = connection.CreateCommand();
        setup.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS Messages (Conversation TEXT NOT NULL, Id TEXT NOT NULL, Sender TEXT NOT NULL, Text TEXT, PRIMARY KEY (Conversation, Id, Sender));
            """;
        setup.ExecuteNonQuery();
        writer = new Thread(Write) { IsBackground = true, Name = "Grouping writer" };
        writer.Start();
    }

    /// <summary>Completes when the message is on the disk.</summary>
    public Task Keep(string conversation, string id, string sender, string? text)
    {
        var row = new Row(conversation, id, sender, text, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        queue.Add(row);
        return row.Kept.Task;
    }

    void Write()
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO Messages VALUES ($conversation, $id, $sender, $text)";
        var (conversation, id, sender, text) = (insert.Parameters.Add("$conversation", SqliteType.Text), insert.Parameters.Add("$id", SqliteType.Text),
            insert.Parameters.Add("$sender", SqliteType.Text), insert.Parameters.Add("$text", SqliteType.Text));
        var group = new List<Row>();
        foreach (var first in queue.GetConsumingEnumerable())
        {
            group.Clear();
            group.Add(first);
            while (group.Count < LargestGroup && queue.TryTake(out var next))
                group.Add(next);
            using (var transaction = connection.BeginTransaction())
            {
                insert.Transaction = transaction;
                foreach (var row in group)
                {
                    (conversation.Value, id.Value, sender.Value, text.Value) = (row.Conversation, row.Id, row.Sender, (object?)row.Text ?? DBNull.Value);
                    insert.ExecuteNonQuery();
                }
                transaction.Commit();
            }
            foreach (var row in group)
                row.Kept.SetResult();
        }
    }

    public void Dispose()
    {
        queue.CompleteAdding();
        writer.Join();
        connection.Dispose();
        queue.Dispose();
    }

    sealed record Row(string Conversation, string Id, string Sender, string? Text, TaskCompletionSource Kept);
}
