using System.CommandLine;
using System.Text.Json;

namespace SalesAssistant.Hosting;

/// <summary>The command <c>check</c>: looks over every file that marketers and the sales team edit.</summary>
public static class CheckCommand
{
    /// <param name="services">Makes the abilities from the settings; each brings its own <see cref="FileCheck"/>.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text" };
        var command = new Command("check", "Checks content, prompts and sales files: front matter, dates, links, duplicates, templates.") { json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            using var provider = services(CommandLines.Settings(parsed));
            return Run(provider.GetServices<FileCheck>(), parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    /// <returns>0 without faults, else 1.</returns>
    /// <exception cref="SettingException">A directory can't be found.</exception>
    public static int Run(IEnumerable<FileCheck> checks, bool json, TextWriter output)
    {
        var all = checks.ToList();
        var faults = all
            .SelectMany(check => check.Run().Select(fault => (Check: check.Name, Fault: fault)))
            .Distinct()
            .OrderBy(pair => pair.Check, StringComparer.Ordinal).ThenBy(pair => pair.Fault.File, StringComparer.Ordinal).ThenBy(pair => pair.Fault.Line)
            .ToList();
        if (json)
            output.WriteLine(JsonSerializer.Serialize(
                new { faults = faults.Select(pair => new { check = pair.Check, file = pair.Fault.File, line = pair.Fault.Line, message = pair.Fault.Message }) }, CommandLines.Json));
        else
        {
            foreach (var (check, fault) in faults)
                output.WriteLine($"{check}/{fault}");
            output.WriteLine(faults.Count == 0
                ? $"No faults in {string.Join(", ", all.Select(check => check.Name).Distinct().Order(StringComparer.Ordinal))}."
                : $"{faults.Count} {(faults.Count == 1 ? "fault" : "faults")}.");
        }
        return faults.Count == 0 ? 0 : 1;
    }
}
