using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>Where the reading of changes stands. Graph fixes the window with the first question; when it no longer lies around today, all is asked anew.</summary>
/// <param name="Link">The question that gives what has changed since; null before the first.</param>
sealed record GraphCursor(Instant From, Instant To, string? Link)
{
    static readonly Duration Back = Duration.FromDays(1);
    static readonly Duration Ahead = Duration.FromDays(26 * 7);
    static readonly Duration Lasts = Duration.FromDays(7);

    public static GraphCursor Around(Instant now)
    {
        var from = Instant.FromUnixTimeSeconds((now - Back).ToUnixTimeSeconds());
        return new(from, from + Back + Ahead, null);
    }

    /// <summary>Null when it is none of ours.</summary>
    public static GraphCursor? Read(string? text) =>
        text?.Split(' ') is [var from, var to, var link] && InstantPattern.General.Parse(from) is { Success: true, Value: var start } && InstantPattern.General.Parse(to) is { Success: true, Value: var end }
            ? new(start, end, link)
            : null;

    public bool IsOver(Instant now) => now < From || now > From + Back + Lasts;

    public override string ToString() => $"{InstantPattern.General.Format(From)} {InstantPattern.General.Format(To)} {Link}";
}
