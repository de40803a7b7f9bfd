using System.Text.Json.Serialization.Metadata;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.Channels;

/// <summary>An answer in the protocol's JSON.</summary>
sealed class WireResult<T>(T value, JsonTypeInfo<T> type, int status) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = ActivityJson.Write(value, type);
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}

static class WireResults
{
    /// <summary>This object, written by the wire's rules.</summary>
    public static IResult Ok<T>(T value, JsonTypeInfo<T> type, int status = 200) => new WireResult<T>(value, type, status);

    /// <summary>A refusal; its form is the same on both protocols.</summary>
    public static IResult Refuse(int status, string code, string message) => Refuse(status, new Error { Code = code, Message = message });

    /// <inheritdoc cref="Refuse(int, string, string)"/>
    public static IResult Refuse(int status, Error error) =>
        new WireResult<ErrorResponse>(new ErrorResponse { Error = error }, ActivityJsonContext.Wire.ErrorResponse, status);
}
