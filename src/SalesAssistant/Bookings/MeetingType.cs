using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>How visitor and host reach each other.</summary>
public enum MeetingKind
{
    /// <summary>Where <see cref="MeetingType.Location"/> says, or by the link of a video call: the visitor is invited by e-mail.</summary>
    Meeting,

    /// <summary>The host calls the visitor, whose telephone number is asked for.</summary>
    Phone,
}

/// <summary>A kind of meeting that visitors can book, as meetings.yaml has it.</summary>
public sealed record MeetingType(string Id, string Title)
{
    public string Description { get; init; } = "";

    public MeetingKind Kind { get; init; }

    /// <summary>Words beside the title by which visitors ask for it.</summary>
    public IReadOnlyList<string> Synonyms { get; init; } = [];

    public required int DurationMinutes { get; init; }

    /// <summary>From one offered start to the next.</summary>
    public required int IntervalMinutes { get; init; }

    /// <summary>Offered starts begin on local minutes since midnight that are a multiple of this.</summary>
    public required int AlignMinutes { get; init; }

    /// <summary>Minutes kept free before the meeting.</summary>
    public int BufferBeforeMinutes { get; init; }

    /// <summary>Minutes kept free after the meeting.</summary>
    public int BufferAfterMinutes { get; init; }

    /// <summary>Nobody can book closer to now than this.</summary>
    public int MinNoticeMinutes { get; init; }

    /// <summary>How many of the host's local dates after today can be booked.</summary>
    public required int HorizonDays { get; init; }

    /// <summary>How many meetings of this kind a host has on one local date at most; null for no limit.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>How many meetings of this kind a host has in one local week, Monday to Sunday, at most; null for no limit.</summary>
    public int? MaxPerWeek { get; init; }

    /// <summary>Where it takes place, for people; null when the invitation need not say.</summary>
    public string? Location { get; init; }

    /// <summary>Whether the host's calendar is to add a link to a video call, where it can.</summary>
    public bool OnlineMeeting { get; init; }

    /// <summary>How many minutes before the start the visitor is reminded; empty for never.</summary>
    public IReadOnlyList<int> ReminderMinutes { get; init; } = [];

    /// <summary>The reps who can hold it, as the file names them.</summary>
    public required IReadOnlyList<MeetingHost> Hosts { get; init; }

    /// <summary>The team whose members can hold it too; null when only <see cref="Hosts"/> can.</summary>
    public string? Team { get; init; }

    /// <summary>The line of meetings.yaml that names the team.</summary>
    public int TeamLine { get; init; }

    /// <summary>How the host is found among them.</summary>
    public HostAssignment Assignment { get; init; }

    /// <summary>A host so many meetings ahead of the share is not offered until the others have caught up; null for no such cap.</summary>
    public int? MaxLead { get; init; }

    /// <summary>The hosts whom the team knows, in the file's order, the team's members behind those who are named.</summary>
    public IReadOnlyList<(MeetingHost Host, Rep Rep)> HostsIn(SalesTeam team) =>
    [
        .. Hosts.Concat(Team is null ? [] : team.MembersOf(Team).Select(rep => new MeetingHost(rep.Email) { Line = int.MaxValue }))
            .DistinctBy(host => host.Email.ToLowerInvariant())
            .Select(host => (Host: host, Rep: team.Find(host.Email)))
            .Where(host => host.Rep is not null)
            .Select(host => (host.Host, host.Rep!)),
    ];
}
