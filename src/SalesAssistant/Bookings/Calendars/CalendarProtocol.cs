using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>
/// The protocol against double booking, over calendars that know no compare-and-set. An event is made without anybody invited, the calendar is
/// looked at once more, and only then is the visitor told. Between two lines the process may die: every step is stored before the next begins,
/// each can be repeated, and whoever takes it up finds out from the calendar what had been done.
/// </summary>
/// <remarks>
/// The numbers are those of docs/decisions/0021-booking-in-calendars-that-others-write-to.md: 1 hold and 2 confirm are <see cref="BookingDesk"/>'s, 8 is
/// <see cref="CalendarWorker"/>'s, 9 is <see cref="CalendarComparison"/>'s.
/// </remarks>
public sealed class CalendarProtocol(
    IHostCalendars calendars, BookingDesk desk, CalendarReader reader, RepDirectory reps, BookingPost post, IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock,
    ILogger<CalendarProtocol> log)
{
    /// <summary>How long nobody else touches what is being worked on. It is renewed before every request.</summary>
    internal static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(60);

    /// <summary>No request is waited for longer, so that it ends within its lease.</summary>
    static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(20);

    /// <summary>So often an event that keeps changing is looked at before it is left for a while.</summary>
    const int MostLooks = 4;

    /// <summary>A visitor who waits longer than this is told.</summary>
    static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(20);

    /// <summary>After so many failures a rep is told that an event can't be taken away.</summary>
    const int StuckAfter = 3;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { Converters = { new InstantAsText() } };

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Does what is owed, as far as it can be done now.</summary>
    /// <param name="owed">Leased by the caller.</param>
    public async Task Pay(CalendarWork owed, CancellationToken cancel)
    {
        try
        {
            var booking = await Read(owed.BookingId, cancel);
            switch (owed.Kind)
            {
                case CalendarWorkKind.Book:
                    await Book(owed, booking, cancel);
                    break;
                case CalendarWorkKind.Move:
                    await Move(owed, booking, cancel);
                    break;
                default:
                    await TakeAway(owed, booking, cancel);
                    break;
            }
        }
        catch (CalendarException fault)
        {
            await PutOff(owed, fault);
        }
        catch (LostLeaseException)
        {
            log.LogInformation("Something else is owed for booking {Booking} by now, or somebody else works on it", owed.BookingId);
        }
        await Release(owed);
    }

    // --- the event is made, looked at, and the visitor invited -----------------------------------------------------------------------

    async Task Book(CalendarWork owed, Booking booking, CancellationToken cancel)
    {
        // 4, its first half: whoever worked on it before may have got so far.
        var seen = await Find(owed, booking, cancel);
        if ((Now >= owed.Deadline || booking.Start <= Now) && !(seen is not null && IsInvited(seen, booking)))
        {
            await GiveUp(owed, owed.Outcome ?? "TooLate");
            return;
        }
        if (seen is null && booking.State != BookingState.Creating)
        {
            await GiveUp(owed, "HostRemoved");
            return;
        }
        if (seen is null)
        {
            // 3: nothing that was read before counts. What can't be read is no free time.
            var (isTaken, ours) = await IsTaken(owed, booking, cancel);
            if (isTaken)
            {
                await GiveUp(owed, "Taken");
                return;
            }
            // 4: from here on it may exist, whatever we hear.
            if (ours is null && !owed.MayExist)
                await Commit(owed, (session, _) => Note(session, owed, work => work.MayExist = true));
            seen = ours ?? await Ask(owed, stop => calendars.Create(JsonSerializer.Deserialize<EventRequest>(owed.Request!, Json)!, stop), cancel);
        }

        // 5
        if (booking.State == BookingState.Creating || booking.EventId != seen.Id)
            booking = await Commit(owed, (session, row) =>
            {
                row.State = BookingState.Verifying;
                Take(row, seen);
                Note(session, owed, work => work.MayExist = true);
            });

        for (var look = 0; look < MostLooks; look++)
        {
            // 6
            if (await Verify(owed, booking, seen, cancel) is not var (verified, current))
                return;
            (seen, booking) = (verified, current);
            // 7
            if (booking.State != BookingState.Inviting)
                booking = await Commit(owed, (_, row) => row.State = BookingState.Inviting);
            try
            {
                if (!IsInvited(seen, booking) && Attendees(booking) is { Count: > 0 } attendees)
                    seen = await Ask(owed, stop => calendars.Invite(seen, attendees, stop), cancel);
                await Confirm(owed, seen);
                return;
            }
            catch (CalendarException changed) when (changed.Fault is CalendarFault.Changed or CalendarFault.NotFound)
            {
                if (await Find(owed, booking, cancel) is not { } again)
                {
                    await GiveUp(owed, "HostRemoved");
                    return;
                }
                seen = again;
            }
        }
        throw new CalendarException(CalendarFault.Unavailable, "The event keeps changing.");
    }

    /// <summary>Whether something else stands in the time of a booking whose event isn't there; or the event itself, which was only just seen.</summary>
    /// <exception cref="CalendarException">One of the hosts can't be read.</exception>
    async Task<(bool IsTaken, CalendarEvent? Ours)> IsTaken(CalendarWork owed, Booking booking, CancellationToken cancel)
    {
        var (from, to) = Window(booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes);
        var hosts = await HostsOf(booking, cancel);
        foreach (var busy in await Ask(owed, stop => calendars.ReadBusy(hosts, from, to, stop), cancel))
        {
            if (busy.Items is not { } items)
                throw new CalendarException(busy.Fault ?? CalendarFault.Unknown, busy.Detail ?? "The calendar can't be read.");
            if (!Stands(items, busy.Host, from, to))
                continue;
            // Free/busy has no ids. A request whose answer was lost may have come through since we searched.
            if (owed.MayExist && Is(busy.Host, booking.HostEmail)
                && (await Ask(owed, stop => calendars.ReadEvents(booking.HostEmail, from, to, stop), cancel)).FirstOrDefault(one => one.BookingId == booking.Id && !one.Cancelled) is { } ours)
                return (false, ours);
            return (true, null);
        }
        return (false, null);
    }

    /// <summary>Looks at the calendar with our event in it. Null when the booking has been given up.</summary>
    async Task<(CalendarEvent Event, Booking Booking)?> Verify(CalendarWork owed, Booking booking, CalendarEvent seen, CancellationToken cancel)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (!IsAt(seen, booking.Start, booking.End))
            {
                if (await TakeHostsTime(owed, seen) is not { } moved)
                {
                    await GiveUp(owed, "HostMoved");
                    return null;
                }
                booking = moved;
            }

            var (from, to) = Window(booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes);
            var around = await Ask(owed, stop => calendars.ReadEvents(booking.HostEmail, from, to, stop), cancel);
            if (around.FirstOrDefault(one => one.Id == seen.Id && !one.Cancelled) is not { } ours)
            {
                if (await Find(owed, booking, cancel) is not { } elsewhere)
                {
                    await GiveUp(owed, "HostRemoved");
                    return null;
                }
                if (elsewhere.Id == seen.Id && IsAt(elsewhere, booking.Start, booking.End))
                    throw new CalendarException(CalendarFault.Unavailable, "The calendar doesn't show the event in its time yet.");
                seen = elsewhere;
                continue;
            }
            seen = ours;
            if (!IsAt(seen, booking.Start, booking.End))
                continue;

            var others = around.Where(one => one.Id != seen.Id && !one.Cancelled && Stands([one.When], booking.HostEmail, from, to)).ToList();
            if (others.Find(one => one.BookingId == booking.Id) is { } twin)
            {
                // The calendar took the same request twice: one stays.
                var (stays, goes) = IsInvited(seen, booking) || (!IsInvited(twin, booking) && IsEarlier(seen, twin)) ? (seen, twin) : (twin, seen);
                await Ask(owed, stop => Done(calendars.Cancel(booking.HostEmail, goes.Id, null, stop)), cancel);
                if (stays.Id != booking.EventId)
                    booking = await Commit(owed, (_, row) => Take(row, stays));
                seen = stays;
                continue;
            }
            if (IsInvited(seen, booking))
            {
                // The visitor knows already: nothing is taken back silently.
                foreach (var foreign in others)
                    await Commit(owed, (session, row) => CalendarFlags.Raise(session, CalendarFlagKind.Conflict, row.HostEmail, $"{row.Id}|{foreign.Id}", row.Id, foreign.Id, Now));
                return (seen, booking);
            }
            // A host's own event was faster than we; of two that were both made for visitors, the earlier stays.
            if (others.Exists(one => one.BookingId is null || IsEarlier(one, seen)) || await CoHostsAreBusy(owed, booking, from, to, cancel))
            {
                await GiveUp(owed, "Taken");
                return null;
            }
            return (seen, booking);
        }
        throw new CalendarException(CalendarFault.Unavailable, "The event keeps changing.");
    }

    /// <summary>The host has moved the event: that is when the meeting is from now on, and the visitor is asked. Null when the time can't be had.</summary>
    async Task<Booking?> TakeHostsTime(CalendarWork owed, CalendarEvent seen)
    {
        if (seen.When is not BusyItem.Timed { Start: var start, End: var end } || start >= end || start.ToDateTimeUtc() <= Now)
            return null;
        try
        {
            return await Commit(owed, (session, row) =>
            {
                desk.Shift(session, row, start.ToDateTimeUtc(), end.ToDateTimeUtc(), row.BufferBeforeMinutes, row.BufferAfterMinutes, Now);
                Take(row, seen);
                Note(session, owed, work => work.Reason = "HostMoved");
            });
        }
        catch (UniqueViolationException)
        {
            return null;
        }
    }

    /// <remarks>An invitation stands in their calendars too, at the booking's time as it was agreed: that is no hindrance.</remarks>
    async Task<bool> CoHostsAreBusy(CalendarWork owed, Booking booking, Instant from, Instant to, CancellationToken cancel)
    {
        var others = (await HostsOf(booking, cancel)).Where(host => !Is(host, booking.HostEmail)).ToList();
        if (others.Count == 0)
            return false;
        var read = await Ask(owed, stop => calendars.ReadBusy(others, from, to, stop), cancel);
        if (read.FirstOrDefault(one => one.Items is null) is { } unread)
            throw new CalendarException(unread.Fault ?? CalendarFault.Unknown, unread.Detail ?? "The calendar can't be read.");
        var agreed = new BusyItem.Timed(Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End));
        return read.Any(one => Stands(one.Items!.Where(item => booking.State != BookingState.Confirmed || !EventTimes.Same(item, agreed)), one.Host, from, to));
    }

    async Task Confirm(CalendarWork owed, CalendarEvent seen)
    {
        var wantsLink = JsonSerializer.Deserialize<EventRequest>(owed.Request!, Json)!.OnlineMeeting;
        await Commit(owed, (session, row) =>
        {
            row.State = BookingState.Confirmed;
            row.ConfirmedAt = Now;
            Take(row, seen);
            Settle(session, owed, "Confirmed");
            // By e-mail it is the first word of it, whatever the host has moved since.
            post.News(session, row, owed.Reason == "HostMoved" ? BookingNewsKind.HostMoved : BookingNewsKind.Confirmed, Now);
            post.Mail(session, row, BookingMailKind.Confirmed, Now);
            if (wantsLink && seen.JoinUrl is null)
                CalendarFlags.Raise(session, CalendarFlagKind.NoLink, row.HostEmail, row.Id, row.Id, null, Now);
            reader.Forget(row.HostEmail);
            if (row.Replaces is { } old)
                desk.Cancel(session, old, Now, BookingDesk.Replaced);
        });
    }

    // --- moved -----------------------------------------------------------------------------------------------------------------------

    async Task Move(CalendarWork owed, Booking booking, CancellationToken cancel)
    {
        var (start, end) = (owed.MoveStart!.Value, owed.MoveEnd!.Value);
        var (from, to) = Window(start, end, owed.MoveBufferBefore, owed.MoveBufferAfter);
        for (var look = 0; look < MostLooks; look++)
        {
            // It comes first, whatever time it is: a move whose answer was lost has happened.
            if (await Find(owed, booking, cancel) is not { } seen)
            {
                await Commit(owed, (session, row) =>
                {
                    Settle(session, owed, "HostRemoved");
                    TakenByHost(session, row, post, Now);
                });
                return;
            }
            if (!IsAt(seen, start, end))
            {
                if (!IsAt(seen, booking.Start, booking.End))
                {
                    await FollowHostInstead(owed, seen);
                    return;
                }
                if (Now >= owed.Deadline || start <= Now)
                {
                    await FailMove(owed, owed.Outcome ?? "TooLate");
                    return;
                }
                var around = await Ask(owed, stop => calendars.ReadEvents(booking.HostEmail, from, to, stop), cancel);
                if (Stands(around.Where(one => one.BookingId != booking.Id && !one.Cancelled).Select(one => one.When), booking.HostEmail, from, to)
                    || await CoHostsAreBusy(owed, booking, from, to, cancel))
                {
                    await FailMove(owed, "Taken");
                    return;
                }
                try
                {
                    seen = await Ask(owed, stop => calendars.Move(seen, Instant.FromDateTimeUtc(start), Instant.FromDateTimeUtc(end), stop), cancel);
                }
                catch (CalendarException changed) when (changed.Fault is CalendarFault.Changed or CalendarFault.NotFound)
                {
                    continue;
                }
            }
            await Commit(owed, (session, row) =>
            {
                row.HostReason = owed.MoveHostReason;
                Take(row, seen);
                desk.Shift(session, row, start, end, owed.MoveBufferBefore, owed.MoveBufferAfter, Now);
                Settle(session, owed, "Moved");
                post.Tell(session, row, BookingNewsKind.Moved, null, Now);
            });
            return;
        }
        throw new CalendarException(CalendarFault.Unavailable, "The event keeps changing.");
    }

    /// <summary>The host has moved it elsewhere while the visitor wished to: the host's word counts, and the visitor hears of it.</summary>
    async Task FollowHostInstead(CalendarWork owed, CalendarEvent seen)
    {
        if (await TakeHostsTime(owed, seen) is null)
        {
            await FailMove(owed, "HostMoved");
            return;
        }
        await Commit(owed, (session, row) =>
        {
            Settle(session, owed, "HostMoved");
            post.Tell(session, row, BookingNewsKind.HostMoved, null, Now);
        });
    }

    Task<Booking> FailMove(CalendarWork owed, string reason) => Commit(owed, (session, row) =>
    {
        desk.KeepTime(session, row);
        Settle(session, owed, reason);
        post.Tell(session, row, BookingNewsKind.MoveFailed, reason, Now);
    });

    // --- taken away ------------------------------------------------------------------------------------------------------------------

    async Task TakeAway(CalendarWork owed, Booking booking, CancellationToken cancel)
    {
        for (var look = 0; owed.MayExist && look < MostLooks && await Find(owed, booking, cancel) is { } seen; look++)
            await Ask(owed, stop => Done(calendars.Cancel(booking.HostEmail, seen.Id, null, stop)), cancel);
        await EndTakenAway(owed, owed.Kind == CalendarWorkKind.CallOff ? "Cancelled" : "TakenBack", isStuck: false);
    }

    Task<Booking> EndTakenAway(CalendarWork owed, string outcome, bool isStuck) => Commit(owed, (session, row) =>
    {
        row.State = owed.Kind == CalendarWorkKind.CallOff ? BookingState.Cancelled : BookingState.Failed;
        BookingCells.GiveBack(session, row.Id);
        Settle(session, owed, outcome);
        if (isStuck)
            CalendarFlags.Raise(session, CalendarFlagKind.Stuck, row.HostEmail, row.Id, row.Id, outcome, Now);
        if (owed is { Kind: CalendarWorkKind.CallOff, Reason: null })
            post.Tell(session, row, BookingNewsKind.Cancelled, null, Now);
        else if (owed is { Kind: CalendarWorkKind.CallOff, Reason: BookingDesk.Replaced })
            post.Mail(session, row, BookingMailKind.Replaced, Now);
        reader.Forget(row.HostEmail);
    });

    // --- what goes wrong -------------------------------------------------------------------------------------------------------------

    /// <summary>The booking has come to nothing: the visitor hears of it now, and what there may be in the calendar is taken away.</summary>
    async Task GiveUp(CalendarWork owed, string reason)
    {
        log.LogWarning("Booking {Booking} has failed: {Reason}", owed.BookingId, reason);
        await Commit(owed, (session, row) =>
        {
            if (owed.MayExist)
            {
                row.State = BookingState.Cancelling;
                desk.Owe(session, row, CalendarWorkKind.TakeBack, reason, Now);
            }
            else
            {
                row.State = BookingState.Failed;
                BookingCells.GiveBack(session, row.Id);
                Settle(session, owed, reason);
            }
            post.Tell(session, row, BookingNewsKind.Failed, reason, Now);
            CalendarFlags.Raise(session, CalendarFlagKind.Failed, row.HostEmail, row.Id, row.Id, reason, Now);
            reader.Forget(row.HostEmail);
        });
    }

    /// <summary>The calendar did not do it: what is of no use to repeat is given up, the rest is tried again later.</summary>
    async Task PutOff(CalendarWork owed, CalendarException fault)
    {
        log.LogWarning(fault, "The calendar did not do what was asked for booking {Booking} ({Kind}, attempt {Attempt}): {Fault}", owed.BookingId, owed.Kind, owed.Attempts, fault.Fault);
        try
        {
            var isFinal = fault.Fault is CalendarFault.Denied or CalendarFault.Rejected || (fault.Fault == CalendarFault.NotFound && owed.Kind == CalendarWorkKind.Book);
            if (owed.Kind == CalendarWorkKind.Book && (isFinal || Now >= owed.Deadline))
                await GiveUp(owed, fault.Fault.ToString());
            else if (isFinal && owed.Kind == CalendarWorkKind.Move)
                await FailMove(owed, fault.Fault.ToString());
            else if (owed.Kind is CalendarWorkKind.CallOff or CalendarWorkKind.TakeBack && await IsOver(owed))
                await EndTakenAway(owed, fault.Fault.ToString(), isStuck: true);
            else
                await TryLater(owed, fault);
        }
        catch (LostLeaseException)
        {
            log.LogInformation("Something else is owed for booking {Booking} by now, or somebody else works on it", owed.BookingId);
        }
    }

    Task<Booking> TryLater(CalendarWork owed, CalendarException fault)
    {
        var removes = owed.Kind is CalendarWorkKind.CallOff or CalendarWorkKind.TakeBack;
        var wait = TimeSpan.FromSeconds(Math.Min(removes ? 600 : 60, Math.Pow(2, Math.Min(owed.Attempts, 12) - 1)));
        if (fault.RetryAfter > wait)
            wait = fault.RetryAfter.Value;
        var due = Now + wait;
        // It isn't waited beyond the deadline, at which it ends one way or the other; what may have been moved is looked at as long as it takes.
        if (owed.Kind == CalendarWorkKind.Book && due > owed.Deadline)
            due = owed.Deadline;
        return Commit(owed, (session, row) =>
        {
            var tells = owed.Kind == CalendarWorkKind.Book && wait > WorthTelling && !owed.SaidDelayed;
            Note(session, owed, work => (work.DueAt, work.Outcome, work.SaidDelayed) = (due, fault.Fault.ToString(), work.SaidDelayed || tells));
            if (tells)
                post.Tell(session, row, BookingNewsKind.Delayed, fault.Fault.ToString(), Now);
            if (removes && owed.Attempts >= StuckAfter)
                CalendarFlags.Raise(session, CalendarFlagKind.Stuck, row.HostEmail, row.Id, row.Id, fault.Fault.ToString(), Now);
        });
    }

    async Task<bool> IsOver(CalendarWork owed) => (await Read(owed.BookingId, CancellationToken.None)).End <= Now;

    /// <summary>The host has taken an agreed meeting out of the calendar: so it is off, and the visitor hears of it.</summary>
    /// <param name="now">UTC.</param>
    internal static void TakenByHost(WriteSession session, Booking row, BookingPost post, DateTime now)
    {
        row.State = BookingState.Cancelled;
        row.CancelledAt = now;
        row.Sequence++;
        BookingCells.GiveBack(session, row.Id);
        post.Tell(session, row, BookingNewsKind.HostCancelled, null, now);
    }

    // --- asking and writing ----------------------------------------------------------------------------------------------------------

    Task<CalendarEvent?> Find(CalendarWork owed, Booking booking, CancellationToken cancel) => Ask(owed, async stop =>
        await calendars.Find(booking.HostEmail, booking.Id, stop) is { Cancelled: false } found ? found : null, cancel);

    /// <summary>Asks the calendar, within the lease.</summary>
    async Task<T> Ask<T>(CalendarWork owed, Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        if (Now > owed.LeasedUntil - LongestCall * 2)
            await Commit(owed, static (_, _) => { });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestCall);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CalendarException(CalendarFault.Unknown, $"There was no answer within {LongestCall.TotalSeconds:0} s.");
        }
    }

    static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    /// <summary>Writes a step, if this is still what is owed and we still hold its lease, which is renewed.</summary>
    /// <exception cref="LostLeaseException">It isn't, or we don't: nothing was written.</exception>
    Task<Booking> Commit(CalendarWork owed, Action<WriteSession, Booking> change) => writer.Write(session =>
    {
        var until = Now + LeaseFor;
        if (session.Execute(
            """UPDATE "CalendarWork" SET "LeasedUntil" = @until WHERE "BookingId" = @id AND "State" = 'Pending' AND "Lease" = @lease AND "Generation" = @generation""",
            ("@until", until), ("@id", owed.BookingId), ("@lease", owed.Lease), ("@generation", owed.Generation)) == 0)
            throw new LostLeaseException();
        owed.LeasedUntil = until;
        var booking = BookingDesk.Find(session, owed.BookingId)!;
        change(session, booking);
        return BookingDesk.Store(session, booking) ? booking : throw new LostLeaseException();
    });

    /// <summary>Writes down something about what is owed.</summary>
    static void Note(WriteSession session, CalendarWork owed, Action<CalendarWork> change)
    {
        change(owed);
        session.Update(owed);
    }

    /// <summary>Nothing is owed any more. The request holds a visitor's name, and has served.</summary>
    void Settle(WriteSession session, CalendarWork owed, string outcome) =>
        Note(session, owed, work => (work.State, work.Outcome, work.Request, work.SettledAt, work.DueAt) = (CalendarWorkState.Settled, outcome, null, Now, null));

    /// <summary>Lets others at it, or us again.</summary>
    Task<int> Release(CalendarWork owed) => writer.Write(session => session.Execute(
        """UPDATE "CalendarWork" SET "Lease" = NULL, "LeasedUntil" = NULL WHERE "BookingId" = @id AND "Lease" = @lease""", ("@id", owed.BookingId), ("@lease", owed.Lease)));

    static void Take(Booking row, CalendarEvent seen)
    {
        row.EventId = seen.Id;
        row.EventUid = seen.Uid ?? row.EventUid;
        row.EventVersion = seen.Version;
        row.JoinUrl = Uri.TryCreate(seen.JoinUrl, UriKind.Absolute, out var link) && link.Scheme == Uri.UriSchemeHttps ? seen.JoinUrl : row.JoinUrl;
    }

    async Task<Booking> Read(string id, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        return await db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.Id == id, cancel);
    }

    async Task<IReadOnlyList<string>> HostsOf(Booking booking, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        return [booking.HostEmail, .. await db.Set<BookingCoHost>().Where(host => host.BookingId == booking.Id).Select(host => host.HostEmail).ToListAsync(cancel)];
    }

    /// <summary>The visitor, where there is an address and not only a number to call, and the hosts beside the one in whose calendar it is made.</summary>
    List<EventAttendee> Attendees(Booking booking)
    {
        using var db = reads.CreateDbContext();
        var others = db.Set<BookingCoHost>().Where(host => host.BookingId == booking.Id).Select(host => host.HostEmail).ToList();
        return [.. booking.Email is { } email ? [new EventAttendee(email, booking.Name!)] : Array.Empty<EventAttendee>(), .. others.Select(host => new EventAttendee(host, reps.Find(host)?.Name ?? host))];
    }

    static bool IsInvited(CalendarEvent seen, Booking booking) => booking.Email is { } email && seen.Attendees.Keys.Any(address => Is(address, email));

    /// <summary>Which of two events was made first; should both have been made at once, the smaller id. Both of their makers come to the same.</summary>
    static bool IsEarlier(CalendarEvent one, CalendarEvent other) => one.Created is { } first && other.Created is { } second && first != second
        ? first < second
        : string.CompareOrdinal(one.Id, other.Id) < 0;

    internal static bool IsAt(CalendarEvent seen, DateTime start, DateTime end) =>
        seen.When is BusyItem.Timed timed && timed.Start == Instant.FromDateTimeUtc(start) && timed.End == Instant.FromDateTimeUtc(end);

    /// <summary>Whether one of these blocks the time.</summary>
    bool Stands(IEnumerable<BusyItem> items, string host, Instant from, Instant to) =>
        SlotEngine.InTheWay(items, reps.Find(host)?.Calendar.Clock ?? new RepClock(DateTimeZone.Utc), from, to).Any();

    static (Instant From, Instant To) Window(DateTime start, DateTime end, int bufferBefore, int bufferAfter) =>
        (Instant.FromDateTimeUtc(start.AddMinutes(-bufferBefore)), Instant.FromDateTimeUtc(end.AddMinutes(bufferAfter)));

    static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Something else is owed by now, or somebody else works on it.</summary>
    sealed class LostLeaseException : Exception;

    sealed class InstantAsText : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => InstantPattern.ExtendedIso.Parse(reader.GetString()!).Value;

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
    }
}
