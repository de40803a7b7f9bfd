using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.GraphSimulator;

/// <summary>What a request says beside its path: Prefer, paging, what to select and to expand.</summary>
sealed partial class GraphRequest(HttpContext http)
{
    const int LargestPage = 999;

    public IQueryCollection Query => http.Request.Query;

    public bool ImmutableId => Preferences.Any(preference => preference.Equals("IdType=\"ImmutableId\"", StringComparison.OrdinalIgnoreCase));

    /// <summary>UTC unless the request prefers another.</summary>
    public DateTimeZone Zone => Preference("outlook.timezone") is { } name && Zones.Find(name) is { } zone ? zone : DateTimeZone.Utc;

    /// <summary>Items a page.</summary>
    public int Page => Math.Clamp(int.TryParse(Query["$top"], out var top) ? top : int.TryParse(Preference("odata.maxpagesize"), out var size) ? size : 10, 1, LargestPage);

    public int Skip => int.TryParse(Query["$skip"], out var skip) ? skip : 0;

    public string? IfMatch => http.Request.Headers.IfMatch.FirstOrDefault();

    /// <summary>The id of the extended property that is expanded; null with none.</summary>
    public string? ExpandedProperty => ExpandPattern().Match(Query["$expand"].ToString()) is { Success: true } found ? found.Groups[1].Value : null;

    public Instant? Moment(string name) =>
        Query[name].FirstOrDefault() is { } text && OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true, Value: var at } ? at.ToInstant()
        // Without an offset it is UTC.
        : Zones.Local(Query[name].FirstOrDefault())?.InUtc().ToInstant();

    /// <summary>The body; null when it is no object.</summary>
    public async Task<JsonObject?> Body()
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The event as the request wants it: whole or what it selects, with what it expands.</summary>
    public JsonObject Write(Mailbox mailbox, Occurrence occurrence)
    {
        var json = EventJson.Write(mailbox, occurrence, ImmutableId, Zone);
        if (Query["$select"].ToString() is { Length: > 0 } select)
        {
            string[] wanted = ["@odata.etag", "id", .. select.Split(',')];
            foreach (var name in json.Select(property => property.Key).Except(wanted).ToList())
                json.Remove(name);
        }
        if (ExpandedProperty is { } expanded && EventJson.Properties(occurrence.Event, expanded) is { Count: > 0 } properties)
            json["singleValueExtendedProperties"] = properties;
        return json;
    }

    /// <summary>A page of a list, with the link to the next one.</summary>
    public IResult List(IReadOnlyList<JsonObject> all)
    {
        var answer = new JsonObject { ["value"] = new JsonArray([.. all.Skip(Skip).Take(Page)]) };
        if (Skip + Page < all.Count)
        {
            var query = Query.Where(pair => pair.Key != "$skip").SelectMany(pair => pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value!)}"));
            answer["@odata.nextLink"] = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}?{string.Join('&', query)}&$skip={Skip + Page}";
        }
        return Results.Json(answer);
    }

    public static IResult Fault(int status, string code, string message) =>
        Results.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["innerError"] = new JsonObject { ["date"] = "2026-11-01T00:00:00", ["request-id"] = Guid.NewGuid().ToString() } } }, statusCode: status);

    IEnumerable<string> Preferences => http.Request.Headers["Prefer"].SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries));

    string? Preference(string name) =>
        Preferences.FirstOrDefault(preference => preference.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim('"');

    [GeneratedRegex(@"^singleValueExtendedProperties\(\$filter=id eq '([^']+)'\)$")]
    private static partial Regex ExpandPattern();
}
