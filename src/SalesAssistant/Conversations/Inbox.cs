using Microsoft.EntityFrameworkCore;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Contacts;
using SalesAssistant.Data;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations;

/// <summary>The reps' view of all conversations. It reads the rows that are shown, and counts the rest.</summary>
public sealed class Inbox(IDbContextFactory<SalesDb> reads)
{
    const int LongestLine = 160;

    /// <summary>A part of a tab's rows: the queue with the longest wait first, everything else with the latest first.</summary>
    public async Task<InboxPage> Read(InboxFilter filter, int skip, int take, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var chosen = Choose(db, filter);
        var count = await chosen.CountAsync(cancel);
        return count == 0 ? new([], 0) : new(await Rows(db, Order(db, chosen, filter.Tab).Skip(skip).Take(take), filter.Tab).ToListAsync(cancel), count);
    }

    /// <summary>How many conversations each tab has, whatever the filter.</summary>
    public async Task<InboxCounts> Count(string? rep, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var conversations = db.Set<Conversation>();
        var groups = await conversations.Where(conversation => conversation.Status == ConversationStatus.Open || conversation.Status == ConversationStatus.Snoozed)
            .GroupBy(conversation => new { conversation.Status, conversation.Owner }).Select(group => new { group.Key.Status, group.Key.Owner, Count = group.Count() })
            .Concat(conversations.Where(conversation => (conversation.Status == ConversationStatus.Pending || conversation.Status == ConversationStatus.Resolved) && conversation.LastSequence > 1)
                .GroupBy(conversation => conversation.Status).Select(group => new { Status = group.Key, Owner = (string?)null, Count = group.Count() }))
            .ToListAsync(cancel);
        return new(
            groups.Where(group => group.Status == ConversationStatus.Open && group.Owner is null).Sum(group => group.Count),
            groups.Where(group => group.Owner is not null && string.Equals(group.Owner, rep, StringComparison.OrdinalIgnoreCase)).Sum(group => group.Count),
            groups.Where(group => group.Status == ConversationStatus.Pending).Sum(group => group.Count),
            groups.Where(group => group.Status == ConversationStatus.Resolved).Sum(group => group.Count));
    }

    static IQueryable<Conversation> Choose(SalesDb db, InboxFilter filter)
    {
        var chosen = db.Set<Conversation>().AsNoTracking();
        chosen = filter.Tab switch
        {
            InboxTab.Waiting => chosen.Where(conversation => conversation.Status == ConversationStatus.Open && conversation.Owner == null),
            InboxTab.Mine when filter.Colleagues => chosen.Where(conversation => (conversation.Status == ConversationStatus.Open || conversation.Status == ConversationStatus.Snoozed) && conversation.Owner != null),
            InboxTab.Mine => chosen.Where(conversation => (conversation.Status == ConversationStatus.Open || conversation.Status == ConversationStatus.Snoozed) && conversation.Owner == filter.Rep),
            // A chat that was opened and has only been greeted is nobody's conversation yet.
            InboxTab.Assistant => chosen.Where(conversation => conversation.Status == ConversationStatus.Pending && conversation.LastSequence > 1),
            InboxTab.Resolved => chosen.Where(conversation => conversation.Status == ConversationStatus.Resolved && conversation.LastSequence > 1),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter.Tab, "There is no such tab."),
        };
        if (filter.Reason is { } reason)
            chosen = chosen.Where(conversation => db.Set<Handoff>().Any(handoff => handoff.ConversationId == conversation.Id && handoff.Episode == conversation.Episode && handoff.Reason == reason));
        if (filter.Channel is { } channel)
            chosen = chosen.Where(conversation => conversation.ChannelId == channel);
        if (filter.Search.Trim() is { Length: > 0 } words)
        {
            // SQLite's lower() knows the letters A to Z only: words with others are also looked for as they were typed.
            var lower = words.ToLowerInvariant();
#pragma warning disable CA1862 // These comparisons are written in SQL, which has no StringComparison.
            chosen = chosen.Where(conversation =>
                conversation.VisitorName!.ToLower().Contains(lower) || conversation.VisitorName!.Contains(words)
                || db.Set<Contact>().Any(contact => contact.Id == conversation.ContactId
                    && (contact.Name!.ToLower().Contains(lower) || contact.Name!.Contains(words) || contact.Email!.Contains(lower)))
                || db.Set<Message>().Any(message => message.ConversationId == conversation.Id
                    && message.Sequence == db.Set<Message>().Where(said => said.ConversationId == conversation.Id && (said.Sender == Sender.Contact || said.Sender == Sender.Rep)).Max(said => (int?)said.Sequence)
                    && (message.Text.ToLower().Contains(lower) || message.Text.Contains(words))));
#pragma warning restore CA1862
        }
        return chosen;
    }

    static IQueryable<Conversation> Order(SalesDb db, IQueryable<Conversation> chosen, InboxTab tab) => tab == InboxTab.Waiting
        ? chosen.OrderBy(conversation => db.Set<Handoff>().Where(handoff => handoff.Id == conversation.HandoffId).Select(handoff => (DateTime?)handoff.At).FirstOrDefault() ?? conversation.LastMessageAt)
            .ThenBy(conversation => conversation.Id)
        : chosen.OrderByDescending(conversation => conversation.LastMessageAt).ThenByDescending(conversation => conversation.Id);

    static IQueryable<InboxRow> Rows(SalesDb db, IQueryable<Conversation> page, InboxTab tab)
    {
        var messages = db.Set<Message>();
        var handoffs = db.Set<Handoff>();
        return
            from conversation in page
            join contact in db.Set<Contact>() on conversation.ContactId equals contact.Id into known
            from contact in known.DefaultIfEmpty()
            let spoken = messages.Where(message => message.ConversationId == conversation.Id && (message.Sender == Sender.Contact || message.Sender == Sender.Rep)).Max(message => (int?)message.Sequence)
            let handedOff = handoffs.Where(handoff => handoff.ConversationId == conversation.Id && handoff.Episode == conversation.Episode).Max(handoff => (DateTime?)handoff.At)
            let replied = messages.Where(message => message.ConversationId == conversation.Id && message.Episode == conversation.Episode && message.Sender == Sender.Rep && message.Audience == Audience.Everyone)
                .Max(message => (int?)message.Sequence)
            select new InboxRow
            {
                Id = conversation.Id,
                Status = conversation.Status,
                Channel = conversation.ChannelId,
                Owner = conversation.Owner,
                Name = contact.Name ?? contact.Email ?? conversation.VisitorName,
                LastMessageAt = conversation.LastMessageAt,
                LastText = messages.Where(message => message.ConversationId == conversation.Id && message.Sequence == spoken).Select(message => message.Text.Substring(0, LongestLine)).FirstOrDefault() ?? "",
                LastSender = messages.Where(message => message.ConversationId == conversation.Id && message.Sequence == spoken).Select(message => (Sender?)message.Sender).FirstOrDefault(),
                LastHasFiles = messages.Any(message => message.ConversationId == conversation.Id && message.Sequence == spoken && message.Files != null),
                LastIsNote = messages.Any(message => message.ConversationId == conversation.Id && message.Sequence == spoken && message.Audience == Audience.Reps),
                IsUnread = tab <= InboxTab.Mine
                    && messages.Any(message => message.ConversationId == conversation.Id && message.Sequence > conversation.ReadSequence && message.Sender == Sender.Contact),
                Reason = handoffs.Where(handoff => handoff.ConversationId == conversation.Id && handoff.At == handedOff).Select(handoff => (HandoffReason?)handoff.Reason).FirstOrDefault(),
                Outcome = handoffs.Where(handoff => handoff.ConversationId == conversation.Id && handoff.At == handedOff).Select(handoff => handoff.Outcome).FirstOrDefault(),
                HandoffAt = handedOff,
                RepliedAt = messages.Where(message => message.ConversationId == conversation.Id && message.Sequence == replied).Select(message => (DateTime?)message.At).FirstOrDefault(),
                AskedSinceAt = messages.Where(message => message.ConversationId == conversation.Id && message.Sender == Sender.Contact && message.Sequence > (replied ?? 0)).Min(message => (DateTime?)message.At),
            };
    }
}

