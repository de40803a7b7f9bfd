namespace SalesAssistant.BotFramework.Activities;

/// <summary>Tells whether an activity that came from a channel has what every activity must have.</summary>
public static class ActivityValidation
{
    /// <summary>
    /// Null when the activity can be handled, otherwise an error that names the missing field. A missing recipient is
    /// tolerated; the service URL is not looked at, since it is verified together with the request's token.
    /// </summary>
    public static Error? Check(Activity activity)
    {
        if (string.IsNullOrEmpty(activity.Type)) return Missing("type");
        if (string.IsNullOrEmpty(activity.ChannelId)) return Missing("channelId");
        if (string.IsNullOrEmpty(activity.Conversation?.Id)) return Missing("conversation.id");
        if (string.IsNullOrEmpty(activity.From?.Id)) return Missing("from.id");
        if (NeedsName(activity.Type) && string.IsNullOrEmpty(activity.Name)) return Missing("name");
        return null;
    }

    static bool NeedsName(string type) =>
        type is ActivityTypes.Event or ActivityTypes.Invoke or ActivityTypes.Command or ActivityTypes.CommandResult;

    static Error Missing(string field) =>
        new() { Code = ErrorCodes.MissingProperty, Message = $"The activity has no '{field}'." };
}
