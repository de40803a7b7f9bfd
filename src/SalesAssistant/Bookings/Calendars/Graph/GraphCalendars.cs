using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.CalendarView.Delta;
using Microsoft.Graph.Users.Item.Events.Item.Cancel;
using Microsoft.Kiota.Abstractions.Serialization;
using NodaTime;
using GraphAttendee = Microsoft.Graph.Models.Attendee;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>The hosts' calendars in Microsoft 365, by an app registration that may read and write them. The SDK is known to this folder alone.</summary>
public sealed class GraphCalendars : IHostCalendars, IDisposable
{
    /// <summary>What one read of a window holds at most.</summary>
    const int PageSize = 250;

    /// <summary>How long a read again waits for the link to a call that was asked for; without Teams it never comes.</summary>
    static readonly TimeSpan[] WaitsForJoinUrl = [TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(900)];

    /// <summary>No zone is further from UTC: whole days are searched so much wider, since nobody says by whose midnight Graph compares them.</summary>
    static readonly Duration FurthestZone = Duration.FromHours(15);

    readonly GraphConnection graph;
    readonly GraphSchedules schedules;
    readonly Func<string, DateTimeZone> zoneOf;
    readonly TimeProvider clock;

    /// <param name="settings">Found usable.</param>
    /// <param name="timeout">How long one request may take.</param>
    /// <param name="zoneOf">The zone of a host: whole days are days there.</param>
    /// <param name="clock">Around whose today changes are read.</param>
    public GraphCalendars(GraphSettings settings, TimeSpan timeout, Func<string, DateTimeZone> zoneOf, TimeProvider clock)
    {
        (this.zoneOf, this.clock) = (zoneOf, clock);
        graph = new GraphConnection(settings, timeout);
        schedules = new GraphSchedules(graph);
        Subscriptions = new GraphSubscriptions(graph);
    }

    public GraphSubscriptions Subscriptions { get; }

    /// <summary>Exchange does.</summary>
    public bool TellsInvited => true;

    public Task<IReadOnlyList<HostBusy>> ReadBusy(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel) => schedules.Read(hosts, from, to, cancel);

    public async Task<CalendarEvent?> Find(string host, string bookingId, CancellationToken cancel)
    {
        var found = await ReadAll<Event, EventCollectionResponse>(host,
            (client, stop) => client.Users[host].Events.GetAsync(request =>
            {
                GraphConnection.Prefer(request.Headers);
                request.QueryParameters.Filter = GraphEvents.SearchFor(bookingId);
                request.QueryParameters.Select = GraphEvents.Selected;
                request.QueryParameters.Top = PageSize;
            }, stop),
            (client, link, stop) => client.Users[host].Events.WithUrl(link).GetAsync(request => GraphConnection.Prefer(request.Headers), stop),
            page => page.Value, cancel);
        return found.Select(it => GraphEvents.Read(host, it, bookingId)).OrderBy(it => it.Created ?? Instant.MaxValue).ThenBy(it => it.Id, StringComparer.Ordinal).FirstOrDefault();
    }

    public async Task<CalendarEvent> Create(EventRequest request, CancellationToken cancel)
    {
        CalendarEvent created;
        try
        {
            created = await graph.Ask(request.Host, writes: true, async (client, stop) =>
                Read(request.Host, await client.Users[request.Host].Events.PostAsync(GraphEvents.Write(request), made => GraphConnection.Prefer(made.Headers), stop), request.BookingId), cancel);
        }
        catch (CalendarException known) when (known.Fault == CalendarFault.Changed)
        {
            // A conflict with a transaction of the same id: then it is there.
            created = await Find(request.Host, request.BookingId, cancel) ?? throw new CalendarException(CalendarFault.Unknown, known.Message, inner: known);
        }
        return request.OnlineMeeting && created.JoinUrl is null ? await WithJoinUrl(created, cancel) : created;
    }

    public async Task<IReadOnlyList<CalendarEvent>> ReadEvents(string host, Instant from, Instant to, CancellationToken cancel)
    {
        var found = await ReadAll<Event, EventCollectionResponse>(host,
            (client, stop) => client.Users[host].CalendarView.GetAsync(request =>
            {
                GraphConnection.Prefer(request.Headers);
                request.QueryParameters.StartDateTime = Moment(from - FurthestZone);
                request.QueryParameters.EndDateTime = Moment(to + FurthestZone);
                request.QueryParameters.Select = GraphEvents.Selected;
                request.QueryParameters.Expand = GraphEvents.Expanded;
                request.QueryParameters.Top = PageSize;
            }, stop),
            (client, link, stop) => client.Users[host].CalendarView.WithUrl(link).GetAsync(request => GraphConnection.Prefer(request.Headers), stop),
            page => page.Value, cancel);
        return [.. found.Select(it => GraphEvents.Read(host, it)).Where(it => EventTimes.Overlaps(it.When, from, to, zoneOf(host))).DistinctBy(it => it.Id)];
    }