/// <summary>The inbox's tabs.</summary>
public enum InboxTab
{
    /// <summary>Open, and nobody has it.</summary>
    Waiting,

    /// <summary>Owned by the rep who looks, also when snoozed.</summary>
    Mine,

    /// <summary>With the assistant.</summary>
    Assistant,
    Resolved,
}

/// <summary>Which conversations are shown.</summary>
/// <param name="Rep">Whose are "mine".</param>
/// <param name="Search">Words of the name, the address or what a person said last; empty for all.</param>
/// <param name="Colleagues">The tab Mine shows those of all reps.</param>
public sealed record InboxFilter(InboxTab Tab, string? Rep, string Search = "", HandoffReason? Reason = null, string? Channel = null, bool Colleagues = false);

/// <summary>A part of the inbox, and how many rows there are in all.</summary>
public sealed record InboxPage(IReadOnlyList<InboxRow> Rows, int Count);

/// <summary>How many conversations each tab has.</summary>
public sealed record InboxCounts(int Waiting, int Mine, int Assistant, int Resolved)
{
    public int Of(InboxTab tab) => tab switch
    {
        InboxTab.Waiting => Waiting,
        InboxTab.Mine => Mine,
        InboxTab.Assistant => Assistant,
        _ => Resolved,
    };
}

/// <summary>A conversation in the inbox.</summary>
public sealed record InboxRow
{
    public required string Id { get; init; }
    public required ConversationStatus Status { get; init; }
    public required string Channel { get; init; }
    public required string? Owner { get; init; }

    /// <summary>The contact's name or address, else the name that the channel gave; null for a visitor.</summary>
    public required string? Name { get; init; }

    public required DateTime LastMessageAt { get; init; }

    /// <summary>The beginning of what a person said last; the assistant's own words say little about what is wanted.</summary>
    public required string LastText { get; init; }

    public required Sender? LastSender { get; init; }
    public required bool LastIsNote { get; init; }

    /// <summary>Files came with it.</summary>
    public required bool LastHasFiles { get; init; }

    /// <summary>The visitor has written what no rep has seen.</summary>
    public required bool IsUnread { get; init; }

    /// <summary>Of the episode's latest handoff.</summary>
    public required HandoffReason? Reason { get; init; }

    public required Outcome? Outcome { get; init; }
    public required DateTime? HandoffAt { get; init; }

    /// <summary>When a rep last spoke in this episode.</summary>
    public required DateTime? RepliedAt { get; init; }

    /// <summary>When the visitor first wrote after that.</summary>
    public required DateTime? AskedSinceAt { get; init; }

    /// <summary>Since when the visitor waits for a rep's word: since the handoff until the first reply, then since their first message after the last one. Null when nobody waits.</summary>
    public DateTime? WaitingSince => Status != ConversationStatus.Open ? null
        : RepliedAt is { } replied && HandoffAt is { } handoff && replied >= handoff ? AskedSinceAt
        : HandoffAt ?? AskedSinceAt;
}
