using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using Xunit;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>The embedded calendar: certain at once, and a rep can keep time free in it.</summary>
public sealed class LocalCalendarTests : IAsyncLifetime
{
    const string Mia = "mia@example.com";
    static readonly DateTime Nine = BookingOffice.At(24, 9, 0);

    BookingOffice office = null!;

    public async ValueTask InitializeAsync() => office = await BookingOffice.Open();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_booking_has_its_event_in_the_same_unit_and_owes_nothing()
    {
        var booked = (await office.Take((await office.SlotAt(24, 9, 0)).Id, "k")).Booking!;
        var it = (await office.Local.Find(Mia, booked.Id, default))!;
        Assert.Equal((BookingState.Confirmed, "Intro call: Anna Schmidt", booked.EventUid), (booked.State, it.Subject, it.Uid));
        Assert.Empty(await office.Rows<CalendarWork>());

        await office.Shift(booked.Id, (await office.SlotAt(24, 13, 0)).Id);
        Assert.Equal(Instant.FromDateTimeUtc(BookingOffice.At(24, 13, 0)), ((BusyItem.Timed)(await office.Local.Find(Mia, booked.Id, default))!.When).Start);
        await office.CallOff(booked.Id);
        Assert.Null(await office.Local.Find(Mia, booked.Id, default));
    }

    [Fact]
    public async Task Time_that_a_rep_keeps_free_is_not_offered_and_not_booked()
    {
        var slot = await office.SlotAt(24, 9, 0);
        var kept = await office.Local.Keep(Mia, Instant.FromDateTimeUtc(Nine.AddMinutes(35)), Instant.FromDateTimeUtc(Nine.AddHours(2)), "Dentist");
        Assert.DoesNotContain(await office.Free(host: Mia), free => free.Start >= Nine && free.Start < Nine.AddHours(2));
        Assert.Equal(BookingOutcome.Taken, (await office.Take(slot.Id, "k")).Outcome);
        Assert.StartsWith("busy: 10:35 to 12:00", (await office.Explained(Nine)).Hosts.Single(host => host.HostEmail == Mia).Why, StringComparison.Ordinal);

        await office.Local.Cancel(Mia, kept, null, default);
        Assert.Empty(await office.Local.Kept(default));
        Assert.Equal(BookingOutcome.Confirmed, (await office.Take(slot.Id, "k")).Outcome);
    }
}
