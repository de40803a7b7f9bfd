using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>
/// The protocol against double booking, on a calendar that fails as it is told to and outlives every crash. Whatever happens between two
/// lines, in the end a visitor has one event and one invitation, or nothing is left of it and the visitor knows.
/// </summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    static readonly DateTime Nine = BookingOffice.At(24, 9, 0);

    readonly Mailboxes mailboxes = new();
    ScriptedCalendars calendar = null!;
    BookingOffice office = null!;

    public async ValueTask InitializeAsync()
    {
        calendar = new ScriptedCalendars(mailboxes);
        office = await BookingOffice.Open(calendar);
    }

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_booking_is_made_looked_at_again_and_only_then_told()
    {
        var booked = await Books();
        Assert.Equal((BookingOutcome.Creating, BookingState.Creating), (booked.Outcome, booked.Booking!.State));
        Assert.Empty(mailboxes.Events);
        var asked = calendar.Asked.Count;

        await office.Worker.PayAll(default);

        Assert.Equal([Ask.Find, Ask.ReadBusy, Ask.Create, Ask.ReadEvents, Ask.Invite], calendar.Asked.Skip(asked));
        await IsWhole(booked.Booking.Id);
        var (row, work) = (await Row(booked.Booking.Id), Assert.Single(await office.Rows<CalendarWork>()));
        Assert.Equal((BookingState.Confirmed, mailboxes.Events[0].Id, mailboxes.Events[0].Uid), (row.State, row.EventId, row.EventUid));
        Assert.Equal((CalendarWorkState.Settled, "Confirmed", null, null), (work.State, work.Outcome, work.Request, work.Lease));
        Assert.Equal([BookingNewsKind.Confirmed], await News());
    }

    [Fact]
    public async Task Killed_at_any_step_and_whatever_was_done_by_then_it_ends_whole_after_a_restart()
    {
        // With BOOKING_KILLS=2 the second life dies too, at each of its steps.
        var lives = Environment.GetEnvironmentVariable("BOOKING_KILLS") == "2" ? 2 : 1;
        Ask[] steps = [Ask.Find, Ask.ReadBusy, Ask.Create, Ask.ReadEvents, Ask.Invite];
        var deaths = steps.SelectMany(step => new[] { (step, false), (step, true) }).ToList();
        var stories = lives == 1 ? deaths.Select(death => new[] { death }) : deaths.SelectMany(first => deaths.Select(second => new[] { first, second }));
        foreach (var story in stories)
        {
            var booked = (await Books()).Booking!;
            foreach (var (step, done) in story)
            {
                calendar.Kills(step, done);
                await office.Worker.PayAll(default);
                // Dead: the row is leased, and nobody else gets the time.
                Assert.Equal(8, (await office.Rows<BookingCell>()).Count(cell => cell.BookingId == booked.Id));
                Assert.True(office.Now < (await Work(booked.Id)).LeasedUntil || (await Row(booked.Id)).State == BookingState.Confirmed);
                office.Now += TimeSpan.FromSeconds(61);
            }
            calendar.Heal();
            await office.Worker.PayAll(default);
            await IsWhole(booked.Id);
            await CallsOff(booked.Id);
        }
        Assert.DoesNotContain(await News(), kind => kind is BookingNewsKind.Failed);
    }

    [Theory]
    [InlineData(CalendarFault.Unknown, false)]
    [InlineData(CalendarFault.Unknown, true)]
    [InlineData(CalendarFault.Unavailable, false)]
    [InlineData(CalendarFault.Throttled, false)]
    public async Task What_fails_is_tried_again_and_done_once(CalendarFault fault, bool done)
    {
        foreach (var step in (Ask[])[Ask.Find, Ask.ReadBusy, Ask.Create, Ask.ReadEvents, Ask.Invite])
        {
            var booked = (await Books()).Booking!;
            calendar.Fails(step, fault, done, fault == CalendarFault.Throttled ? TimeSpan.FromSeconds(30) : null, times: 2);
            await office.Worker.PayAll(default);
            Assert.Equal(fault.ToString(), (await Work(booked.Id)).Outcome);
            if (fault == CalendarFault.Throttled)
            {
                // Not before the calendar says so.
                var asked = calendar.Asked.Count;
                office.Now += TimeSpan.FromSeconds(29);
                await office.Worker.PayAll(default);
                Assert.Equal(asked, calendar.Asked.Count);
            }
            await Works(booked.Id);
            await IsWhole(booked.Id);
            await CallsOff(booked.Id);
        }
        Assert.Equal(fault == CalendarFault.Throttled, (await News()).Contains(BookingNewsKind.Delayed));
    }

    [Theory]
    [InlineData(CalendarFault.Denied)]
    [InlineData(CalendarFault.NotFound)]
    [InlineData(CalendarFault.Rejected)]
    public async Task What_is_of_no_use_to_repeat_fails_at_once_and_the_rep_sees_why(CalendarFault fault)
    {
        var booked = (await Books()).Booking!;
        calendar.Fails(Ask.Create, fault);
        await office.Worker.PayAll(default);
        await IsGone(booked.Id, fault.ToString());
        Assert.Contains(await office.Flags.Open(default), found => found.Flag.Kind == CalendarFlagKind.Failed && found.Flag.Detail == fault.ToString());
    }

    [Theory]
    [InlineData(Ask.ReadBusy)]
    [InlineData(Ask.Create)]
    [InlineData(Ask.ReadEvents)]
    public async Task The_hosts_own_event_that_comes_in_between_wins_and_nobody_is_mailed(Ask justBefore)
    {
        var booked = (await Books()).Booking!;
        // Ten minutes after the meeting are a buffer.
        calendar.Before(justBefore, () => mailboxes.Put(Mia, Nine.AddMinutes(35), Nine.AddMinutes(60)));
        await office.Worker.PayAll(default);
        await IsGone(booked.Id, "Taken");
        Assert.Null(Assert.Single(mailboxes.Events).BookingId);
        Assert.Equal(justBefore == Ask.ReadBusy, !calendar.Asked.Contains(Ask.Create));
    }

    [Fact]
    public async Task An_event_that_shows_as_free_stands_in_nobodys_way()
    {
        var booked = (await Books()).Booking!;
        calendar.Before(Ask.Create, () => mailboxes.Put(Mia, Nine, Nine.AddMinutes(30), BusyStatus.Free));
        await office.Worker.PayAll(default);
        Assert.Equal(BookingState.Confirmed, (await Row(booked.Id)).State);
    }

    [Theory]
    [InlineData(Ask.ReadEvents)]
    [InlineData(Ask.Invite)]
    public async Task The_host_moves_the_event_before_the_visitor_is_invited_and_the_hosts_time_counts(Ask justBefore)
    {
        var booked = (await Books()).Booking!;
        calendar.Before(justBefore, () => mailboxes.MoveByHost(Ours(booked.Id).Id, Nine.AddHours(3), Nine.AddHours(4)));
        await office.Worker.PayAll(default);
        await IsWhole(booked.Id);
        var row = await Row(booked.Id);
        Assert.Equal((Nine.AddHours(3), Nine.AddHours(4)), (row.Start, row.End));
        Assert.Equal(Nine.AddHours(3), (await office.Rows<BookingCell>()).Min(cell => cell.CellStart));
        Assert.Equal([BookingNewsKind.HostMoved], await News());
    }

    [Theory]
    [InlineData(Ask.ReadEvents)]
    [InlineData(Ask.Invite)]
    public async Task The_host_removes_the_event_and_the_booking_has_failed(Ask justBefore)
    {
        var booked = (await Books()).Booking!;
        calendar.Before(justBefore, () => mailboxes.RemoveByHost(Ours(booked.Id).Id));
        await Works(booked.Id);
        await IsGone(booked.Id, "HostRemoved");
    }

    [Fact]
    public async Task A_calendar_that_stays_away_is_given_up_after_the_deadline()
    {
        var booked = (await Books()).Booking!;
        calendar.Fails(Ask.Find, CalendarFault.Unavailable, times: 1000);
        var since = office.Now;
        await Works(booked.Id);
        // Nothing was ever asked for that would have to be taken away.
        await IsGone(booked.Id, "Unavailable");
        Assert.InRange(office.Now - since, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16));
        Assert.Equal([BookingNewsKind.Delayed, BookingNewsKind.Failed], await News());
    }

    [Fact]
    public async Task An_event_of_which_we_never_heard_is_found_and_taken_away_after_the_deadline()
    {
        var booked = (await Books()).Booking!;
        calendar.Fails(Ask.Create, CalendarFault.Unknown, done: true);
        await office.Worker.PayAll(default);
        Assert.Single(mailboxes.Events);
        calendar.Fails(Ask.Find, CalendarFault.Unavailable, times: 1000);
        await Works(booked.Id, until: row => row.State == BookingState.Cancelling);
        Assert.Single(mailboxes.Events);
        Assert.NotEmpty(await office.Rows<BookingCell>());
        calendar.Heal();
        await Works(booked.Id);
        await IsGone(booked.Id, "Unavailable");
        Assert.Empty(mailboxes.Events);
    }

    [Fact]
    public async Task Of_two_hundred_visitors_at_once_exactly_one_has_the_time_an_event_and_an_invitation()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(visitor => Task.Run(() => office.Take(slot.Id, $"visitor {visitor}"))));
        Assert.Single(results, result => result.Outcome == BookingOutcome.Creating);
        Assert.Equal(199, results.Count(result => result.Outcome == BookingOutcome.Taken));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => office.Worker.PayAll(default))));
        await IsWhole(results.Single(result => result.Succeeded).Booking!.Id);
    }

    [Fact]
    public async Task Two_installations_on_one_mailbox_give_a_time_to_one_visitor()
    {
        var others = new ScriptedCalendars(mailboxes);
        await using var other = await BookingOffice.Open(others);
        var theirs = (await other.Take((await other.SlotAt(24, 9, 0)).Id, "k")).Booking!;
        var ours = (await Books()).Booking!;
        // Both have looked before either has made its event. Theirs is made first, and is looked at again only when ours stands beside it.
        var (made, looked) = (new TaskCompletionSource(), new TaskCompletionSource());
        calendar.Before(Ask.Create, () => made.Task);
        others.Before(Ask.ReadEvents, async () => { made.SetResult(); await looked.Task; });
        var second = other.Worker.PayAll(default);
        await office.Worker.PayAll(default);
        looked.SetResult();
        await second;

        Assert.Equal(theirs.Id, Assert.Single(mailboxes.Events).BookingId);
        Assert.Single(mailboxes.Mails);
        Assert.Equal(BookingState.Confirmed, Assert.Single(await other.Rows<Booking>()).State);
        await IsGone(ours.Id, "Taken");
    }

    [Fact]
    public async Task Two_installations_race_for_many_times_and_none_is_given_twice()
    {
        await using var other = await BookingOffice.Open(new ScriptedCalendars(mailboxes));
        foreach (var day in (int[])[24, 25, 26, 30])
            foreach (var one in (BookingOffice[])[office, other])
                foreach (var hour in (int[])[9, 10, 13])
                    Assert.Equal(BookingOutcome.Creating, (await one.Take((await one.SlotAt(day, hour, 0)).Id, $"{day} {hour}")).Outcome);
        await Task.WhenAll(Task.Run(() => office.Worker.PayAll(default)), Task.Run(() => other.Worker.PayAll(default)));

        var agreed = (await office.Rows<Booking>()).Concat(await other.Rows<Booking>()).Where(row => row.State == BookingState.Confirmed).ToList();
        Assert.Equal(12, agreed.Select(row => row.Start).Distinct().Count());
        Assert.Equal(12, agreed.Count);
        Assert.Equal(agreed.Select(row => row.Id).Order(), mailboxes.Events.Select(one => one.BookingId!).Order());
        Assert.Equal(12, mailboxes.Mails.Count);
    }

    [Fact]
    public async Task The_clock_is_set_forward_while_one_works_and_the_next_one_does_not_do_it_twice()
    {
        var booked = (await Books()).Booking!;
        calendar.Before(Ask.Create, async () =>
        {
            office.Now += TimeSpan.FromMinutes(5);
            await office.Worker.PayAll(default);
        });
        await office.Worker.PayAll(default);
        await IsWhole(booked.Id);
        Assert.Equal([BookingNewsKind.Confirmed], await News());
    }

    [Fact]
    public async Task A_calendar_that_can_not_be_read_is_offered_to_nobody_and_says_why()
    {
        var slot = await office.SlotAt(24, 9, 0);
        calendar.Fails(Ask.ReadBusy, CalendarFault.Denied, times: 1000);
        Assert.Empty(await office.Free());
        var why = (await office.Explained(Nine)).Hosts.Single(host => host.HostEmail == Mia);
        Assert.Equal((SlotVerdict.Blocked, "counts as busy, since the calendar can't be read (Denied: As the script says.)"), (why.Verdict, why.Why));
        Assert.Equal(BookingOutcome.Unread, (await office.Reserve(slot.Id)).Outcome);
        Assert.Empty(await office.Rows<Booking>());
    }

    [Fact]
    public async Task What_was_not_read_is_never_created_on()
    {
        var booked = (await Books()).Booking!;
        calendar.Fails(Ask.ReadBusy, CalendarFault.Unavailable, times: 1000);
        await Works(booked.Id);
        await IsGone(booked.Id, "Unavailable");
        Assert.DoesNotContain(Ask.Create, calendar.Asked);
    }

    [Fact]
    public async Task A_slow_calendar_is_not_waited_for_and_serves_the_next_offer()
    {
        await using var hurried = await BookingOffice.Open(calendar, new BookingOptions { ReadWithin = TimeSpan.FromMilliseconds(100), ReadingServes = TimeSpan.FromMinutes(5) });
        var answers = new TaskCompletionSource();
        calendar.Before(Ask.ReadBusy, () => answers.Task);
        Assert.Empty(await hurried.Free());
        answers.SetResult();
        await Drivers.Eventually.Holds(async () => (await hurried.Free()).Count > 0);
        // One reading served all of these offers.
        Assert.Single(calendar.Asked, Ask.ReadBusy);
    }

    [Fact]
    public async Task What_stands_in_the_hosts_calendar_is_not_offered_and_not_held()
    {
        var slot = await office.SlotAt(24, 9, 0);
        mailboxes.Put(Mia, Nine.AddMinutes(-30), Nine.AddMinutes(5));
        Assert.DoesNotContain(await office.Free(host: Mia), free => free.Start == Nine);
        Assert.Equal(BookingOutcome.Taken, (await office.Reserve(slot.Id)).Outcome);
        // With nothing read at all nothing is held either.
        var free = await office.SlotAt(24, 13, 0);
        Assert.Equal(BookingOutcome.Unread, (await office.Writer.Write(session => office.Desk.Hold(session, free.Id, "Europe/Berlin", null, null, office.Now))).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Called_off_frees_the_time_only_when_the_event_is_gone(bool done)
    {
        var booked = await Confirmed();
        Assert.Equal(BookingOutcome.Cancelling, (await office.CallOff(booked.Id)).Outcome);
        calendar.Fails(Ask.Cancel, CalendarFault.Unknown, done);
        await office.Worker.PayAll(default);
        Assert.Equal(BookingState.Cancelling, (await Row(booked.Id)).State);
        Assert.Equal(8, (await office.Rows<BookingCell>()).Count);
        await Works(booked.Id);
        Assert.Equal(BookingState.Cancelled, (await Row(booked.Id)).State);
        Assert.Empty(mailboxes.Events);
        Assert.Empty(await office.Rows<BookingCell>());
        Assert.Equal(["invitation anna@shop.example", "cancellation anna@shop.example"], mailboxes.Mails);
        Assert.Equal([BookingNewsKind.Confirmed, BookingNewsKind.Cancelled], await News());
    }

    [Theory]
    [InlineData(Ask.Create)]
    [InlineData(Ask.ReadEvents)]
    [InlineData(Ask.Invite)]
    public async Task Called_off_while_it_is_being_booked_nothing_is_left(Ask justBefore)
    {
        var booked = (await Books()).Booking!;
        calendar.Before(justBefore, async () => Assert.Equal(BookingOutcome.Cancelling, (await office.CallOff(booked.Id)).Outcome));
        await Works(booked.Id);
        Assert.Equal(BookingState.Cancelled, (await Row(booked.Id)).State);
        Assert.Empty(mailboxes.Events);
        Assert.Empty(await office.Rows<BookingCell>());
        Assert.Equal([BookingNewsKind.Cancelled], await News());
    }

    [Fact]
    public async Task An_event_that_can_not_be_taken_away_is_flagged()
    {
        var booked = await Confirmed();
        await office.CallOff(booked.Id);
        calendar.Fails(Ask.Cancel, CalendarFault.Denied, times: 3);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await office.Worker.PayAll(default);
            office.Now += TimeSpan.FromMinutes(1);
        }
        Assert.Equal(CalendarFlagKind.Stuck, Assert.Single(await office.Flags.Open(default)).Flag.Kind);
        await Works(booked.Id);
        Assert.Equal(BookingState.Cancelled, (await Row(booked.Id)).State);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(CalendarFault.Unknown, true)]
    [InlineData(CalendarFault.Unknown, false)]
    [InlineData(CalendarFault.Changed, false)]
    public async Task A_move_keeps_both_times_until_it_is_done(CalendarFault? fault, bool done)
    {
        var booked = await Confirmed();
        // Half an hour later, and so across its own old time's buffer.
        var moved = await office.Shift(booked.Id, office.Tokens.Write(new Slot("intro-call", Mia, NodaTime.Instant.FromDateTimeUtc(Nine.AddMinutes(30)))));
        Assert.Equal((BookingOutcome.Moving, Nine), (moved.Outcome, moved.Booking!.Start));
        Assert.Equal(14, (await office.Rows<BookingCell>()).Count);
        Assert.DoesNotContain(await office.Free(host: Mia), free => free.Start == Nine.AddMinutes(30));
        Assert.Equal(BookingOutcome.Busy, (await office.Shift(booked.Id, (await office.SlotAt(24, 13, 0)).Id)).Outcome);
        if (fault is { } named)
            calendar.Fails(Ask.Move, named, done);
        await Works(booked.Id);

        var row = await Row(booked.Id);
        Assert.Equal((BookingState.Confirmed, Nine.AddMinutes(30), 1), (row.State, row.Start, row.Sequence));
        Assert.True(Ours(booked.Id).When is BusyItem.Timed timed && timed.Start.ToDateTimeUtc() == row.Start);
        Assert.Equal((8, row.Start), ((await office.Rows<BookingCell>()).Count, (await office.Rows<BookingCell>()).Min(cell => cell.CellStart)));
        Assert.Equal(["invitation anna@shop.example", "move anna@shop.example"], mailboxes.Mails);
        Assert.Equal([BookingNewsKind.Confirmed, BookingNewsKind.Moved], await News());
    }

    [Fact]
    public async Task The_time_that_a_meeting_is_being_moved_to_is_nobody_elses_however_far_away_it_is()
    {
        var booked = await Confirmed();
        var far = (await office.Free(host: Mia)).Single(free => free.Start == Nine.AddDays(21));
        Assert.Equal(BookingOutcome.Moving, (await office.Shift(booked.Id, far.Id)).Outcome);
        Assert.Equal(BookingOutcome.Taken, (await office.Reserve(far.Id)).Outcome);
        await Works(booked.Id);
        Assert.Equal(far.Start, (await Row(booked.Id)).Start);
    }

    [Fact]
    public async Task A_move_into_the_hosts_own_event_leaves_the_meeting_where_it_was()
    {
        var booked = await Confirmed();
        var later = await office.SlotAt(24, 13, 0);
        await office.Shift(booked.Id, later.Id);
        mailboxes.Put(Mia, later.Start, later.End);
        await Works(booked.Id);
        Assert.Equal(Nine, (await Row(booked.Id)).Start);
        Assert.Equal((8, Nine), ((await office.Rows<BookingCell>()).Count, (await office.Rows<BookingCell>()).Min(cell => cell.CellStart)));
        Assert.Equal([BookingNewsKind.Confirmed, BookingNewsKind.MoveFailed], await News());
    }

    [Fact]
    public async Task A_move_to_another_host_calls_the_old_meeting_off_once_the_new_one_stands()
    {
        var booked = await Confirmed();
        var toms = (await office.Shift(booked.Id, (await office.SlotAt(25, 15, 0, "tom@example.com")).Id)).Booking!;
        Assert.Equal(BookingState.Confirmed, (await Row(booked.Id)).State);
        await Works(toms.Id);
        await Works(booked.Id);
        Assert.Equal((BookingState.Cancelled, BookingState.Confirmed), ((await Row(booked.Id)).State, (await Row(toms.Id)).State));
        Assert.Equal("tom@example.com", Assert.Single(mailboxes.Events).Host);
        Assert.Equal([BookingNewsKind.Confirmed, BookingNewsKind.Confirmed], await News());
    }

    // --- the comparison ----------------------------------------------------------------------------------------------------------------

    [Fact]
    public async Task An_agreed_meeting_follows_its_event()
    {
        var booked = await Confirmed();
        await office.Comparison.Compare(Mia, default);
        Assert.Equal((BookingState.Confirmed, Nine), ((await Row(booked.Id)).State, (await Row(booked.Id)).Start));

        mailboxes.MoveByHost(Ours(booked.Id).Id, Nine.AddHours(4), Nine.AddHours(5));
        await office.Comparison.Compare(Mia, default);
        var row = await Row(booked.Id);
        Assert.Equal((Nine.AddHours(4), Nine.AddHours(5), Nine.AddHours(4)), (row.Start, row.End, (await office.Rows<BookingCell>()).Min(cell => cell.CellStart)));

        mailboxes.RemoveByHost(Ours(booked.Id).Id);
        await office.Comparison.Compare(Mia, default);
        Assert.Equal(BookingState.Cancelled, (await Row(booked.Id)).State);
        Assert.Empty(await office.Rows<BookingCell>());
        Assert.Equal([BookingNewsKind.Confirmed, BookingNewsKind.HostMoved, BookingNewsKind.HostCancelled], await News());
    }

    [Fact]
    public async Task A_change_that_was_never_told_is_found_by_the_look_at_everything()
    {
        var booked = await Confirmed();
        await office.Comparison.Compare(Mia, default);
        mailboxes.RemoveByHost(Ours(booked.Id).Id);
        await office.Comparison.Compare(Mia, default, whole: true);
        Assert.Equal(BookingState.Cancelled, (await Row(booked.Id)).State);
    }

    [Fact]
    public async Task Who_declines_the_invitation_has_called_the_meeting_off()
    {
        var booked = await Confirmed();
        mailboxes.Change(Ours(booked.Id).Id, one => one with { Attendees = new Dictionary<string, AttendeeResponse> { ["anna@shop.example"] = AttendeeResponse.Declined } });
        await office.Comparison.Compare(Mia, default);
        await Works(booked.Id);
        Assert.Equal(BookingState.Cancelled, (await Row(booked.Id)).State);
        Assert.Empty(mailboxes.Events);
        Assert.Equal([BookingNewsKind.Confirmed, BookingNewsKind.Declined], await News());
    }

    [Fact]
    public async Task What_a_host_puts_over_an_agreed_meeting_is_flagged_and_takes_nothing_back()
    {
        var booked = await Confirmed();
        await office.Comparison.Compare(Mia, default);
        mailboxes.Put(Mia, Nine.AddMinutes(10), Nine.AddMinutes(20));
        await office.Comparison.Compare(Mia, default);
        Assert.Equal((CalendarFlagKind.Conflict, booked.Id), Assert.Single(await office.Flags.Open(default)) is var (flag, _) ? (flag.Kind, flag.BookingId!) : default);
        Assert.Equal(BookingState.Confirmed, (await Row(booked.Id)).State);
    }

    [Fact]
    public async Task An_event_of_ours_without_a_booking_is_taken_away_while_nobody_is_invited()
    {
        var booked = await Confirmed();
        mailboxes.Put(Mia, Nine.AddHours(4), Nine.AddHours(5), bookingId: "a restored backup knows nothing of it");
        var twin = mailboxes.Put(Mia, Nine, Nine.AddMinutes(30), bookingId: booked.Id);
        await office.Comparison.Compare(Mia, default, whole: true);
        // The first may just be being made by another installation.
        Assert.Equal(2, mailboxes.Events.Count);
        Assert.DoesNotContain(mailboxes.Events, one => one.Id == twin.Id);

        office.Now += TimeSpan.FromHours(3);
        var invited = mailboxes.Put(Mia, Nine.AddHours(6), Nine.AddHours(7), bookingId: "another");
        mailboxes.Change(invited.Id, one => one with { Attendees = new Dictionary<string, AttendeeResponse> { ["ben@example.org"] = AttendeeResponse.None } });
        await office.Comparison.Compare(Mia, default, whole: true);
        Assert.Equal([booked.Id, "another"], mailboxes.Events.Select(one => one.BookingId));
        Assert.Equal((CalendarFlagKind.Orphan, invited.Id), Assert.Single(await office.Flags.Open(default)) is var (flag, _) ? (flag.Kind, flag.Detail!) : default);
    }

    // --- the words of these tests ------------------------------------------------------------------------------------------------------

    async Task<BookingResult> Books() => await office.Take(office.Tokens.Write(new Slot("intro-call", Mia, NodaTime.Instant.FromDateTimeUtc(Nine))), Guid.NewGuid().ToString(), "chat");

    async Task<Booking> Confirmed()
    {
        var booked = (await Books()).Booking!;
        await office.Worker.PayAll(default);
        await IsWhole(booked.Id);
        return booked;
    }

    /// <summary>Lets time pass until nothing is owed for this booking any more.</summary>
    async Task Works(string id, Func<Booking, bool>? until = null)
    {
        for (var round = 0; round < 200; round++)
        {
            await office.Worker.PayAll(default);
            if (until?.Invoke(await Row(id)) ?? (await Work(id)).State == CalendarWorkState.Settled)
                return;
            office.Now += TimeSpan.FromSeconds(30);
        }
        Assert.Fail($"It never ended: {(await Work(id)).Outcome}");
    }

    /// <summary>One visitor, one event, one invitation, and the cells that go with it.</summary>
    async Task IsWhole(string id)
    {
        var row = await Row(id);
        Assert.Equal(BookingState.Confirmed, row.State);
        var it = Assert.Single(mailboxes.Events, one => one.BookingId is not null);
        Assert.Equal((id, row.EventId, true), (it.BookingId, it.Id, CalendarTimes(it) == (row.Start, row.End)));
        Assert.Equal("anna@shop.example", Assert.Single(it.Attendees.Keys));
        Assert.Single(mailboxes.Mails.Skip(settledMails), "invitation anna@shop.example");
        Assert.Equal(settledMails + 1, mailboxes.Mails.Count);
        Assert.All(await office.Rows<BookingCell>(), cell => Assert.Equal(id, cell.BookingId));
        Assert.Equal((int)((row.End - row.Start).TotalMinutes + 10) / 5, (await office.Rows<BookingCell>()).Count);
    }

    static (DateTime, DateTime) CalendarTimes(CalendarEvent one) => ((BusyItem.Timed)one.When) is var timed ? (timed.Start.ToDateTimeUtc(), timed.End.ToDateTimeUtc()) : default;

    /// <summary>Nothing is left of it, nobody was mailed, and the visitor hears of it once.</summary>
    async Task IsGone(string id, string reason)
    {
        Assert.Equal(BookingState.Failed, (await Row(id)).State);
        Assert.DoesNotContain(mailboxes.Events, one => one.BookingId == id);
        Assert.DoesNotContain(await office.Rows<BookingCell>(), cell => cell.BookingId == id);
        Assert.Equal(reason, Assert.Single(await office.Rows<BookingNews>(), news => news.BookingId == id && news.Kind == BookingNewsKind.Failed).Reason);
        Assert.DoesNotContain(await office.Rows<BookingNews>(), news => news.BookingId == id && news.Kind == BookingNewsKind.Confirmed);
    }

    /// <summary>Makes room for the next round of a test.</summary>
    async Task CallsOff(string id)
    {
        await office.CallOff(id);
        await Works(id);
        Assert.Empty(mailboxes.Events);
        settledMails = mailboxes.Mails.Count;
    }

    int settledMails;

    CalendarEvent Ours(string id) => mailboxes.Events.Single(one => one.BookingId == id);

    async Task<Booking> Row(string id) => (await office.Rows<Booking>()).Single(row => row.Id == id);

    async Task<CalendarWork> Work(string id) => (await office.Rows<CalendarWork>()).Single(row => row.BookingId == id);

    async Task<IEnumerable<BookingNewsKind>> News() => (await office.Rows<BookingNews>()).OrderBy(news => news.At).Select(news => news.Kind);
}
