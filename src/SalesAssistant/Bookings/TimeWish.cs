using NodaTime;

namespace SalesAssistant.Bookings;

/// <summary>When somebody would like to meet, by the wall clock of their own zone. What is null doesn't matter to them.</summary>
/// <param name="FirstDate">The first day that suits.</param>
/// <param name="LastDate">The last day that suits, included.</param>
/// <param name="NotBefore">The earliest time of day to begin.</param>
/// <param name="Before">The meeting begins before this time of day.</param>
/// <param name="At">The very time of day to begin.</param>
public sealed record TimeWish(
    LocalDate? FirstDate = null,
    LocalDate? LastDate = null,
    LocalTime? NotBefore = null,
    LocalTime? Before = null,
    LocalTime? At = null)
{
    /// <summary>Whose wall clock is meant; null for the visitor's own.</summary>
    public DateTimeZone? Zone { get; init; }

    /// <summary>Further wishes: what suits one of them suits.</summary>
    public IReadOnlyList<TimeWish> Or { get; init; } = [];

    /// <summary>No part of the meeting may lie in one of these.</summary>
    public IReadOnlyList<TimeWish> Except { get; init; } = [];

    /// <summary>Whether a meeting from <paramref name="start"/> to <paramref name="end"/> is as wished.</summary>
    /// <param name="visitors">The visitor's zone.</param>
    public bool Allows(Instant start, Instant end, DateTimeZone visitors) =>
        Allows(start.InZone(Zone ?? visitors).LocalDateTime, end.InZone(Zone ?? visitors).LocalDateTime);

    bool Allows(LocalDateTime start, LocalDateTime end) =>
        (Suits(start) || Or.Any(other => other.Allows(start, end))) && !Except.Any(not => not.Touches(start, end));

    bool Suits(LocalDateTime start) =>
        !(start.Date < FirstDate) && !(start.Date > LastDate)
        && !(start.TimeOfDay < NotBefore) && !(start.TimeOfDay >= Before)
        && (At is null || start.TimeOfDay == At);

    bool Touches(LocalDateTime start, LocalDateTime end)
    {
        if (start.Date < FirstDate || start.Date > LastDate)
            return false;
        if (At is { } at)
            return start.TimeOfDay == at;
        var from = NotBefore is { } earliest ? start.Date + earliest : start.Date.AtMidnight();
        var until = Before is { } latest ? start.Date + latest : start.Date.PlusDays(1).AtMidnight();
        return start < until && from < end;
    }
}
