using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Local;
using SalesAssistant.Data;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>Who a meeting is booked for, as typed and confirmed by that person.</summary>
/// <param name="TimeZone">IANA zone.</param>
/// <param name="ConsentText">The sentence about their use that stood beside the question for name and address; null when there was none.</param>
/// <param name="Email">Null only where there is a number to call.</param>
/// <param name="Brief">HTML for the event: what was asked and answered; null when there is nothing to tell.</param>
/// <param name="Phone">The number at which the host calls, with its country code; null when nobody is called.</param>
/// <param name="Language">In which they are written to, a locale or two letters; null when nobody knows.</param>
public sealed record Attendee(string Name, string? Email, string TimeZone, string? ContactId = null, string? ConsentText = null, string? Brief = null, string? Phone = null, string? Language = null);

/// <summary>A booking without the person.</summary>
/// <param name="IsCancelled">It was still to come, and is called off.</param>
/// <param name="BeyondReach">What lies elsewhere still, for people; null for nothing.</param>
public sealed record ErasedBooking(bool IsCancelled, string? BeyondReach);

/// <summary>
/// Holds, books and calls off meetings. Every method is one synchronous part of its caller's unit of work, so that a booking commits together
/// with the words about it; nothing here is stored when the caller's unit fails.
/// </summary>
/// <remarks>
/// A slot's id says only what was once offered: at the hold the engine is asked again, with what is booked by then. Should two units of
/// two processes pass that question at once, the primary key of the cells refuses the later one with <see cref="UniqueViolationException"/>.
/// Holds end by the clock of whoever looks; a difference between two clocks can end a hold early or late but can't give its time to two,
/// since only the unit that has stored its end may use its cells.
/// With the embedded calendar a booking is certain in this very unit. With another one the unit writes what is owed to that calendar
/// (<see cref="CalendarWork"/>), and what was read of it must be handed in, as nothing is read from outside within a unit; without it
/// everything counts as busy.
/// </remarks>
public sealed class BookingDesk(RepDirectory reps, MeetingCatalog meetings, SlotTokens tokens, CalendarReader calendars, BookingPost post, BookingSignals signals, BookingOptions options)
{
    /// <summary>How long a time is kept for a visitor who is still deciding.</summary>
    public static readonly TimeSpan HoldFor = TimeSpan.FromMinutes(5);

    /// <summary>The reason of a cancellation that makes room for the booking which took this one's place.</summary>
    internal const string Replaced = "Replaced";

    /// <summary>How the idempotency keys of bookings begin that another host took over from this one.</summary>
    internal static string MovedKey(string bookingId) => $"moved-{bookingId}-";

    /// <summary>The idempotency key of the one booking that can be made in the place of this one by its link.</summary>
    internal static string AgainKey(string bookingId) => $"again-{bookingId}";

    /// <summary>Reads anew what the hosts of a slot have in their calendars around it. Null with the embedded calendar, and for a slot that was never offered.</summary>
    public async Task<BusyElsewhere?> LookElsewhere(string? slotId, CancellationToken cancel)
    {
        if (!calendars.IsOutside || tokens.Read(slotId) is not { } slot || meetings.Current.Find(slot.MeetingTypeId) is not { } meeting)
            return null;
        var hosts = meeting.HostsIn(reps.Current).Select(host => host.Rep.Email.ToLowerInvariant());
        return await calendars.Anew(
            [.. meeting.Assignment == HostAssignment.Together ? hosts : hosts.Where(host => host == slot.HostEmail)],
            slot.Start - Duration.FromMinutes(meeting.BufferBeforeMinutes), slot.Start + Duration.FromMinutes(meeting.DurationMinutes + meeting.BufferAfterMinutes), cancel);
    }

