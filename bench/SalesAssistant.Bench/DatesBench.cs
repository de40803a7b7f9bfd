using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using SalesAssistant.Bookings.When;

namespace SalesAssistant.Bench;

/// <summary>
/// How well phrases about time are understood: sentences of people who book something, with the words about date and time labelled by
/// others. What is right is worked out here from the label alone, by rules of its own; the parser sees the sentence alone.
/// </summary>
static partial class DatesBench
{
    /// <summary>The moment that the labelled conversations take place at: Friday, 1 March 2019.</summary>
    static readonly LocalDateTime Now = new(2019, 3, 1, 8, 0);

    static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["America/Los_Angeles"];

    static readonly string[] Numbers = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <param name="file">A JSON object a line: `text`, and `labels` of `slot` (with "date" or "time" in its name) and `value`.</param>
    public static int Run(string file)
    {
        var halves = File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<Sentence>(line, JsonSerializerOptions.Web)!)
            .ToLookup(sentence => SHA256.HashData(Encoding.UTF8.GetBytes(sentence.Text))[^1] % 2);
        Console.WriteLine();
        Console.WriteLine("| half | sentences | strict | right day and clock |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (half, name) in new[] { (0, "tuned on"), (1, "reported") })
        {
            var judged = halves[half].Select(Judge).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {judged.Count} | {Share(judged, verdict => verdict.Strict):F3} | {Share(judged, verdict => verdict.DayAndClock):F3} |"));
        }

        return 0;
    }

    static double Share<T>(List<T> all, Func<T, bool> of) => (double)all.Count(of) / all.Count;

    static (bool Strict, bool DayAndClock) Judge(Sentence sentence)
    {
        var date = Label(sentence, "date") is { } day ? DateOf(day) : (LocalDate?)null;
        var time = Label(sentence, "time") is { } clock ? TimeOf(clock) : (LocalTime?)null;
        var kind = date is null ? WhenKind.Time : time is null ? WhenKind.Date : WhenKind.DateTime;
        var start = (date ?? (time > Now.TimeOfDay ? Now.Date : Now.Date.PlusDays(1))) + (time ?? LocalTime.Midnight);
        var readings = WhenPhrase.Read(sentence.Text, Now, Zone).Readings;
        if (readings.Count == 0 || readings[0].Start is not { } found)
            return (false, false);
        return (readings.Count == 1 && readings[0].Kind == kind && found == start && readings[0].End is null,
            (date is null || found.Date == date) && (time is null || found.TimeOfDay == time));
    }

    static string? Label(Sentence sentence, string slot) => sentence.Labels.FirstOrDefault(label => label.Slot.Contains(slot, StringComparison.Ordinal))?.Value.ToLowerInvariant();

    static LocalDate DateOf(string label)
    {
        var monday = Now.Date.PlusDays(1 - (int)Now.DayOfWeek);
        if (label is "today" or "later today")
            return Now.Date;
        if (label is "tomorrow")
            return Now.Date.PlusDays(1);
        if (label is "day after tomorrow")
            return Now.Date.PlusDays(2);
        if (DayNumber().Match(label) is { Success: true } day)
            return new LocalDate(2019, 3, int.Parse(day.Value, CultureInfo.InvariantCulture));
        var weekday = Enum.GetValues<IsoDayOfWeek>().Single(value => value != IsoDayOfWeek.None && label.Contains(value.ToString(), StringComparison.OrdinalIgnoreCase));
        return label.Contains("next", StringComparison.Ordinal) ? monday.PlusDays(7 + (int)weekday - 1)
            : label.EndsWith("this week", StringComparison.Ordinal) || weekday == Now.DayOfWeek ? monday.PlusDays((int)weekday - 1)
            : Now.Date.Next(weekday);
    }

    static LocalTime TimeOf(string label)
    {
        var part = HalfOfDay().Match(label).Value;
        var written = WrittenClock().Match(label);
        var (hour, minutes) = written.Success ? (int.Parse(written.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(written.Groups[2].Value, CultureInfo.InvariantCulture))
            : (HourOf(label), label.Contains("half past", StringComparison.Ordinal) ? 30 : label.Contains("quarter past", StringComparison.Ordinal) ? 15 : label.Contains("quarter to", StringComparison.Ordinal) ? -15 : 0);
        hour = part switch
        {
            "am" => hour % 12,
            "morning" => hour,
            "" => hour is >= 1 and <= 7 ? hour + 12 : hour,
            _ => hour % 12 + 12,
        };
        return new LocalTime(hour, 0).PlusMinutes(minutes);
    }

    static int HourOf(string label) => BareHour().Match(label) is { Success: true } digits
        ? int.Parse(digits.Value, CultureInfo.InvariantCulture)
        : Array.FindIndex(Numbers, 1, word => Regex.IsMatch(label, $@"\b{word}\b"));

    sealed record Sentence(string Text, IReadOnlyList<Mark> Labels);

    sealed record Mark(string Slot, string Value);

    [GeneratedRegex(@"\d+(?=st|nd|rd|th)")]
    private static partial Regex DayNumber();

    [GeneratedRegex(@"\b(?:am|pm|morning|afternoon|evening|night)\b")]
    private static partial Regex HalfOfDay();

    [GeneratedRegex(@"(\d+):(\d\d)")]
    private static partial Regex WrittenClock();

    [GeneratedRegex(@"\b\d+\b")]
    private static partial Regex BareHour();
}
