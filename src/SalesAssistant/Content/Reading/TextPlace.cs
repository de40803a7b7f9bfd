namespace SalesAssistant.Content.Reading;

/// <summary>Where in a file without headings a passage stands: a page of a PDF, or a minute of a recording.</summary>
/// <param name="PageNumber">From 1.</param>
/// <param name="Time">Since the recording began.</param>
public sealed record TextPlace(int? PageNumber, TimeSpan? Time)
{
    public static TextPlace Page(int number) => new(number, null);

    public static TextPlace Minute(TimeSpan time) => new(null, time);

    /// <summary>As people say it: "page 4", "12:30", "1:02:30".</summary>
    public override string ToString() =>
        PageNumber is { } page ? $"page {page}" : Time is { TotalHours: >= 1 } long_ ? long_.ToString(@"h\:mm\:ss", null) : Time!.Value.ToString(@"m\:ss", null);
}
