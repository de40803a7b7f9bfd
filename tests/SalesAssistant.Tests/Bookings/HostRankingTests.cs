using CsCheck;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;
using Xunit;

namespace SalesAssistant.Tests.Bookings;

public class HostRankingTests
{
    [Fact]
    public void The_largest_shortfall_comes_first() => Assert.Equal(["b", "a", "c"], Order(Hosts(("a", 100, 0), ("b", 100, 0), ("c", 100, 0)), ("a", 2), ("b", 1), ("c", 3)));

    [Fact]
    public void Weights_share_the_meetings_out() =>
        // Nine meetings: six are a's, three b's.
        Assert.Equal(["a", "b"], Order(Hosts(("a", 200, 0), ("b", 100, 0)), ("a", 5), ("b", 4)));

    [Fact]
    public void Equals_are_told_apart_by_weight_then_priority_then_who_has_waited_longest()
    {
        Assert.Equal(["b", "a"], Order(Hosts(("a", 100, 0), ("b", 200, 0))));
        Assert.Equal(["b", "a"], Order(Hosts(("a", 100, 0), ("b", 100, 1))));
        Assert.Equal(["a", "b"], Order(Hosts(("a", 100, 0), ("b", 100, 0)), ("a", 1), ("b", 1)));  // a's was booked first
        Assert.Equal(["b", "a"], Order(Hosts(("a", 100, 0), ("b", 100, 0)), ("b", 1), ("a", 1)));
    }

    [Fact]
    public void A_stand_in_comes_last_whatever_the_others_had() => Assert.Equal(["a", "b"], Order(Hosts(("b", 0, 9), ("a", 100, 0)), ("a", 9)));

    [Fact]
    public void Who_is_ahead_by_the_cap_waits()
    {
        var meeting = Meeting(Hosts(("a", 100, 0), ("b", 100, 0))) with { MaxLead = 2 };
        Assert.True(Rank(meeting, ("a", 4)).Single(standing => standing.Rep.Name == "a").IsAhead);   // four of a share of two
        Assert.DoesNotContain(Rank(meeting, ("a", 3)), standing => standing.IsAhead);
    }

    /// <summary>Whoever is free takes turns; after any number of meetings nobody who was always free is a whole meeting off the share.</summary>
    [Fact]
    public void Taking_turns_keeps_everybody_within_one_meeting_of_the_share() => Gen.Select(Gen.Int[1, 400].Array[1, 6], Gen.Int[1, 60]).Sample((weights, meetings) =>
    {
        var meeting = Meeting([.. weights.Select((weight, i) => new MeetingHost($"h{i}@example.com", weight))]) with { MaxLead = 2 };
        var had = weights.Select(_ => 0).ToArray();
        for (var i = 0; i < meetings; i++)
        {
            var next = HostRanking.Rank(meeting, With(meeting), email => new HostLoad(had[email[1] - '0'], null))[0];
            Assert.False(next.IsAhead);
            had[next.Rep.Email[1] - '0']++;
        }

        for (var i = 0; i < weights.Length; i++)
            Assert.True(had[i] - (double)meetings * weights[i] / weights.Sum() <= 1, $"{string.Join(",", weights)}: {string.Join(",", had)}");
    });

    static MeetingHost[] Hosts(params (string Name, int Weight, int Priority)[] hosts) => [.. hosts.Select(host => new MeetingHost($"{host.Name}@example.com", host.Weight, host.Priority))];

    static MeetingType Meeting(MeetingHost[] hosts) => new("intro", "Intro") { DurationMinutes = 30, IntervalMinutes = 30, AlignMinutes = 30, HorizonDays = 30, Hosts = hosts };

    static IEnumerable<string> Order(MeetingHost[] hosts, params (string Name, int Meetings)[] had) => Rank(Meeting(hosts), had).Select(standing => standing.Rep.Name);

    /// <param name="had">In the order in which the latest of each was booked.</param>
    static IReadOnlyList<HostStanding> Rank(MeetingType meeting, params (string Name, int Meetings)[] had) => HostRanking.Rank(meeting, With(meeting), email =>
    {
        var at = Array.FindIndex(had, load => email.StartsWith(load.Name + "@", StringComparison.Ordinal));
        return at < 0 ? default : new HostLoad(had[at].Meetings, new DateTime(2026, 11, 1 + at, 0, 0, 0, DateTimeKind.Utc));
    });

    static List<(MeetingHost, Rep)> With(MeetingType meeting) => [.. meeting.Hosts.Select(host =>
        (host, new Rep(host.Email, host.Email[..host.Email.IndexOf('@')], "", DateTimeZone.Utc, [], [], [], []) { Calendar = new WorkingCalendar(DateTimeZone.Utc, [], []) }))];
}
