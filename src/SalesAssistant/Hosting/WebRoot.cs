using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace SalesAssistant.Hosting;

/// <summary>
/// Static files are found beside the assembly, since the current directory is where content and data lie. A published program has
/// them in wwwroot; one that was only built has a list of where they are instead, which ASP.NET reads by itself in Development only.
/// </summary>
public static class WebRoot
{
    /// <summary>What a builder is made with, so that its web root is the one beside the assembly.</summary>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = args,
        WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
    };

    /// <summary>Reads the list of static files of a program that was built but not published, in every environment.</summary>
    public static WebApplicationBuilder UseBuiltStaticFiles(this WebApplicationBuilder builder)
    {
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        return builder;
    }
}
