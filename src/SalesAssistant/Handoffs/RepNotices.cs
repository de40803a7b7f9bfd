using Microsoft.EntityFrameworkCore;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Handoffs;

/// <summary>What a rep has been told, and whether it has been seen.</summary>
public sealed class RepNotices(IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock)
{
    const int Shown = 20;

    /// <summary>The notices whose handoffs still wait, the latest first.</summary>
    public async Task<IReadOnlyList<RepNotice>> Waiting(string rep, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        return await (
            from notice in db.Set<Notification>().AsNoTracking()
            join handoff in db.Set<Handoff>() on notice.HandoffId equals handoff.Id
            where notice.Rep == rep && handoff.State == HandoffState.Waiting
            orderby notice.At descending
            select new RepNotice(notice.Id, notice.ConversationId, handoff.Reason, handoff.Question, notice.At, notice.State)).Take(Shown).ToListAsync(cancel);
    }

    /// <summary>Marks a notice as shown.</summary>
    /// <returns>True for whoever was first: of several windows of one rep, one says it aloud.</returns>
    public Task<bool> MarkShown(string noticeId)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return writer.Write(session => session.Execute(
            """UPDATE "Notifications" SET "State" = 'Shown', "ShownAt" = @now WHERE "Id" = @id AND "State" = 'Pending'""", ("@now", now), ("@id", noticeId)) == 1);
    }
}

/// <summary>A rep was told of a handoff that waits.</summary>
public sealed record RepNotice(string Id, string ConversationId, Assistant.Contract.HandoffReason Reason, string Question, DateTime At, NotificationState State);
