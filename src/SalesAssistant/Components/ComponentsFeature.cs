using Microsoft.AspNetCore.Http.HttpResults;
using MudBlazor;
using MudBlazor.Services;

namespace SalesAssistant.Components;

/// <summary>The shell around the signed-in pages, and the parts that they share. Knows no feature.</summary>
public static class ComponentsFeature
{
    /// <summary>A reply may have 20,000 characters, each of up to three bytes, and travels in one message of the circuit.</summary>
    const long LargestCircuitMessage = 128 * 1024;

    public static IServiceCollection AddComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestCircuitMessage);
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.TopCenter;
            mud.SnackbarConfiguration.VisibleStateDuration = 4000;
            // There or not: half transparent words are words that somebody can't read.
            mud.SnackbarConfiguration.ShowTransitionDuration = 0;
            mud.SnackbarConfiguration.HideTransitionDuration = 0;
            mud.SnackbarConfiguration.MaximumOpacity = 100;
            mud.SnackbarConfiguration.MaxDisplayedSnackbars = 3;
        });
        services.AddSingleton<Theme>();
        services.AddScoped<Viewer>();
        return services;
    }

    /// <summary>A person at an address where nothing is gets a page; a program gets the problem that it can read.</summary>
    public static void UseMissingPage(this WebApplication app) => app.UseStatusCodePages(async context =>
    {
        var http = context.HttpContext;
        if (http.Response.StatusCode != StatusCodes.Status404NotFound || !http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return;
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
        await new RazorComponentResult<MissingPage>(new { Title = "There is no such page", Text = "The address may be mistyped, or the page has moved." }) { StatusCode = StatusCodes.Status404NotFound }.ExecuteAsync(http);
    });

    public static void MapComponents(this WebApplication app) =>
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
}
