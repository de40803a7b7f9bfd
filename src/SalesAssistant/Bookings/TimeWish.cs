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
    /// <summary>Whether a meeting that begins then is as wished.</summary>
    public bool Allows(LocalDateTime start) =>
        !(start.Date < FirstDate) && !(start.Date > LastDate)
        && !(start.TimeOfDay < NotBefore) && !(start.TimeOfDay >= Before)
        && (At is null || start.TimeOfDay == At);
}
