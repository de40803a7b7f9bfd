using System.CommandLine;
using System.Net.Http.Headers;

namespace SalesAssistant.Hosting;

/// <summary>The command `sign-in-link`: asks the running server for another one-time link.</summary>
public static class SignInLinkCommand
{
    public static Command Create()
    {
        var rep = new Option<string?>("--rep") { Description = "The rep's e-mail address; without it the link signs in as Admin" };
        var command = new Command("sign-in-link", "Prints another one-time sign-in link of the running server.") { rep };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) => Run(CommandLines.Settings(parsed), parsed.GetValue(rep), cancel));
        return command;
    }

    static async Task<int> Run(IConfiguration settings, string? rep, CancellationToken cancel)
    {
        using var directory = new DataDirectory(settings);
        if (!directory.IsHeld() || RunningServer.AddressIn(directory) is not { } url)
            throw new SettingException("Data:Directory", $"'{directory.Path}' has no running server", "start the server first, or name its data directory with --Data:Directory");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SignIn.ControlKey(directory));
        using var answer = await http.PostAsync($"{url}/control/sign-in-link{(rep is null ? "" : "?rep=" + Uri.EscapeDataString(rep))}", null, cancel);
        if (!answer.IsSuccessStatusCode)
            throw new SettingException("--rep", $"'{rep}' is not known to the running server", "use the e-mail address of a rep in team.yaml");
        Console.WriteLine(await answer.Content.ReadAsStringAsync(cancel));
        return 0;
    }
}