    /// <summary>Keeps a slot for a visitor. A conversation keeps one at a time: another choice gives the earlier one back.</summary>
    /// <param name="elsewhere">What <see cref="LookElsewhere"/> has just read.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Held, or the reason why not.</returns>
    public BookingResult Hold(WriteSession session, string? slotId, string timeZone, string? conversationId, BusyElsewhere? elsewhere, DateTime now)
    {
        var earlier = conversationId is null ? [] : HoldsOf(session, conversationId);
        if (Look(session, slotId, earlier.Select(hold => hold.Id).ToHashSet(), elsewhere, now, out var wanted) is { } refused)
            return new BookingResult(refused);
        var (slot, meeting, holders, choice) = wanted!;
        var start = slot.Start.ToDateTimeUtc();
        End(session, earlier);

        var id = Guid.NewGuid().ToString("N");
        var booking = new Booking
        {
            Id = id,
            MeetingTypeId = meeting.Id,
            Title = meeting.Title,
            Location = meeting.Location,
            HostEmail = slot.HostEmail,
            Start = start,
            End = start.AddMinutes(meeting.DurationMinutes),
            BufferBeforeMinutes = meeting.BufferBeforeMinutes,
            BufferAfterMinutes = meeting.BufferAfterMinutes,
            State = BookingState.Held,
            HostReason = choice.Explain(slot.Start, slot.HostEmail).ToString(),
            ConversationId = conversationId,
            TimeZone = timeZone,
            HeldUntil = now + HoldFor,
            CreatedAt = now,
            EventUid = $"{id}@{slot.HostEmail[(slot.HostEmail.IndexOf('@', StringComparison.Ordinal) + 1)..]}",
        };
        session.Insert(booking);
        TakeTime(session, booking, holders, slot.Start);
        return new BookingResult(BookingOutcome.Held, booking);
    }

    /// <summary>Turns a hold into a meeting.</summary>
    /// <param name="idempotencyKey">The same key again gives the same booking, whatever else the request says.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Confirmed, with another calendar than the embedded one Creating, Repeated, or the reason why not.</returns>
    public BookingResult Confirm(WriteSession session, string bookingId, Attendee attendee, string idempotencyKey, DateTime now)
    {
        if (Repeated(session, idempotencyKey) is { } made)
            return made;
        if (Find(session, bookingId) is not { } booking)
            return new BookingResult(BookingOutcome.NotFound);
        if (booking.State is BookingState.Creating or BookingState.Verifying or BookingState.Inviting or BookingState.Confirmed)
            return new BookingResult(BookingOutcome.Repeated, booking);
        if (booking.State != BookingState.Held || booking.HeldUntil <= now)
            return new BookingResult(booking.State is BookingState.Held or BookingState.Expired ? BookingOutcome.Expired : BookingOutcome.NotFound, booking);

        // The embedded calendar is our own table: the meeting is certain at once.
        booking.State = calendars.IsOutside ? BookingState.Creating : BookingState.Confirmed;
        booking.HeldUntil = null;
        booking.ConfirmedAt = now;
        booking.Name = attendee.Name;
        booking.Email = attendee.Email;
        booking.Phone = attendee.Phone;
        booking.TimeZone = attendee.TimeZone;
        booking.Language = attendee.Language;
        booking.ContactId = attendee.ContactId;
        booking.ConsentText = attendee.ConsentText;
        booking.ConsentAt = attendee.ConsentText is null ? null : now;
        booking.IdempotencyKey = idempotencyKey;
        if (!Store(session, booking))
            return new BookingResult(BookingOutcome.Expired);
        if (!calendars.IsOutside)
        {
            LocalCalendars.Book(session, booking, HostsOf(session, booking), now);
            post.Mail(session, booking, BookingMailKind.Confirmed, now);
            return new BookingResult(BookingOutcome.Confirmed, booking);
        }
        session.Insert(new CalendarWork
        {
            BookingId = booking.Id,
            Kind = CalendarWorkKind.Book,
            State = CalendarWorkState.Pending,
            Request = JsonSerializer.Serialize(Request(booking, attendee.Brief), CalendarProtocol.Json),
            Deadline = now + options.GiveUpAfter,
            At = now,
        });
        session.OnceCommitted(signals.TellOwed);
        return new BookingResult(BookingOutcome.Creating, booking);
    }

