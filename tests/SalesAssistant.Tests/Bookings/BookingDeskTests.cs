using SalesAssistant.Bookings;
using SalesAssistant.Bookings.When;
using SalesAssistant.Data;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public sealed class BookingDeskTests : IAsyncLifetime
{
    BookingOffice office = null!;

    public async ValueTask InitializeAsync() => office = await BookingOffice.Open();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_held_slot_is_offered_to_nobody_else_and_becomes_a_meeting()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var held = await office.Reserve(slot.Id);
        Assert.Equal(BookingOutcome.Held, held.Outcome);
        Assert.DoesNotContain(await office.Free(host: "mia@example.com"), free => free.Start == slot.Start);
        Assert.Equal(BookingOutcome.Taken, (await office.Reserve(slot.Id)).Outcome);

        var booked = await office.Agree(held.Booking!.Id);

        Assert.Equal(BookingOutcome.Confirmed, booked.Outcome);
        var stored = Assert.Single(await office.Rows<Booking>());
        Assert.Equal((BookingState.Confirmed, "Anna Schmidt", "anna@shop.example", null), (stored.State, stored.Name, stored.Email, stored.HeldUntil));
        Assert.Equal($"{stored.Id}@example.com", stored.EventUid);
    }

    [Fact]
    public async Task A_booking_owns_its_cells_with_both_buffers()
    {
        office.Edit("meetings.yaml", "bufferAfterMinutes: 10", "bufferAfterMinutes: 10\n    bufferBeforeMinutes: 5");
        await office.Take((await office.SlotAt(24, 9, 0)).Id, "k");
        var cells = (await office.Rows<BookingCell>()).Select(cell => cell.CellStart).Order().ToList();
        Assert.Equal(BookingOffice.At(24, 8, 55), cells[0]);
        Assert.Equal(BookingOffice.At(24, 9, 35), cells[^1]);
        Assert.Equal(9, cells.Count);
    }

    [Fact]
    public async Task Buffers_keep_meetings_apart_whatever_their_kind()
    {
        // 09:00 to 09:30 and ten minutes after; the session wants fifteen before: none before 09:55, so the next on the half hour is 10:00.
        await office.Take((await office.SlotAt(24, 9, 0)).Id, "k");
        var next = (await office.Free("strategy")).First(slot => slot.Start > BookingOffice.At(24, 9, 0));
        Assert.Equal(BookingOffice.At(24, 10, 0), next.Start);
        // The one that would end at 09:00 exactly has no minutes in between to keep.
        Assert.Contains(await office.Free("strategy"), slot => slot.Start == BookingOffice.At(24, 8, 0));
    }

    [Fact]
    public async Task Of_fifty_visitors_who_want_one_slot_exactly_one_gets_it()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(visitor => Task.Run(() => office.Take(slot.Id, $"visitor {visitor}"))));
        Assert.Single(results, result => result.Outcome == BookingOutcome.Confirmed);
        Assert.Equal(49, results.Count(result => result.Outcome == BookingOutcome.Taken));
        Assert.Single(await office.Rows<Booking>());
        Assert.Equal(8, (await office.Rows<BookingCell>()).Count);
    }

    [Fact]
    public async Task Two_processes_on_one_database_can_not_book_the_same_time()
    {
        // Both look before either has written: what the second then writes is refused by the key of the cells.
        using var other = new BatchWriter(office.Database, Microsoft.Extensions.Logging.Abstractions.NullLogger<BatchWriter>.Instance);
        var slots = (await office.Free(host: "mia@example.com")).Where(slot => slot.Start > BookingOffice.At(26, 0, 0)).Take(6).ToList();
        var attempts = await Task.WhenAll(
            from slot in slots
            from visitor in Enumerable.Range(0, 8)
            select Task.Run(async () =>
            {
                try
                {
                    return (await (visitor % 2 == 0 ? office.Writer : other).Write(session =>
                        office.Desk.Book(session, slot.Id, BookingOffice.Visitor(), $"{slot.Id} {visitor}", null, null, office.Now))).Outcome;
                }
                catch (UniqueViolationException)
                {
                    return BookingOutcome.Taken;
                }
            }));
        var bookings = await office.Rows<Booking>();
        Assert.Equal(bookings.Count, attempts.Count(outcome => outcome == BookingOutcome.Confirmed));
        Assert.Equal(bookings.Count, bookings.Select(booking => booking.Start).Distinct().Count());
        Assert.True(bookings.Count >= 3, "The limit a day is three.");
    }

    [Fact]
    public async Task The_key_of_the_cells_refuses_an_overlap_that_the_code_above_missed()
    {
        await office.Take((await office.SlotAt(24, 9, 0)).Id, "k");
        await Assert.ThrowsAsync<UniqueViolationException>(() => office.Writer.Write(session =>
            session.Insert(new BookingCell { HostEmail = "mia@example.com", CellStart = BookingOffice.At(24, 9, 35), BookingId = "another" })));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_booking()
    {
        var first = await office.Take((await office.SlotAt(24, 9, 0)).Id, "my key");
        var second = await office.Take((await office.SlotAt(24, 10, 0)).Id, "my key");
        Assert.Equal(BookingOutcome.Repeated, second.Outcome);
        Assert.Equal(first.Booking!.Id, second.Booking!.Id);
        Assert.Single(await office.Rows<Booking>());
    }

    [Fact]
    public async Task A_refused_request_may_be_repeated_with_its_key()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var held = await office.Reserve(slot.Id);
        Assert.Equal(BookingOutcome.Taken, (await office.Take(slot.Id, "key")).Outcome);
        await office.CallOff(held.Booking!.Id);
        Assert.Equal(BookingOutcome.Confirmed, (await office.Take(slot.Id, "key")).Outcome);
    }

    [Fact]
    public async Task A_hold_that_ran_out_can_not_be_confirmed_and_its_time_is_free()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var held = await office.Reserve(slot.Id);
        office.Now += BookingDesk.HoldFor;
        Assert.Contains(await office.Free(host: "mia@example.com"), free => free.Start == slot.Start);
        Assert.Equal(BookingOutcome.Expired, (await office.Agree(held.Booking!.Id)).Outcome);

        // Nobody swept: who needs the cells ends the hold in the same unit.
        Assert.Equal(BookingOutcome.Confirmed, (await office.Take(slot.Id, "another")).Outcome);
        Assert.Equal(BookingOutcome.Expired, (await office.Agree(held.Booking.Id, "late")).Outcome);
        Assert.Equal([BookingState.Confirmed, BookingState.Expired], (await office.Rows<Booking>()).Select(booking => booking.State).Order());
    }

    [Fact]
    public async Task The_sweeper_ends_what_ran_out_and_nothing_else()
    {
        await office.Reserve((await office.SlotAt(24, 9, 0)).Id);
        office.Now += TimeSpan.FromMinutes(4);
        var fresh = await office.Reserve((await office.SlotAt(24, 10, 0)).Id);
        office.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(1, await office.Writer.Write(session => BookingDesk.ExpireHolds(session, null, office.Now)));
        Assert.All(await office.Rows<BookingCell>(), cell => Assert.Equal(fresh.Booking!.Id, cell.BookingId));
        Assert.Equal(BookingOutcome.Confirmed, (await office.Agree(fresh.Booking!.Id)).Outcome);
    }

    [Fact]
    public async Task Another_choice_in_the_same_conversation_gives_the_first_one_back()
    {
        var nine = await office.SlotAt(24, 9, 0);
        await office.Reserve(nine.Id, "chat");
        // Half an hour later overlaps with the buffer of the first: the visitor's own hold does not stand in the way.
        var held = await office.Reserve((await office.SlotAt(24, 10, 0)).Id, "chat");
        var again = await office.Reserve(office.Tokens.Write(new Slot("intro-call", "mia@example.com", NodaTime.Instant.FromDateTimeUtc(BookingOffice.At(24, 9, 30)))), "chat");
        Assert.Equal((BookingOutcome.Held, BookingOutcome.Held), (held.Outcome, again.Outcome));
        Assert.Single(await office.Rows<Booking>(), booking => booking.State == BookingState.Held);
        Assert.Contains(await office.Free(host: "mia@example.com"), free => free.Start == BookingOffice.At(24, 10, 30));
    }

    [Fact]
    public async Task A_choice_that_is_refused_leaves_the_earlier_hold_alone()
    {
        var mine = await office.Reserve((await office.SlotAt(24, 9, 0)).Id, "chat");
        var other = await office.SlotAt(24, 10, 0);
        await office.Take(other.Id, "faster");
        Assert.Equal(BookingOutcome.Taken, (await office.Reserve(other.Id, "chat")).Outcome);
        Assert.Equal(BookingOutcome.Confirmed, (await office.Agree(mine.Booking!.Id)).Outcome);
    }

    [Fact]
    public async Task What_is_called_off_is_free_again()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var booked = await office.Take(slot.Id, "k");
        var cancelled = await office.CallOff(booked.Booking!.Id);
        Assert.Equal((BookingOutcome.Cancelled, 1), (cancelled.Outcome, cancelled.Booking!.Sequence));
        Assert.Equal(BookingOutcome.Cancelled, (await office.CallOff(booked.Booking.Id)).Outcome);
        Assert.Empty(await office.Rows<BookingCell>());
        Assert.Empty(await office.Rows<BookingDayCount>());
        Assert.Equal(BookingOutcome.Confirmed, (await office.Take(slot.Id, "another")).Outcome);
        Assert.Equal(BookingOutcome.NotFound, (await office.CallOff("nothing")).Outcome);
    }

    [Fact]
    public async Task A_meeting_is_moved_and_its_own_old_time_does_not_stand_in_its_way()
    {
        office.Edit("meetings.yaml", "maxPerDay: 3", "maxPerDay: 1");
        var (old, overlapping) = (await office.SlotAt(24, 9, 0), await office.SlotAt(24, 9, 30));
        var booked = (await office.Take(old.Id, "k")).Booking!;
        office.Now += TimeSpan.FromMinutes(1);
        var moved = await office.Shift(booked.Id, overlapping.Id);
        Assert.Equal((BookingOutcome.Moved, booked.Id, booked.EventUid, 1), (moved.Outcome, moved.Booking!.Id, moved.Booking.EventUid, moved.Booking.Sequence));
        var row = Assert.Single(await office.Rows<Booking>());
        Assert.Equal((BookingState.Confirmed, overlapping.Start, overlapping.End, office.Now), (row.State, row.Start, row.End, row.ConfirmedAt));
        Assert.Equal(overlapping.Start, (await office.Rows<BookingCell>()).Min(cell => cell.CellStart));
        Assert.Single(await office.Rows<BookingDayCount>());
        Assert.Single(await office.Rows<BookingWeekCount>());
    }

    [Fact]
    public async Task A_meeting_that_can_not_be_moved_stays_where_it_is()
    {
        var booked = (await office.Take((await office.SlotAt(24, 9, 0)).Id, "k")).Booking!;
        var taken = await office.SlotAt(24, 10, 0);
        await office.Take(taken.Id, "faster");
        Assert.Equal(BookingOutcome.Taken, (await office.Shift(booked.Id, taken.Id)).Outcome);
        Assert.Equal(BookingOutcome.NotOffered, (await office.Shift(booked.Id, "made up")).Outcome);
        Assert.Equal(BookingOutcome.NotOffered, (await office.Shift(booked.Id, (await office.Free("strategy"))[^1].Id)).Outcome);
        Assert.Equal(BookingOutcome.NotFound, (await office.Shift("nothing", taken.Id)).Outcome);
        var row = (await office.Rows<Booking>()).Single(row => row.Id == booked.Id);
        Assert.Equal((booked.Start, 0, 8), (row.Start, row.Sequence, (await office.Rows<BookingCell>()).Count(cell => cell.BookingId == booked.Id)));
    }

    [Fact]
    public async Task A_move_to_another_host_is_a_new_meeting_and_the_old_one_is_called_off()
    {
        var booked = (await office.Take((await office.SlotAt(24, 9, 0)).Id, "k", "chat")).Booking!;
        var moved = await office.Shift(booked.Id, (await office.SlotAt(25, 15, 0, "tom@example.com")).Id);
        Assert.Equal((BookingOutcome.Moved, "tom@example.com", "Anna Schmidt"), (moved.Outcome, moved.Booking!.HostEmail, moved.Booking.Name));
        Assert.Equal(BookingState.Cancelled, (await office.Rows<Booking>()).Single(row => row.Id == booked.Id).State);
        Assert.All(await office.Rows<BookingCell>(), cell => Assert.Equal("tom@example.com", cell.HostEmail));
    }

    [Fact]
    public async Task A_meeting_that_has_begun_can_not_be_called_off()
    {
        var booked = await office.Take((await office.SlotAt(24, 9, 0)).Id, "k");
        office.Now = BookingOffice.At(24, 9, 0);
        Assert.Equal(BookingOutcome.Over, (await office.CallOff(booked.Booking!.Id)).Outcome);
    }

    [Fact]
    public async Task A_week_that_has_its_number_of_meetings_is_full()
    {
        office.Edit("meetings.yaml", "maxPerDay: 3", "maxPerWeek: 2");
        var (tuesday, wednesday, thursday, monday) = (await office.SlotAt(24, 9, 0), await office.SlotAt(25, 9, 0), await office.SlotAt(26, 9, 0), await office.SlotAt(30, 9, 0));
        foreach (var slot in new[] { tuesday, wednesday })
            Assert.Equal(BookingOutcome.Confirmed, (await office.Take(slot.Id, slot.Id)).Outcome);
        Assert.Equal(BookingOutcome.WeekFull, (await office.Take(thursday.Id, "third")).Outcome);
        Assert.Equal([1, 2], (await office.Rows<BookingWeekCount>()).Select(count => count.Ordinal).Order());
        Assert.Equal(BookingOutcome.Confirmed, (await office.Take(monday.Id, "next week")).Outcome);
    }

    [Fact]
    public async Task A_day_that_has_its_number_of_meetings_is_full()
    {
        var (nine, ten, thirteen, fourteen) = (await office.SlotAt(24, 9, 0), await office.SlotAt(24, 10, 0), await office.SlotAt(24, 13, 0), await office.SlotAt(24, 14, 0));
        foreach (var slot in new[] { nine, ten, thirteen })
            Assert.Equal(BookingOutcome.Confirmed, (await office.Take(slot.Id, slot.Id)).Outcome);
        Assert.Equal(BookingOutcome.DayFull, (await office.Take(fourteen.Id, "fourth")).Outcome);
        Assert.DoesNotContain(await office.Free(host: "mia@example.com"), slot => slot.Start.Day == 24);
        Assert.Equal([1, 2, 3], (await office.Rows<BookingDayCount>()).Select(count => count.Ordinal).Order());
        // The limit is one of intro calls; a session can still be had.
        Assert.Contains(await office.Free("strategy"), slot => slot.Start.Day == 24);

        var second = (await office.Rows<Booking>()).Single(booking => booking.Start == ten.Start);
        await office.CallOff(second.Id);
        Assert.Equal(BookingOutcome.Confirmed, (await office.Take(fourteen.Id, "again")).Outcome);
        Assert.Equal([1, 2, 3], (await office.Rows<BookingDayCount>()).Select(count => count.Ordinal).Order());
    }

    [Theory]
    [InlineData("maxPerDay: 3"), InlineData("maxPerWeek: 4"), InlineData("intervalMinutes: 30")]
    public async Task What_can_be_taken_is_what_would_be_offered(string limit)
    {
        // Buffers that reach into the next day, beside a kind of meeting without any.
        office.Edit("meetings.yaml", "maxPerDay: 3", limit);
        office.Edit("meetings.yaml", "bufferBeforeMinutes: 15", "bufferBeforeMinutes: 900");
        var offered = (await office.Free(everyHost: true)).Concat(await office.Free("strategy")).ToList();
        var random = new Random(7);
        foreach (var chosen in random.GetItems([.. offered], 12).Append(offered.First(slot => slot.MeetingTypeId == "strategy")))
            await office.Take(chosen.Id, chosen.Id);
        var (left, wrong) = ((await office.Free(everyHost: true)).Concat(await office.Free("strategy")).Select(slot => slot.Id).ToHashSet(), new List<OfferedSlot>());
        Assert.InRange(left.Count, 1, offered.Count - 13);
        foreach (var slot in offered.Where(slot => slot.Start < BookingOffice.At(30, 23, 0)))
        {
            var tried = await office.Reserve(slot.Id);
            if (tried.Outcome == BookingOutcome.Held != left.Contains(slot.Id))
                wrong.Add(slot);
            if (tried.Outcome == BookingOutcome.Held)
                await office.CallOff(tried.Booking!.Id);
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_was_offered_is_looked_at_again_when_it_is_taken()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var friday = await office.SlotAt(27, 13, 0);

        office.Now = BookingOffice.At(24, 7, 0) + TimeSpan.FromSeconds(1);
        Assert.Equal(BookingOutcome.TooSoon, (await office.Take(slot.Id, "a")).Outcome);
        office.Now = BookingOffice.At(25, 0, 0);
        Assert.Equal(BookingOutcome.TooSoon, (await office.Take(slot.Id, "b")).Outcome);

        office.Edit("team.yaml", "overrides:\n      - { date: 2026-12-24, ranges: [] }", "overrides:\n      - { date: 2026-11-27, ranges: [] }");
        Assert.Equal(BookingOutcome.OutsideHours, (await office.Take(friday.Id, "c")).Outcome);
        office.Edit("meetings.yaml", "horizonDays: 30", "horizonDays: 1");
        Assert.Equal(BookingOutcome.TooFar, (await office.Take(friday.Id, "d")).Outcome);
        office.Edit("meetings.yaml", "hosts: [mia@example.com, tom@example.com]", "hosts: [tom@example.com]");
        Assert.Equal(BookingOutcome.NotOffered, (await office.Take(friday.Id, "e")).Outcome);
        Assert.Empty(await office.Rows<Booking>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("ÄÖ")]
    [InlineData("aW50cm8tY2FsbHxtaWFAZXhhbXBsZS5jb218MTc5NTUwNzIwMA")]  // the right content, but nobody signed it
    public async Task A_slot_that_was_never_offered_here_is_refused(string? id) =>
        Assert.Equal(BookingOutcome.NotOffered, (await office.Take(id, "k")).Outcome);

    [Fact]
    public async Task A_slot_id_that_was_changed_is_refused()
    {
        var id = (await office.SlotAt(24, 9, 0)).Id;
        for (var i = 0; i < id.Length; i++)
            Assert.Equal(BookingOutcome.NotOffered, (await office.Take(string.Concat(id.AsSpan(0, i), id[i] == 'x' ? "y" : "x", id.AsSpan(i + 1)), "k")).Outcome);
    }

    [Fact]
    public async Task A_start_that_two_hosts_have_goes_to_the_one_with_fewer_meetings_ahead()
    {
        // 15:00 in Berlin is 09:00 in New York.
        var shared = BookingOffice.At(25, 14, 0);
        Assert.Equal("mia@example.com", (await office.Free()).Single(slot => slot.Start == shared).HostEmail);
        await office.Take((await office.SlotAt(24, 9, 0)).Id, "k");
        Assert.Equal("tom@example.com", (await office.Free()).Single(slot => slot.Start == shared).HostEmail);
        Assert.Equal(["tom@example.com", "mia@example.com"], (await office.Free(everyHost: true)).Where(slot => slot.Start == shared).Select(slot => slot.HostEmail));
        Assert.All(await office.Free(host: "MIA@example.com"), slot => Assert.Equal("mia@example.com", slot.HostEmail));
    }

    [Fact]
    public async Task A_wish_chooses_among_the_free_slots()
    {
        var wish = WhenPhrase.Read("Thursday afternoon", new NodaTime.LocalDateTime(2026, 11, 23, 8, 0), NodaTime.DateTimeZone.Utc).Wish!;
        var slots = await office.Free(wish: wish);
        Assert.All(slots, slot => Assert.InRange(slot.Start, BookingOffice.At(26, 12, 0), BookingOffice.At(26, 17, 59)));
        Assert.NotEmpty(slots);
        Assert.Equal(3, (await office.Free(take: 3)).Count);
        Assert.All((await office.Free(perDay: 2)).GroupBy(slot => slot.Start.Date), day => Assert.InRange(day.Count(), 1, 2));
        Assert.Empty(await office.Free("no such meeting"));
    }

    [Fact]
    public async Task The_next_meeting_of_a_conversation_is_the_earliest_that_stands()
    {
        var later = await office.Take((await office.SlotAt(25, 9, 0)).Id, "a", "chat");
        var sooner = await office.Take((await office.SlotAt(24, 9, 0)).Id, "b", "chat");
        await office.Reserve((await office.SlotAt(24, 13, 0)).Id, "chat");
        Assert.Equal(sooner.Booking!.Id, (await office.Book.NextOf("chat", office.Now, CancellationToken.None))!.Id);
        await office.CallOff(sooner.Booking.Id);
        Assert.Equal(later.Booking!.Id, (await office.Book.NextOf("chat", office.Now, CancellationToken.None))!.Id);
        Assert.Null(await office.Book.NextOf("another", office.Now, CancellationToken.None));
    }

    [Fact]
    public async Task Bookings_are_listed_page_by_page_and_holds_are_none()
    {
        foreach (var (slot, i) in (await office.Free()).Where(slot => slot.HostEmail == "mia@example.com").DistinctBy(slot => slot.Start.Date).Take(5).Select((slot, i) => (slot, i)))
        {
            office.Now += TimeSpan.FromSeconds(i % 2);
            await office.Take(slot.Id, $"{i}");
        }

        await office.Reserve((await office.Free())[0].Id);
        var pages = new List<BookingRow>();
        for (string? cursor = null; ;)
        {
            var page = await office.Book.List(cursor, 2, CancellationToken.None);
            pages.AddRange(page.Items);
            if ((cursor = page.Next) is null)
                break;
        }

        Assert.Equal(5, pages.Select(row => row.Id).Distinct().Count());
        Assert.Equal(5, pages.Count);
        Assert.Equal(pages.OrderByDescending(row => row.CreatedAt).Select(row => row.CreatedAt), pages.Select(row => row.CreatedAt));
        var inOrder = new List<BookingRow>();
        await foreach (var row in office.Book.Since(null, CancellationToken.None))
            inOrder.Add(row);
        Assert.Equal(pages.Select(row => row.Id).Order(), inOrder.Select(row => row.Id).Order());
    }
}
