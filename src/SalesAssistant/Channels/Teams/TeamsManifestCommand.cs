using System.CommandLine;
using SalesAssistant.Assistant;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Channels.Teams;

/// <summary>The command `teams-manifest`: fills the template of the Teams app, looks it over and packs what is uploaded to Teams.</summary>
public static class TeamsManifestCommand
{
    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var output = new Option<string>("--output") { Description = "The zip file to write", Required = true };
        var template = new Option<string>("--template") { Description = "The template to fill", DefaultValueFactory = _ => Path.Combine("teams", "manifest", "manifest.template.json") };
        var command = new Command("teams-manifest", "Packs the app for Microsoft Teams from BotFramework:AppId, Web:PublicUrl and the template.") { output, template };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            var configuration = CommandLines.Settings(parsed);
            using var provider = services(configuration);
            return Run(configuration, provider, parsed.GetValue(template)!, parsed.GetValue(output)!, parsed.InvocationConfiguration);
        });
        return command;
    }

    /// <returns>0 when the file was written, 1 when the template or an icon has faults: each is a line on standard error, and nothing is written.</returns>
    /// <exception cref="SettingException">A setting or argument can't be used.</exception>
    static int Run(IConfiguration configuration, IServiceProvider services, string template, string output, InvocationConfiguration console)
    {
        var variables = Variables(configuration, services);
        if (!File.Exists(template))
            throw new SettingException("--template", $"names '{template}', which is not there", "start in the repository's root, or name the template");
        if (Path.GetDirectoryName(Path.GetFullPath(output)) is not { } folder || !Directory.Exists(folder))
            throw new SettingException("--output", $"is '{output}', whose folder is not there", "make the folder first, or name another");

        var (package, faults) = TeamsPackage.Make(template, File.ReadAllText(template), variables);
        foreach (var fault in faults)
            console.Error.WriteLine(fault);
        if (package is null)
            return 1;
        File.WriteAllBytes(output, package);
        console.Output.WriteLine($"{output}: upload it in Teams under Apps, Manage your apps.");
        return 0;
    }

    static Dictionary<string, string> Variables(IConfiguration configuration, IServiceProvider services)
    {
        const string AppId = "BotFramework:AppId";
        const string PublicUrl = "Web:PublicUrl";
        var id = configuration[AppId];
        if (!Guid.TryParseExact(id, "D", out _))
            throw new SettingException(AppId, string.IsNullOrEmpty(id) ? "is not set" : $"is '{id}', which is no app id", "write the Microsoft App ID of the bot's Azure registration, such as 00000000-0000-0000-0000-000000000000");
        if (Settings.WebAddress(configuration, PublicUrl) is not { Scheme: "https" } url)
            throw new SettingException(PublicUrl, configuration[PublicUrl] is { Length: > 0 } text ? $"is '{text}', and Teams takes https only" : "is not set", "write the address that people reach the website under, such as https://chat.example.com");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["appId"] = id!,
            ["assistant"] = services.GetRequiredService<Phrases>().Current.Say("assistant"),
            ["company"] = services.GetRequiredService<RepDirectory>().Current.Company.Name,
            ["publicUrl"] = url.AbsoluteUri.TrimEnd('/'),
            ["domain"] = url.Host,
        };
    }
}
