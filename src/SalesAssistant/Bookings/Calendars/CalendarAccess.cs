using NodaTime;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>Whether a calendar can be read.</summary>
public enum AccessState
{
    Readable,

    /// <summary>The server says no, or knows no such calendar.</summary>
    Closed,

    /// <summary>There was no answer that says either.</summary>
    Unknown,
}

/// <summary>What came of trying to read somebody's calendar.</summary>
/// <param name="IsHost">Whether the program is to read it; the others it must not be able to.</param>
/// <param name="Detail">Why not; null when it can be read.</param>
public sealed record AccessFinding(string Address, bool IsHost, AccessState State, string? Detail)
{
    public bool IsRight => State == (IsHost ? AccessState.Readable : AccessState.Closed);
}

/// <summary>Proves by trying whose calendars the program can read: the hosts' it must, nobody else's it may.</summary>
public sealed class CalendarAccess(IHostCalendars calendars, MeetingCatalog meetings, RepDirectory reps, IConfiguration configuration, WallClock clock)
{
    /// <summary>Addresses that the program must not be able to read: the setting `Calendar:OutsideScope`.</summary>
    public IReadOnlyList<string> Outside => Settings.List(configuration, "Calendar:OutsideScope");

    /// <summary>Whoever can hold a meeting, in the files' order.</summary>
    public IReadOnlyList<string> Hosts =>
        [.. meetings.Current.All.SelectMany(meeting => meeting.HostsIn(reps.Current)).Select(host => host.Rep.Email).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Tries each once.</summary>
    public async Task<IReadOnlyList<AccessFinding>> Look(IEnumerable<string> hosts, IEnumerable<string> others, CancellationToken cancel)
    {
        var findings = new List<AccessFinding>();
        foreach (var (address, isHost) in hosts.Select(host => (host, true)).Concat(others.Select(other => (other, false))))
            findings.Add(await Look(address, isHost, cancel));
        return findings;
    }

    async Task<AccessFinding> Look(string address, bool isHost, CancellationToken cancel)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        try
        {
            await calendars.ReadEvents(address, now, now + Duration.FromHours(1), cancel);
            return new(address, isHost, AccessState.Readable, null);
        }
        catch (CalendarException fault)
        {
            return new(address, isHost, fault.Fault is CalendarFault.Denied or CalendarFault.NotFound ? AccessState.Closed : AccessState.Unknown, fault.Message);
        }
    }
}
