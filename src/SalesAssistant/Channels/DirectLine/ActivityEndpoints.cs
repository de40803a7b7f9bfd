using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.BotFramework.DirectLine;
using SalesAssistant.Conversations;
using SalesAssistant.Conversations.Files;

namespace SalesAssistant.Channels.DirectLine;

/// <summary>Sending activities, and reading them by asking again and again.</summary>
static class ActivityEndpoints
{
    /// <summary>Activities in one answer to a client that asks for what is new.</summary>
    const int PageSize = 1000;

    public static void MapActivities(this RouteGroupBuilder line)
    {
        line.MapGet("/conversations/{conversationId}/activities", Read);
        line.MapPost("/conversations/{conversationId}/activities", Post);
    }

    static async Task<IResult> Read(
        string conversationId, string? watermark, HttpContext http, DirectLineAccess access, ConversationLog log, DirectLineActivities activities)
    {
        var (caller, refusal) = await access.Check(http, conversationId);
        if (caller is null) return refusal!;
        if (!Watermark.TryParse(watermark, out var after)) return BadWatermark();

        var (messages, through) = await log.After(conversationId, after, PageSize);
        if (messages.Count == 0 && await log.End(conversationId) is null) return ConversationEndpoints.NotFound(conversationId);
        var site = SiteOf(http.Request);
        return WireResults.Ok(
            new ActivitySet { Activities = [.. messages.Select(read => activities.Of(read.Message, site))], Watermark = through.ToString() },
            ActivityJsonContext.Wire.ActivitySet);
    }

    static async Task<IResult> Post(string conversationId, HttpContext http, DirectLineAccess access, ConversationLog log, IGrainFactory grains)
    {
        var (caller, refusal) = await access.Check(http, conversationId);
        if (caller is null) return refusal!;
        var body = await WireBody.Read(http.Request, ActivityJsonContext.Wire.Activity);
        if (body.Fault is { } fault) return WireResults.Refuse(body.Status, fault);
        return await Accept(conversationId, body.Value!, [], caller, log, grains);
    }

    /// <summary>A message is kept and answered, an end ends the conversation, anything else is taken and left at that. Answers once it is durable.</summary>
    /// <param name="files">What came with it: stored already, and the activity's last attachments.</param>
    public static async Task<IResult> Accept(
        string conversationId, Activity activity, IReadOnlyList<MessageFile> files, DirectLineCaller caller, ConversationLog log, IGrainFactory grains)
    {
        if (string.IsNullOrEmpty(activity.Type))
            return WireResults.Refuse(400, ErrorCodes.MissingProperty, "The activity has no 'type'.");
        if (TokenEndpoints.Refuse(activity.From) is { } refusal) return refusal;
        // A server may name any conversation; a client's token was made for this one.
        if (caller.Token is null && await log.End(conversationId) is null) return ConversationEndpoints.NotFound(conversationId);
        if (RatingActivity.Is(activity)) return await Rate(conversationId, activity, caller, grains);
        if (activity.Type == ActivityTypes.Typing) await grains.Conversation(conversationId).NoteTyping();
        if (activity.Type is not (ActivityTypes.Message or ActivityTypes.EndOfConversation)) return Taken($"{conversationId}|{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

        var incoming = IncomingActivity.Of(activity);
        var from = new ChannelAccount
        {
            Id = caller.Token?.UserId ?? (activity.From?.Id is { Length: > 0 } id ? id : "user"),
            Name = caller.Token?.UserName ?? VisitorText.Short(activity.From?.Name, TokenEndpoints.LongestId),
            Role = RoleTypes.User,
        };
        var message = new IncomingMessage(
            ClientIdOf(activity),
            incoming.Text,
            incoming.Action,
            DirectLineActivities.Kept(activity, from),
            new ConversationStart(DirectLineActivities.Channel, from.Id, from.Name, VisitorText.Short(activity.Locale, 35), Person: TokenEndpoints.PersonOf(caller.Token?.UserId)),
            MessageFile.Write(files));
        var conversation = grains.Conversation(conversationId);
        var received = activity.Type == ActivityTypes.EndOfConversation ? await conversation.End(message) : await conversation.Receive(message);
        return received is not null
            ? Taken(DirectLineActivities.IdOf(conversationId, received.Sequence))
            : WireResults.Refuse(400, "ConversationEnded", "The conversation has ended; what was said in it can still be read.");
    }

    static async Task<IResult> Rate(string conversationId, Activity activity, DirectLineCaller caller, IGrainFactory grains)
    {
        var by = caller.Token?.UserId ?? (activity.From?.Id is { Length: > 0 } id ? id : "user");
        return DirectLineActivities.SequenceOf(conversationId, activity.ReplyToId) is { } sequence && RatingActivity.Read(activity, sequence, by) is { } given
            && await grains.Conversation(conversationId).Rate(given)
            ? Taken($"{conversationId}|{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}")
            : WireResults.Refuse(400, ErrorCodes.BadArgument, "Only an answer of the assistant can be rated: 'replyToId' names it, and 'value' is {actionName: 'feedback', actionValue: {reaction, feedback}}.");
    }

    public static IResult BadWatermark() => WireResults.Refuse(400, ErrorCodes.BadArgument, "The watermark is none of this conversation's.");

    /// <summary>Our address as this client knows it.</summary>
    public static Uri SiteOf(HttpRequest request) => new($"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase}/");

    static IResult Taken(string id) => WireResults.Ok(new ResourceResponse { Id = id }, ActivityJsonContext.Wire.ResourceResponse);

    /// <summary>What the client calls its message, so that one that is sent again is known. It is compared, so a long one is kept by its hash.</summary>
    static string? ClientIdOf(Activity activity)
    {
        if (activity.ChannelData is not { ValueKind: JsonValueKind.Object } data
            || !data.TryGetProperty("clientActivityID", out var given) || given.ValueKind != JsonValueKind.String
            || given.GetString() is not { Length: > 0 } id) return null;
        return VisitorText.IsId(id, 100) ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
