using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>What a host has had lately of one kind of meeting.</summary>
/// <param name="Meetings">How many were booked and stand.</param>
/// <param name="Last">When the latest of them was booked, UTC; null without one.</param>
public readonly record struct HostLoad(int Meetings, DateTime? Last);

/// <summary>Where a host stands among the hosts of a meeting.</summary>
/// <param name="Meetings">Meetings of this kind that were booked lately and stand.</param>
/// <param name="Share">How many of all hosts' meetings the weights give to this one.</param>
/// <param name="Last">When the latest was booked, UTC; null without one.</param>
/// <param name="IsAhead">So many meetings ahead of the share that others are to catch up first.</param>
public sealed record HostStanding(Rep Rep, MeetingHost Host, int Meetings, double Share, DateTime? Last, bool IsAhead)
{
    /// <summary>Meetings missing to the share; below zero for a host who is ahead of it.</summary>
    public double Shortfall => Share - Meetings;
}

/// <summary>Who is next: round robin by weighted shortfall.</summary>
public static class HostRanking
{
    /// <summary>How far back meetings count, in days. What is older has been evened out or forgotten.</summary>
    public const int MemoryDays = 30;

    /// <summary>Shares are sums of fractions: what differs by less is equal.</summary>
    const double Equal = 1e-9;

    /// <summary>The hosts in the order in which they are to be taken when several are free.</summary>
    /// <remarks>
    /// The largest shortfall comes first, then the larger weight, the higher priority, who has waited longest, and the file's order. Hosts
    /// who are ahead by the meeting's cap come last and are marked; with a cap of at least one not all can be.
    /// </remarks>
    public static IReadOnlyList<HostStanding> Rank(MeetingType meeting, IReadOnlyList<(MeetingHost Host, Rep Rep)> hosts, Func<string, HostLoad> loadOf)
    {
        var loads = hosts.Select(host => loadOf(host.Rep.Email)).ToList();
        var all = loads.Sum(load => load.Meetings);
        var weights = hosts.Sum(host => host.Host.Weight);
        return
        [
            .. hosts.Zip(loads, (host, load) =>
                {
                    var share = weights == 0 ? (double)all / hosts.Count : (double)all * host.Host.Weight / weights;
                    return new HostStanding(host.Rep, host.Host, load.Meetings, share, load.Last, IsAhead: load.Meetings - share >= meeting.MaxLead - Equal);
                })
                .OrderBy(standing => standing.IsAhead)
                // A stand-in has no share to fall short of, and comes after all who have one.
                .ThenBy(standing => standing.Host.Weight == 0)
                .ThenByDescending(standing => Math.Round(standing.Shortfall / Equal))
                .ThenByDescending(standing => standing.Host.Weight)
                .ThenByDescending(standing => standing.Host.Priority)
                .ThenBy(standing => standing.Last ?? DateTime.MinValue),
        ];
    }
}
