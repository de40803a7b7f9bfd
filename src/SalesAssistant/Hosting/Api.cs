using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace SalesAssistant.Hosting;

/// <summary>The JSON API's common part: its address, its key, its errors.</summary>
public static class Api
{
    const string Root = "/api/v1";

    /// <summary>The largest body that is read, in bytes.</summary>
    const int LargestBody = 1024 * 1024;

    /// <summary>Refuses larger bodies before they are read. What was announced is answered while its sender still sends, so that it hears the answer and no broken pipe.</summary>
    public static void UseApiLimit(this IApplicationBuilder app) => app.UseWhen(http => http.Request.Path.StartsWithSegments(Root), limited => limited.Use(async (http, next) =>
    {
        if (http.Request.ContentLength > LargestBody)
        {
            await Results.Problem($"The body is larger than {LargestBody / 1024} KiB.", statusCode: StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http);
            return;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestBody;
        await next(http);
    }));

    /// <summary>The group of /api/v1: a bearer token (`Api:Key`) opens it; without a key it is off.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root).WithTags("API");
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
