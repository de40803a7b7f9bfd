using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SalesAssistant.Data;

namespace SalesAssistant.Hosting;

public static class HostingFeature
{
    /// <summary>Sign-in, health, errors and the API's document.</summary>
    public static IServiceCollection AddServerHosting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSignIn();
        services.AddAntiforgery();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter()));
        services.AddOpenApi("v1", document => document.ShouldInclude = call => call.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true);
        // A body that can't be read is answered with 400 in development as everywhere.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        return services;
    }

    public static void UseServerHosting(this WebApplication app)
    {
        app.UseKnownProxies();
        // The visitor of a broken page gets a sentence, the log the truth.
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseApiLimit();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapServerHosting(this WebApplication app)
    {
        // Everything in wwwroot, of ours and of libraries: with ETags, compressed, and for ever where the name carries a hash.
        app.MapStaticAssets();
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/readyz");
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapSignIn();
    }

    /// <summary>Ready means that a write goes through.</summary>
    sealed class DatabaseHealth(BatchWriter writer) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await writer.Write(session => session.Execute("SELECT 1")).WaitAsync(TimeSpan.FromSeconds(5), cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
