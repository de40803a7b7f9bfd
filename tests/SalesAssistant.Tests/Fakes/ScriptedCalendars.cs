using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;

namespace SalesAssistant.Tests.Fakes;

/// <summary>The requests of the port.</summary>
public enum Ask
{
    ReadBusy,
    Find,
    Create,
    ReadEvents,
    Invite,
    Move,
    Cancel,
    ReadChanges,
}

/// <summary>The mailboxes that calendars of several installations may share; it outlives every one of them.</summary>
public sealed class Mailboxes
{
    readonly List<CalendarEvent> events = [];
    readonly List<(long Number, string Host, string Id)> changes = [];
    readonly List<string> mails = [];
    readonly List<EventRequest> requests = [];
    int made;

    /// <summary>What stands in them.</summary>
    public IReadOnlyList<CalendarEvent> Events { get { lock (events) return [.. events]; } }

    /// <summary>What was mailed, such as "invitation ada@example.org".</summary>
    public IReadOnlyList<string> Mails { get { lock (events) return [.. mails]; } }

    public T With<T>(Func<List<CalendarEvent>, List<string>, T> act) { lock (events) return act(events, mails); }

    /// <summary>A host's own event.</summary>
    public CalendarEvent Put(string host, DateTime start, DateTime end, BusyStatus status = BusyStatus.Busy, string? bookingId = null) => With((all, _) =>
    {
        var it = new CalendarEvent(host, $"e{++made:0000}", $"uid-{made}@calendar", "1", bookingId, "Own", new BusyItem.Timed(At(start), At(end)) { Status = status },
            Instant.FromUtc(2026, 11, 23, 8, 0) + Duration.FromMilliseconds(made), null, new Dictionary<string, AttendeeResponse>());
        all.Add(it);
        Note(it);
        return it;
    });