    EventRequest Request(Booking booking, string? brief) => new(
        booking.HostEmail, booking.Id, booking.EventUid,
        Invitation.Subject(booking, reps.Current.Company, reps.Find(booking.HostEmail)),
        brief ?? "", booking.Phone ?? booking.Location, Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End),
        meetings.Current.Find(booking.MeetingTypeId)?.OnlineMeeting == true);

    /// <summary>All who hold it, the first host in front.</summary>
    internal static IReadOnlyList<string> HostsOf(WriteSession session, Booking booking) =>
        [booking.HostEmail, .. session.Db.Set<BookingCoHost>().Where(host => host.BookingId == booking.Id).Select(host => host.HostEmail)];

    /// <summary>Holds and confirms at once.</summary>
    /// <inheritdoc cref="Confirm"/>
    public BookingResult Book(WriteSession session, string? slotId, Attendee attendee, string idempotencyKey, string? conversationId, BusyElsewhere? elsewhere, DateTime now)
    {
        if (Repeated(session, idempotencyKey) is { } made)
            return made;
        var held = Hold(session, slotId, attendee.TimeZone, conversationId, elsewhere, now);
        return held.Outcome == BookingOutcome.Held ? Confirm(session, held.Booking!.Id, attendee, idempotencyKey, now) : held;
    }

    /// <summary>Books another time for a meeting that was called off, failed, or was missed: once, for the same person.</summary>
    /// <param name="elsewhere">What <see cref="LookElsewhere"/> has just read.</param>
    /// <param name="now">UTC.</param>
    /// <returns>As <see cref="Confirm"/>, or NotFound when it still stands.</returns>
    public BookingResult BookAgain(WriteSession session, string bookingId, string? slotId, BusyElsewhere? elsewhere, DateTime now) =>
        Find(session, bookingId) is { Name: { } name } old && CanBeBookedAgain(old)
            ? Book(session, slotId, new Attendee(name, old.Email, old.TimeZone, old.ContactId, old.ConsentText, Phone: old.Phone, Language: old.Language), AgainKey(old.Id), old.ConversationId, elsewhere, now)
            : new BookingResult(BookingOutcome.NotFound);

    /// <summary>Whether it didn't take place and won't.</summary>
    public static bool CanBeBookedAgain(Booking booking) => booking is { State: BookingState.Cancelled or BookingState.Failed, ConfirmedAt: not null } or { State: BookingState.Confirmed, Outcome: MeetingOutcome.NoShow };

    /// <summary>
    /// Moves an agreed meeting to another start of the same kind. Its own time doesn't stand in its way. With the same host it stays the same
    /// booking with the same UID, so that calendars move it too; with another host it is a new booking, and the old one is called off after it.
    /// </summary>
    /// <param name="elsewhere">What <see cref="LookElsewhere"/> has just read.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Moved with the booking that stands now, Moving while another calendar is being asked, or the reason why not; then the old time stands.</returns>
    public BookingResult Move(WriteSession session, string bookingId, string? slotId, BusyElsewhere? elsewhere, DateTime now)
    {
        if (Find(session, bookingId) is not { State: BookingState.Confirmed, Name: { } name } booking)
            return new BookingResult(BookingOutcome.NotFound);
        if (booking.Start <= now)
            return new BookingResult(BookingOutcome.Over, booking);
        if (calendars.IsOutside && Work(session, bookingId) is { State: CalendarWorkState.Pending })
            return new BookingResult(BookingOutcome.Busy, booking);
        // The same request once more: nobody is told twice.
        if (tokens.Read(slotId) is { } same && same.HostEmail == booking.HostEmail && same.MeetingTypeId == booking.MeetingTypeId && same.Start.ToDateTimeUtc() == booking.Start)
            return new BookingResult(BookingOutcome.Moved, booking);
        // Free/busy has no ids: our own event is known by its time.
        foreach (var host in HostsOf(session, booking))
            elsewhere = elsewhere?.Without(host, Instant.FromDateTimeUtc(booking.Start), Instant.FromDateTimeUtc(booking.End));
        if (Look(session, slotId, new HashSet<string> { bookingId }, elsewhere, now, out var wanted) is { } refused)
            return new BookingResult(refused, booking);
        var (slot, meeting, holders, choice) = wanted!;
        if (meeting.Id != booking.MeetingTypeId)
            return new BookingResult(BookingOutcome.NotOffered, booking);
        if (slot.HostEmail != booking.HostEmail)
        {
            var attendee = new Attendee(name, booking.Email, booking.TimeZone, booking.ContactId, booking.ConsentText, Phone: booking.Phone, Language: booking.Language);
            var made = Book(session, slotId, attendee, $"{MovedKey(booking.Id)}{booking.Version}", booking.ConversationId, elsewhere, now);
            if (made.Outcome is not (BookingOutcome.Confirmed or BookingOutcome.Creating))
                return made;
            if (made.Outcome == BookingOutcome.Creating)
            {
                // The old meeting stands until the new one does.
                session.Execute("""UPDATE "Bookings" SET "Replaces" = @old WHERE "Id" = @id""", ("@old", booking.Id), ("@id", made.Booking!.Id));
                return made;
            }
            Cancel(session, booking.Id, now, Replaced);
            return made with { Outcome = BookingOutcome.Moved };
        }

        var (start, end) = (slot.Start.ToDateTimeUtc(), slot.Start.ToDateTimeUtc().AddMinutes(meeting.DurationMinutes));
        var reason = choice.Explain(slot.Start, slot.HostEmail).ToString();
        if (calendars.IsOutside)
        {
            foreach (var holder in holders)
                BookingCells.TakeAlso(session, booking.Id, holder.Email.ToLowerInvariant(), start, end, meeting.BufferBeforeMinutes, meeting.BufferAfterMinutes);
            Owe(session, booking, CalendarWorkKind.Move, null, now, work =>
                (work.MoveStart, work.MoveEnd, work.MoveBufferBefore, work.MoveBufferAfter, work.MoveHostReason) = (start, end, meeting.BufferBeforeMinutes, meeting.BufferAfterMinutes, reason));
            return new BookingResult(BookingOutcome.Moving, booking);
        }

        booking.HostReason = reason;
        Shift(session, booking, start, end, meeting.BufferBeforeMinutes, meeting.BufferAfterMinutes, now);
        LocalCalendars.Move(session, booking);
        if (!Store(session, booking))
            throw new InvalidOperationException("Somebody else has changed the booking within this unit of work.");
        post.Mail(session, booking, BookingMailKind.Moved, now);
        return new BookingResult(BookingOutcome.Moved, booking);
    }

    /// <summary>Gives back the time that a booking owns and takes another; the caller stores the booking.</summary>
    /// <exception cref="UniqueViolationException">Somebody else has the other time.</exception>
    internal void Shift(WriteSession session, Booking booking, DateTime start, DateTime end, int bufferBefore, int bufferAfter, DateTime now)
    {
        var hosts = HostsOf(session, booking);
        BookingCells.GiveBack(session, booking.Id);
        (booking.Start, booking.End, booking.BufferBeforeMinutes, booking.BufferAfterMinutes) = (start, end, bufferBefore, bufferAfter);
        booking.ConfirmedAt = now;
        booking.Sequence++;
        foreach (var host in hosts)
            BookingCells.Take(session, booking, host, LocalDateOf(host, start));
    }

    /// <summary>Gives back whatever time the booking owns beside its own.</summary>
    internal void KeepTime(WriteSession session, Booking booking)
    {
        BookingCells.GiveBack(session, booking.Id);
        foreach (var host in HostsOf(session, booking))
            BookingCells.Take(session, booking, host, LocalDateOf(host, booking.Start));
    }

    /// <summary>The date by the host's clock; by UTC for somebody who has left the team.</summary>
    LocalDate LocalDateOf(string host, DateTime at) =>
        reps.Find(host)?.Calendar.Clock.At(Instant.FromDateTimeUtc(at)).Date ?? Instant.FromDateTimeUtc(at).InUtc().Date;

    /// <summary>Calls a meeting off, or gives a hold back; its time is free again, with another calendar than the embedded one once the event is gone.</summary>
    /// <param name="now">UTC.</param>
    /// <returns>Cancelled (also when it was already), Cancelling, Over once it has begun, or NotFound.</returns>
    /// <param name="reason">Named, when it isn't the visitor's wish and the visitor hears of it otherwise.</param>
    public BookingResult Cancel(WriteSession session, string bookingId, DateTime now, string? reason = null)
    {
        if (Find(session, bookingId) is not { State: not (BookingState.Expired or BookingState.Failed) } booking)
            return new BookingResult(BookingOutcome.NotFound);
        if (booking.State == BookingState.Cancelled)
            return new BookingResult(BookingOutcome.Cancelled, booking);
        if (booking.State == BookingState.Cancelling)
            return new BookingResult(BookingOutcome.Cancelling, booking);
        if (booking.Start <= now)
            return new BookingResult(BookingOutcome.Over, booking);
        var isOutside = calendars.IsOutside && booking.State != BookingState.Held;
        booking.State = isOutside ? BookingState.Cancelling : BookingState.Cancelled;
        booking.HeldUntil = null;
        booking.CancelledAt = now;
        booking.Sequence++;
        if (!Store(session, booking))
            return new BookingResult(BookingOutcome.NotFound);
        if (isOutside)
        {
            Owe(session, booking, CalendarWorkKind.CallOff, reason, now);
            return new BookingResult(BookingOutcome.Cancelling, booking);
        }
        BookingCells.GiveBack(session, booking.Id);
        LocalCalendars.CallOff(session, booking.Id, now);
        // Of a time that was only held nobody has heard.
        if (booking.ConfirmedAt is not null)
            post.Mail(session, booking, reason == Replaced ? BookingMailKind.Replaced : BookingMailKind.Cancelled, now);
        return new BookingResult(BookingOutcome.Cancelled, booking);
    }

    /// <summary>Notes what became of a meeting, as a rep says; a rep may say otherwise later. Who didn't come is offered another time, once.</summary>
    /// <param name="rep">The rep's address.</param>
    /// <param name="now">UTC.</param>
    /// <returns>Noted, NotBegun, or NotFound when no such meeting was to take place.</returns>
    public BookingResult Report(WriteSession session, string bookingId, MeetingOutcome outcome, string rep, DateTime now)
    {
        if (Find(session, bookingId) is not { State: BookingState.Confirmed } booking)
            return new BookingResult(BookingOutcome.NotFound);
        if (booking.Start > now)
            return new BookingResult(BookingOutcome.NotBegun, booking);
        if (booking.Outcome == outcome)
            return new BookingResult(BookingOutcome.Noted, booking);
        var offersAgain = outcome == MeetingOutcome.NoShow && booking.OfferedAgainAt is null;
        (booking.Outcome, booking.OutcomeBy, booking.OutcomeAt) = (outcome, rep, now);
        if (offersAgain)
            booking.OfferedAgainAt = now;
        if (!Store(session, booking))
            throw new InvalidOperationException("Somebody else has changed the booking within this unit of work.");
        if (offersAgain)
            post.Tell(session, booking, BookingNewsKind.NoShow, null, now);
        return new BookingResult(BookingOutcome.Noted, booking);
    }

    /// <summary>
    /// Erases whom a booking was for. A meeting that is still to come is called off by the usual way first; its time, host and kind stay, so that what was
    /// booked still counts.
    /// </summary>
    /// <param name="now">UTC.</param>
    public ErasedBooking Erase(WriteSession session, string bookingId, DateTime now)
    {
        if (Find(session, bookingId) is not { } before)
            return new ErasedBooking(false, null);
        var isComing = before.State is BookingState.Creating or BookingState.Verifying or BookingState.Inviting or BookingState.Confirmed && before.Start > now;
        Cancel(session, bookingId, now);
        var booking = Find(session, bookingId)!;
        // Once erased it says nothing more about a calendar that was seen to.
        var stays = calendars.IsOutside && booking is { Name: not null, EventId: not null, State: BookingState.Confirmed };
        (booking.Name, booking.Email, booking.Phone, booking.ContactId, booking.TimeZone, booking.Language, booking.JoinUrl) = (null, null, null, null, "Etc/UTC", null, null);
        // A key is whatever the caller made it of; another request with it must still not book twice.
        booking.IdempotencyKey = booking.IdempotencyKey is null ? null : $"erased-{booking.Id}";
        if (!Store(session, booking))
            throw new InvalidOperationException("Somebody else has changed the booking within this unit of work.");
        session.Execute("""UPDATE "HostEvents" SET "Subject" = @title, "Body" = NULL, "Attendees" = NULL, "Version" = "Version" + 1 WHERE "BookingId" = @id""", ("@title", booking.Title), ("@id", bookingId));
        session.Execute("""UPDATE "BookingActs" SET "Reason" = NULL WHERE "BookingId" = @id""", ("@id", bookingId));
        session.Execute("""UPDATE "CalendarWork" SET "Request" = NULL WHERE "BookingId" = @id AND ("State" = 'Settled' OR "Kind" <> 'Book')""", ("@id", bookingId));
        return new ErasedBooking(isComing, stays ? $"The event of the meeting of {booking.Start:yyyy-MM-dd HH:mm} UTC is over and stays in {booking.HostEmail}'s calendar: remove it there." : null);
    }

    /// <summary>Writes what is owed to the host's calendar from now on, instead of what was owed before.</summary>
    internal void Owe(WriteSession session, Booking booking, CalendarWorkKind kind, string? reason, DateTime now, Action<CalendarWork>? further = null)
    {
        var before = Work(session, booking.Id);
        var work = before ?? new CalendarWork { BookingId = booking.Id, Kind = kind, State = CalendarWorkState.Pending, Deadline = now, At = now, MayExist = true };
        (work.Kind, work.State, work.Reason, work.Outcome, work.Attempts, work.DueAt) = (kind, CalendarWorkState.Pending, reason, null, 0, null);
        (work.At, work.Deadline, work.SettledAt, work.SaidDelayed) = (now, now + options.GiveUpAfter, null, false);
        (work.MoveStart, work.MoveEnd, work.MoveHostReason) = (null, null, null);
        // Whoever is at work on it finds that something else is owed, and until that lease ends nobody else begins.
        work.Generation++;
        further?.Invoke(work);
        if (before is null)
            session.Insert(work);
        else
            session.Update(work);
        session.OnceCommitted(signals.TellOwed);
    }

    static CalendarWork? Work(WriteSession session, string bookingId) =>
        session.Db.Set<CalendarWork>().AsNoTracking().SingleOrDefault(work => work.BookingId == bookingId);

    /// <summary>Ends holds that have run out.</summary>
    /// <param name="host">Only this host's; null for all.</param>
    /// <param name="now">UTC.</param>
    /// <returns>How many ended.</returns>
    public static int ExpireHolds(WriteSession session, string? host, DateTime now)
    {
        var due = session.Db.Set<Booking>().AsNoTracking()
            .Where(booking => booking.State == BookingState.Held && booking.HeldUntil <= now && (host == null || booking.HostEmail == host))
            .ToList();
        End(session, due);
        return due.Count;
    }

    /// <summary>The booking that an earlier request with this key made; null when there was none.</summary>
    public static BookingResult? Repeated(WriteSession session, string idempotencyKey) =>
        session.Db.Set<Booking>().AsNoTracking().SingleOrDefault(booking => booking.IdempotencyKey == idempotencyKey) is { } made
            ? new BookingResult(BookingOutcome.Repeated, made)
            : null;

    static List<Booking> HoldsOf(WriteSession session, string conversationId) =>
        [.. session.Db.Set<Booking>().AsNoTracking().Where(booking => booking.ConversationId == conversationId && booking.State == BookingState.Held)];

    static void End(WriteSession session, List<Booking> holds)
    {
        foreach (var hold in holds)
        {
            hold.State = BookingState.Expired;
            hold.HeldUntil = null;
            if (Store(session, hold))
                BookingCells.GiveBack(session, hold.Id);
        }
    }

    /// <summary>What a slot's id stands for.</summary>
    sealed record Wanted(Slot Slot, MeetingType Meeting, IReadOnlyList<Rep> Holders, HostChoice Choice);

    /// <summary>Finds what is behind a slot's id, and asks the engine whether all who are to hold it are free as things are now.</summary>
    /// <param name="except">Bookings that don't stand in the way.</param>
    /// <returns>The reason why it can't be had; null when it can.</returns>
    BookingOutcome? Look(WriteSession session, string? slotId, IReadOnlySet<string> except, BusyElsewhere? elsewhere, DateTime now, out Wanted? wanted)
    {
        wanted = null;
        if (tokens.Read(slotId) is not { } slot || meetings.Current.Find(slot.MeetingTypeId) is not { } meeting)
            return BookingOutcome.NotOffered;
        var all = meeting.HostsIn(reps.Current);
        if (all.FirstOrDefault(host => host.Rep.IsAt(slot.HostEmail)) is not { Rep: { } lead })
            return BookingOutcome.NotOffered;

        IReadOnlyList<Rep> holders = meeting.Assignment == HostAssignment.Together ? [lead, .. all.Select(host => host.Rep).Where(rep => rep != lead)] : [lead];
        foreach (var holder in holders)
            ExpireHolds(session, holder.Email.ToLowerInvariant(), now);
        var start = slot.Start.ToDateTimeUtc();
        if (calendars.IsOutside)
            elsewhere ??= BusyElsewhere.Unread;
        var choice = Availability.Choice(session.Db, meeting, all, start, start.AddMinutes(meeting.DurationMinutes), now, elsewhere);
        wanted = new Wanted(slot, meeting, holders, choice);
        return holders.Select(holder => Refusal(choice.Question(holder) with { ExcludeIds = except }, slot.Start) switch
        {
            BookingOutcome.Taken when elsewhere?.FaultOf(holder.Email.ToLowerInvariant()) is not null => BookingOutcome.Unread,
            var refused => refused,
        }).FirstOrDefault(refused => refused is not null);
    }

    /// <summary>Takes the cells and places of all who hold it.</summary>
    static void TakeTime(WriteSession session, Booking booking, IReadOnlyList<Rep> holders, Instant start)
    {
        foreach (var holder in holders)
        {
            var address = holder.Email.ToLowerInvariant();
            if (address != booking.HostEmail)
                session.Insert(new BookingCoHost { BookingId = booking.Id, HostEmail = address });
            BookingCells.Take(session, booking, address, holder.Calendar.Clock.At(start).Date);
        }
    }

    /// <summary>Asks the engine about this start.</summary>
    static BookingOutcome? Refusal(SlotQuestion question, Instant start)
    {
        return SlotEngine.Judge(question, start) switch
        {
            SlotVerdict.Free => null,
            SlotVerdict.TooSoon => BookingOutcome.TooSoon,
            SlotVerdict.OutsideWindow => BookingOutcome.TooFar,
            SlotVerdict.OutsideHours => BookingOutcome.OutsideHours,
            SlotVerdict.DayFull => BookingOutcome.DayFull,
            SlotVerdict.WeekFull => BookingOutcome.WeekFull,
            _ => BookingOutcome.Taken,
        };
    }

    internal static Booking? Find(WriteSession session, string id) =>
        session.Db.Set<Booking>().AsNoTracking().SingleOrDefault(booking => booking.Id == id);

    /// <summary>False when somebody else has changed it meanwhile.</summary>
    internal static bool Store(WriteSession session, Booking booking)
    {
        var seen = booking.Version++;
        return session.Update(booking, expected: seen);
    }

    /// <summary>Runs a unit of work, and once more when another process took the cells or used the key between our look and our write: the second look sees it.</summary>
    public static async Task<BookingResult> AgainIfTaken(Func<Task<BookingResult>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (UniqueViolationException)
        {
            return await attempt();
        }
    }
}
