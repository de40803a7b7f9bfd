namespace SalesAssistant.BotFramework.Activities;

/// <summary>What the SDK's activity can do by itself.</summary>
public static class ActivityExtensions
{
    /// <summary>What to store in order to speak into this activity's conversation later. The sender is the user.</summary>
    public static ConversationReference GetConversationReference(this Activity activity) => new()
    {
        ActivityId = activity.Id,
        User = activity.From,
        Bot = activity.Recipient,
        Conversation = activity.Conversation,
        ChannelId = activity.ChannelId,
        ServiceUrl = activity.ServiceUrl,
        Locale = activity.Locale,
    };

    /// <summary>A message that answers this activity: addressed back, with the text as plain text. It has no id: the channel gives one.</summary>
    public static Activity CreateReply(this Activity activity, string? text = null)
    {
        var reply = activity.GetConversationReference().CreateActivity(ActivityTypes.Message);
        reply.Text = text;
        reply.TextFormat = text is null ? null : TextFormatTypes.Plain;
        return reply;
    }

    /// <summary>An activity from the bot into the referenced conversation, answering the activity that the reference names, if any.</summary>
    public static Activity CreateActivity(this ConversationReference reference, string type) => new()
    {
        Type = type,
        ChannelId = reference.ChannelId,
        ServiceUrl = reference.ServiceUrl,
        From = reference.Bot,
        Recipient = reference.User,
        Conversation = reference.Conversation,
        Locale = reference.Locale,
        ReplyToId = reference.ActivityId,
    };
}