    /// <summary>Changes an event as its host or an invited person does.</summary>
    public CalendarEvent Change(string id, Func<CalendarEvent, CalendarEvent> change) => With((all, _) =>
    {
        var place = all.FindIndex(one => one.Id == id);
        all[place] = change(all[place]) with { Version = (int.Parse(all[place].Version!, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) };
        Note(all[place]);
        return all[place];
    });

    public void MoveByHost(string id, DateTime start, DateTime end) => Change(id, one => one with { When = new BusyItem.Timed(At(start), At(end)) });

    public void RemoveByHost(string id) => With((all, _) =>
    {
        var it = all.Single(one => one.Id == id);
        Note(it);
        return all.Remove(it);
    });

    /// <summary>What was asked to be made and was.</summary>
    public IReadOnlyList<EventRequest> Requests { get { lock (events) return [.. requests]; } }

    internal CalendarEvent Make(EventRequest request)
    {
        requests.Add(request);
        var it = Put(request.Host, request.Start.ToDateTimeUtc(), request.End.ToDateTimeUtc(), bookingId: request.BookingId);
        return With((all, _) => all[all.IndexOf(it)] = it with { Subject = request.Subject, JoinUrl = request.OnlineMeeting ? $"https://meet.example.com/{it.Id}" : null });
    }

    internal long Last { get { lock (events) return changes.Count; } }

    internal IReadOnlyList<(long Number, string Host, string Id)> Since(long number) { lock (events) return [.. changes.Where(change => change.Number > number)]; }

    void Note(CalendarEvent it) => changes.Add((changes.Count + 1, it.Host, it.Id));

    static Instant At(DateTime time) => Instant.FromDateTimeUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

/// <summary>The process ended here: no line after it has run.</summary>
public sealed class ProcessDiedException : Exception;

/// <summary>A calendar that does what its script says: fails before or after it has done it, waits, or lets somebody else act in between.</summary>
public sealed class ScriptedCalendars(Mailboxes mailboxes) : IHostCalendars
{
    public bool TellsInvited { get; set; } = true;

    readonly List<Line> script = [];
    readonly List<Ask> asked = [];

    public Mailboxes Mailboxes => mailboxes;

    /// <summary>What was asked so far, in order.</summary>
    public IReadOnlyList<Ask> Asked { get { lock (script) return [.. asked]; } }

    /// <summary>The next request of this kind fails.</summary>
    /// <param name="done">It was done all the same, and only its answer is lost.</param>
    public void Fails(Ask ask, CalendarFault fault, bool done = false, TimeSpan? retryAfter = null, int times = 1) =>
        Add(ask, times, done, () => throw new CalendarException(fault, "As the script says.", retryAfter));

    /// <summary>At the next request of this kind the process dies.</summary>
    /// <param name="done">After it was done.</param>
    public void Kills(Ask ask, bool done) => Add(ask, 1, done, () => throw new ProcessDiedException());

    /// <summary>Something happens just before the next request of this kind is done.</summary>
    public void Before(Ask ask, Func<Task> act) => Add(ask, 1, false, act);

    public void Before(Ask ask, Action act) => Before(ask, () => { act(); return Task.CompletedTask; });

    /// <summary>From now on everything is as it should be.</summary>
    public void Heal() { lock (script) script.Clear(); }

    public Task<IReadOnlyList<HostBusy>> ReadBusy(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel) => Do(Ask.ReadBusy, () =>
        (IReadOnlyList<HostBusy>)[.. hosts.Select(host => new HostBusy(host, [.. Around(host, from, to).Select(one => one.When with { Id = null })]))]);

    public Task<CalendarEvent?> Find(string host, string bookingId, CancellationToken cancel) => Do(Ask.Find, () =>
        mailboxes.Events.Where(one => one.Host == host && one.BookingId == bookingId).OrderBy(one => one.Created).ThenBy(one => one.Id, StringComparer.Ordinal).FirstOrDefault());

    public Task<CalendarEvent> Create(EventRequest request, CancellationToken cancel) => Do(Ask.Create, () =>
        mailboxes.With((all, _) => all.Find(one => one.Host == request.Host && one.BookingId == request.BookingId) ?? mailboxes.Make(request)));

    public Task<IReadOnlyList<CalendarEvent>> ReadEvents(string host, Instant from, Instant to, CancellationToken cancel) =>
        Do(Ask.ReadEvents, () => (IReadOnlyList<CalendarEvent>)Around(host, from, to));

    public Task<CalendarEvent> Invite(CalendarEvent seen, IReadOnlyList<EventAttendee> attendees, CancellationToken cancel) => Do(Ask.Invite, () => Guarded(seen, (one, mails) =>
    {
        mails.AddRange(attendees.Where(attendee => !one.Attendees.ContainsKey(attendee.Address)).Select(attendee => $"invitation {attendee.Address}"));
        return one with { Attendees = attendees.ToDictionary(attendee => attendee.Address, attendee => one.Attendees.GetValueOrDefault(attendee.Address)) };
    }));

    public Task<CalendarEvent> Move(CalendarEvent seen, Instant start, Instant end, CancellationToken cancel) => Do(Ask.Move, () => Guarded(seen, (one, mails) =>
    {
        mails.AddRange(one.Attendees.Keys.Select(address => $"move {address}"));
        return one with { When = new BusyItem.Timed(start, end) };
    }));

    public Task Cancel(string host, string eventId, string? comment, CancellationToken cancel) => Do(Ask.Cancel, () => mailboxes.With((all, mails) =>
    {
        if (all.Find(one => one.Host == host && one.Id == eventId) is not { } it)
            return false;
        mails.AddRange(it.Attendees.Keys.Select(address => $"cancellation {address}"));
        mailboxes.RemoveByHost(eventId);
        return true;
    }));

    public Task<EventChanges> ReadChanges(string host, string? cursor, CancellationToken cancel) => Do(Ask.ReadChanges, () =>
    {
        var mine = mailboxes.Events.Where(one => one.Host == host).ToList();
        var last = mailboxes.Last.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (cursor is null)
            return new EventChanges(mine, [], last, true);
        var ids = mailboxes.Since(long.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture)).Where(change => change.Host == host).Select(change => change.Id).ToHashSet();
        return new EventChanges([.. mine.Where(one => ids.Contains(one.Id))], [.. ids.Where(id => mine.TrueForAll(one => one.Id != id))], last, false);
    });

    CalendarEvent Guarded(CalendarEvent seen, Func<CalendarEvent, List<string>, CalendarEvent> change) => mailboxes.With((all, mails) =>
    {
        var it = all.Find(one => one.Id == seen.Id) ?? throw new CalendarException(CalendarFault.NotFound, "It is gone.");
        if (it.Version != seen.Version)
            throw new CalendarException(CalendarFault.Changed, "It was changed.");
        return mailboxes.Change(it.Id, one => change(one, mails));
    });

    List<CalendarEvent> Around(string host, Instant from, Instant to) =>
        [.. mailboxes.Events.Where(one => one.Host == host && one.When is BusyItem.Timed timed && timed.Start < to && timed.End > from)];

    async Task<T> Do<T>(Ask ask, Func<T> act)
    {
        Line? line;
        lock (script)
        {
            asked.Add(ask);
            line = script.Find(candidate => candidate.Ask == ask);
            if (line is not null && --line.Times == 0)
                script.Remove(line);
        }
        if (line is { Done: false })
            await line.Act();
        var result = act();
        if (line is { Done: true })
            await line.Act();
        return result;
    }

    void Add(Ask ask, int times, bool done, Func<Task> act) { lock (script) script.Add(new Line(ask, done, act) { Times = times }); }

    sealed class Line(Ask ask, bool done, Func<Task> act)
    {
        public Ask Ask => ask;
        public bool Done => done;
        public Func<Task> Act => act;
        public int Times { get; set; }
    }
}
