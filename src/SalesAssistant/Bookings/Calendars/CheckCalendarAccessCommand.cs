using System.CommandLine;
using System.Text.Json;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>The command <c>check-calendar-access</c>: whose calendars the program can read, and that it can read no others.</summary>
public static class CheckCalendarAccessCommand
{
    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var other = new Option<string[]>("--other") { Description = "An address whose calendar the program must not be able to read; may be given several times, beside those of Calendar:OutsideScope" };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text" };
        var command = new Command("check-calendar-access", "Tries to read the calendar of every host, which must work, and of others, which must not.") { other, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (arguments, cancel) =>
        {
            var configuration = CommandLines.Settings(arguments);
            if (HostCalendars.IsLocal(configuration))
                throw new SettingException("Calendar:Provider", "is Local, whose calendars are the program's own", "set it to Graph or CalDav to try the access to them");
            await using var provider = services(configuration);
            return await Run(provider.GetRequiredService<CalendarAccess>(), arguments.GetValue(other) ?? [], arguments.GetValue(json), arguments.InvocationConfiguration.Output, cancel);
        });
        return command;
    }

    /// <returns>0 when every host can be read and nobody else, else 1.</returns>
    static async Task<int> Run(CalendarAccess access, IReadOnlyList<string> more, bool json, TextWriter output, CancellationToken cancel)
    {
        List<string> others = [.. access.Outside.Concat(more).Distinct(StringComparer.OrdinalIgnoreCase)];
        var findings = await access.Look(access.Hosts, others, cancel);
        var right = findings.All(finding => finding.IsRight);
        if (json)
            output.WriteLine(JsonSerializer.Serialize(new { right, calendars = findings.Select(finding => new { address = finding.Address, host = finding.IsHost, state = finding.State.ToString(), right = finding.IsRight, detail = finding.Detail }) }, CommandLines.Json));
        else
        {
            foreach (var finding in findings)
                output.WriteLine($"{(finding.IsRight ? "right" : "WRONG")}  {finding.Address} ({(finding.IsHost ? "host" : "other")}): {Say(finding)}");
            if (others.Count == 0)
                output.WriteLine("Nobody else was tried: name somebody with --other or Calendar:OutsideScope to see that the program can't read every mailbox.");
        }
        return right ? 0 : 1;
    }

    static string Say(AccessFinding finding) => finding.State switch
    {
        AccessState.Readable => "can be read",
        AccessState.Closed => $"can't be read. {finding.Detail}",
        _ => $"nobody can say. {finding.Detail}",
    };
}
