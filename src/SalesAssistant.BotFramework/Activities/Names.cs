namespace SalesAssistant.BotFramework.Activities;

// The protocol's vocabularies. All of them are open: a value that is not listed is carried and treated as the default.

/// <summary>Values of <see cref="Activity.Type"/>.</summary>
public static class ActivityTypes
{
    public const string Message = "message";
    public const string ContactRelationUpdate = "contactRelationUpdate";
    public const string ConversationUpdate = "conversationUpdate";
    public const string Typing = "typing";
    public const string EndOfConversation = "endOfConversation";
    public const string Event = "event";
    public const string Invoke = "invoke";
    public const string InvokeResponse = "invokeResponse";
    public const string DeleteUserData = "deleteUserData";
    public const string MessageUpdate = "messageUpdate";
    public const string MessageDelete = "messageDelete";
    public const string InstallationUpdate = "installationUpdate";
    public const string MessageReaction = "messageReaction";
    public const string Suggestion = "suggestion";
    public const string Trace = "trace";
    public const string Handoff = "handoff";
    public const string Command = "command";
    public const string CommandResult = "commandResult";
}

/// <summary>Values of <see cref="Attachment.ContentType"/> that channels give a meaning of their own.</summary>
public static class ContentTypes
{
    public const string AdaptiveCard = "application/vnd.microsoft.card.adaptive";
    public const string HeroCard = "application/vnd.microsoft.card.hero";
    public const string ThumbnailCard = "application/vnd.microsoft.card.thumbnail";
    public const string ReceiptCard = "application/vnd.microsoft.card.receipt";
    public const string SigninCard = "application/vnd.microsoft.card.signin";
    public const string OAuthCard = "application/vnd.microsoft.card.oauth";
    public const string AnimationCard = "application/vnd.microsoft.card.animation";
    public const string AudioCard = "application/vnd.microsoft.card.audio";
    public const string VideoCard = "application/vnd.microsoft.card.video";
    public const string Activity = "application/vnd.microsoft.activity";
    public const string ActivityMessage = "application/vnd.microsoft.activity.message";
    public const string Error = "application/vnd.microsoft.error";
    public const string Json = "application/json";
}

/// <summary>How an activity stands in a stream, the messages that grow while they are thought.</summary>
public static class StreamTypes
{
    /// <summary>A line that says what is being done, before the text begins.</summary>
    public const string Informative = "informative";

    /// <summary>The whole text so far.</summary>
    public const string Streaming = "streaming";

    /// <summary>The message that the stream comes to; it ends the stream.</summary>
    public const string Final = "final";
}

/// <summary>Values of <see cref="ChannelAccount.Role"/>.</summary>
public static class RoleTypes
{
    public const string User = "user";
    public const string Bot = "bot";
    public const string Skill = "skill";
}

/// <summary>Values of <see cref="ConversationAccount.ConversationType"/> in Teams.</summary>
public static class ConversationTypes
{
    public const string Personal = "personal";
    public const string GroupChat = "groupChat";
    public const string Channel = "channel";

    /// <summary>Whether several people take part by the conversation's type.</summary>
    public static bool IsGroup(ConversationAccount? conversation) =>
        string.Equals(conversation?.ConversationType, GroupChat, StringComparison.OrdinalIgnoreCase)
        || string.Equals(conversation?.ConversationType, Channel, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Values of <see cref="Activity.InputHint"/>, as the wire has them; the prose of the specification names them shorter.</summary>
public static class InputHints
{
    public const string AcceptingInput = "acceptingInput";
    public const string ExpectingInput = "expectingInput";
    public const string IgnoringInput = "ignoringInput";
}

/// <summary>Values of <see cref="Activity.DeliveryMode"/>.</summary>
public static class DeliveryModes
{
    public const string Normal = "normal";
    public const string Notification = "notification";
    public const string ExpectReplies = "expectReplies";
    public const string Ephemeral = "ephemeral";
    public const string Stream = "stream";
}

/// <summary>Values of <see cref="Activity.TextFormat"/>.</summary>
public static class TextFormatTypes
{
    public const string Plain = "plain";
    public const string Markdown = "markdown";
    public const string Xml = "xml";
}

/// <summary>Values of <see cref="Activity.AttachmentLayout"/>.</summary>
public static class AttachmentLayoutTypes
{
    public const string List = "list";
    public const string Carousel = "carousel";
}

/// <summary>Values of <see cref="CardAction.Type"/>.</summary>
public static class ActionTypes
{
    public const string OpenUrl = "openUrl";
    public const string ImBack = "imBack";
    public const string PostBack = "postBack";
    public const string MessageBack = "messageBack";
    public const string PlayAudio = "playAudio";
    public const string PlayVideo = "playVideo";
    public const string ShowImage = "showImage";
    public const string DownloadFile = "downloadFile";
    public const string Signin = "signin";
    public const string Call = "call";
}

/// <summary>Values of <see cref="Activity.Code"/> on endOfConversation.</summary>
public static class EndOfConversationCodes
{
    public const string Unknown = "unknown";
    public const string CompletedSuccessfully = "completedSuccessfully";
    public const string UserCancelled = "userCancelled";
    public const string BotTimedOut = "botTimedOut";
    public const string BotIssuedInvalidMessage = "botIssuedInvalidMessage";
    public const string ChannelFailed = "channelFailed";
}

/// <summary>Values of <see cref="Activity.Name"/> on an invoke.</summary>
public static class InvokeNames
{
    /// <summary>An Action.Execute of an Adaptive Card was pressed.</summary>
    public const string AdaptiveCardAction = "adaptiveCard/action";

    /// <summary>A button below a message was pressed: a thumb, with what was written about it.</summary>
    public const string MessageSubmitAction = "message/submitAction";
}

/// <summary>Names of the events by which a bot hands a conversation to an engagement hub, and the hub answers.</summary>
public static class HandoffEventNames
{
    public const string InitiateHandoff = "handoff.initiate";
    public const string HandoffStatus = "handoff.status";
}

/// <summary>Values of <see cref="Activity.ChannelId"/>. The SDK calls this class Channels.</summary>
public static class ChannelIds
{
    public const string DirectLine = "directline";
    public const string WebChat = "webchat";
    public const string Emulator = "emulator";
    public const string Msteams = "msteams";
    public const string Test = "test";
}
