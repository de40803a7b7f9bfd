using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations;

namespace SalesAssistant.Channels.Messages;

/// <summary>
/// What happens in a channel beside messages: edits, deletions, reactions, typing, installation, the end. Whatever else there is, and whatever
/// there will be, is taken and left at that.
/// </summary>
public sealed class ChannelEvents(ChannelConversations conversations)
{
    /// <summary>Under which name what is owed to somebody who removed the bot is settled.</summary>
    public const string Uninstalled = "BotUninstalled";

    public Task Take(Activity activity, MessagesCaller caller, bool expectsReplies) => activity.Type switch
    {
        ActivityTypes.MessageUpdate or ActivityTypes.MessageDelete => Amend(activity),
        ActivityTypes.MessageReaction => React(activity),
        ActivityTypes.InstallationUpdate => Install(activity, caller, expectsReplies),
        ActivityTypes.EndOfConversation => conversations.Of(activity).EndByVisitor(),
        ActivityTypes.Typing => conversations.Of(activity).NoteTyping(),
        _ => Task.CompletedTask,
    };

    /// <summary>In Teams the kind of change stands in channelData; elsewhere the type says it all.</summary>
    async Task Amend(Activity activity)
    {
        if (!VisitorText.IsId(activity.Id, ChannelConversations.LongestId)) return;
        var isDeleted = EventTypeOf(activity) switch
        {
            "softDeleteMessage" => true,
            "editMessage" or "undeleteMessage" => false,
            _ => activity.Type == ActivityTypes.MessageDelete,
        };
        if (!isDeleted && activity.Text is null) return;
        activity.RemoveRecipientMention();
        await conversations.Of(activity).Amend(new Amendment(activity.Id!, isDeleted ? null : VisitorText.Clean(activity.Text!)));
    }

    static string? EventTypeOf(Activity activity) =>
        activity.ChannelData is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("eventType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>The specification has the message's id in `id`, Teams in `replyToId`, where `id` is the event's own.</summary>
    async Task React(Activity activity)
    {
        var target = string.IsNullOrEmpty(activity.ReplyToId) ? activity.Id : activity.ReplyToId;
        if (!VisitorText.IsId(target, ChannelConversations.LongestId)) return;
        var (added, removed) = (TypesOf(activity.ReactionsAdded), TypesOf(activity.ReactionsRemoved));
        if (added.Count + removed.Count > 0) await conversations.Of(activity).React(new MessageReactions(target!, added, removed, activity.From!.Id!));
    }

    static List<string> TypesOf(List<MessageReaction>? reactions) =>
        [.. (reactions ?? []).Select(reaction => VisitorText.Short(reaction?.Type, LongestType)).OfType<string>().Distinct().Take(MostTypes)];

    const int LongestType = 40;
    const int MostTypes = 10;

    /// <summary>Also `add-upgrade` and `remove-upgrade`. Among several people nobody is greeted who has not asked.</summary>
    async Task Install(Activity activity, MessagesCaller caller, bool expectsReplies)
    {
        var conversation = conversations.Of(activity);
        if (activity.Action?.StartsWith("remove", StringComparison.OrdinalIgnoreCase) == true)
        {
            await conversation.GiveUp(Uninstalled);
        }
        else if (activity.Action?.StartsWith("add", StringComparison.OrdinalIgnoreCase) == true)
        {
            await conversation.Reach();
            if (!ConversationTypes.IsGroup(activity.Conversation)) await conversation.Start(conversations.StartOf(activity, caller, expectsReplies));
        }
    }
}
