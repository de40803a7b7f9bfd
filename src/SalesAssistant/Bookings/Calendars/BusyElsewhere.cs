using NodaTime;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>What hosts have in their calendars beside the bookings here, as it was read at one moment. A host that could not be read is busy all the time.</summary>
public sealed class BusyElsewhere
{
    static readonly BusyItem[] Always = [new BusyItem.Timed(Instant.FromUtc(1900, 1, 1, 0, 0), Instant.FromUtc(2400, 1, 1, 0, 0)) { Status = BusyStatus.Unknown }];

    /// <summary>Nobody has looked.</summary>
    public static readonly BusyElsewhere Unread = new([]);

    readonly Dictionary<string, HostBusy> hosts;

    /// <remarks>Our own meetings among the items are counted as bookings already: against a limit a day they don't count twice.</remarks>
    public BusyElsewhere(IEnumerable<HostBusy> read) => hosts = read
        .Select(host => host with { Items = host.Items?.Select(item => item.Own ? item with { Own = false } : item).ToList() })
        .ToDictionary(host => host.Host.ToLowerInvariant());

    /// <param name="host">Lower-case.</param>
    public IReadOnlyList<BusyItem> Of(string host) => hosts.GetValueOrDefault(host)?.Items ?? Always;

    /// <summary>Why a host could not be read, for people who look after it; null when it could.</summary>
    /// <param name="host">Lower-case.</param>
    public string? FaultOf(string host) => hosts.GetValueOrDefault(host) switch
    {
        null => "not asked",
        { Items: null } unread => unread.Detail is null ? $"{unread.Fault}" : $"{unread.Fault}: {unread.Detail}",
        _ => null,
    };

    /// <summary>The same without items of exactly this time: our own event of a booking that is to be moved.</summary>
    public BusyElsewhere Without(string host, Instant start, Instant end) => new(hosts.Values.Select(read =>
        read.Host.Equals(host, StringComparison.OrdinalIgnoreCase) && read.Items is { } items
            ? read with { Items = [.. items.Where(item => item is not BusyItem.Timed timed || timed.Start != start || timed.End != end)] }
            : read));
}
