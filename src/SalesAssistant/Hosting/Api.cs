using System.Security.Cryptography;
using System.Text;

namespace SalesAssistant.Hosting;

/// <summary>The JSON API's common part: its address, its key, its errors.</summary>
public static class Api
{
    /// <summary>The group of /api/v1: a bearer token (`Api:Key`) opens it; without a key it is off.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("API");
        group.AddEndpointFilter(async (context, next) =>
        {
            var key = context.HttpContext.RequestServices.GetRequiredService<IConfiguration>()["Api:Key"];
            if (string.IsNullOrEmpty(key))
                return Results.Problem("The API is off. Set Api:Key to turn it on.", statusCode: 404);
            var given = context.HttpContext.Request.Headers.Authorization.ToString();
            return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + key)))
                ? await next(context)
                : Results.Problem("Send the header \"Authorization: Bearer …\" with the value of Api:Key.", statusCode: 401);
        });
        return group;
    }
}

/// <summary>A page of a list: the items, and where the next page begins (null at the end).</summary>
public sealed record ApiList<T>(IReadOnlyList<T> Items, string? Next);
