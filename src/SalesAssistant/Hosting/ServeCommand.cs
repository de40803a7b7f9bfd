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
            await Console.Error.WriteLineAsync(parsed.Errors[0].Message + " Call with --help to see what there is.");
            return 2;
        }
        try
        {
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
    public static IConfiguration Settings(string[] args)
    {
        try
        {
            return new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine(args)
                .Build();
        }
        catch (InvalidDataException broken)
        {
            throw new SettingException("appsettings.json", $"can't be read ({broken.InnerException?.Message ?? broken.Message})", "mend the file; appsettings.sample.json shows its form");
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
            throw new SettingException("Urls", $"'{app.Configuration["Urls"]}' is in use by another program", "stop that program, or choose another port, for instance --Urls http://127.0.0.1:4000");
        }
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }
}
