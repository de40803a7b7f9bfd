using Ical.Net;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;
using SalesAssistant.Tests.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class InvitationTests
{
    static readonly SalesTeam Team = TeamFile.Read("team.yaml", SalesFolder.Team).Value!;

    static Booking Meeting(BookingState state = BookingState.Confirmed) => new()
    {
        Id = "b1",
        MeetingTypeId = "intro-call",
        Title = "Intro call",
        Location = "Video call, the link is in the invitation",
        HostEmail = "mia@example.com",
        Start = new DateTime(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc),
        End = new DateTime(2026, 12, 1, 9, 30, 0, DateTimeKind.Utc),
        State = state,
        Name = "Änne \"O'Neil\", Müller; & Söhne\\",
        Email = "anne@shop.example",
        TimeZone = "Europe/Berlin",
        CreatedAt = new DateTime(2026, 11, 23, 8, 0, 0, DateTimeKind.Utc),
        ConfirmedAt = new DateTime(2026, 11, 23, 8, 1, 0, DateTimeKind.Utc),
        Sequence = state == BookingState.Cancelled ? 1 : 0,
        EventUid = "b1@example.com",
    };

    [Fact]
    public void A_meeting_becomes_a_request_that_calendars_read()
    {
        var text = Invitation.Write(Meeting(), Team.Company, Team.Find("mia@example.com"));
        var calendar = Calendar.Load(text)!;
        Assert.Equal("REQUEST", calendar.Method);
        var read = Assert.Single(calendar.Events);
        Assert.Equal(("b1@example.com", 0, "CONFIRMED"), (read.Uid, read.Sequence, read.Status));
        Assert.Equal(new DateTime(2026, 12, 1, 9, 0, 0), read.Start!.AsUtc);
        Assert.Equal(new DateTime(2026, 12, 1, 9, 30, 0), read.End!.AsUtc);
        Assert.Equal("mailto:mia@example.com", read.Organizer!.Value!.ToString());
        Assert.Equal("mailto:anne@shop.example", Assert.Single(read.Attendees).Value!.ToString());
        Assert.Contains("Müller; & Söhne", read.Summary);
        Assert.Equal("Änne 'O'Neil', Müller; & Söhne\\", read.Attendees[0].CommonName);
        Assert.All(text.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75));
        Assert.Contains("DTSTART:20261201T090000Z", text);
    }

    [Fact]
    public void A_cancelled_meeting_becomes_a_cancellation_of_the_same_event()
    {
        var read = Calendar.Load(Invitation.Write(Meeting(BookingState.Cancelled), Team.Company, null))!;
        Assert.Equal("CANCEL", read.Method);
        Assert.Equal(("b1@example.com", 1, "CANCELLED"), (read.Events[0]!.Uid, read.Events[0]!.Sequence, read.Events[0]!.Status));
    }

    [Fact]
    public void A_name_can_not_smuggle_lines_into_the_file()
    {
        var meeting = Meeting();
        meeting.Name = "Eve\r\nATTENDEE:mailto:all@example.com\r\nX-EVIL:1";
        var text = Invitation.Write(meeting, Team.Company, null);
        Assert.Single(Calendar.Load(text)!.Events[0]!.Attendees);
        Assert.DoesNotContain("\nX-EVIL", text);
        Assert.DoesNotContain("\nATTENDEE:mailto:all", text);
    }
}
