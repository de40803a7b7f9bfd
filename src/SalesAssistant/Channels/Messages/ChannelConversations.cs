using SalesAssistant.BotFramework.Activities;
using SalesAssistant.BotFramework.Authentication;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.Messages;

/// <summary>Which of our conversations a channel's activity belongs to, and what it says about it.</summary>
public sealed class ChannelConversations(ChannelDelivery delivery, MessagesOptions options, IGrainFactory grains)
{
    /// <summary>The longest id of a person or a message, in characters.</summary>
    public const int LongestId = 300;

    /// <summary>Our id. Each thread of a channel in Teams has an id of its own (`;messageid=`), so it is a conversation of its own.</summary>
    public static string IdOf(Activity activity) => ConversationIds.For(activity.ChannelId!, activity.Conversation!.Id!);

    public IConversationGrain Of(Activity activity) => grains.Conversation(IdOf(activity));

    /// <summary>Who joined beside the bot itself; null for nobody. Members may have no more than an id.</summary>
    public static ChannelAccount? Joined(Activity activity) =>
        activity.MembersAdded?.FirstOrDefault(member => member?.Id is { Length: > 0 } id && id != activity.Recipient?.Id);

    /// <summary>Among several people the bot is spoken to only when it is named; a press on its card is always meant for it.</summary>
    public static bool IsForBot(Activity activity) =>
        !ConversationTypes.IsGroup(activity.Conversation)
        || activity.Type == ActivityTypes.Invoke
        || activity.Entities?.Any(entity => entity?.AsMention()?.Mentioned.Id is { } id && id == activity.Recipient?.Id) == true
        || (activity.Value is { } value && IncomingActivity.Press(value, null) is not null);

    /// <summary>What the activity says about its conversation. From here on replies go where it came from.</summary>
    /// <param name="caller">Who brought it, for what is known of its service URL.</param>
    /// <param name="expectsReplies">Replies are given in the answers to the channel's own requests.</param>
    public ConversationStart StartOf(Activity activity, MessagesCaller caller, bool expectsReplies)
    {
        // A person who joins is not always the one who tells it: then the channel itself does.
        var visitor = (activity.Type == ActivityTypes.ConversationUpdate ? Joined(activity) : null) ?? activity.From!;
        var reference = activity.GetConversationReference();
        reference.User = visitor;
        reference.ActivityId = null;
        if (expectsReplies) reference.ServiceUrl = null;
        // What is owed after a restart goes out with a token only if the proof was kept.
        else if (caller.Token?.ServiceUrlTrust == ServiceUrlTrust.TokenVerified) reference.ServiceUrlVerifiedFor = options.Tokens!.AppId;
        delivery.Know(IdOf(activity), reference);
        return new ConversationStart(
            activity.ChannelId!,
            VisitorId: VisitorText.Short(visitor.Id, LongestId),
            VisitorName: VisitorText.Short(visitor.Name, LongestId),
            Locale: VisitorText.Short(activity.Locale, 35),
            TimeZone: VisitorText.Short(activity.LocalTimezone, 64),
            Reference: ActivityJson.WriteText(reference, ActivityJsonContext.Wire.ConversationReference),
            Person: PersonOf(activity, visitor));
    }

    /// <summary>
    /// Who the visitor is in Microsoft Entra ID: Teams writes it into the activity, which only Teams can send. In a group what one has told is not
    /// for the others; other channels' ids are the bot's own for one conversation.
    /// </summary>
    static string? PersonOf(Activity activity, ChannelAccount visitor) =>
        activity.ChannelId == ChannelIds.Msteams && !ConversationTypes.IsGroup(activity.Conversation)
        && VisitorText.IsId(visitor.AadObjectId, LongestId) && VisitorText.IsId(activity.Conversation?.TenantId, LongestId)
            ? $"{ChannelIds.Msteams} {activity.Conversation!.TenantId} {visitor.AadObjectId}"
            : null;

    /// <summary>The activity as a message of the visitor.</summary>
    /// <param name="said">What it says.</param>
    internal IncomingMessage MessageOf(Activity activity, IncomingActivity said, MessagesCaller caller, bool expectsReplies) => new(
        string.IsNullOrEmpty(activity.Id) ? null : activity.Id, said.Text, said.Action, null, StartOf(activity, caller, expectsReplies),
        Card: said.Action is not null && VisitorText.IsId(activity.ReplyToId, LongestId) ? activity.ReplyToId : null);
}
