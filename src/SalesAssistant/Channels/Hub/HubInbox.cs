using System.Text.Json;
using SalesAssistant.BotFramework.Activities;
using SalesAssistant.Conversations;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Channels.Hub;

/// <summary>
/// What the engagement hub says: how a handoff stands, and its people's words. It names our own id of the conversation, which no
/// channel's activity can have. Nothing it says is refused; what can't be understood is logged.
/// </summary>
public sealed class HubInbox(EngagementHub hub, ConversationLog conversations, IGrainFactory grains, ILogger<HubInbox> log)
{
    /// <summary>Takes what comes from the hub.</summary>
    /// <returns>False when it comes from somebody else.</returns>
    public async Task<bool> Take(Activity activity)
    {
        if (activity.Type == ActivityTypes.Event && string.Equals(activity.Name, HandoffEventNames.HandoffStatus, StringComparison.OrdinalIgnoreCase))
        {
            await Note(activity);
            return true;
        }
        if (activity.Type != ActivityTypes.Message || !await IsOurs(activity)) return false;
        var conversation = activity.Conversation!.Id!;
        var text = VisitorText.Clean(activity.Text ?? "").Trim();
        var said = text.Length > 0 && await grains.Conversation(conversation).ReplyFromHub(text, string.IsNullOrEmpty(activity.Id) ? null : activity.Id);
        if (!said) log.LogWarning("The hub's message for conversation {Conversation} was not passed on: it has no text, or the hub does not have the conversation", conversation);
        return true;
    }

    async Task Note(Activity activity)
    {
        var named = activity.Value is { ValueKind: JsonValueKind.Object } value
            ? value.EnumerateObject().FirstOrDefault(field => field.Name.Equals("state", StringComparison.OrdinalIgnoreCase)).Value
            : default;
        var state = named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        HubState? known = state?.ToLowerInvariant() switch
        {
            "accepted" => HubState.Accepted,
            "failed" => HubState.Failed,
            "completed" => HubState.Completed,
            _ => null,
        };
        if (known is null)
            log.LogWarning("A handoff.status has the state {State}, which is not known; it is left at that", VisitorText.Short(state, 40) ?? "(none)");
        else if (!await IsOurs(activity))
            log.LogWarning("A handoff.status names a conversation that is not known, or there is no hub; it is left at that");
        else if (!await grains.Conversation(activity.Conversation!.Id!).TakeHubStatus(known.Value))
            log.LogWarning("A handoff.status {State} does not fit conversation {Conversation} as it stands; it is left at that", known, activity.Conversation.Id);
    }

    async Task<bool> IsOurs(Activity activity) =>
        hub.Address is not null && activity.Conversation?.Id is { } id && ConversationIds.IsOne(id) && await conversations.End(id) is not null;
}
