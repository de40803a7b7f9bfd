using System.Globalization;

namespace SalesAssistant.BotFramework.DirectLine;

/// <summary>
/// How far a client has read a conversation. For the client an opaque string: "17", or "17.2" once activities have been changed that
/// it had got before.
/// </summary>
/// <param name="Sequence">The number of the last activity it got; 0 at the start.</param>
/// <param name="Amendment">The number of the last change to an earlier activity that it got; 0 when there was none.</param>
public readonly record struct Watermark(long Sequence, long Amendment = 0)
{
    /// <summary>
    /// The watermark that a client gave back. Nothing, an empty string and "-" mean the start. False when it is none of ours.
    /// </summary>
    public static bool TryParse(string? text, out Watermark watermark)
    {
        watermark = default;
        if (string.IsNullOrEmpty(text) || text == "-") return true;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var amendment = 0L;
        if (!long.TryParse(dot < 0 ? text : text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || (dot >= 0 && !long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out amendment)))
            return false;
        watermark = new Watermark(sequence, amendment);
        return true;
    }

    /// <summary>As clients get it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}{(Amendment == 0 ? "" : $".{Amendment}")}");
}
