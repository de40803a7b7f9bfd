using NodaTime;

namespace SalesAssistant.GraphSimulator;

/// <summary>Somebody's mailbox with its one calendar.</summary>
/// <param name="InScope">Whether the program may read it (RBAC for Applications).</param>
public sealed record Mailbox(string Address, DateTimeZone Zone, bool InScope)
{
    /// <summary>Exchange lets a program ask four things of one mailbox at a time.</summary>
    public const int MostAtOnce = 4;

    internal List<MailboxEvent> Events { get; } = [];

    int atOnce;

    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref atOnce) <= MostAtOnce)
            return true;
        Interlocked.Decrement(ref atOnce);
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref atOnce);
}

/// <summary>All mailboxes, and what a test or a person does in them as their owners would. Its events are changed under its lock only.</summary>
public sealed class Mailboxes
{
    readonly Dictionary<string, Mailbox> all = new(StringComparer.OrdinalIgnoreCase);
    readonly List<SentMail> mails = [];
    readonly List<PostedMail> posted = [];
    long changes;
    long lastCreated;

    internal Lock Gate { get; } = new();

    /// <summary>Grows when delta tokens are forgotten.</summary>
    internal int Generation { get; private set; }

    /// <summary>How many reads of an event come before the link to its call is there; below zero it never comes.</summary>
    public int ReadsBeforeJoinUrl { get; set; }

    /// <summary>Called after a change with the mailbox, the event and "created", "updated" or "deleted".</summary>
    internal Action<Mailbox, MailboxEvent, string> Changed { get; set; } = (_, _, _) => { };

    public IReadOnlyList<string> Addresses { get { lock (Gate) return [.. all.Keys.Order(StringComparer.Ordinal)]; } }

    public IReadOnlyList<SentMail> Mails { get { lock (Gate) return [.. mails]; } }

    /// <summary>What a program has sent itself, by sendMail.</summary>
    public IReadOnlyList<PostedMail> Posted { get { lock (Gate) return [.. posted]; } }

    internal void Post(PostedMail mail) { lock (Gate) posted.Add(mail); }

    internal long Changes => changes;

    public void Add(string address, string zone, bool inScope = true)
    {
        lock (Gate)
            all[address] = new Mailbox(address, Zones.Find(zone) ?? throw new ArgumentException($"'{zone}' is no time zone"), inScope);
    }

    public Mailbox? Find(string address) { lock (Gate) return all.GetValueOrDefault(address); }

    /// <summary>What stands in a mailbox; series once.</summary>
    public IReadOnlyList<MailboxEvent> Events(string address) { lock (Gate) return [.. Of(address).Events.Where(one => one.Removed is null)]; }

    /// <summary>The rep puts something into the own calendar.</summary>
    public MailboxEvent Put(string address, string subject, EventTime when, string showAs = "busy", Repetition? repetition = null, string? organizer = null, string? transactionId = null)
    {
        lock (Gate)
        {
            var mailbox = Of(address);
            var put = new MailboxEvent { Id = NewId(), ICalUId = $"040000008200E00074C5B7101A82E008{Guid.NewGuid():N}", Created = Now(), When = when, Repetition = repetition, Organizer = organizer ?? mailbox.Address, TransactionId = transactionId, Subject = subject, ShowAs = showAs };
            Keep(mailbox, put, "created");
            return put;
        }
    }

    /// <summary>The rep moves an event in Outlook: Exchange tells those invited.</summary>
    public void Move(string address, string id, EventTime when)
    {
        lock (Gate)
        {
            var moved = Require(address, id);
            moved.When = when;
            Keep(Of(address), moved, "updated");
            Tell(moved, moved.Attendees, "Update");
        }
    }

    /// <summary>Somebody invited answers: accepted, tentativelyAccepted or declined.</summary>
    public void Respond(string address, string id, string attendee, string response)
    {
        lock (Gate)
        {
            var answered = Require(address, id);
            answered.Attendees = [.. answered.Attendees.Select(one => one.Address.Equals(attendee, StringComparison.OrdinalIgnoreCase) ? one with { Response = response } : one)];
            Keep(Of(address), answered, "updated");
        }
    }

    /// <summary>The rep deletes an event in Outlook.</summary>
    public void Remove(string address, string id, string? comment = null)
    {
        lock (Gate)
        {
            var removed = Require(address, id);
            Drop(Of(address), removed, comment);
        }
    }

    /// <summary>Every delta token becomes one that nobody knows.</summary>
    public void ForgetDeltaTokens() { lock (Gate) Generation++; }

    internal Mailbox Of(string address) => all.GetValueOrDefault(address) ?? throw new KeyNotFoundException($"There is no mailbox {address}");

    /// <summary>The event, or an occurrence's series, by any of its ids.</summary>
    internal static MailboxEvent? Event(Mailbox mailbox, string id) =>
        mailbox.Events.FirstOrDefault(one => one.Removed is null && (one.Id == id || one.MutableId == id || (one.Repetition is not null && id.StartsWith(one.Id + "O", StringComparison.Ordinal))));

    /// <summary>Notes a change. Under the lock.</summary>
    internal void Keep(Mailbox mailbox, MailboxEvent kept, string what)
    {
        kept.Change = ++changes;
        if (kept.Places.Count == 0 || kept.Places[^1].When != kept.When)
            kept.Places.Add((kept.Change, kept.When));
        if (what == "created")
            mailbox.Events.Add(kept);
        Changed(mailbox, kept, what);
    }

    /// <summary>Takes an event away and tells those invited, when it is this mailbox's own meeting. Under the lock.</summary>
    internal void Drop(Mailbox mailbox, MailboxEvent dropped, string? comment)
    {
        dropped.Removed = dropped.Change = ++changes;
        if (dropped.Organizer.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase))
            Tell(dropped, dropped.Attendees, "Cancellation", comment);
        Changed(mailbox, dropped, "deleted");
    }

    internal void Tell(MailboxEvent about, IEnumerable<Invitee> whom, string kind, string? comment = null) =>
        mails.AddRange(whom.Select(to => new SentMail(about.Organizer, to.Address, kind, about.Subject, about.Id, comment)));

    internal static string NewId() => $"AAMk{Guid.NewGuid():N}=".Replace("=", "", StringComparison.Ordinal);

    /// <summary>No two events are made at the same moment.</summary>
    internal Instant Now()
    {
        lastCreated = Math.Max(SystemClock.Instance.GetCurrentInstant().ToUnixTimeTicks(), lastCreated + 1);
        return Instant.FromUnixTimeTicks(lastCreated);
    }

    MailboxEvent Require(string address, string id) => Event(Of(address), id) ?? throw new KeyNotFoundException($"{address} has no event {id}");
}
