using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars.Webhooks;

/// <summary>Where Graph tells of changes. A notification only wakes the comparison of its host: what has changed is read from the calendar, so that one that is lost, doubled or late does no harm.</summary>
public static class WebhookEndpoints
{
    const int LongestToken = 4096;
    const int MostAtOnce = 1000;
    const long LargestBody = 1024 * 1024;

    public static void MapCalendarWebhooks(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<CalendarWebhooks>() is not { IsOn: true })
            return;
        routes.MapPost(CalendarWebhooks.Path, (HttpContext http, CalendarComparison comparison, IDbContextFactory<SalesDb> reads, ILogger<CalendarWebhooks> log) =>
            Take(http, reads, log, (row, _) =>
            {
                comparison.Wake(row.HostEmail);
                return Task.CompletedTask;
            })).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost(CalendarWebhooks.LifecyclePath, (HttpContext http, SubscriptionKeeper keeper, CalendarComparison comparison, IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock, ILogger<CalendarWebhooks> log) =>
            Take(http, reads, log, (row, what) => Live(row, what, keeper, comparison, writer, clock.GetUtcNow().UtcDateTime))).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    /// <summary>What becomes of the subscription itself.</summary>
    static async Task Live(CalendarSubscription row, string? what, SubscriptionKeeper keeper, CalendarComparison comparison, BatchWriter writer, DateTime now)
    {
        switch (what)
        {
            case "reauthorizationRequired":
                await writer.Write(session => session.Execute("""UPDATE "CalendarSubscriptions" SET "RenewAt" = @now WHERE "HostEmail" = @host""", ("@now", now), ("@host", row.HostEmail)));
                keeper.Wake();
                break;
            case "subscriptionRemoved":
                await writer.Write(session => session.Execute(
                    """UPDATE "CalendarSubscriptions" SET "SubscriptionId" = NULL WHERE "HostEmail" = @host AND "SubscriptionId" = @id""", ("@host", row.HostEmail), ("@id", row.SubscriptionId)));
                keeper.Wake();
                break;
            default:
                comparison.Wake(row.HostEmail);
                break;
        }
    }

    /// <summary>Answers the question whether we want to be told, or takes what is told and says so at once.</summary>
    static async Task<IResult> Take(HttpContext http, IDbContextFactory<SalesDb> reads, ILogger log, Func<CalendarSubscription, string?, Task> act)
    {
        if (http.Request.Query["validationToken"] is [{ Length: > 0 and <= LongestToken } token])
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Text(token, "text/plain");
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestBody;
        Told? told;
        try
        {
            told = await JsonSerializer.DeserializeAsync<Told>(http.Request.Body, JsonSerializerOptions.Web, http.RequestAborted);
        }
        catch (JsonException)
        {
            told = null;
        }
        if (told?.Value is not { Count: > 0 and <= MostAtOnce } notifications || notifications.Contains(null!))
            return Results.BadRequest();

        var ids = notifications.Select(one => one.SubscriptionId).Distinct().ToList();
        List<CalendarSubscription> rows;
        // Graph may tell of something before its answer to our request has been written down.
        await using (var db = reads.CreateDbContext())
            rows = await db.Set<CalendarSubscription>().AsNoTracking().Where(row => row.SubscriptionId == null || ids.Contains(row.SubscriptionId)).ToListAsync(http.RequestAborted);
        var known = notifications
            .Select(one => (Row: rows.Find(row => (row.SubscriptionId ?? one.SubscriptionId) == one.SubscriptionId && IsSame(row.ClientState, one.ClientState)), one.LifecycleEvent))
            .Where(one => one.Row is not null).Distinct().ToList();
        foreach (var (row, what) in known)
            await act(row!, what);
        if (known.Count > 0)
            return Results.Accepted();
        log.LogWarning("A notification was refused that isn't from a subscription of ours");
        return Results.StatusCode(StatusCodes.Status403Forbidden);
    }

    /// <summary>Without telling by its time how much of it is right.</summary>
    static bool IsSame(string expected, string? said) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(said ?? "")));

    sealed record Told(IReadOnlyList<Notification>? Value);

    sealed record Notification(string? SubscriptionId, string? ClientState, string? LifecycleEvent);
}
