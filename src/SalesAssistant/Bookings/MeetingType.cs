namespace SalesAssistant.Bookings;

/// <summary>A kind of meeting that visitors can book, as meetings.yaml has it.</summary>
public sealed record MeetingType(string Id, string Title)
{
    public string Description { get; init; } = "";

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

    /// <summary>Addresses of the reps who can hold it.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }
}
