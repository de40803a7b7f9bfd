using NodaTime;

namespace SalesAssistant.GraphSimulator;

/// <summary>Somebody who is invited, with the answer so far: none, accepted, tentativelyAccepted or declined.</summary>
public sealed record Invitee(string Address, string Name, string Response = "none");

/// <summary>A mail that Exchange would have sent.</summary>
/// <param name="Kind">Invitation, Update or Cancellation.</param>
public sealed record SentMail(string From, string To, string Kind, string Subject, string EventId, string? Comment);

/// <summary>An event in somebody's mailbox; a repeated one is its series.</summary>
public sealed class MailboxEvent
{
    public required string Id { get; init; }
    public required string ICalUId { get; init; }
    public required Instant Created { get; init; }

    /// <summary>Grows with every change anywhere: the version that ETags carry, and what delta compares.</summary>
    public long Change { get; internal set; }

    /// <summary>Where it stood since which change.</summary>
    internal List<(long Change, EventTime When)> Places { get; } = [];

    /// <summary>The change with which it went; null while it is there.</summary>
    public long? Removed { get; internal set; }

    public string Subject { get; internal set; } = "";
    public string Body { get; internal set; } = "";
    public string? Location { get; internal set; }
    public required EventTime When { get; set; }
    public Repetition? Repetition { get; init; }
    public string ShowAs { get; internal set; } = "busy";
    public IReadOnlyList<Invitee> Attendees { get; internal set; } = [];

    /// <summary>Whoever owns the meeting; only the organizer cancels.</summary>
    public required string Organizer { get; init; }

    public bool OnlineMeeting { get; internal set; }

    /// <summary>How many more reads come before the link to the call is there; below zero it never comes.</summary>
    internal int ReadsBeforeJoinUrl { get; set; }

    public string? TransactionId { get; init; }

    /// <summary>Single-value extended properties by their id, such as "String {guid} Name BookingId".</summary>
    public Dictionary<string, string> Properties { get; } = new(PropertyIds.Instance);

    /// <summary>The id that changes when the event is moved, which those get who don't ask for the immutable one.</summary>
    public string MutableId => $"{Id}M{Places.Count}";

    public string JoinUrl => $"https://meet.example.com/{Id}";

    /// <summary>It, or each of its repetitions, as it overlaps the time.</summary>
    internal IEnumerable<Occurrence> Between(Instant from, Instant to, DateTimeZone zone) =>
        Occurrences(zone).Where(occurrence => occurrence.When.Overlaps(from, to, zone));

    internal IEnumerable<Occurrence> Occurrences(DateTimeZone zone)
    {
        if (Repetition is not { } repetition)
        {
            yield return new(this, Id, When);
            yield break;
        }
        for (var i = 0; i < repetition.Count; i++)
        {
            var days = i * repetition.EveryDays;
            EventTime when = When switch
            {
                EventTime.AllDay day => new EventTime.AllDay(day.Start.PlusDays(days), day.End.PlusDays(days)),
                EventTime.Timed timed => Repeat(timed, days),
                _ => throw new InvalidOperationException(),
            };
            yield return new(this, $"{Id}O{i}", when);
        }

        // The same time on the wall: what the summer's clock does to it is the zone's affair.
        EventTime.Timed Repeat(EventTime.Timed first, int days)
        {
            var start = zone.AtLeniently(first.Start.InZone(zone).LocalDateTime.PlusDays(days)).ToInstant();
            return new(start, start + (first.End - first.Start));
        }
    }

    /// <summary>Property ids: the GUID in any case, the name exactly.</summary>
    sealed class PropertyIds : IEqualityComparer<string>
    {
        public static readonly PropertyIds Instance = new();
        public bool Equals(string? one, string? other) => one is null || other is null ? one == other : Normal(one) == Normal(other);
        public int GetHashCode(string id) => Normal(id).GetHashCode(StringComparison.Ordinal);

        static string Normal(string id) => id.IndexOf(" Name ", StringComparison.Ordinal) is > 0 and var name ? id[..name].ToLowerInvariant() + id[name..] : id.ToLowerInvariant();
    }
}

/// <summary>One appearance of an event in a calendar.</summary>
sealed record Occurrence(MailboxEvent Event, string Id, EventTime When);
