using SalesAssistant.Bookings;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>Reminders are worked out when they are due, from the meeting as it stands then, and each is given once.</summary>
public sealed class ReminderTests
{
    [Fact]
    public async Task A_day_and_an_hour_before_the_visitor_is_reminded_each_time_once()
    {
        await using var office = await BookingOffice.Open(mails: true);
        var slot = await office.SlotAt(26, 9, 0);
        var booking = (await office.Take(slot.Id, "k", "talk")).Booking!;
        Assert.Empty(await Looks(office));

        office.Now = BookingOffice.At(25, 8, 59);
        Assert.Empty(await Looks(office));
        office.Now = BookingOffice.At(25, 9, 0);
        var first = Assert.Single(await Looks(office));
        Assert.Equal((booking.Id, slot.Start, 1440, BookingReminderState.Told), (first.BookingId, first.Start, first.MinutesBefore, first.State));
        Assert.Single(await Looks(office));
        // The conversation and the e-mail are owed in the same unit.
        Assert.Single(await office.Rows<BookingNews>(), news => news.Kind == BookingNewsKind.Reminder);
        Assert.Single(await office.Rows<BookingMail>(), mail => mail.Kind == BookingMailKind.Reminder);

        office.Now = BookingOffice.At(26, 8, 0);
        Assert.Equal([1440, 60], (await Looks(office)).Select(reminder => reminder.MinutesBefore));
        office.Now = BookingOffice.At(26, 9, 0);
        Assert.Equal(2, (await Looks(office)).Count);
        Assert.Equal(2, (await office.Rows<BookingMail>()).Count(mail => mail.Kind == BookingMailKind.Reminder));
    }

    [Fact]
    public async Task A_meeting_that_was_moved_has_the_reminders_of_its_new_time_and_one_that_was_called_off_none()
    {
        await using var office = await BookingOffice.Open();
        var moved = (await office.Take((await office.SlotAt(25, 9, 0)).Id, "moved")).Booking!;
        var off = (await office.Take((await office.SlotAt(25, 15, 0, "tom@example.com")).Id, "off")).Booking!;
        Assert.Equal(BookingOutcome.Moved, (await office.Shift(moved.Id, (await office.SlotAt(26, 14, 0)).Id)).Outcome);
        await office.CallOff(off.Id);
        office.Now = BookingOffice.At(25, 9, 30);
        Assert.Empty(await Looks(office));
        office.Now = BookingOffice.At(25, 14, 0);
        var reminder = Assert.Single(await Looks(office));
        Assert.Equal((moved.Id, BookingOffice.At(26, 14, 0)), (reminder.BookingId, reminder.Start));
    }

    [Fact]
    public async Task Who_books_three_hours_ahead_is_not_told_of_the_day_before()
    {
        await using var office = await BookingOffice.Open();
        var slot = await office.SlotAt(23, 13, 0);
        office.Now = BookingOffice.At(23, 10, 0);
        await office.Take(slot.Id, "k");
        Assert.Empty(await Looks(office));
        office.Now = BookingOffice.At(23, 12, 0);
        Assert.Equal(60, Assert.Single(await Looks(office)).MinutesBefore);
    }

    [Fact]
    public async Task After_a_night_without_a_server_only_the_latest_is_given_and_after_the_start_none()
    {
        await using var office = await BookingOffice.Open();
        await office.Take((await office.SlotAt(25, 9, 0)).Id, "late");
        await office.Take((await office.SlotAt(25, 8, 0)).Id, "over");
        office.Now = BookingOffice.At(25, 8, 30);
        var given = await Looks(office);
        Assert.Equal([(1440, BookingReminderState.Skipped), (60, BookingReminderState.Told)], given.Select(reminder => (reminder.MinutesBefore, reminder.State)));
        Assert.All(given, reminder => Assert.Equal(BookingOffice.At(25, 9, 0), reminder.Start));
    }

    [Fact]
    public async Task Many_who_look_at_once_give_it_once()
    {
        await using var office = await BookingOffice.Open(mails: true);
        await office.Take((await office.SlotAt(26, 9, 0)).Id, "k", "talk");
        office.Now = BookingOffice.At(25, 9, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => office.Reminders.Look(CancellationToken.None)));
        Assert.Single(await office.Rows<BookingReminder>());
        Assert.Single(await office.Rows<BookingMail>(), mail => mail.Kind == BookingMailKind.Reminder);
        Assert.Single(await office.Rows<BookingNews>());
    }

    [Fact]
    public async Task The_sales_team_changes_the_times_and_the_next_look_goes_by_them()
    {
        await using var office = await BookingOffice.Open();
        await office.Take((await office.SlotAt(26, 9, 0)).Id, "k");
        office.Edit("meetings.yaml", "    horizonDays: 30\n    maxPerDay: 3", "    horizonDays: 30\n    reminders: [2h]\n    maxPerDay: 3");
        office.Now = BookingOffice.At(26, 6, 30);
        Assert.Empty(await Looks(office));
        office.Now = BookingOffice.At(26, 7, 0);
        Assert.Equal(120, Assert.Single(await Looks(office)).MinutesBefore);
    }

    static async Task<List<BookingReminder>> Looks(BookingOffice office)
    {
        await office.Reminders.Look(CancellationToken.None);
        return [.. (await office.Rows<BookingReminder>()).OrderBy(reminder => reminder.At).ThenByDescending(reminder => reminder.MinutesBefore)];
    }
}
