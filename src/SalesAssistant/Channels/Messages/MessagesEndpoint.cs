using System.Text;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.Messages;

/// <summary>
/// Takes what a channel says. Answers as soon as it is durable, long before the assistant has answered: channels wait 15 seconds
/// and then send it again.
/// </summary>
public sealed class MessagesEndpoint(MessagesAccess access, MessagesOptions options, ChannelReplies replies, ChannelDelivery delivery, IGrainFactory grains)
{
    public async Task<IResult> Take(HttpContext http)
    {
        if (await access.CallerOf(http.Request) is not { } caller) return MessagesAccess.Unauthorized(http);

        var body = await WireBody.Read(http.Request, ActivityJsonContext.Wire.Activity);
        if (body.Fault is { } fault) return WireResults.Refuse(body.Status, fault);
        var activity = body.Value!;
        if (ActivityValidation.Check(activity) is { } missing) return WireResults.Refuse(400, missing);
        if (!(activity.Id is null or "" || VisitorText.IsId(activity.Id, LongestId)) || !VisitorText.IsId(activity.ChannelId, 100)
            || !VisitorText.IsId(activity.Conversation!.Id, LongestConversationId) || !VisitorText.IsId(activity.From!.Id, LongestId))
            return WireResults.Refuse(400, ErrorCodes.BadArgument, "An id of the activity is longer than any channel's, or has control characters.");

        // What came with the request says nothing about who called.
        activity.CallerId = null;
        var expectsReplies = activity.DeliveryMode == DeliveryModes.ExpectReplies;
        if (access.Refuse(http, caller, activity, expectsReplies) is { } refusal) return refusal;

        return activity.Type switch
        {
            ActivityTypes.Message => await Hear(activity, caller, expectsReplies, http),
            ActivityTypes.ConversationUpdate => await Greet(activity, caller, expectsReplies),
            ActivityTypes.Invoke => Results.StatusCode(StatusCodes.Status501NotImplemented),
            // Whatever else there is, and whatever there will be, is not refused.
            _ => Nothing(expectsReplies),
        };
    }

    async Task<IResult> Hear(Activity activity, MessagesCaller caller, bool expectsReplies, HttpContext http)
    {
        activity.RemoveRecipientMention();
        var incoming = IncomingActivity.Of(activity);
        var conversation = IdOf(activity);
        var message = new IncomingMessage(string.IsNullOrEmpty(activity.Id) ? null : activity.Id, incoming.Text, incoming.Action, null, StartOf(activity, caller, conversation, expectsReplies));
        if (expectsReplies) return Replies(await replies.To(conversation, message, http.RequestAborted));
        await Grain(conversation).Receive(message);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>Somebody joined: the visitor is greeted, once, however often channels say so. The bot's own joining is not somebody.</summary>
    async Task<IResult> Greet(Activity activity, MessagesCaller caller, bool expectsReplies)
    {
        var joined = activity.MembersAdded?.Any(member => member?.Id is { } id && id != activity.Recipient?.Id) == true;
        if (!joined) return Nothing(expectsReplies);
        var conversation = IdOf(activity);
        await Grain(conversation).Start(StartOf(activity, caller, conversation, expectsReplies));
        return expectsReplies ? Replies(await replies.Owed(conversation)) : Results.StatusCode(StatusCodes.Status202Accepted);
    }

    static IResult Nothing(bool expectsReplies) => expectsReplies ? Replies([]) : Results.StatusCode(StatusCodes.Status202Accepted);

    static IResult Replies(IReadOnlyList<Activity> activities) =>
        WireResults.Ok(new ExpectedReplies { Activities = [.. activities] }, ActivityJsonContext.Wire.ExpectedReplies);

    static string IdOf(Activity activity) => ConversationIds.For(activity.ChannelId!, activity.Conversation!.Id!);

    ConversationStart StartOf(Activity activity, MessagesCaller caller, string conversationId, bool expectsReplies)
    {
        // A person who joins is not always the one who tells it: then the channel itself does.
        var visitor = activity.Type == ActivityTypes.ConversationUpdate ? activity.MembersAdded!.First(member => member?.Id is { } id && id != activity.Recipient?.Id) : activity.From!;
        var reference = activity.GetConversationReference();
        reference.User = visitor;
        reference.ActivityId = null;
        if (expectsReplies) reference.ServiceUrl = null;
        // What is owed after a restart goes out with a token only if the proof was kept.
        else if (caller.Token?.ServiceUrlTrust == ServiceUrlTrust.TokenVerified) reference.ServiceUrlVerifiedFor = options.Tokens!.AppId;
        delivery.Know(conversationId, reference);
        return new ConversationStart(
            activity.ChannelId!,
            VisitorId: VisitorText.Short(visitor.Id, LongestId),
            VisitorName: VisitorText.Short(visitor.Name, LongestId),
            Locale: VisitorText.Short(activity.Locale, 35),
            TimeZone: VisitorText.Short(activity.LocalTimezone, 64),
            Reference: Encoding.UTF8.GetString(ActivityJson.Write(reference, ActivityJsonContext.Wire.ConversationReference)));
    }

    const int LongestId = 300;
    const int LongestConversationId = 1000;

    IConversationGrain Grain(string conversationId) => grains.GetGrain<IConversationGrain>(conversationId);
}
