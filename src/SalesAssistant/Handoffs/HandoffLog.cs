using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Handoffs;

/// <summary>The log of handoffs, and the questions that went without an answer: what marketing learns from.</summary>
public sealed class HandoffLog(IDbContextFactory<SalesDb> reads)
{
    /// <summary>Handoffs, the latest first.</summary>
    public async Task<ApiList<HandoffRow>> List(DateTime? since, HandoffReason? reason, int skip, int take, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var query = db.Set<Handoff>().AsNoTracking();
        if (since is { } from)
            query = query.Where(handoff => handoff.At >= from);
        if (reason is { } wanted)
            query = query.Where(handoff => handoff.Reason == wanted);
        var rows = await query.OrderByDescending(handoff => handoff.At).ThenBy(handoff => handoff.Id).Skip(skip).Take(take + 1).ToListAsync(cancel);
        return new([.. rows.Take(take).Select(handoff => new HandoffRow(handoff))],
            rows.Count <= take ? null : (skip + take).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Questions without an answer, grouped by topic, the most frequent first.</summary>
    public async Task<IReadOnlyList<GapRow>> Gaps(DateTime? since, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var query = db.Set<MissedQuestion>().AsNoTracking();
        if (since is { } from)
            query = query.Where(missed => missed.At >= from);
        var all = await query.OrderByDescending(missed => missed.At).Take(20_000).ToListAsync(cancel);
        return [.. all.GroupBy(missed => missed.Topic).Select(group => new GapRow(
                Id(group.Key), group.Key, "Open",
                [.. group.Select(missed => missed.Question).Where(question => question.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(20)],
                group.Count(),
                [.. group.Select(missed => missed.ConversationId).Distinct()],
                group.Max(missed => missed.At)))
            .OrderByDescending(gap => gap.Count).ThenByDescending(gap => gap.LastAt)];
    }

    static string Id(string topic) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(topic)))[..16];
}

/// <summary>A handoff as it is reported.</summary>
public sealed record HandoffRow(
    string Id, string ConversationId, int Episode, HandoffReason Reason, string Question, DateTime At, DateTime? ClaimedAt, string? Rep, DateTime? EndedAt,
    HandoffState State, double? WaitedSeconds, IReadOnlyList<FoundPassage> Found, VerdictRow? Verdict)
{
    public HandoffRow(Handoff handoff) : this(
        handoff.Id, handoff.ConversationId, handoff.Episode, handoff.Reason, handoff.Question, handoff.At, handoff.ClaimedAt, handoff.Rep, handoff.EndedAt,
        handoff.State, ((handoff.ClaimedAt ?? handoff.EndedAt) - handoff.At)?.TotalSeconds,
        handoff.Found is null ? [] : System.Text.Json.JsonSerializer.Deserialize<List<FoundPassage>>(handoff.Found, System.Text.Json.JsonSerializerOptions.Web)!,
        handoff.Outcome is null && handoff.Objection is null && handoff.MissingContent is null && handoff.VerdictNote is null
            ? null
            : new VerdictRow(handoff.Outcome, handoff.Objection, handoff.MissingContent, handoff.VerdictNote))
    {
    }
}

/// <summary>What the rep reported.</summary>
public sealed record VerdictRow(Outcome? Outcome, string? Objection, string? MissingContent, string? Note);

/// <summary>Questions on one topic that went without an answer.</summary>
public sealed record GapRow(string Id, string Topic, string State, IReadOnlyList<string> Questions, int Count, IReadOnlyList<string> Conversations, DateTime LastAt);
