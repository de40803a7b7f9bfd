using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Connector;
using SalesAssistant.Channels.Hub;

namespace SalesAssistant.Channels.Messages;

/// <summary>
/// Takes what a channel says. Answers as soon as it is durable, long before the assistant has answered: channels wait 15 seconds
/// and then send it again.
/// </summary>
public sealed class MessagesEndpoint(MessagesAccess access, ChannelConversations conversations, ChannelReplies replies, ChannelEvents events, CardInvokes invokes, HubInbox hub)
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
        if (access.RefuseCaller(http, caller, activity) is { } stranger) return stranger;
        // The hub is answered at its own address, so it need not give one.
        if (await hub.Take(activity)) return Nothing(expectsReplies);
        if (access.RefuseSender(http, activity, expectsReplies) is { } refusal) return refusal;

        return activity.Type switch
        {
            ActivityTypes.Message => await Hear(activity, caller, expectsReplies, http),
            ActivityTypes.ConversationUpdate => await Greet(activity, caller, expectsReplies),
            ActivityTypes.Invoke when activity.Name == InvokeNames.AdaptiveCardAction => await invokes.Take(activity, caller, expectsReplies, http.RequestAborted),
            ActivityTypes.Invoke when RatingActivity.Is(activity) => await Rate(activity),
            ActivityTypes.Invoke => Results.StatusCode(StatusCodes.Status501NotImplemented),
            _ => await Note(activity, caller, expectsReplies),
        };
    }

    /// <summary>What is said among others and not to the bot is none of its business: it is not even kept.</summary>
    async Task<IResult> Hear(Activity activity, MessagesCaller caller, bool expectsReplies, HttpContext http)
    {
        if (!ChannelConversations.IsForBot(activity)) return Nothing(expectsReplies);
        activity.RemoveRecipientMention();
        var message = conversations.MessageOf(activity, IncomingActivity.Of(activity), caller, expectsReplies);
        if (expectsReplies) return Replies(await replies.To(ChannelConversations.IdOf(activity), message, http.RequestAborted));
        await conversations.Of(activity).Receive(message);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// Somebody joined: the visitor is greeted, once, however often channels say so. The bot's own joining is not somebody, and among several
    /// people nobody is greeted who has not asked.
    /// </summary>
    async Task<IResult> Greet(Activity activity, MessagesCaller caller, bool expectsReplies)
    {
        if (ChannelConversations.Joined(activity) is null || ConversationTypes.IsGroup(activity.Conversation)) return Nothing(expectsReplies);
        await conversations.Of(activity).Start(conversations.StartOf(activity, caller, expectsReplies));
        return expectsReplies ? Replies(await replies.Owed(ChannelConversations.IdOf(activity))) : Results.StatusCode(StatusCodes.Status202Accepted);
    }

    /// <summary>Teams shows a visitor that the thumb was taken when the answer is empty. A thumb on what can't be rated is taken too, and left at that.</summary>
    async Task<IResult> Rate(Activity activity)
    {
        if (RatingActivity.Read(activity, null, activity.From!.Id!) is not { Message.Length: > 0 and <= LongestId } given)
            return WireResults.Refuse(400, ErrorCodes.BadArgument, "The invoke's value is no feedback on a message.");
        await conversations.Of(activity).Rate(given);
        return Results.Ok();
    }

    async Task<IResult> Note(Activity activity, MessagesCaller caller, bool expectsReplies)
    {
        await events.Take(activity, caller, expectsReplies);
        return expectsReplies ? Replies(await replies.Owed(ChannelConversations.IdOf(activity))) : Nothing(expectsReplies);
    }

    static IResult Nothing(bool expectsReplies) => expectsReplies ? Replies([]) : Results.StatusCode(StatusCodes.Status202Accepted);

    static IResult Replies(IReadOnlyList<Activity> activities) =>
        WireResults.Ok(new ExpectedReplies { Activities = [.. activities] }, ActivityJsonContext.Wire.ExpectedReplies);

    const int LongestId = ChannelConversations.LongestId;
    const int LongestConversationId = 1000;
}
