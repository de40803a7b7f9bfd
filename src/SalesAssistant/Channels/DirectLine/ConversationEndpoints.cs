using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>Starting a conversation, and coming back to it.</summary>
static class ConversationEndpoints
{
    public static void MapConversations(this RouteGroupBuilder line)
    {
        line.MapPost("/conversations", Start);
        line.MapGet("/conversations/{conversationId}", Reconnect);
    }

    /// <summary>Starts the token's conversation, or for a server a new one. 201 when it is new, 200 when it had started before.</summary>
    static async Task<IResult> Start(HttpContext http, DirectLineAccess access, DirectLineTokens tokens, ConversationLog log, IGrainFactory grains)
    {
        var (caller, refusal) = await access.Check(http, null);
        if (caller is null) return refusal!;
        var body = await WireBody.Read(http.Request, ActivityJsonContext.Wire.StartConversationParameters, mayBeEmpty: true);
        if (body.Fault is { } fault) return WireResults.Refuse(body.Status, fault);
        var user = body.Value?.User;
        if (TokenEndpoints.Refuse(user) is { } wrong) return wrong;

        var conversation = caller.Token?.ConversationId ?? ConversationIds.New();
        var known = caller.Token is not null && await log.End(conversation) is not null;
        await grains.Conversation(conversation).Start(new ConversationStart(
            DirectLineActivities.Channel,
            VisitorId: caller.Token?.UserId ?? (user?.Id is { Length: > 0 } id ? id : null),
            VisitorName: caller.Token?.UserName ?? VisitorText.Short(user?.Name, TokenEndpoints.LongestId),
            Locale: VisitorText.Short(body.Value?.Locale, 35),
            Person: TokenEndpoints.PersonOf(caller.Token?.UserId)));

        var pinned = caller.Token is null && user?.Id?.StartsWith(TokenEndpoints.PinnedPrefix, StringComparison.Ordinal) == true;
        var token = caller.Token is { } given
            ? TokenEndpoints.Renew(tokens, given)
            : tokens.Issue(DirectLineTokenKind.Token, conversation, pinned ? user!.Id : null, pinned ? VisitorText.Short(user!.Name, TokenEndpoints.LongestId) : null);
        return await Answer(http, tokens, token, conversation, "-", known ? 200 : 201);
    }

    /// <summary>
    /// A new token and a new stream for a conversation that goes on. What came after the watermark is sent again; without a
    /// watermark only what is new.
    /// </summary>
    static async Task<IResult> Reconnect(string conversationId, string? watermark, HttpContext http, DirectLineAccess access, DirectLineTokens tokens, ConversationLog log)
    {
        var (caller, refusal) = await access.Check(http, conversationId);
        if (caller is null) return refusal!;
        if (!Watermark.TryParse(watermark, out _)) return ActivityEndpoints.BadWatermark();
        if (await log.End(conversationId) is not { } last) return NotFound(conversationId);

        var token = caller.Token is { } given ? TokenEndpoints.Renew(tokens, given) : tokens.Issue(DirectLineTokenKind.Token, conversationId);
        return await Answer(http, tokens, token, conversationId, string.IsNullOrEmpty(watermark) ? last.ToString() : watermark, 200);
    }

    public static IResult NotFound(string conversationId) =>
        WireResults.Refuse(404, ErrorCodes.ConversationNotFound, $"There is no conversation '{(conversationId.Length > 64 ? conversationId[..64] : conversationId)}'.");

    static async Task<IResult> Answer(HttpContext http, DirectLineTokens tokens, string token, string conversationId, string watermark, int status)
    {
        var issued = (await tokens.ValidateAsync(token, DirectLineTokenKind.Token)).Token!;
        var scheme = http.Request.IsHttps ? "wss" : "ws";
        return WireResults.Ok(
            new StartConversationResponse
            {
                ConversationId = conversationId,
                Token = token,
                ExpiresIn = TokenEndpoints.Lifetime,
                StreamUrl = $"{scheme}://{http.Request.Host.ToUriComponent()}{http.Request.PathBase}/v3/directline/conversations/{Uri.EscapeDataString(conversationId)}/stream"
                    + $"?watermark={Uri.EscapeDataString(watermark)}&t={Uri.EscapeDataString(tokens.IssueStreamTicket(issued))}",
            },
            ActivityJsonContext.Wire.StartConversationResponse,
            status);
    }
}
