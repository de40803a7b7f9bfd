using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using SalesAssistant.Conversations.Files;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Conversations;

/// <summary>The command `erase`: erases a person and keeps the lesson. Through the running server, else by itself.</summary>
public static class EraseCommand
{
    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var who = new Argument<string>("contact") { Description = "A contact's id, an e-mail address, or a conversation's id" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new Command("erase", "Erases a person: name, address, words, files, bookings. Reasons, verdicts and counts stay. Prints what was erased.") { who, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancel) =>
        {
            var settings = CommandLines.Settings(parsed);
            var report = await Ask(settings, parsed.GetValue(who)!, cancel) ?? await Run(services(settings), parsed.GetValue(who)!, cancel);
            foreach (var line in parsed.GetValue(json) ? [System.Text.Json.JsonSerializer.Serialize(report, CommandLines.Json)] : Lines(report))
                Console.WriteLine(line);
            return 0;
        });
        return command;
    }

    /// <summary>Where `erase` of the same machine asks the running server; whoever can read the data directory may.</summary>
    public static void MapErase(this IEndpointRouteBuilder routes) => routes.MapPost("/control/erase", async (HttpContext http, DataDirectory directory, Erasure erasure, string who) =>
        SignIn.HasControlKey(http, directory) ? Results.Ok(await erasure.Run(who, CancellationToken.None)) : Results.Unauthorized()).ExcludeFromDescription();

    /// <summary>Has the running server do it; null when none runs here.</summary>
    static async Task<ErasureReport?> Ask(IConfiguration settings, string who, CancellationToken cancel)
    {
        using var directory = new DataDirectory(settings);
        if (!directory.IsHeld())
            return null;
        if (RunningServer.AddressIn(directory) is not { } url)
            throw new SettingException("Data:Directory", $"'{directory.Path}' is held by a server that can't be asked yet", "wait until it has started, or stop it");
        // The database's file is written anew, which takes its time.
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(30) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", SignIn.ControlKey(directory));
        try
        {
            using var answer = await http.PostAsync($"{url}/control/erase?who={Uri.EscapeDataString(who)}", null, cancel);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new SettingException("Data:Directory", $"'{directory.Path}' is held by a server that could not erase ({(int)answer.StatusCode})", "look into its log and call again: what was begun is ended then");
            return await answer.Content.ReadFromJsonAsync<ErasureReport>(cancel);
        }
        catch (HttpRequestException)
        {
            throw new SettingException("Data:Directory", $"'{directory.Path}' is held by a server that does not answer", "call again once it does, or stop it: what was begun is ended then");
        }
    }

    static async Task<ErasureReport> Run(ServiceProvider provider, string who, CancellationToken cancel)
    {
        await using var services = provider;
        // No server may start meanwhile: it would hold what is being erased in memory.
        services.GetRequiredService<DataDirectory>().Claim();
        await services.GetRequiredService<Database>().Migrate(cancel);
        using var files = ActivatorUtilities.CreateInstance<FileStore>(services);
        return await ActivatorUtilities.CreateInstance<Erasure>(services, files).Run(who, cancel);
    }

    static IEnumerable<string> Lines(ErasureReport report)
    {
        if (report.IsEmpty)
            yield return "Nobody is known by that: there was nothing to erase.";
        else
        {
            yield return $"Erased: {Count(report.Contacts, "contact")}, {Count(report.Conversations, "conversation")} with {Count(report.Messages, "message")} and {Count(report.Files, "file")}, {Count(report.Bookings, "booking")}, {Count(report.Consents, "consent")}.";
            if (report.CancelledMeetings > 0)
                yield return $"Called off: {Count(report.CancelledMeetings, "coming meeting")}.";
            yield return $"Kept without the person: {Count(report.KeptHandoffs, "handoff")} with reason and verdict, {Count(report.KeptMissedQuestions, "question")} without an answer{(report.KeptTopics.Count == 0 ? "" : $" (about: {string.Join("; ", report.KeptTopics)})")}.";
        }
        foreach (var rest in report.BeyondReach)
            yield return $"Not in reach: {rest}";
        if (report.Traces is { } traces)
            yield return $"Please note: {traces}.";
    }

    static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
