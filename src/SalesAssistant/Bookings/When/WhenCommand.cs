using System.CommandLine;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.When;

/// <summary>The <c>when</c> command: JSON lines in, JSON lines out, by the phrase parser that the bot uses.</summary>
public static class WhenCommand
{
    public static Command Create()
    {
        var stdin = new Option<bool>("--stdin") { Description = "Read one JSON object a line from standard input" };
        var command = new Command("when", "Prints what a phrase about time means, such as \"next Tuesday after 3pm\", for each line of standard input") { stdin };
        command.SetAction(arguments =>
        {
            if (!arguments.GetValue(stdin))
                throw new SettingException("--stdin", "is missing, and when reads its phrases from standard input", "add it");

            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            using var phrases = new StreamReader(Console.OpenStandardInput(), utf8);
            using var answers = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" };
            return Run(phrases, answers, Console.Error);
        });
        return command;
    }

    /// <summary>Answers every line; a bad one gets an "error" and the work goes on.</summary>
    /// <returns>The exit code: 0 when all lines were good, 1 when one was not.</returns>
    public static int Run(TextReader phrases, TextWriter answers, TextWriter errors) =>
        JsonLines.Answer(phrases, answers, errors, line => Answer(JsonSerializer.Deserialize<WhenLine>(line, CommandLines.Json) ?? throw new FormatException("the line is null")));

    static Dictionary<string, object?> Answer(WhenLine line)
    {
        var text = line.Text ?? throw new FormatException("\"text\" is missing");
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(line.TimeZone ?? "Etc/UTC") ?? throw new FormatException($"\"{line.TimeZone}\" is not a known time zone");
        var meaning = WhenPhrase.Read(text, Reference(line.Reference, zone), zone, language: line.Language switch
        {
            null or "en" or "de" => line.Language,
            var other => throw new FormatException($"\"language\" is \"{other}\": en and de are understood, and without it both"),
        });
        var answer = new Dictionary<string, object?> { ["found"] = meaning.Readings.Count > 0 };
        if (meaning.Readings.Count > 0)
            foreach (var (name, value) in Shown(meaning.Readings[0]))
                answer[name] = value;
        if (meaning.Readings.Count > 1)
            answer["alternatives"] = meaning.Readings.Skip(1).Select(Shown);

        if (meaning.Fault != WhenFault.None)
            answer["fault"] = meaning.Fault;
        if (meaning.Change != WhenChange.None)
            answer["change"] = meaning.Change;
        if (meaning.Clock != WhenClock.Visitor)
            answer["clock"] = meaning.NamedZone?.Id ?? meaning.Clock.ToString();
        if (meaning.Except.Count > 0)
            answer["except"] = meaning.Except.Select(Shown);
        return answer;
    }

    static Dictionary<string, object?> Shown(WhenReading reading) => new()
    {
        ["kind"] = CamelCase(reading.Kind.ToString()),
        ["start"] = Local(reading.Start),
        ["end"] = Local(reading.End),
        ["grain"] = CamelCase(reading.Grain.ToString()),
    };

    static Dictionary<string, object?> Shown(TimeWish wish) => new()
    {
        ["firstDate"] = wish.FirstDate is { } first ? LocalDatePattern.Iso.Format(first) : null,
        ["lastDate"] = wish.LastDate is { } last ? LocalDatePattern.Iso.Format(last) : null,
        ["from"] = (wish.At ?? wish.NotBefore) is { } from ? LocalTimePattern.ExtendedIso.Format(from) : null,
        ["until"] = (wish.At ?? wish.Before) is { } until ? LocalTimePattern.ExtendedIso.Format(until) : null,
    };

    static string? Local(LocalDateTime? time) => time is { } local ? LocalDateTimePattern.GeneralIso.Format(local) : null;

    static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>A local time in the zone, or a moment with an offset.</summary>
    static LocalDateTime Reference(string? text, DateTimeZone zone)
    {
        if (text is null)
            throw new FormatException("\"reference\" is missing");
        if (LocalDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var local } && IsThisAge(local.Year))
            return local;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var moment } && IsThisAge(moment.Year))
            return moment.ToInstant().InZone(zone).LocalDateTime;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date } && IsThisAge(date.Year))
            return date.AtMidnight();
        throw new FormatException($"\"reference\" is not a time such as 2026-11-23T10:00:00: \"{text}\"");
    }

    /// <summary>Far from the ends of the calendar, so that counting from there can't fail.</summary>
    static bool IsThisAge(int year) => year is >= 1900 and < 2200;

    sealed record WhenLine(string? Text, string? Reference, string? TimeZone, string? Language);
}
