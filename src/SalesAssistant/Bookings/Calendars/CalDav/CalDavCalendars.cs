using System.Net;
using System.Xml.Linq;
using NodaTime;
using NodaTime.Text;
using static SalesAssistant.Bookings.Calendars.CalDav.CalDavClient;

namespace SalesAssistant.Bookings.Calendars.CalDav;

/// <summary>
/// The hosts' calendars on a CalDAV server. One account reads and writes them all. Who is invited is told by servers that do so
/// (RFC 6638: DAViCal, Nextcloud and others); Radicale and its like keep the attendees and tell nobody.
/// </summary>
public sealed class CalDavCalendars : IHostCalendars, IDisposable
{
    const int MostCalendarsAtOnce = 8;

    /// <summary>How many resources one question names.</summary>
    const int MostResources = 100;

    /// <summary>A whole reading of changes looks so far back and ahead.</summary>
    static readonly Duration Back = Duration.FromDays(1);
    static readonly Duration Ahead = Duration.FromDays(26 * 7);

    /// <summary>Servers compare whole days, and times without a zone, by zones of their own choice: they are asked for so much more.</summary>
    static readonly Duration FurthestZone = Duration.FromHours(15);

    /// <summary>The cursor where a server can't tell what has changed.</summary>
    const string NoToken = "none";

    readonly CalDavSettings settings;
    readonly CalDavClient dav;
    readonly Func<string, DateTimeZone> zoneOf;
    readonly TimeProvider clock;

    /// <param name="settings">Found usable.</param>
    /// <param name="timeout">How long one request may take.</param>
    /// <param name="zoneOf">The zone of a host: whole days, and times that name no zone, are meant there.</param>
    /// <param name="clock">What changed events are stamped with, and around whose today changes are read.</param>
    public CalDavCalendars(CalDavSettings settings, TimeSpan timeout, Func<string, DateTimeZone> zoneOf, TimeProvider clock)
    {
        (this.settings, this.zoneOf, this.clock) = (settings, zoneOf, clock);
        dav = new CalDavClient(settings, timeout);
    }

    public bool TellsInvited => settings.Invites;

    public async Task<IReadOnlyList<HostBusy>> ReadBusy(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(MostCalendarsAtOnce);
        return await Task.WhenAll(hosts.Distinct(StringComparer.OrdinalIgnoreCase).Select(Read));

        async Task<HostBusy> Read(string host)
        {
            await places.WaitAsync(cancel);
            try
            {
                return new(host, [.. (await ReadEvents(host, from, to, cancel)).Select(one => one.When)]);
            }
            catch (CalendarException fault)
            {
                return new(host, null, fault.Fault, fault.Message);
            }
            finally
            {
                places.Release();
            }
        }
    }

    public async Task<CalendarEvent?> Find(string host, string bookingId, CancellationToken cancel)
    {
        var (resources, _, _) = await dav.Query(settings.CalendarOf(host), CalendarQuery(
            new XElement(Cal + "prop-filter", new XAttribute("name", CalDavEvents.BookingProperty), new XElement(Cal + "text-match", new XAttribute("collation", "i;octet"), bookingId))), cancel);
        // A match is one within the text, and some servers don't look at all: what counts is what stands there.
        return resources.Where(resource => resource.Data is not null)
            .SelectMany(resource => CalDavEvents.Parse(resource.Data!).Events.Where(it => CalDavEvents.BookingIdOf(it) == bookingId).Select(it => CalDavEvents.Whole(host, resource, it, zoneOf(host))))
            .OrderBy(it => it.Created ?? Instant.MaxValue).ThenBy(it => it.Id, StringComparer.Ordinal).FirstOrDefault();
    }

    public async Task<CalendarEvent> Create(EventRequest request, CancellationToken cancel)
    {
        var file = CalDavEvents.FileOf(request.BookingId);
        try
        {
            await dav.Put(Resource(request.Host, file), CalDavEvents.Write(request, Now), tag: null, cancel);
        }
        catch (CalendarException there) when (there.Fault == CalendarFault.Changed)
        {
            // An earlier try got through.
            return await Find(request.Host, request.BookingId, cancel) ?? throw new CalendarException(CalendarFault.Rejected, "Another event has the UID of this one", inner: there);
        }
        // Read back: the server may have written it differently, and the tag is that of what it wrote.
        return await ReadWritten(request.Host, file, cancel);
    }

    public async Task<IReadOnlyList<CalendarEvent>> ReadEvents(string host, Instant from, Instant to, CancellationToken cancel)
    {
        var (resources, _, _) = await dav.Query(settings.CalendarOf(host), CalendarQuery(
            new XElement(Cal + "time-range", new XAttribute("start", Basic(from - FurthestZone)), new XAttribute("end", Basic(to + FurthestZone)))), cancel);
        return [.. resources.Where(resource => resource.Data is not null).SelectMany(resource => CalDavEvents.Between(host, resource, from, to, zoneOf(host)))];
    }

    public Task<CalendarEvent> Invite(CalendarEvent seen, IReadOnlyList<EventAttendee> attendees, CancellationToken cancel) =>
        Change(seen, it => CalDavEvents.Invite(it, seen.Host, attendees),
            now => EventTimes.Same(now.When, seen.When) && attendees.All(attendee => now.Attendees.ContainsKey(attendee.Address)), cancel);

    public Task<CalendarEvent> Move(CalendarEvent seen, Instant start, Instant end, CancellationToken cancel) =>
        Change(seen, it => CalDavEvents.Move(it, start, end), now => now.When is BusyItem.Timed timed && timed.Start == start && timed.End == end, cancel);

    public Task Cancel(string host, string eventId, string? comment, CancellationToken cancel) => dav.Delete(Resource(host, eventId), cancel);