    public async Task<CalendarEvent> Invite(CalendarEvent seen, IReadOnlyList<EventAttendee> attendees, CancellationToken cancel)
    {
        var others = seen.Attendees.Keys.Except(attendees.Select(attendee => attendee.Address), StringComparer.OrdinalIgnoreCase).ToList();
        // A list replaces the one before: whoever the rep has added stays, with the name that stands there.
        List<GraphAttendee> all = [.. others.Count == 0 ? [] : await Attendees(seen, others, cancel), .. GraphEvents.Write(attendees)];
        return await Change(seen, new Event { Attendees = all },
            now => EventTimes.Same(now.When, seen.When) && all.All(attendee => now.Attendees.ContainsKey(attendee.EmailAddress!.Address!)), cancel);
    }

    public Task<CalendarEvent> Move(CalendarEvent seen, Instant start, Instant end, CancellationToken cancel) =>
        Change(seen, new Event { Start = GraphTimes.Write(start), End = GraphTimes.Write(end) }, now => now.When is BusyItem.Timed timed && timed.Start == start && timed.End == end, cancel);

    public async Task Cancel(string host, string eventId, string? comment, CancellationToken cancel)
    {
        try
        {
            var there = await graph.Ask(host, writes: false, (client, stop) => client.Users[host].Events[eventId].GetAsync(request =>
            {
                GraphConnection.Prefer(request.Headers);
                request.QueryParameters.Select = ["id", "attendees"];
            }, stop), cancel);
            if (there.Attendees is { Count: > 0 })
                await graph.Ask<object>(host, writes: true, async (client, stop) =>
                {
                    await client.Users[host].Events[eventId].Cancel.PostAsync(new CancelPostRequestBody { Comment = comment }, request => GraphConnection.Prefer(request.Headers), stop);
                    return eventId;
                }, cancel);
            else
                // Only meetings are cancelled; what nobody is invited to is an appointment, and deleted without a word.
                await graph.Ask<object>(host, writes: true, async (client, stop) =>
                {
                    await client.Users[host].Events[eventId].DeleteAsync(request => GraphConnection.Prefer(request.Headers), stop);
                    return eventId;
                }, cancel);
        }
        catch (CalendarException gone) when (gone.Fault == CalendarFault.NotFound && GraphFaults.IsMissingItem(gone))
        {
            // That is what was wanted.
        }
    }

