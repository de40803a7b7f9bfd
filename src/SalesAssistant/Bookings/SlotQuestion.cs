using NodaTime;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>When is one host free for a meeting? All that <see cref="SlotEngine"/> needs to answer.</summary>
public sealed record SlotQuestion
{
    /// <summary>The host's working hours and clock.</summary>
    public required WorkingCalendar Hours { get; init; }

    /// <summary>The host's calendar, in any order.</summary>
    public IReadOnlyList<BusyItem> Busy { get; init; } = [];

    /// <summary>Ids of items that don't count: the meeting that is being moved.</summary>
    public IReadOnlySet<string> ExcludeIds { get; init; } = new HashSet<string>();

    public required int DurationMinutes { get; init; }

    /// <summary>From one offered start to the next within a free run.</summary>
    public required int IntervalMinutes { get; init; }

    /// <summary>The first start of a free run has local minutes since midnight that are a multiple of this.</summary>
    public required int AlignMinutes { get; init; }

    /// <summary>Minutes that the meeting keeps free before it.</summary>
    public int BufferBeforeMinutes { get; init; }

    /// <summary>Minutes that the meeting keeps free after it.</summary>
    public int BufferAfterMinutes { get; init; }

    /// <summary>Nothing starts sooner than this after <see cref="Now"/>.</summary>
    public int MinNoticeMinutes { get; init; }

    /// <summary>How many own meetings may start on one of the host's local dates; null for no limit.</summary>
    public int? MaxPerLocalDay { get; init; }

    /// <summary>How many own meetings may start in one of the host's local weeks, Monday to Sunday; null for no limit.</summary>
    public int? MaxPerLocalWeek { get; init; }

    public bool TentativeBlocks { get; init; } = true;

    public required Instant Now { get; init; }

    /// <summary>Meetings begin at or after this.</summary>
    public required Instant From { get; init; }

    /// <summary>Meetings have ended by this.</summary>
    public required Instant To { get; init; }
}
