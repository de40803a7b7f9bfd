using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Refit;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>Lets Refit write bodies by the wire's rules.</summary>
sealed class WireContent : IHttpContentSerializer
{
    public HttpContent ToHttpContent<T>(T item)
    {
        var content = new ByteArrayContent(ActivityJson.Write(item, TypeOf<T>()));
        content.Headers.ContentType = Json;
        return content;
    }

    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Answers are read by ConnectorAnswers.");

    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => null;

    static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)ActivityJsonContext.Wire.GetTypeInfo(typeof(T))!;
}
