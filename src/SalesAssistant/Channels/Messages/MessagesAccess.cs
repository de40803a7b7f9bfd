using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Authentication;

namespace SalesAssistant.Channels.Messages;

/// <summary>Who made a request to /api/messages.</summary>
/// <param name="Token">The validated token; null with the development switch, which asks for none.</param>
public sealed record MessagesCaller(ChannelToken? Token);

/// <summary>Who may speak at /api/messages. Whoever may not is told nothing; the log has the reason.</summary>
public sealed class MessagesAccess(MessagesOptions options, ILogger<MessagesAccess> log, ChannelTokens? tokens = null)
{
    /// <summary>Who makes this request; null when nobody who may. The body is not needed for it.</summary>
    public async ValueTask<MessagesCaller?> CallerOf(HttpRequest request)
    {
        if (options.AllowUnauthenticated) return new(Token: null);

        var reading = tokens is not null && TokenIn(request) is { } text ? await tokens.ReadAsync(text, request.HttpContext.RequestAborted) : TokenRefusal.NoToken;
        if (reading.Token is { } token) return new(token);
        // Without an App ID there is nothing to find out: nobody may.
        if (tokens is not null) log.LogWarning("A request to /api/messages was refused: {Refusal}", reading.Refusal);
        return null;
    }

    /// <summary>What to answer instead, when this caller's token does not speak for this activity; null when it does.</summary>
    public IResult? RefuseCaller(HttpContext http, MessagesCaller caller, Activity activity)
    {
        if (caller.Token?.RefusalFor(activity) is not { } refusal) return null;
        log.LogWarning("An activity of channel {Channel} was refused: {Refusal}", activity.ChannelId, refusal);
        return Unauthorized(http);
    }

    /// <summary>What to answer instead, when its sender may not write or could not be answered; null when all is well.</summary>
    public IResult? RefuseSender(HttpContext http, Activity activity, bool expectsReplies)
    {
        if (!IsAllowedTenant(activity))
        {
            log.LogWarning("An activity of channel {Channel} was refused: its tenant is not on the list of BotFramework:AllowedTenants", activity.ChannelId);
            return WireResults.Refuse(403, "Forbidden", "This tenant may not use the bot.");
        }
        // Who takes the replies in the answer needs no address.
        if (expectsReplies || options.Allowed(activity.ServiceUrl) is not null) return null;
        if (string.IsNullOrEmpty(activity.ServiceUrl))
            return WireResults.Refuse(400, ErrorCodes.MissingProperty, "The activity has no 'serviceUrl', so nobody could be answered.");
        log.LogWarning("An activity of channel {Channel} was refused: its serviceUrl is not on the list of BotFramework:AllowedHosts", activity.ChannelId);
        return Unauthorized(http);
    }

    public static IResult Unauthorized(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return WireResults.Refuse(401, "Unauthorized", "This request has no token that the bot accepts.");
    }

    const string Scheme = "Bearer ";

    /// <summary>The token of the one Authorization header; null when there is not one, and not exactly one.</summary>
    static string? TokenIn(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var text = header[Scheme.Length..].Trim(' ');
        return text.Length > 0 ? text : null;
    }

    /// <summary>With a list, every tenant that the activity names must be on it, and it must name one.</summary>
    bool IsAllowedTenant(Activity activity)
    {
        if (options.AllowedTenants.Count == 0) return true;
        string?[] named = [TenantIn(activity.ChannelData), activity.Conversation?.TenantId];
        string[] tenants = [.. named.OfType<string>().Where(tenant => tenant.Length > 0)];
        return tenants.Length > 0 && tenants.All(tenant => options.AllowedTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase));
    }

    static string? TenantIn(JsonElement? channelData) =>
        channelData is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("tenant", out var tenant) && tenant.ValueKind == JsonValueKind.Object
        && tenant.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
