using System.Globalization;

namespace SalesAssistant.Reps;

/// <summary>
/// A stretch of wall-clock time that belongs to one local date, half-open, in seconds since that date's midnight.
/// <see cref="End"/> is above 86,400 when the stretch crosses midnight.
/// </summary>
public readonly record struct DayRange(int Start, int End)
{
    public const int SecondsADay = 86_400;

    public bool IsEmpty => End <= Start;

    /// <summary>Whether it goes on after the midnight that ends its date.</summary>
    public bool CrossesMidnight => End > SecondsADay;

    /// <summary>"09:00 to 17:30"; the end of a range that crosses midnight is that of the next day.</summary>
    public override string ToString() => $"{Write(Start)} to {Write(End)}";

    /// <summary>"09:00", with seconds where there are some; the end of the day is "24:00".</summary>
    /// <param name="seconds">Since the midnight that begins the range's date.</param>
    public static string Write(int seconds)
    {
        var ofDay = seconds > SecondsADay ? seconds - SecondsADay : seconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"{ofDay / 3600:00}:{ofDay / 60 % 60:00}");
        return ofDay % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{ofDay % 60:00}");
    }

    /// <summary>
    /// Reads "09:00" to "17:30". "24:00" ends a day, an end before the start crosses midnight, an end equal to the start makes an empty range.
    /// </summary>
    /// <returns>False when either text is not a time of day.</returns>
    public static bool TryParse(string? start, string? end, out DayRange range)
    {
        range = default;
        if (!TryParseTime(start, out var from) || from == SecondsADay || !TryParseTime(end, out var to))
            return false;
        range = new DayRange(from, to < from ? to + SecondsADay : to);
        return true;
    }

    /// <summary>Reads "9:00", "09:00" or "09:00:30" into seconds since midnight; "24:00" is 86,400.</summary>
    static bool TryParseTime(string? text, out int seconds)
    {
        seconds = 0;
        var parts = (text ?? "").Split(':');
        if (parts.Length is < 2 or > 3)
            return false;
        Span<int> numbers = [0, 0, 0];
        for (var i = 0; i < parts.Length; i++)
        {
            var shortest = i == 0 ? 1 : 2;
            if (parts[i].Length < shortest || parts[i].Length > 2
                || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }

        seconds = numbers[0] * 3600 + numbers[1] * 60 + numbers[2];
        return numbers[1] < 60 && numbers[2] < 60 && seconds <= SecondsADay;
    }
}
