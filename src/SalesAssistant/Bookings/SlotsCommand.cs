using System.CommandLine;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings;

/// <summary>The <c>slots</c> command: JSON lines in, JSON lines out, by the engine that the bot uses.</summary>
public static class SlotsCommand
{
    public static Command Create()
    {
        var stdin = new Option<bool>("--stdin") { Description = "Read one JSON object a line from standard input" };
        var explain = new Option<bool>("--explain") { Description = "Say of every start within working hours what stands in its way" };
        var command = new Command("slots", "Prints the free slots of one rep for each line of standard input") { stdin, explain };
        command.SetAction(arguments =>
        {
            if (!arguments.GetValue(stdin))
                throw new SettingException("--stdin", "is missing, and slots reads its questions from standard input", "add it");

            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            using var questions = new StreamReader(Console.OpenStandardInput(), utf8);
            using var answers = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" };
            return Run(questions, answers, Console.Error, arguments.GetValue(explain));
        });
        return command;
    }

    /// <summary>Answers every line; a bad one gets an "error" and the work goes on.</summary>
    /// <param name="explain">Adds what stands in the way of the starts that are not free.</param>
    /// <returns>The exit code: 0 when all lines were good, 1 when one was not.</returns>
    public static int Run(TextReader questions, TextWriter answers, TextWriter errors, bool explain = false) =>
        JsonLines.Answer(questions, answers, errors, line =>
        {
            var question = (JsonSerializer.Deserialize<SlotsLine>(line, CommandLines.Json) ?? throw new FormatException("the line is null")).Question();
            var answer = new Dictionary<string, object?> { ["slots"] = SlotEngine.FreeStarts(question).Select(InstantPattern.General.Format) };
            if (explain)
                answer["explain"] = Explain(question);
            return answer;
        });

    /// <summary>Every start that working hours alone would give, or that is free, with the engine's verdict.</summary>
    static IEnumerable<object> Explain(SlotQuestion question)
    {
        var byHours = SlotEngine.FreeStarts(question with { Busy = [], MinNoticeMinutes = 0, Now = question.From, MaxPerLocalDay = null, MaxPerLocalWeek = null });
        foreach (var start in byHours.Union(SlotEngine.FreeStarts(question)).Order())
        {
            var verdict = SlotEngine.Judge(question, start);
            var by = verdict == SlotVerdict.Blocked ? SlotEngine.Blockers(question, start).Select(item => item.Id ?? item.Status.ToString().ToLowerInvariant()) : null;
            yield return new { start = InstantPattern.General.Format(start), verdict, by };
        }
    }
}
