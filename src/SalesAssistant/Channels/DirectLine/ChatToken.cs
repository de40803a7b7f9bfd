using System.Security.Cryptography;
using System.Text.Json;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Conversations;
using SalesAssistant.Hosting;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>`POST /chat/token`: gives our own page a conversation, a new one or the one its browser remembers, and the means to take part in it.</summary>
static class ChatToken
{
    public static void MapChatToken(this IEndpointRouteBuilder routes)
    {
        var budget = new RequestBudget(routes.ServiceProvider.GetRequiredService<TimeProvider>(), burst: 300, perSecond: 5, mayWait: 0);
        routes.MapPost("/chat/token", (HttpContext http, DirectLineTokens tokens, ConversationLog log, IGrainFactory grains) => Open(http, budget, tokens, log, grains))
            .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    static async Task<IResult> Open(HttpContext http, RequestBudget budget, DirectLineTokens tokens, ConversationLog log, IGrainFactory grains)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.ContentLength > 16 * 1024) return Results.Problem("This is not a request of our chat page.", statusCode: 413);
        ChatPageStart? start;
        try
        {
            start = await http.Request.ReadFromJsonAsync<ChatPageStart>(JsonSerializerOptions.Web, http.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            return Results.Problem("This is not a request of our chat page.", statusCode: 400);
        }

        var known = start?.Resume is { } resume ? (await tokens.ValidateAsync(resume, DirectLineTokenKind.Resume)).Token : null;
        if (known is not null && !await log.GoesOn(known.ConversationId)) known = null;
        if (known is null && !await budget.Take(RequestBudget.AddressOf(http), http.RequestAborted))
        {
            http.Response.Headers.RetryAfter = "10";
            return Results.Problem("Too many chats are being opened from your network.", statusCode: 429);
        }

        // Whoever has agreed to be remembered is the same person in the next conversation; nobody else is.
        var visitor = known is null && start?.Visitor is { } kept ? (await tokens.ValidateAsync(kept, DirectLineTokenKind.Visitor)).Token?.UserId : null;
        if (visitor is not null && !await log.MayRemember(TokenEndpoints.PersonOf(visitor)!)) visitor = null;

        var conversation = known?.ConversationId ?? ConversationIds.New();
        var user = known?.UserId ?? visitor ?? $"{TokenEndpoints.PinnedPrefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";
        await grains.Conversation(conversation).Start(new ConversationStart(
            DirectLineActivities.Channel, user, null,
            VisitorText.Short(start?.Locale, 35), VisitorText.Short(start?.TimeZone, 64), VisitorText.Short(start?.Page?.Url, 2000), VisitorText.Short(start?.Page?.Referrer, 2000), VisitorText.Short(start?.Page?.Campaign, 200), Person: TokenEndpoints.PersonOf(user)));
        return Results.Ok(new
        {
            conversationId = conversation,
            token = tokens.Issue(DirectLineTokenKind.Token, conversation, user),
            userId = user,
            expiresIn = TokenEndpoints.Lifetime,
            resume = tokens.Issue(DirectLineTokenKind.Resume, conversation, user),
            visitor = await log.MayRemember(TokenEndpoints.PersonOf(user)!) ? tokens.Issue(DirectLineTokenKind.Visitor, conversation, user) : null,
        });
    }
}

/// <summary>What the chat page tells when it opens.</summary>
/// <param name="Page">The page that shows the chat.</param>
/// <param name="Resume">The resume token that this browser keeps, if any.</param>
/// <param name="Visitor">The visitor token that this browser keeps since its visitor has agreed to be remembered, if any.</param>
sealed record ChatPageStart(ChatPage? Page, string? Locale, string? TimeZone, string? Resume, string? Visitor);

/// <summary>The page that shows the chat.</summary>
sealed record ChatPage(string? Url, string? Referrer, string? Campaign);
