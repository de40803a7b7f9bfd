using System.CommandLine;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Connections;

namespace SalesAssistant.Hosting;

/// <summary>How the program is called.</summary>
public static class CommandLines
{
    /// <summary>Runs the command that the arguments name, `serve` when they name none.</summary>
    /// <returns>0 fine, 1 the work found faults, 2 unusable arguments or settings.</returns>
    public static async Task<int> Run(this RootCommand root, string[] args)
    {
        // A first argument that is an option is a setting for the server.
        var named = args.Length > 0 && (root.Subcommands.Any(command => command.Name == args[0]) || args[0] is "--help" or "-h" or "-?" or "--version");
        var parsed = root.Parse(named ? args : ["serve", .. args]);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(string.Join(" ", parsed.Errors.Select(error => error.Message)) + " Call with --help to see what there is.");
            return 2;
        }
        try
        {
            KnownSettings.RefuseOthers(parsed.UnmatchedTokens);
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (SettingException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    /// <summary>How the commands write JSON: camelCase, and people's letters as they are.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The settings of a command: files and environment as for the server, then `--Section:Key value` from its own arguments.</summary>
    public static IConfiguration Settings(ParseResult parsed) => Settings([.. parsed.UnmatchedTokens]);

    /// <inheritdoc cref="Settings(ParseResult)"/>
    public static IConfiguration Settings(string[] args) => Read(() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build());

    /// <summary>Reads settings, and says it clearly when their file is broken.</summary>
    /// <exception cref="SettingException">A file of settings can't be read.</exception>
    public static T Read<T>(Func<T> settings)
    {
        try
        {
            return settings();
        }
        catch (InvalidDataException broken)
        {
            var where = broken.InnerException is FormatException { InnerException: JsonException json } && json.LineNumber is { } line ? $" (line {line + 1})" : "";
            var file = broken.Message.Split('\'') is [_, var path, ..] ? Path.GetFileName(path) : "appsettings.json";
            throw new SettingException(file, $"is not valid JSON{where}", "mend the file; appsettings.sample.json shows its form");
        }
    }
}

/// <summary>The command `serve`.</summary>
public static class ServeCommand
{
    /// <param name="server">Makes the product from its settings.</param>
    public static Command Create(Func<string[], WebApplication> server)
    {
        var command = new Command("serve", "Serves web chat, Direct Line, /api/messages, console, review and API from one process. Settings: --Section:Key value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, cancel) => Serve(server([.. parsed.UnmatchedTokens]), cancel));
        return command;
    }

    static async Task<int> Serve(WebApplication app, CancellationToken cancel)
    {
        await using var owned = app;
        try
        {
            await app.StartServer(cancel);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException or SocketException)
        {
            // Taken since it was looked at.
            throw ListeningAddresses.Taken(app.Configuration["Urls"]);
        }
        app.Services.GetRequiredService<RunningServer>().Announce();
        var memory = MemoryAtRest.Watch(app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync(cancel);
        await memory;
        return 0;
    }
}
