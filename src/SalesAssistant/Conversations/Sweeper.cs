using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Contacts;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations;

/// <summary>
/// Settles what a crash or a long silence left: turns that are still owed, handoffs that nobody claimed in time, episodes that fell
/// silent, bookings of which the visitor has not heard. It only wakes the grains; they look for themselves. Whoever was not seen for as long as they may be
/// remembered is forgotten.
/// </summary>
public sealed class Sweeper(
    IDbContextFactory<SalesDb> reads, BatchWriter writer, IGrainFactory grains, WallClock clock, ConversationOptions options, AssistantOptions assistant, ILogger<Sweeper> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    const int AtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogError(fault, "The sweep failed; it is tried again");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round.</summary>
    public async Task Sweep(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = reads.CreateDbContext();
        // A turn just owed is on its way; an older one has lost its grain.
        var stuck = now.AddSeconds(-2);
        var owed = await db.Set<Turn>().Where(turn => turn.State == TurnState.Owed && turn.OwedAt < stuck).OrderBy(turn => turn.OwedAt).Select(turn => turn.ConversationId).Take(AtOnce).ToListAsync(cancel);
        var unclaimed = await db.Set<Handoff>().Where(handoff => handoff.NextStepAt != null && handoff.NextStepAt <= now).OrderBy(handoff => handoff.NextStepAt).Select(handoff => handoff.ConversationId).Take(AtOnce).ToListAsync(cancel);
        var silent = now - options.Idle;
        var idle = await db.Set<Conversation>().Where(conversation => conversation.Status != ConversationStatus.Resolved && conversation.LastMessageAt <= silent && conversation.SnoozedUntil == null).OrderBy(conversation => conversation.LastMessageAt).Select(conversation => conversation.Id).Take(AtOnce).ToListAsync(cancel);
        var snoozed = await db.Set<Conversation>().Where(conversation => conversation.SnoozedUntil != null && conversation.SnoozedUntil <= now).Select(conversation => conversation.Id).Take(AtOnce).ToListAsync(cancel);
        var untold = await db.Set<BookingNews>().Where(news => news.State == BookingNewsState.Pending).OrderBy(news => news.At).Select(news => news.ConversationId).Take(AtOnce).ToListAsync(cancel);
        foreach (var id in owed.Concat(unclaimed).Concat(idle).Concat(snoozed).Concat(untold).Distinct())
            await grains.Conversation(id).Wake();
        var unseen = now - assistant.RememberFor;
        foreach (var id in await db.Set<RememberConsent>().Where(consent => consent.UsedAt < unseen).OrderBy(consent => consent.UsedAt).Select(consent => consent.Id).Take(AtOnce).ToListAsync(cancel))
            await writer.Write(session => Remembered.Withdraw(session, id, except: null));
    }
}
