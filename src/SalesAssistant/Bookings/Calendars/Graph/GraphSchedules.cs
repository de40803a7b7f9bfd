using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.Calendar.GetSchedule;
using NodaTime;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>
/// When hosts are busy: many at once, within what Graph takes in one question. Whoever could not be read is told so, and never left out: a
/// host without an answer would look free.
/// </summary>
sealed class GraphSchedules(GraphConnection graph)
{
    const int MostHosts = 20;

    /// <summary>Graph wants less than 62 days.</summary>
    static readonly Duration LongestWindow = Duration.FromDays(61);

    /// <summary>Too many items in the window.</summary>
    const string TooMany = "5006";

    int turn;

    public async Task<IReadOnlyList<HostBusy>> Read(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel)
    {
        var all = hosts.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var answers = await Task.WhenAll(Windows(from, to).SelectMany(window => all.Chunk(MostHosts).Select(some => Read(some, window.From, window.To, cancel))));
        return [.. all.Select(host => Joined(host, [.. answers.Select(answer => answer.GetValueOrDefault(host)).OfType<HostBusy>()], answers.Length / Math.Max(1, (all.Count + MostHosts - 1) / MostHosts)))];
    }

    /// <summary>Some hosts in one window. The mailbox that is asked pays for the question, so they take turns; one that refuses to be asked does not spoil it for the others.</summary>
    async Task<Dictionary<string, HostBusy>> Read(string[] hosts, Instant from, Instant to, CancellationToken cancel)
    {
        var told = new Dictionary<string, HostBusy>(StringComparer.OrdinalIgnoreCase);
        for (var left = hosts.ToList(); left.Count > 0;)
        {
            var asked = left[(int)((uint)Interlocked.Increment(ref turn) % left.Count)];
            try
            {
                foreach (var one in await Ask(asked, left, from, to, cancel))
                    told[one.Host] = one;
                break;
            }
            catch (CalendarException refused) when (refused.Fault is CalendarFault.NotFound or CalendarFault.Denied)
            {
                told[asked] = Unread(asked, refused);
                left.Remove(asked);
            }
            catch (CalendarException fault)
            {
                foreach (var host in left)
                    told[host] = Unread(host, fault);
                break;
            }
        }
        return told;
    }

    async Task<List<HostBusy>> Ask(string asked, List<string> hosts, Instant from, Instant to, CancellationToken cancel)
    {
        var question = new GetSchedulePostRequestBody { Schedules = [.. hosts], StartTime = GraphTimes.Write(from), EndTime = GraphTimes.Write(to), AvailabilityViewInterval = 30 };
        var answer = await graph.Ask(asked, writes: false, (client, stop) =>
            client.Users[asked].Calendar.GetSchedule.PostAsGetSchedulePostResponseAsync(question, request => GraphConnection.Prefer(request.Headers), stop), cancel);
        var read = new List<HostBusy>();
        foreach (var host in hosts)
        {
            var schedule = answer?.Value?.FirstOrDefault(one => host.Equals(one.ScheduleId, StringComparison.OrdinalIgnoreCase));
            read.Add(schedule?.Error?.ResponseCode == TooMany && to - from > Duration.FromDays(1)
                ? await Halves(host, from, to, cancel)
                : Busy(host, schedule));
        }
        return read;
    }

    /// <summary>A calendar so full that only parts of the window can be had at once.</summary>
    async Task<HostBusy> Halves(string host, Instant from, Instant to, CancellationToken cancel)
    {
        var middle = from + ((to - from) / 2);
        return Joined(host, [.. await Ask(host, [host], from, middle, cancel), .. await Ask(host, [host], middle, to, cancel)], 2);
    }

    static HostBusy Busy(string host, ScheduleInformation? schedule)
    {
        if (schedule is null)
            return new(host, null, CalendarFault.Unavailable, "Graph's answer leaves the host out");
        if (schedule.Error is { } error)
            return new(host, null, error.ResponseCode switch
            {
                "ErrorMailRecipientNotFound" or "ErrorNonExistentMailbox" or "ErrorMailboxNotFound" or "ErrorInvalidSmtpAddress" => CalendarFault.NotFound,
                "ErrorNoFreeBusyAccess" or "ErrorAccessDenied" => CalendarFault.Denied,
                _ => CalendarFault.Unavailable,
            }, $"Graph can't read the schedule: {error.ResponseCode}");
        // Items say more than the view: that one is on a grid. Where there are none, it must say so too.
        if (schedule.ScheduleItems is not { } items)
            return schedule.AvailabilityView is { Length: > 0 } view && view.All(mark => mark == '0')
                ? new(host, [])
                : new(host, null, CalendarFault.Unavailable, "Graph's answer has no items");
        var read = new List<BusyItem>(items.Count);
        foreach (var item in items)
        {
            if (GraphTimes.Read(item.Start) is not { } start || GraphTimes.Read(item.End) is not { } end)
                return new(host, null, CalendarFault.Unavailable, $"Graph's times can't be read (zone '{item.Start?.TimeZone}')");
            read.Add(new BusyItem.Timed(start, end) { Status = GraphEvents.Status(item.Status) });
        }
        return new(host, read);
    }

    /// <summary>The parts of a host's answer as one; without all of them there is none.</summary>
    static HostBusy Joined(string host, IReadOnlyList<HostBusy> parts, int expected)
    {
        if (parts.FirstOrDefault(part => part.Items is null) is { } unread)
            return unread with { Host = host };
        // What reaches from one window into the next stands in both.
        return parts.Count == expected
            ? new(host, [.. parts.SelectMany(part => part.Items!).Distinct()])
            : new(host, null, CalendarFault.Unavailable, "Graph's answer leaves the host out");
    }

    static HostBusy Unread(string host, CalendarException fault) => new(host, null, fault.Fault, fault.Message);

    static IEnumerable<(Instant From, Instant To)> Windows(Instant from, Instant to)
    {
        for (; from < to; from += LongestWindow)
            yield return (from, Instant.Min(from + LongestWindow, to));
    }
}
