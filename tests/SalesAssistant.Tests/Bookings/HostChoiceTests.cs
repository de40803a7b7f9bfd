using SalesAssistant.Bookings;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

/// <summary>Who holds a meeting, and what is said about it. At 14:00 UTC Mia (Berlin) and Tom (New York) both work.</summary>
public sealed class HostChoiceTests : IAsyncLifetime
{
    BookingOffice office = null!;

    public async ValueTask InitializeAsync() => office = await BookingOffice.Open();

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task Meetings_are_shared_out_by_weight()
    {
        office.Edit("meetings.yaml", "hosts: [mia@example.com, tom@example.com]", "hosts: [{ rep: mia@example.com, weight: 200 }, tom@example.com]");
        office.Edit("meetings.yaml", "maxPerDay: 3", "maxPerDay: 9");
        var hosts = new List<string>();
        for (var day = 24; day <= 27; day++)
            // With buffers of ten minutes, an hour apart.
            for (var hour = 14; hour <= 15; hour++)
            {
                var slot = (await office.Free()).First(slot => slot.Start == BookingOffice.At(day, hour, 0));
                await office.Take(slot.Id, slot.Id);
                hosts.Add(slot.HostEmail);
            }

        Assert.Equal(2, (double)hosts.Count(host => host == "mia@example.com") / hosts.Count(host => host == "tom@example.com"), 0.5);
    }

    [Fact]
    public async Task A_host_who_is_too_far_ahead_is_not_offered()
    {
        office.Edit("meetings.yaml", "maxPerDay: 3", "maxLead: 1");
        await office.Take((await office.SlotAt(24, 9, 0)).Id, "a");
        await office.Take((await office.SlotAt(24, 10, 0)).Id, "b");
        // Two of a share of one: only Tom, until he has caught up.
        Assert.All(await office.Free(), slot => Assert.Equal("tom@example.com", slot.HostEmail));
        Assert.Contains(await office.Free(host: "mia@example.com"), slot => slot.HostEmail == "mia@example.com");
        await office.Take((await office.Free())[0].Id, "c");
        Assert.Contains(await office.Free(), slot => slot.HostEmail == "mia@example.com");
    }

    [Fact]
    public async Task Who_met_the_contact_before_comes_first()
    {
        office.Edit("meetings.yaml", "maxPerDay: 3", "assign: ownerFirst");
        Assert.All(await office.Free(owner: "tom@example.com"), slot => Assert.Equal("tom@example.com", slot.HostEmail));
        // He doesn't work on Saturdays, and nobody else does; he has no time before nine in New York, and Mia has.
        var early = new TimeWish(new NodaTime.LocalDate(2026, 11, 24), new NodaTime.LocalDate(2026, 11, 24), Before: new NodaTime.LocalTime(12, 0));
        Assert.All(await office.Free(owner: "tom@example.com", wish: early), slot => Assert.Equal("mia@example.com", slot.HostEmail));
        Assert.NotEmpty(await office.Free(owner: "tom@example.com", wish: early));
        var booked = await office.Take((await office.Free(owner: "tom@example.com"))[0].Id, "k");
        Assert.Equal("tom@example.com", booked.Booking!.HostEmail);
    }

    [Fact]
    public async Task A_meeting_held_together_takes_the_time_of_all()
    {
        office.Edit("meetings.yaml", "maxPerDay: 3", "assign: together");
        await office.Take((await office.SlotAt(24, 14, 30, meeting: "strategy")).Id, "mia's own");
        var free = await office.Free();
        Assert.All(free, slot => Assert.Equal("Mia Berger and Tom Reed", slot.HostName));
        // From 14:00 to 16:00 both work; her session lasts from 14:30 to 15:30 and keeps fifteen minutes before it free.
        Assert.Equal([BookingOffice.At(24, 15, 30)], free.Where(slot => slot.Start.Day == 24).Select(slot => slot.Start));

        var booked = await office.Take(free.First(slot => slot.Start == BookingOffice.At(25, 14, 0)).Id, "all");
        Assert.Equal(BookingOutcome.Confirmed, booked.Outcome);
        Assert.Equal("tom@example.com", Assert.Single(await office.Rows<BookingCoHost>()).HostEmail);
        Assert.Equal(2, (await office.Rows<BookingCell>()).Where(cell => cell.BookingId == booked.Booking!.Id).Select(cell => cell.HostEmail).Distinct().Count());
        Assert.DoesNotContain(await office.Free(), slot => slot.Start == BookingOffice.At(25, 14, 0));

        // Tom's time is taken for other meetings too.
        office.Edit("meetings.yaml", "hosts: [mia@example.com]", "hosts: [tom@example.com]");
        Assert.DoesNotContain(await office.Free("strategy"), slot => slot.Start == BookingOffice.At(25, 14, 0));
        await office.CallOff(booked.Booking!.Id);
        Assert.Contains(await office.Free("strategy"), slot => slot.Start == BookingOffice.At(25, 14, 0));
    }

    [Fact]
    public async Task A_team_holds_a_meeting()
    {
        office.Edit("meetings.yaml", "hosts: [mia@example.com]", "team: sales");
        Assert.Equal(["mia@example.com", "tom@example.com"], (await office.Free("strategy", everyHost: true)).Select(slot => slot.HostEmail).Distinct().Order());
    }

    [Fact]
    public async Task Every_choice_is_explained()
    {
        var shared = await office.Explained(BookingOffice.At(25, 14, 0));
        Assert.Equal("Mia Berger: free, and next in turn with 0 in the last 30 days of a share of 0; not Tom Reed: free, but not next in turn with 0 in the last 30 days of a share of 0", shared.ToString());

        await office.Take((await office.SlotAt(25, 14, 0)).Id, "k");
        var booking = Assert.Single(await office.Rows<Booking>());
        Assert.StartsWith("Mia Berger: free, and next in turn", booking.HostReason);
        var after = await office.Explained(BookingOffice.At(25, 14, 0));
        Assert.Equal("Tom Reed: the only one who is free then; not Mia Berger: busy: 15:00 to 15:30 with buffers", after.ToString());
        Assert.Equal("not Tom Reed: past, or sooner than the notice of 120 minutes; not Mia Berger: past, or sooner than the notice of 120 minutes", (await office.Explained(BookingOffice.At(23, 8, 30))).ToString());
    }

    [Fact]
    public void Of_a_large_team_the_explanation_names_those_whose_turn_is_next()
    {
        var hosts = Enumerable.Range(1, 40).Select(number => new HostVerdict($"rep{number}@example.com", $"Rep {number}", SlotVerdict.Free, number == 20, "free")).ToList();
        Assert.Equal(
            "Rep 20: free; not Rep 1: free; not Rep 2: free; not Rep 3: free; not Rep 4: free; not Rep 5: free; not Rep 6: free; not Rep 7: free; not Rep 8: free; and not 31 others after them",
            new StartExplained(BookingOffice.At(25, 14, 0), hosts).ToString());
    }
}
