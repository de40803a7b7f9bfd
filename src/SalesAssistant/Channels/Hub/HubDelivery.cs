using Microsoft.EntityFrameworkCore;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Channels.Hub;

/// <summary>
/// Brings to the engagement hub what is owed to it: in order in each conversation, each settled with a named outcome. It looks at the
/// table when something happened and every few seconds, so that what a crash left is taken up like everything else; what was just going out
/// then is sent again under the same id.
/// </summary>
public sealed class HubDelivery(
    EngagementHub hub, HubActivities activities, ConnectorSender sender, ConversationFeed feed, IDbContextFactory<SalesDb> reads, BatchWriter writer, TimeProvider time, ILogger<HubDelivery> log)
    : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    const int AtOnce = 200;

    /// <summary>Ever longer waits, half an hour in all: after that our own reps are the ones to come.</summary>
    const int MostAttempts = 12;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (hub.Address is not { } address) return;
        // It stays: a publisher that is just telling us must not be thrown at.
        var news = new SemaphoreSlim(1);
        using var subscription = feed.SubscribeAll(_ => Wake(news));
        try
        {
            while (true)
            {
                await Look(address, stoppingToken);
                await news.WaitAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends: what is owed stays owed.
        }
    }

    static void Wake(SemaphoreSlim news)
    {
        // One look sees everything: more than one need not wait.
        if (news.CurrentCount == 0) news.Release();
    }

    async Task Look(Uri address, CancellationToken cancel)
    {
        try
        {
            await Deliver(address, cancel);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            log.LogError(fault, "What is owed to the hub could not be handled; it is tried again");
        }
    }

    async Task Deliver(Uri address, CancellationToken cancel)
    {
        List<HubEvent> owed;
        await using (var db = reads.CreateDbContext())
            owed = await db.Set<HubEvent>().AsNoTracking().Where(one => one.State == HubEventState.Pending).OrderBy(one => one.At).ThenBy(one => one.Sequence ?? 0).Take(AtOnce).ToListAsync(cancel);
        await Parallel.ForEachAsync(owed.GroupBy(one => one.ConversationId), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (conversation, stop) =>
        {
            foreach (var one in conversation)
                if (one.DueAt > time.GetUtcNow().UtcDateTime || !await Send(address, one, stop)) return;
        });
    }

    /// <summary>Sends one, and settles it. False when what comes after it must wait.</summary>
    async Task<bool> Send(Uri address, HubEvent owed, CancellationToken cancel)
    {
        var activity = await activities.Of(owed, cancel);
        await Settle(owed, HubEventState.Pending, "Sending", null);
        // Once: the row's own waits hold up nobody else's.
        var result = await sender.SendAsync(address, activity, cancel, ServiceUrlTrust.Configured, attempts: 1);
        owed.Attempts += result.Attempts;
        var state = result.Outcome switch
        {
            SendOutcome.Sent => HubEventState.Sent,
            SendOutcome.Unknown => HubEventState.Unknown,
            _ when result.MayRetry && owed.Attempts < MostAttempts => HubEventState.Pending,
            _ => HubEventState.Failed,
        };
        await Settle(owed, state, result.Outcome.ToString(), state == HubEventState.Pending
            ? time.GetUtcNow().UtcDateTime + (result.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, owed.Attempts + 1))))
            : null);
        if (result.Outcome != SendOutcome.Sent)
            log.LogWarning("{Event} of conversation {Conversation} did not reach the hub: {Outcome}, status {Status}", owed.Sequence is null ? "The handoff" : "A message", owed.ConversationId, result.Outcome, result.Status);
        return state != HubEventState.Pending;
    }

    Task Settle(HubEvent owed, HubEventState state, string outcome, DateTime? dueAt) => writer.Write(session =>
    {
        session.Execute(
            """UPDATE "HubEvents" SET "State" = @state, "Outcome" = @outcome, "Attempts" = @attempts, "DueAt" = @due, "SettledAt" = @settled WHERE "Id" = @id""",
            ("@state", state.ToString()), ("@outcome", outcome), ("@attempts", owed.Attempts), ("@due", dueAt),
            ("@settled", state == HubEventState.Pending ? null : time.GetUtcNow().UtcDateTime), ("@id", owed.Id));
    });
}
