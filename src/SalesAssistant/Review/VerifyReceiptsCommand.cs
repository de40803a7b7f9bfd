using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Review;

/// <summary>The command `verify-receipts`: looks again whether every answer that was ever given stands in the content as it was then. It reads only, also beside a running server.</summary>
public static class VerifyReceiptsCommand
{
    const int AtOnce = 500;

    /// <summary>So many faults are printed one by one; the count says how many there are, and `--json` has them all.</summary>
    const int Named = 100;

    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text" };
        var command = new Command("verify-receipts", "Checks every stored answer against the version of the content that it cites.") { json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) => Run(services(CommandLines.Settings(parsed)), parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    /// <returns>0 when all of them hold, else 1.</returns>
    static async Task<int> Run(ServiceProvider provider, bool json, TextWriter output, CancellationToken cancel)
    {
        await using var services = provider;
        // A fresh directory has no answers, and that is no fault; a running server has its tables already.
        if (!services.GetRequiredService<DataDirectory>().IsHeld())
            await services.GetRequiredService<Database>().Migrate(cancel);
        var verification = ActivatorUtilities.CreateInstance<ReceiptVerification>(services);
        await using var db = services.GetRequiredService<IDbContextFactory<SalesDb>>().CreateDbContext();
        var kept = db.Set<Turn>().AsNoTracking().Where(turn => turn.Receipt != null);
        var all = await kept.CountAsync(cancel);
        var read = 0;
        await foreach (var turn in kept.OrderBy(turn => turn.ConversationId).ThenBy(turn => turn.Number).Select(turn => new { turn.ConversationId, turn.Number, turn.Receipt }).AsAsyncEnumerable().WithCancellation(cancel))
        {
            verification.Verify(turn.ConversationId, turn.Number, turn.Receipt!);
            if (++read % AtOnce == 0)
                ShowProgress(read, all);
        }
        ShowProgress(null, all);
        if (json)
            output.WriteLine(JsonSerializer.Serialize(verification.Result, CommandLines.Json));
        else
            Print(verification.Result, output);
        return verification.Result.Faults.Count == 0 ? 0 : 1;
    }

    static void Print(VerifiedReceipts result, TextWriter output)
    {
        foreach (var fault in result.Faults.Take(Named))
            output.WriteLine(fault);
        if (result.Faults.Count > Named)
            output.WriteLine($"... and {result.Faults.Count - Named} more; --json lists them all.");
        output.WriteLine($"{Count(result.Receipts, "receipt")}, {Count(result.Answers, "answer")} with {Count(result.Sentences, "sentence")}: "
            + (result.Faults.Count == 0 ? "every sentence stands in the content that it cites." : $"{Count(result.Faults.Count, "fault")}."));
    }

    static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    /// <summary>A line that is written over, for somebody who looks on.</summary>
    static void ShowProgress(int? read, int all)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write(read is null ? "\r\u001B[K" : $"\r{read} of {all} receipts");
    }
}

/// <summary>What a look over the receipts came to.</summary>
/// <param name="Receipts">All that were read; turns that did something or found nothing have one too.</param>
/// <param name="Answers">Those with sentences.</param>
public sealed record VerifiedReceipts(int Receipts, int Answers, int Sentences, IReadOnlyList<ReceiptFault> Faults);

/// <summary>Why a receipt doesn't hold. A fixed category, so that it can be counted.</summary>
public enum ReceiptFaultKind
{
    /// <summary>The receipt itself can't be read.</summary>
    Unreadable,

    /// <summary>The version of the content that it cites was not kept, or was lost.</summary>
    SnapshotLost,

    /// <summary>That version's file can't be read.</summary>
    SnapshotDamaged,

    /// <summary>The cited passage isn't in that version, or stands under another file or heading.</summary>
    PassageMissing,

    /// <summary>The passage doesn't hold the quote.</summary>
    QuoteMissing,

    /// <summary>The quote is there and doesn't support the sentence; <see cref="ReceiptFault.Why"/> says in what.</summary>
    NotSupported,
}

/// <param name="Conversation">The conversation's id.</param>
/// <param name="Turn">The turn's number in it.</param>
/// <param name="Snapshot">The version of the content, by its hash; null when the receipt names none.</param>
/// <param name="File">The cited file; null for a fault of the receipt as a whole.</param>
public sealed record ReceiptFault(string Conversation, int Turn, ReceiptFaultKind Fault, string? Snapshot, string? File, string? Sentence, string? Quote, SentenceFault? Why)
{
    public override string ToString() => $"Conversation {Conversation}, turn {Turn}: " + Fault switch
    {
        ReceiptFaultKind.Unreadable => "its receipt can't be read.",
        ReceiptFaultKind.SnapshotLost => Snapshot is null ? "its receipt names no version of the content." : $"the version {Snapshot} of the content was lost.",
        ReceiptFaultKind.SnapshotDamaged => $"the version {Snapshot} of the content can't be read.",
        ReceiptFaultKind.PassageMissing => $"{File} has no such passage: \"{Quote}\"",
        ReceiptFaultKind.QuoteMissing => $"{File} doesn't say \"{Quote}\"",
        _ => $"{File} doesn't support \"{Sentence}\" ({Why})",
    };
}
