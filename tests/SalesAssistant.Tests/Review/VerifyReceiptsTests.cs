using System.Text.Json;
using Microsoft.Data.Sqlite;
using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Review;

/// <summary>The command that looks at every answer once more, as operators and scripts call it.</summary>
public sealed class VerifyReceiptsTests : IAsyncLifetime
{
    const string Answered = "answered";

    SalesApp app = null!;
    string data = null!;

    public async ValueTask InitializeAsync()
    {
        app = await SalesApp.Start();
        data = app.DataDirectory;
        await Ask(Answered, "What does the Academy Starter plan cost?");
        await Ask("refused", "Do you sell rocket fuel?");
        await Ask("thanked", "thank you");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Beside_a_running_server_every_answer_is_found_in_the_content_it_cites()
    {
        var (code, output, error) = await SalesProcess.Run(["verify-receipts", "--Data:Directory", data]);

        Assert.True(code == 0, output + error);
        Assert.Matches(@"^3 receipts, 1 answer with \d sentences?: every sentence stands in the content that it cites\.\n$", output);
    }

    [Fact]
    public async Task Scripts_get_one_object()
    {
        var (code, output, _) = await Verify("--json");

        var result = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, 3, 1, 0), (code, result.GetProperty("receipts").GetInt32(), result.GetProperty("answers").GetInt32(), result.GetProperty("faults").GetArrayLength()));
    }

    [Fact]
    public async Task Where_nothing_was_answered_nothing_is_wrong()
    {
        var (code, output, _) = await SalesCommand.Run("verify-receipts", "--Data:Directory", Path.Combine(data, "fresh"));

        Assert.Equal((0, "0 receipts, 0 answers with 0 sentences: every sentence stands in the content that it cites.\n"), (code, output));
    }

    [Fact]
    public async Task A_receipt_whose_content_was_lost_is_named()
    {
        foreach (var snapshot in Snapshots())
            File.Delete(snapshot);

        await Finds("SnapshotLost", "of the content was lost");
    }

    [Fact]
    public async Task Content_that_can_not_be_read_is_named()
    {
        foreach (var snapshot in Snapshots())
            await File.WriteAllTextAsync(snapshot, "{ \"hash\": ");

        await Finds("SnapshotDamaged", "can't be read");
    }

    [Fact]
    public async Task A_quote_that_the_content_never_had_is_named()
    {
        foreach (var snapshot in Snapshots())
            await File.WriteAllTextAsync(snapshot, (await File.ReadAllTextAsync(snapshot)).Replace("29 a month", "28 a month", StringComparison.Ordinal));

        await Finds("QuoteMissing", "pricing.md doesn't say");
    }

    [Fact]
    public async Task A_sentence_that_was_changed_afterwards_is_named()
    {
        await Change("replace(\"Receipt\", '\"text\":\"The Academy Starter plan costs', '\"text\":\"The Academy Growth plan costs')");

        await Finds("NotSupported", "doesn't support \"The Academy Growth plan costs");
    }

    [Fact]
    public async Task A_receipt_that_can_not_be_read_is_named()
    {
        await Change("'{'");

        await Finds("Unreadable", "its receipt can't be read");
    }

    async Task Finds(string fault, string says)
    {
        var (code, output, error) = await Verify();
        Assert.True(code == 1, output + error);
        Assert.Contains($"Conversation {Answered}, turn 1: ", output, StringComparison.Ordinal);
        Assert.Contains(says, output, StringComparison.Ordinal);

        var faults = JsonDocument.Parse((await Verify("--json")).Output).RootElement.GetProperty("faults").EnumerateArray().ToList();
        Assert.All(faults, found => Assert.Equal((Answered, 1, fault), (found.GetProperty("conversation").GetString(), found.GetProperty("turn").GetInt32(), found.GetProperty("fault").GetString())));
        Assert.NotEmpty(faults);
    }

    Task<(int Code, string Output, string Error)> Verify(params string[] options) => SalesCommand.Run(["verify-receipts", "--Data:Directory", data, .. options]);

    string[] Snapshots() => Directory.GetFiles(Path.Combine(data, "snapshots"));

    /// <summary>Somebody with the database's file open changes what was stored.</summary>
    async Task Change(string receipt)
    {
        await using var line = new SqliteConnection($"Data Source={Path.Combine(data, "sales.db")}");
        await line.OpenAsync();
        await using var command = line.CreateCommand();
        command.CommandText = $"UPDATE \"Turns\" SET \"Receipt\" = {receipt} WHERE \"ConversationId\" = '{Answered}'";
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    async Task Ask(string id, string question)
    {
        await app.Conversation(id).Receive(new IncomingMessage("1", question, null, null, new ConversationStart("directline", "dl_" + id)));
        await Eventually.Get(async () => (await app.Messages(id)).Find(message => message.Sender == Sender.Assistant && message.Sequence > 2));
    }
}
