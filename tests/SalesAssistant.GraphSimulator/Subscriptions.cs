using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace SalesAssistant.GraphSimulator;

/// <summary>Who wants to hear of changes: subscriptions with their handshake, and the notifications that they bring.</summary>
sealed class Subscriptions(Mailboxes mailboxes, Faults faults, TimeProvider clock) : IDisposable
{
    static readonly Duration Longest = Duration.FromMinutes(10080);
    static readonly Duration Shortest = Duration.FromMinutes(45);
    const int Tries = 3;

    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    readonly Lock gate = new();
    readonly Dictionary<string, Subscription> all = [];
    Task sending = Task.CompletedTask;

    sealed record Subscription(string Id, string Resource, string User, HashSet<string> Kinds, Uri Url, Uri? LifecycleUrl, string? ClientState, Instant Expires);

    Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>Those that stand: id, mailbox, until when.</summary>
    public IReadOnlyList<(string Id, string User, Instant Expires)> All
    {
        get
        {
            lock (gate)
                return [.. all.Values.Select(one => (one.Id, one.User, one.Expires))];
        }
    }

    /// <summary>Tells of the life of a mailbox's subscriptions; what is removed is gone before that.</summary>
    public void Live(string user, string what)
    {
        lock (gate)
            foreach (var one in all.Values.Where(one => one.User.Equals(user, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                if (what == "subscriptionRemoved")
                    all.Remove(one.Id);
                if (one.LifecycleUrl is { } url)
                    sending = Send(sending, url, new JsonObject
                    {
                        ["subscriptionId"] = one.Id,
                        ["subscriptionExpirationDateTime"] = InstantPattern.ExtendedIso.Format(one.Expires),
                        ["clientState"] = one.ClientState,
                        ["resource"] = one.Resource,
                        ["lifecycleEvent"] = what,
                    }, 1);
            }
    }

    public void Map(IEndpointRouteBuilder graph)
    {
        mailboxes.Changed = Notify;
        graph.MapPost("/subscriptions", async (HttpContext context) => await new GraphRequest(context).Body() is { } body ? await Subscribe(body) : Bad("Unable to read JSON request payload."));
        graph.MapGet("/subscriptions", () => { lock (gate) return Results.Json(new JsonObject { ["value"] = new JsonArray([.. all.Values.Select(one => (JsonNode)Write(one))]) }); });
        graph.MapGet("/subscriptions/{id}", (string id) => { lock (gate) return all.TryGetValue(id, out var one) ? Results.Json(Write(one)) : NotFound; });
        graph.MapPatch("/subscriptions/{id}", async (string id, HttpContext context) => await new GraphRequest(context).Body() is { } body ? Renew(id, body) : Bad("Unable to read JSON request payload."));
        graph.MapDelete("/subscriptions/{id}", (string id) => { lock (gate) return all.Remove(id) ? Results.StatusCode(204) : NotFound; });
    }

    async Task<IResult> Subscribe(JsonObject body)
    {
        var resource = body["resource"]?.GetValue<string>().Trim('/');
        if (resource?.Split('/') is not ["users", var user, "events"] || mailboxes.Find(user) is null)
            return Bad("Resource is not supported.");
        if (!Uri.TryCreate(body["notificationUrl"]?.GetValue<string>(), UriKind.Absolute, out var url) || !(url.Scheme == "https" || url.IsLoopback))
            return Bad("notificationUrl must be an https address.");
        if (Expiration(body) is not { } expires)
            return Bad("Subscription expiration can only be 10080 minutes in the future.");
        var lifecycle = body["lifecycleNotificationUrl"]?.GetValue<string>() is { } address ? new Uri(address) : null;
        foreach (var validated in new[] { url, lifecycle })
            if (validated is not null && !await Validate(validated))
                return Bad($"Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request: {validated}");
        lock (gate)
        {
            if (all.Values.Any(one => one.Resource == resource && one.Url == url && one.Expires > Now))
                return GraphRequest.Fault(409, "ExtensionError", "Subscription with the same resource and notificationUrl exists.");
            var made = new Subscription(Guid.NewGuid().ToString(), resource, user, [.. (body["changeType"]?.GetValue<string>() ?? "").Split(',', StringSplitOptions.TrimEntries)], url, lifecycle, body["clientState"]?.GetValue<string>(), expires);
            all[made.Id] = made;
            return Results.Json(Write(made), statusCode: 201);
        }
    }

    IResult Renew(string id, JsonObject body)
    {
        lock (gate)
        {
            if (!all.TryGetValue(id, out var known))
                return NotFound;
            if (Expiration(body) is not { } expires)
                return Bad("Subscription expiration can only be 10080 minutes in the future.");
            all[id] = known with { Expires = expires };
            return Results.Json(Write(all[id]));
        }
    }

    /// <summary>The time that is asked for, raised to the shortest there is; null when it is too late or can't be read.</summary>
    Instant? Expiration(JsonObject body)
    {
        var now = Now;
        return OffsetDateTimePattern.Rfc3339.Parse(body["expirationDateTime"]?.GetValue<string>() ?? "") is { Success: true, Value: var at } && at.ToInstant() <= now + Longest
            ? Instant.Max(at.ToInstant(), now + Shortest)
            : null;
    }

    async Task<bool> Validate(Uri url)
    {
        var token = $"Validation: {Guid.NewGuid()}";
        try
        {
            using var answer = await http.PostAsync(new Uri($"{url}{(url.Query.Length > 0 ? '&' : '?')}validationToken={Uri.EscapeDataString(token)}"), new StringContent(""));
            return answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "text/plain" && await answer.Content.ReadAsStringAsync() == token;
        }
        catch (Exception none) when (none is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>One after the other, beside the requests that bring them.</summary>
    void Notify(Mailbox mailbox, MailboxEvent changed, string what)
    {
        var now = Now;
        var tag = EventJson.Tag(changed);
        lock (gate)
            foreach (var one in all.Values.Where(one => one.Expires > now && one.Kinds.Contains(what) && one.User.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase)))
                sending = Send(sending, one.Url, new JsonObject
                {
                    ["subscriptionId"] = one.Id,
                    ["subscriptionExpirationDateTime"] = InstantPattern.ExtendedIso.Format(one.Expires),
                    ["changeType"] = what,
                    ["clientState"] = one.ClientState,
                    ["resource"] = $"{one.Resource}/{changed.Id}",
                    ["resourceData"] = new JsonObject { ["@odata.type"] = "#Microsoft.Graph.Event", ["@odata.id"] = $"{one.Resource}/{changed.Id}", ["@odata.etag"] = tag, ["id"] = changed.Id },
                }, faults.TakeDuplicate() ? 2 : 1);
    }

    async Task Send(Task before, Uri to, JsonObject notification, int times)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var body = new JsonObject { ["value"] = new JsonArray(notification) }.ToJsonString();
        for (var i = 0; i < times; i++)
            for (var tries = 0; tries < Tries && !await Deliver(); tries++)
                await Task.Delay(50);

        async Task<bool> Deliver()
        {
            try
            {
                using var answer = await http.PostAsync(to, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
                return answer.IsSuccessStatusCode;
            }
            catch (Exception none) when (none is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    static JsonObject Write(Subscription one) => new()
    {
        ["id"] = one.Id,
        ["resource"] = one.Resource,
        ["changeType"] = string.Join(',', one.Kinds),
        ["notificationUrl"] = one.Url.ToString(),
        ["expirationDateTime"] = InstantPattern.ExtendedIso.Format(one.Expires),
    };

    static IResult Bad(string message) => GraphRequest.Fault(400, "InvalidRequest", message);
    static IResult NotFound => GraphRequest.Fault(404, "ResourceNotFound", "The object was not found.");

    public void Dispose() => http.Dispose();
}