    public async Task<EventChanges> ReadChanges(string host, string? cursor, CancellationToken cancel)
    {
        if (cursor is { Length: > 0 } and not NoToken && await Sync(host, cursor, cancel) is var (changed, token))
        {
            var gone = changed.Where(resource => resource.Gone).Select(resource => resource.File).ToList();
            var there = new List<CalendarEvent>();
            foreach (var some in changed.Where(resource => !resource.Gone).Select(resource => resource.File).Chunk(MostResources))
                foreach (var resource in await Multiget(host, some, cancel))
                {
                    if (resource.Gone || resource.Data is null)
                        gone.Add(resource.File);
                    else if (CalDavEvents.Parse(resource.Data) is var calendar && CalDavEvents.IsRepeated(calendar))
                        there.AddRange(CalDavEvents.Between(host, resource, Now - Back, Now + Ahead, zoneOf(host)));
                    else
                        there.AddRange(calendar.Events.Select(it => CalDavEvents.Whole(host, resource, it, zoneOf(host))));
                }
            return new(there, gone, token, Whole: false);
        }
        // The token first: what changes meanwhile is told again rather than never.
        var next = (await Sync(host, "", cancel))?.Token ?? NoToken;
        return new(await ReadEvents(host, Now - Back, Now + Ahead, cancel), [], next, Whole: true);
    }

    /// <summary>What has changed since a token, "" for everything; null when the server no longer knows the token, or has none.</summary>
    async Task<(List<CalDavResource> Changed, string Token)?> Sync(string host, string token, CancellationToken cancel)
    {
        for (var changed = new List<CalDavResource>(); ;)
        {
            var forgotten = false;
            var (resources, next, truncated) = await dav.Query(settings.CalendarOf(host), new XElement(Dav + "sync-collection",
                new XElement(Dav + "sync-token", token), new XElement(Dav + "sync-level", 1), new XElement(Dav + "prop", new XElement(Dav + "getetag"))), cancel,
                answer => forgotten = Says(answer, "valid-sync-token") || Says(answer, "supported-report") || answer.Status is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone);
            if (forgotten || next is null)
                return null;
            changed.AddRange(resources.Where(resource => resource.File.Length > 0));
            if (!truncated || next == token)
                return ([.. changed.GroupBy(resource => resource.File).Select(group => group.Last())], next);
            token = next;
        }
    }

    async Task<IReadOnlyList<CalDavResource>> Multiget(string host, string[] files, CancellationToken cancel) =>
        (await dav.Query(settings.CalendarOf(host), new XElement(Cal + "calendar-multiget",
            [Wanted, .. files.Select(file => new XElement(Dav + "href", Resource(host, file).AbsolutePath))]), cancel)).Resources;

    /// <summary>Changes an event that nobody else has changed since.</summary>
    /// <param name="isDone">Whether it stands as it is to be already: then an earlier try got through, and its answer got lost.</param>
    async Task<CalendarEvent> Change(CalendarEvent seen, Action<Ical.Net.CalendarComponents.CalendarEvent> change, Func<CalendarEvent, bool> isDone, CancellationToken cancel)
    {
        var (now, calendar, it) = await Load(seen.Host, seen.Id, cancel);
        if (isDone(now))
            return now;
        if (now.Version != seen.Version)
            throw new CalendarException(CalendarFault.Changed, "The event was changed since it was read");
        // With no tag to compare there is no safe way to write.
        if (now.Version is not { } version)
            throw new CalendarException(CalendarFault.Rejected, "The CalDAV server gives its resources no ETag");
        await dav.Put(Resource(seen.Host, seen.Id), CalDavEvents.Change(calendar, it, Now, change), version, cancel);
        return await ReadWritten(seen.Host, seen.Id, cancel);
    }

    /// <summary>What has just been written; that it can't be read back leaves open how it stands there.</summary>
    async Task<CalendarEvent> ReadWritten(string host, string file, CancellationToken cancel)
    {
        try
        {
            return (await Load(host, file, cancel)).Event;
        }
        catch (CalendarException unread)
        {
            throw new CalendarException(CalendarFault.Unknown, $"Written, and not read back: {unread.Message}", inner: unread);
        }
    }

    async Task<(CalendarEvent Event, Ical.Net.Calendar Calendar, Ical.Net.CalendarComponents.CalendarEvent It)> Load(string host, string file, CancellationToken cancel)
    {
        var answer = await dav.Get(Resource(host, file), cancel) ?? throw new CalendarException(CalendarFault.NotFound, "There is no such event");
        var resource = new CalDavResource(file, answer.Tag, answer.Body, Gone: false);
        var calendar = CalDavEvents.Parse(answer.Body);
        return calendar.Events is [{ } it] && !CalDavEvents.IsRepeated(calendar)
            ? (CalDavEvents.Whole(host, resource, it, zoneOf(host)), calendar, it)
            : throw new CalendarException(CalendarFault.Rejected, "The event is repeated, and none of ours");
    }

    static XElement CalendarQuery(XElement filter) => new(Cal + "calendar-query", Wanted,
        new XElement(Cal + "filter", new XElement(Cal + "comp-filter", new XAttribute("name", "VCALENDAR"), new XElement(Cal + "comp-filter", new XAttribute("name", "VEVENT"), filter))));

    static XElement Wanted => new(Dav + "prop", new XElement(Dav + "getetag"), new XElement(Cal + "calendar-data"));

    Uri Resource(string host, string file) => new(settings.CalendarOf(host), "./" + Uri.EscapeDataString(file));

    Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    static string Basic(Instant at) => InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'").Format(at);

    public void Dispose() => dav.Dispose();
}
