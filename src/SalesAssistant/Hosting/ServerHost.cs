using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using SalesAssistant.Data;

namespace SalesAssistant.Hosting;

/// <summary>The web host and the silo around the features.</summary>
public static class ServerHost
{
    /// <summary>A builder with the settings, folders and limits of the product.</summary>
    /// <exception cref="SettingException">A setting can't be used.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = CommandLines.Read(() => WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Settings are read at the start. A watch over the current directory would be woken by every write to the data below it.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = Directory.GetCurrentDirectory(),
            // The current directory holds the people's files; ours are beside the assembly.
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
            ApplicationName = typeof(Program).Assembly.GetName().Name,
        }));
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration["Urls"] ??= ListeningAddresses.Default;
        RefuseOutsideLoopback(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Whoever reads a body has a lower limit of its own; up to here the rest of a refused one is swallowed, so that its sender hears why.
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Error).AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore.Migrations", LogLevel.Warning).AddFilter("Microsoft.SemanticKernel", LogLevel.None)
            .AddFilter("Polly", LogLevel.Warning)
            // The keys lie in the data directory with its rights; it says so at every start.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            // Two processes on the localhost defaults would start without an error and meet: each takes a port of its own.
            var port = FreePort();
            silo.UseLocalhostClustering(siloPort: port, gatewayPort: 0, primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, port));
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(5));
            // Where grains live is remembered for so many; the default makes room for a million at once, twice 9 MiB.
            silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = 20_000);
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("sales", "sales"));
        });
        return builder;
    }

    /// <summary>Without real sign-in, whoever reaches the port reaches the console: so nobody from outside may.</summary>
    static void RefuseOutsideLoopback(ConfigurationManager configuration)
    {
        foreach (var url in ListeningAddresses.Of(configuration))
            if (!ListeningAddresses.IsLoopback(url))
                throw new SettingException("Urls", $"'{url}' can be reached from outside, and no sign-in is configured", "listen on 127.0.0.1 and put a proxy with sign-in in front");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Looks whether all is there, claims the data directory, brings the database up to date, and starts.</summary>
    /// <exception cref="SettingException">Something that it can't work without is missing, or held by another.</exception>
    public static async Task StartServer(this WebApplication app, CancellationToken cancel)
    {
        // What takes long and touches nothing of each other runs side by side.
        await Task.WhenAll(Task.Run(Look, cancel), Task.Run(app.Services.GetRequiredService<Database>, cancel));
        ListeningAddresses.RefuseTaken(app.Configuration);
        app.Services.GetRequiredService<DataDirectory>().Claim();
        await app.Services.GetRequiredService<Database>().Migrate(cancel);
        await Task.WhenAll(Task.Run(Prepare, cancel), app.StartAsync(cancel));
        app.Services.GetRequiredService<RunningServer>().Listens(app.Urls.First());

        void Look()
        {
            foreach (var check in app.Services.GetServices<StartCheck>())
                check.Look();
        }

        async Task Prepare()
        {
            foreach (var preparation in app.Services.GetServices<Preparation>())
                await preparation.Run(cancel);
        }
    }
}
