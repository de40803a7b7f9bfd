using SalesAssistant.Assistant;

namespace SalesAssistant.Bookings.Pages.Visitor;

/// <summary>What a visitor's page shows.</summary>
/// <param name="Language">Two letters.</param>
/// <param name="Path">Of the meeting's page; empty when there is no meeting.</param>
public sealed record VisitorMeetingModel(string Language, string Company, string Path)
{
    /// <summary>For what the page itself says.</summary>
    public required PhraseBook Book { get; init; }

    public required string Heading { get; init; }
    public string? Text { get; init; }
    public string? Notice { get; init; }
    public string? Warning { get; init; }
    public IReadOnlyList<(string Label, string Value)> Facts { get; init; } = [];

    /// <summary>The meeting doesn't take place.</summary>
    public bool IsOff { get; init; }

    /// <summary>Something is being done in a calendar: the page looks again.</summary>
    public bool LooksAgain { get; init; }

    public bool CanBeChanged { get; init; }
    public bool AsksToCancel { get; init; }
    public string? CalendarFile { get; init; }
    public string? JoinUrl { get; init; }

    /// <summary>The page of the meeting that took this one's place.</summary>
    public string? Successor { get; init; }

    public VisitorTimes? Times { get; init; }
}

/// <summary>Free times to choose from.</summary>
/// <param name="Action">Where the choice is sent.</param>
/// <param name="Earlier">The page with the first times; null when this is it.</param>
/// <param name="Later">The page with later times; null when there are none.</param>
/// <param name="None">Said when there is no time.</param>
public sealed record VisitorTimes(string Action, string Heading, string Zone, string Button, IReadOnlyList<VisitorDay> Days, string? Earlier, string? Later, string None);

/// <summary>The free times of one day.</summary>
public sealed record VisitorDay(string Label, IReadOnlyList<(string SlotId, string Time)> Times);
