using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>
/// The <c>slots</c> command, by the engine that the bot uses: JSON lines in, JSON lines out; or the company's own hosts, with the reason why
/// each would be taken for a start or not.
/// </summary>
public static class SlotsCommand
{
    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var stdin = new Option<bool>("--stdin") { Description = "Read one JSON object a line from standard input" };
        var explain = new Option<bool>("--explain") { Description = "Say of every start within working hours what stands in its way; without --stdin: why which of the company's hosts would be taken" };
        var meeting = new Option<string?>("--meeting") { Description = "With --explain: the id of a meeting in meetings.yaml, the first of them when left out" };
        var on = new Option<string?>("--on") { Description = "With --explain: a date such as 2026-12-01 in the company's time zone, today when left out" };
        var command = new Command("slots", "Prints the free slots of one rep for each line of standard input, or explains those of the company's hosts") { stdin, explain, meeting, on };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((arguments, cancel) =>
        {
            if (!arguments.GetValue(stdin) && arguments.GetValue(explain))
                return ExplainHosts(services(CommandLines.Settings(arguments)), arguments.GetValue(meeting), arguments.GetValue(on), arguments.InvocationConfiguration.Output, cancel);
            if (!arguments.GetValue(stdin))
                throw new SettingException("--stdin", "is missing, and slots reads its questions from standard input", "add it, or --explain for the company's own hosts");

            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            // Only --explain reads settings; here a word that nobody knows is a slip.
            if (arguments.UnmatchedTokens is [var unknown, ..])
                throw new SettingException(unknown, "is no option of slots --stdin", "leave it out");
            using var questions = new StreamReader(Console.OpenStandardInput(), utf8);
            using var answers = new StreamWriter(Console.OpenStandardOutput(), utf8) { NewLine = "\n" };
            return Task.FromResult(Run(questions, answers, Console.Error, arguments.GetValue(explain)));
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

    /// <summary>One day of the company's hosts: a line a start. It reads only, also beside a running server.</summary>
    static async Task<int> ExplainHosts(ServiceProvider provider, string? meetingId, string? on, TextWriter output, CancellationToken cancel)
    {
        await using var services = provider;
        var meetings = services.GetRequiredService<MeetingCatalog>().Current;
        var zone = services.GetRequiredService<RepDirectory>().Current.Company.TimeZone;
        var meeting = meetingId is null ? meetings.First : meetings.Find(meetingId)
            ?? throw new SettingException("--meeting", $"'{meetingId}' is no meeting of {MeetingsFile.Name}", $"use {string.Join(", ", meetings.All.Select(known => known.Id))}");
        var now = services.GetRequiredService<WallClock>().GetUtcNow().UtcDateTime;
        var date = on is null ? Instant.FromDateTimeUtc(now).InZone(zone).Date : LocalDatePattern.Iso.Parse(on) is { Success: true, Value: var given }
            ? given
            : throw new SettingException("--on", $"'{on}' is not a date", "write it as 2026-12-01");
        if (!services.GetRequiredService<DataDirectory>().IsHeld())
            await services.GetRequiredService<Database>().Migrate(cancel);

        var offers = services.GetRequiredService<SlotOffers>();
        output.WriteLine($"{meeting.Title} ({meeting.Id}), {meeting.Assignment}, times of {zone.Id}");
        foreach (var standing in await offers.Standings(meeting.Id, now, cancel))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {standing.Rep.Name}: {standing.Meetings} in the last {HostRanking.MemoryDays} days of a share of {standing.Share:0.#} (weight {standing.Host.Weight}, priority {standing.Host.Priority}){(standing.IsAhead ? ", ahead" : "")}"));
        var day = new OfferRequest { MeetingTypeId = meeting.Id, Zone = zone, From = zone.AtStartOfDay(date).ToDateTimeUtc(), To = zone.AtStartOfDay(date.PlusDays(1)).ToDateTimeUtc() };
        foreach (var start in await offers.Explain(day, now, cancel))
            output.WriteLine($"{Instant.FromDateTimeUtc(start.Start).InZone(zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture)}  {start}");
        return 0;
    }

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
