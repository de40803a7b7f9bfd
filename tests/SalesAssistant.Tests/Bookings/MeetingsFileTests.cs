using SalesAssistant.Bookings;
using SalesAssistant.Reps;
using SalesAssistant.Tests.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class MeetingsFileTests
{
    const string Meetings = """
        meetings:
          - id: intro-call
            title: Intro call
            durationMinutes: 30
            intervalMinutes: 30
            bufferAfterMinutes: 10
            minNoticeMinutes: 120
            horizonDays: 30
            maxPerDay: 6
            hosts: [mia@example.com, tom@example.com]
          - { id: long, title: Long talk, durationMinutes: 60, alignMinutes: 15, hosts: mia@example.com }
        """;

    [Fact]
    public void Meetings_are_read_and_what_is_left_out_has_a_default()
    {
        var meetings = MeetingsFile.Read("meetings.yaml", Meetings).Value!;
        Assert.Equal("intro-call", meetings.First.Id);
        Assert.Equal(30, meetings.First.AlignMinutes);
        Assert.Equal(6, meetings.First.MaxPerDay);
        var second = meetings.Find("LONG")!;
        Assert.Equal((60, 15, 0, 30, null), (second.IntervalMinutes, second.AlignMinutes, second.MinNoticeMinutes, second.HorizonDays, second.MaxPerDay));
        Assert.Null(meetings.Find("nothing"));
    }

    [Theory]
    [InlineData("durationMinutes: 30", "durationMinutes: 31", 4, "must be a multiple of 5")]
    [InlineData("bufferAfterMinutes: 10", "bufferAfterMinutes: 12", 6, "must be a multiple of 5")]
    [InlineData("durationMinutes: 30", "durationMinutes: 0", 4, "from 5 to 1440")]
    [InlineData("durationMinutes: 30", "durationMinutes: half an hour", 4, "whole number")]
    [InlineData("durationMinutes: 30", "# none", 2, "\"durationMinutes\" is missing")]
    [InlineData("id: long", "id: Intro-Call", 11, "used twice")]
    [InlineData("id: long", "id: \"a b\"", 11, "letters, digits and hyphens")]
    [InlineData("bufferAfterMinutes", "bufferMinutes", 6, "means nothing here")]
    [InlineData(", hosts: mia@example.com", "", 11, "\"hosts\" is missing")]
    [InlineData("maxPerDay: 6", "assign: random", 9, "use roundRobin, ownerFirst, fixed or together")]
    [InlineData("maxPerDay: 6", "assign: fixed", 9, "exactly one host")]
    [InlineData("maxPerDay: 6", "maxLead: 0", 9, "from 1 to 1000")]
    [InlineData("maxPerDay: 6", "reminders: [24h, soon]", 9, "such as 30m, 24h or 2d")]
    [InlineData("maxPerDay: 6", "reminders: 15d", 9, "from 5m to 14d")]
    [InlineData("maxPerDay: 6", "reminders: [60m, 1h]", 9, "twice")]
    [InlineData("maxPerDay: 6", "reminders: [1h, 2h, 3h, 4h, 5h, 6h]", 9, "5 at most")]
    [InlineData("[mia@example.com, tom@example.com]", "[mia@example.com, Mia@example.com]", 10, "listed twice")]
    [InlineData("[mia@example.com, tom@example.com]", "[{ rep: mia@example.com, weight: heavy }]", 10, "whole number")]
    [InlineData("[mia@example.com, tom@example.com]", "[{ weight: 3 }]", 10, "\"rep\" is missing")]
    public void A_fault_names_its_line_and_what_to_mend(string good, string bad, int line, string message)
    {
        var reading = MeetingsFile.Read("meetings.yaml", Meetings.Replace(good, bad));
        Assert.Null(reading.Value);
        Assert.Contains(reading.Faults, f => f.Line == line && f.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("maxPerDay: 6", 1440, 60), InlineData("reminders: [2d, 30m]", 2880, 30), InlineData("reminders: []"), InlineData("reminders: 10m", 10)]
    public void Reminders_are_a_day_and_an_hour_ahead_unless_the_file_says_otherwise(string line, params int[] minutes) =>
        Assert.Equal(minutes, MeetingsFile.Read("meetings.yaml", Meetings.Replace("maxPerDay: 6", line)).Value!.First.ReminderMinutes);

    [Fact]
    public void Hosts_have_weights_and_priorities_and_a_meeting_says_how_they_take_turns()
    {
        var meeting = MeetingsFile.Read("meetings.yaml", Meetings.Replace("[mia@example.com, tom@example.com]", "[{ rep: mia@example.com, weight: 50, priority: 2 }, tom@example.com]").Replace("maxPerDay: 6", "assign: ownerFirst")).Value!.First;
        Assert.Equal([("mia@example.com", 50, 2), ("tom@example.com", 100, 0)], meeting.Hosts.Select(host => (host.Email, host.Weight, host.Priority)));
        Assert.Equal((HostAssignment.OwnerFirst, null), (meeting.Assignment, meeting.MaxLead));
    }

    [Fact]
    public void A_team_must_be_one_of_the_teams()
    {
        var team = TeamFile.Read("team.yaml", SalesFolder.Team).Value!;
        var meetings = MeetingsFile.Read("meetings.yaml", Meetings.Replace("hosts: mia@example.com", "team: sails")).Value!;
        var fault = Assert.Single(MeetingsFile.UnknownHosts("meetings.yaml", meetings, team));
        Assert.Equal(11, fault.Line);
        Assert.Contains("use sales", fault.Message);
    }

    [Fact]
    public void A_host_must_be_a_rep()
    {
        var team = TeamFile.Read("team.yaml", SalesFolder.Team).Value!;
        var meetings = MeetingsFile.Read("meetings.yaml", Meetings.Replace("[mia@example.com, tom@example.com]", "[tim@example.com]")).Value!;
        Assert.Contains("tim@example.com", Assert.Single(MeetingsFile.UnknownHosts("meetings.yaml", meetings, team)).Message);
    }
}
