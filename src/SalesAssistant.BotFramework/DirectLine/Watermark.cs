using System.Globalization;

namespace SalesAssistant.BotFramework.DirectLine;

/// <summary>
/// How far a client has read a conversation: the sequence number of the last activity it got, 0 at the start. For the client an
/// opaque string.
/// </summary>
public static class Watermark
{
    /// <summary>The number as clients get it.</summary>
    public static string Format(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The number that a client gave back. Nothing, an empty string and "-" mean the start. False when it is none of ours.
    /// </summary>
    public static bool TryParse(string? watermark, out long sequence)
    {
        sequence = 0;
        return string.IsNullOrEmpty(watermark) || watermark == "-"
            || long.TryParse(watermark, NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }
}
