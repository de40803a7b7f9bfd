using NodaTime;

namespace SalesAssistant.Bookings;

/// <summary>What free slots are wanted.</summary>
public sealed record OfferRequest
{
    /// <summary>Which meeting; null for the first of meetings.yaml.</summary>
    public string? MeetingTypeId { get; init; }

    /// <summary>Only with this host; null for anybody who holds the meeting.</summary>
    public string? HostEmail { get; init; }

    /// <summary>With none of these hosts.</summary>
    public IReadOnlyCollection<string> ExceptHosts { get; init; } = [];

    /// <summary>Who met this contact before; null when nobody did.</summary>
    public string? OwnerEmail { get; init; }

    /// <summary>What the visitor said about time; null for any.</summary>
    public TimeWish? Wish { get; init; }

    /// <summary>The visitor's zone, in which <see cref="Wish"/> is meant.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>Nothing that begins before this, UTC; null for now.</summary>
    public DateTime? From { get; init; }

    /// <summary>Nothing that ends after this, UTC; null for the meeting's horizon.</summary>
    public DateTime? To { get; init; }

    /// <summary>How many slots at most.</summary>
    public int Take { get; init; } = int.MaxValue;

    /// <summary>How many slots of one day (in the visitor's zone) at most, spread over that day.</summary>
    public int TakePerDay { get; init; } = int.MaxValue;

    /// <summary>Lists a start once for each host who is free, instead of once with the host whose turn it is.</summary>
    public bool EveryHost { get; init; }
}

/// <summary>A free slot that can be booked by its id.</summary>
/// <param name="Start">UTC.</param>
/// <param name="End">UTC.</param>
public sealed record OfferedSlot(string Id, string MeetingTypeId, string HostEmail, string HostName, DateTime Start, DateTime End);
