using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>
/// Compares the hosts' calendars with the bookings, since others write to them too: what has changed every minute, everything once a day. An event
/// of ours that nothing stands behind is taken away while nobody is invited; an agreed meeting follows what the host or the visitor has done
/// to its event, and the visitor hears of it; what only a person can decide becomes a flag for the rep.
/// </summary>
public sealed class CalendarComparison(
    IHostCalendars calendars, CalendarReader reader, BookingDesk desk, MeetingCatalog meetings, RepDirectory reps, BookingOptions options, BookingPost post,
    IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock, TimeProvider timers, ILogger<CalendarComparison> log) : BackgroundService
{
    /// <summary>
    /// An event whose booking we don't know may be just being made by another installation for the same mailbox. One that has stood so long
    /// without anybody invited is nobody's any more.
    /// </summary>
    static readonly Duration OrphanAfter = Duration.FromHours(2);

    readonly Channel<string> woken = Channel.CreateUnbounded<string>();

    /// <summary>The hosts in <see cref="woken"/>: one look sees everything.</summary>
    readonly ConcurrentDictionary<string, bool> waking = new();

    /// <summary>The minute's look and a woken one don't go on from the same cursor at once.</summary>
    readonly SemaphoreSlim oneAtATime = new(1, 1);

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        reader.IsOutside ? Task.WhenAll(CompareEveryMinute(stoppingToken), CompareWoken(stoppingToken)) : Task.CompletedTask;

    /// <summary>Something has changed in a host's calendar: it is compared now, and not at the next minute.</summary>
    /// <param name="host">Lower-case.</param>
    public void Wake(string host)
    {
        if (waking.TryAdd(host, true))
            woken.Writer.TryWrite(host);
    }

    async Task CompareEveryMinute(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(options.CompareEvery, timers);
        do
        {
            foreach (var host in Hosts())
                await CompareSafely(host, cancel);
        }
        while (await timer.WaitForNextTickAsync(cancel));
    }

    async Task CompareWoken(CancellationToken cancel)
    {
        await foreach (var host in woken.Reader.ReadAllAsync(cancel))
        {
            // What changes from here on wakes it again.
            waking.TryRemove(host, out _);
            await CompareSafely(host, cancel);
        }
    }

    async Task CompareSafely(string host, CancellationToken cancel)
    {
        await oneAtATime.WaitAsync(cancel);
        try
        {
            await Compare(host, cancel);
        }
        catch (CalendarException fault)
        {
            log.LogWarning("The calendar of {Host} could not be compared: {Fault}, {Detail}", host, fault.Fault, fault.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The calendar of {Host} could not be compared; it is tried again", host);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Whoever can hold a meeting, by address in lower case.</summary>
    internal IEnumerable<string> Hosts() => meetings.Current.All.SelectMany(meeting => meeting.HostsIn(reps.Current)).Select(host => host.Rep.Email.ToLowerInvariant()).Distinct();

    /// <summary>Compares one host's calendar: what has changed since the last time, or everything when that is long ago.</summary>
    /// <param name="host">Lower-case.</param>
    /// <param name="whole">Everything, however short ago it was.</param>
    /// <exception cref="CalendarException">It can't be read; the next time goes on from the same place.</exception>
    public async Task Compare(string host, CancellationToken cancel, bool whole = false)
    {
        CalendarCursor? cursor;
        await using (var db = reads.CreateDbContext())
            cursor = await db.Set<CalendarCursor>().AsNoTracking().SingleOrDefaultAsync(row => row.HostEmail == host, cancel);
        whole |= cursor?.WholeAt is not { } before || before + options.CompareAllEvery <= Now;
        var began = Now;
        var changes = await calendars.ReadChanges(host, whole ? null : cursor!.Cursor, cancel);
        if (changes.Changed.Count + changes.Gone.Count > 0)
            reader.Forget(host);

        foreach (var seen in changes.Changed)
        {
            if (seen.BookingId is { } id)
                await CompareOurs(host, id, seen, cancel);
            else if (!seen.Cancelled)
                await FlagConflicts(host, seen, cancel);
        }
        foreach (var booking in await Missing(host, changes, cancel))
            await CompareMissing(booking, cancel);

        await writer.Write(session =>
        {
            var next = new CalendarCursor { HostEmail = host, Cursor = changes.Cursor, WholeAt = changes.Whole ? began : cursor?.WholeAt };
            if (!session.Update(next))
                session.Insert(next);
        });
    }

    async Task CompareOurs(string host, string bookingId, CalendarEvent seen, CancellationToken cancel)
    {
        Booking? booking;
        await using (var db = reads.CreateDbContext())
        {
            booking = await db.Set<Booking>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == bookingId, cancel);
            if (await db.Set<CalendarWork>().AnyAsync(work => work.BookingId == bookingId && work.State == CalendarWorkState.Pending, cancel))
                return;
        }
        switch (booking)
        {
            case { State: BookingState.Confirmed } when booking.HostEmail == host:
                if (seen.Cancelled)
                    await CompareMissing(booking, cancel);
                else if (seen.Id == booking.EventId || await IsNowOf(booking, seen, cancel))
                    await Follow(booking, seen);
                break;
            case { State: BookingState.Failed or BookingState.Cancelled or BookingState.Expired or BookingState.Confirmed }:
            case null when seen.Created < Instant.FromDateTimeUtc(Now) - OrphanAfter:
                await TakeOrphan(host, seen, booking, cancel);
                break;
        }
    }

    /// <summary>Whether this event is the booking's although we know it under another id. If it is only a twin, it is taken away.</summary>
    async Task<bool> IsNowOf(Booking booking, CalendarEvent seen, CancellationToken cancel)
    {
        if (await calendars.Find(booking.HostEmail, booking.Id, cancel) is { } found && found.Id == seen.Id)
            return true;
        await TakeOrphan(booking.HostEmail, seen, booking, cancel);
        return false;
    }

    async Task TakeOrphan(string host, CalendarEvent seen, Booking? booking, CancellationToken cancel)
    {
        if (seen.Cancelled)
            return;
        if (seen.Attendees.Count > 0)
        {
            await writer.Write(session => CalendarFlags.Raise(session, CalendarFlagKind.Orphan, host, $"{host}|{seen.Id}", booking?.Id, seen.Id, Now));
            return;
        }
        log.LogWarning("An event of ours in the calendar of {Host} has no booking behind it and nobody invited: it is taken away", host);
        await calendars.Cancel(host, seen.Id, null, cancel);
    }

    /// <summary>The agreed meeting follows its event.</summary>
    async Task Follow(Booking booking, CalendarEvent seen)
    {
        var declined = seen.Attendees.Any(attendee => attendee.Key.Equals(booking.Email, StringComparison.OrdinalIgnoreCase) && attendee.Value == AttendeeResponse.Declined);
        var moved = !CalendarProtocol.IsAt(seen, booking.Start, booking.End);
        if (!declined && !moved && seen.Id == booking.EventId && seen.Version == booking.EventVersion)
            return;
        try
        {
            await Change(booking, (session, row) =>
            {
                (row.EventId, row.EventVersion) = (seen.Id, seen.Version);
                if (moved && seen.When is BusyItem.Timed to)
                {
                    desk.Shift(session, row, to.Start.ToDateTimeUtc(), to.End.ToDateTimeUtc(), row.BufferBeforeMinutes, row.BufferAfterMinutes, Now);
                    post.Tell(session, row, BookingNewsKind.HostMoved, null, Now);
                }
                else if (moved)
                {
                    CalendarFlags.Raise(session, CalendarFlagKind.Conflict, row.HostEmail, $"{row.Id}|{seen.Version}", row.Id, seen.Id, Now);
                }
            });
        }
        catch (UniqueViolationException)
        {
            // The host has moved it into another booking's time: both stand, and only the host can say which.
            await writer.Write(session => CalendarFlags.Raise(session, CalendarFlagKind.Conflict, booking.HostEmail, $"{booking.Id}|{seen.Version}", booking.Id, seen.Id, Now));
        }
        if (declined)
            await writer.Write(session =>
            {
                if (BookingDesk.Find(session, booking.Id) is not { State: BookingState.Confirmed } row || desk.Cancel(session, row.Id, Now, "Declined").Outcome != BookingOutcome.Cancelling)
                    return;
                CalendarFlags.Raise(session, CalendarFlagKind.Declined, row.HostEmail, row.Id, row.Id, null, Now);
                post.Tell(session, row, BookingNewsKind.Declined, null, Now);
            });
    }

    /// <summary>A host has put something of their own into the time of an agreed meeting: a rep decides, nothing is taken back silently.</summary>
    async Task FlagConflicts(string host, CalendarEvent foreign, CancellationToken cancel)
    {
        if (foreign.When is not BusyItem.Timed { Start: var start, End: var end } || !SlotEngine.InTheWay([foreign.When], new RepClock(DateTimeZone.Utc), Instant.MinValue, Instant.MaxValue).Any())
            return;
        var (from, to) = (start.ToDateTimeUtc(), end.ToDateTimeUtc());
        if (to <= Now)
            return;
        await using var db = reads.CreateDbContext();
        foreach (var booking in await db.Set<Booking>().AsNoTracking().Where(row => row.HostEmail == host && row.State == BookingState.Confirmed && row.Start < to && row.End > from).ToListAsync(cancel))
            await writer.Write(session => CalendarFlags.Raise(session, CalendarFlagKind.Conflict, host, $"{booking.Id}|{foreign.Id}", booking.Id, foreign.Id, Now));
    }

    /// <summary>Agreed meetings that have not begun and whose events the calendar says are gone, or does not have among all that there are.</summary>
    async Task<List<Booking>> Missing(string host, EventChanges changes, CancellationToken cancel)
    {
        var now = Now;
        await using var db = reads.CreateDbContext();
        var agreed = db.Set<Booking>().AsNoTracking().Where(row => row.HostEmail == host && row.State == BookingState.Confirmed && row.Start > now && row.EventId != null);
        if (!changes.Whole)
            return changes.Gone.Count == 0 ? [] : await agreed.Where(row => changes.Gone.Contains(row.EventId!)).ToListAsync(cancel);
        var there = changes.Changed.Where(one => !one.Cancelled).Select(one => one.Id).ToHashSet();
        return [.. (await agreed.ToListAsync(cancel)).Where(row => !there.Contains(row.EventId!))];
    }

    /// <summary>The calendar is asked for it once more: an id may change, and what is far ahead isn't listed.</summary>
    async Task CompareMissing(Booking booking, CancellationToken cancel)
    {
        if (booking.Start <= Now)
            return;
        if (await calendars.Find(booking.HostEmail, booking.Id, cancel) is { Cancelled: false } found)
            await Follow(booking, found);
        else
            await Change(booking, (session, row) => CalendarProtocol.TakenByHost(session, row, post, Now));
    }

    /// <summary>Changes an agreed booking, if it still is as it was compared and nothing is owed about it.</summary>
    Task Change(Booking seen, Action<WriteSession, Booking> change) => writer.Write(session =>
    {
        if (BookingDesk.Find(session, seen.Id) is not { State: BookingState.Confirmed } row || row.Version != seen.Version
            || session.Db.Set<CalendarWork>().Any(work => work.BookingId == seen.Id && work.State == CalendarWorkState.Pending))
            return;
        change(session, row);
        BookingDesk.Store(session, row);
    });
}