    public async Task<EventChanges> ReadChanges(string host, string? cursor, CancellationToken cancel)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        if (GraphCursor.Read(cursor) is { } known && graph.IsOurs(known.Link) && !known.IsOver(now))
            try
            {
                return await ReadChanges(host, known, whole: false, cancel);
            }
            catch (CalendarException forgotten) when (GraphFaults.IsForgottenCursor(forgotten))
            {
                // The whole of it, below.
            }
        return await ReadChanges(host, GraphCursor.Around(now), whole: true, cancel);
    }

    async Task<EventChanges> ReadChanges(string host, GraphCursor cursor, bool whole, CancellationToken cancel)
    {
        DeltaGetResponse? last = null;
        var items = await ReadAll<Event, DeltaGetResponse>(host,
            (client, stop) => whole
                ? client.Users[host].CalendarView.Delta.GetAsDeltaGetResponseAsync(request =>
                {
                    GraphConnection.Prefer(request.Headers);
                    request.Headers.Add("Prefer", $"odata.maxpagesize={PageSize}");
                    request.QueryParameters.StartDateTime = Moment(cursor.From);
                    request.QueryParameters.EndDateTime = Moment(cursor.To);
                }, stop)
                : Follow(client, cursor.Link!, stop),
            Follow,
            page => (last = page).Value, cancel);
        var next = last?.OdataDeltaLink is { } link && graph.IsOurs(link) ? cursor with { Link = link } : throw new CalendarException(CalendarFault.Unavailable, "Graph ended a delta without its link");

        // A series comes once in full, and its occurrences with little more than their times.
        var series = items.Where(it => it.Type == EventType.SeriesMaster && it.Id is not null).DistinctBy(it => it.Id).ToDictionary(it => it.Id!);
        var (changed, gone) = (new List<CalendarEvent>(), new List<string>());
        foreach (var it in items.Where(it => it.Type != EventType.SeriesMaster || IsRemoved(it)))
        {
            if (it.Id is not { } id)
                continue;
            if (!IsRemoved(it))
                changed.Add(GraphEvents.Read(host, it.SeriesMasterId is { } master ? Complete(it, await Series(master)) : it));
            // What has left the window is reported like what is gone.
            else if (!whole && await Read(host, id, cancel) is { } raw && GraphEvents.Read(host, raw) is var there && !EventTimes.Overlaps(there.When, cursor.From, cursor.To, zoneOf(host)))
                changed.Add(there);
            else
                gone.Add(id);
        }
        return new(changed, gone, next.ToString(), whole);

        Task<DeltaGetResponse?> Follow(Microsoft.Graph.GraphServiceClient client, string to, CancellationToken stop) =>
            client.Users[host].CalendarView.Delta.WithUrl(to).GetAsDeltaGetResponseAsync(request => GraphConnection.Prefer(request.Headers), stop);

        async Task<Event?> Series(string id)
        {
            if (!series.TryGetValue(id, out var master) && await Read(host, id, cancel) is { } read)
                series[id] = master = read;
            return master;
        }
    }

    /// <summary>An event as it stands now; null when there is none.</summary>
    async Task<Event?> Read(string host, string id, CancellationToken cancel)
    {
        try
        {
            return await graph.Ask(host, writes: false, (client, stop) => client.Users[host].Events[id].GetAsync(request =>
            {
                GraphConnection.Prefer(request.Headers);
                request.QueryParameters.Select = GraphEvents.Selected;
                request.QueryParameters.Expand = GraphEvents.Expanded;
            }, stop), cancel);
        }
        catch (CalendarException missing) when (missing.Fault == CalendarFault.NotFound && GraphFaults.IsMissingItem(missing))
        {
            return null;
        }
    }

    async Task<CalendarEvent> WithJoinUrl(CalendarEvent created, CancellationToken cancel)
    {
        foreach (var wait in WaitsForJoinUrl)
        {
            await Task.Delay(wait, cancel);
            try
            {
                if (await Read(created.Host, created.Id, cancel) is { } now)
                    created = GraphEvents.Read(created.Host, now, created.BookingId);
            }
            catch (CalendarException)
            {
                // It is made, and that counts; a meeting without a link is told apart by its missing link.
                return created;
            }
            if (created.JoinUrl is not null)
                break;
        }
        return created;
    }

    /// <summary>Those of the attendees who stand in the event already, as it has them.</summary>
    async Task<IEnumerable<GraphAttendee>> Attendees(CalendarEvent seen, IReadOnlyList<string> addresses, CancellationToken cancel) =>
        (await Read(seen.Host, seen.Id, cancel))?.Attendees?.Where(attendee => addresses.Contains(attendee.EmailAddress?.Address, StringComparer.OrdinalIgnoreCase)) ?? [];

    /// <summary>Changes an event that nobody else has changed since.</summary>
    /// <param name="isDone">Whether it stands as it is to be already: then an earlier try got through, and its answer got lost.</param>
    async Task<CalendarEvent> Change(CalendarEvent seen, Event change, Func<CalendarEvent, bool> isDone, CancellationToken cancel)
    {
        try
        {
            var now = await graph.Ask(seen.Host, writes: true, async (client, stop) => Read(seen.Host, await client.Users[seen.Host].Events[seen.Id].PatchAsync(change, request =>
            {
                GraphConnection.Prefer(request.Headers);
                if (seen.Version is { } version)
                    request.Headers.Add("If-Match", version);
            }, stop), seen.BookingId), cancel);
            return now with { JoinUrl = now.JoinUrl ?? seen.JoinUrl };
        }
        catch (CalendarException conflict) when (conflict.Fault == CalendarFault.Changed)
        {
            if (await Read(seen.Host, seen.Id, cancel) is not { } there)
                throw new CalendarException(CalendarFault.NotFound, "The event is gone", inner: conflict);
            if (GraphEvents.Read(seen.Host, there, seen.BookingId) is var now && isDone(now))
                return now;
            throw;
        }
    }

    /// <summary>All pages of a list.</summary>
    async Task<List<TItem>> ReadAll<TItem, TPage>(string host, Func<Microsoft.Graph.GraphServiceClient, CancellationToken, Task<TPage?>> first,
        Func<Microsoft.Graph.GraphServiceClient, string, CancellationToken, Task<TPage?>> next, Func<TPage, List<TItem>?> items, CancellationToken cancel)
        where TPage : class, IParsable
    {
        var all = new List<TItem>();
        for (string? link = null; ;)
        {
            var page = await graph.Ask(host, writes: false, (client, stop) => link is null ? first(client, stop) : next(client, link, stop), cancel);
            all.AddRange(items(page) ?? throw new CalendarException(CalendarFault.Unavailable, "Graph gave a list without its values"));
            link = (page as BaseCollectionPaginationCountResponse)?.OdataNextLink ?? (page as BaseDeltaFunctionResponse)?.OdataNextLink;
            if (link is null)
                return all;
            if (!graph.IsOurs(link))
                throw new CalendarException(CalendarFault.Unavailable, "Graph's next page lies elsewhere");
        }
    }

    /// <summary>The event of an answer; null without one.</summary>
    static CalendarEvent? Read(string host, Event? answer, string? bookingId) => answer is null ? null : GraphEvents.Read(host, answer, bookingId);

    static bool IsRemoved(Event it) => it.AdditionalData.ContainsKey("@removed");

    /// <summary>An occurrence with what only its series says.</summary>
    static Event Complete(Event occurrence, Event? series)
    {
        if (series is null)
            return occurrence;
        occurrence.Subject ??= series.Subject;
        occurrence.ShowAs ??= series.ShowAs;
        occurrence.IsAllDay ??= series.IsAllDay;
        occurrence.IsCancelled ??= series.IsCancelled;
        occurrence.ICalUId ??= series.ICalUId;
        occurrence.CreatedDateTime ??= series.CreatedDateTime;
        return occurrence;
    }

    static string Moment(Instant at) => NodaTime.Text.InstantPattern.General.Format(at);

    public void Dispose() => graph.Dispose();
}
