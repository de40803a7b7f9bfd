using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>
/// One thing that happened in a conversation: a message, somebody joining, a card pressed. The unit that channels and bots
/// exchange. Members carry the names of the Bot Framework SDK. Which are set depends on <see cref="Type"/>; names such as the
/// type itself are open strings, so an unknown value is carried and never refused.
/// </summary>
public sealed class Activity : Extensible
{
    /// <summary>What kind of activity this is; see <see cref="ActivityTypes"/>.</summary>
    public string? Type { get; set; }

    /// <summary>The channel's id of this activity: opaque, compared ordinally. A bot does not choose it for what it sends.</summary>
    public string? Id { get; set; }

    /// <summary>When the channel says it happened. Written in UTC.</summary>
    [JsonConverter(typeof(UtcTimestampConverter))]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>When it happened on the sender's clock, with the sender's offset kept.</summary>
    [JsonConverter(typeof(LocalTimestampConverter))]
    public DateTimeOffset? LocalTimestamp { get; set; }

    /// <summary>The sender's time zone by its IANA name.</summary>
    public string? LocalTimezone { get; set; }

    /// <summary>Who called the bot. Set by the receiving bot itself: a value that came over the wire is discarded (A2251).</summary>
    public string? CallerId { get; set; }

    /// <summary>The channel's endpoint, where replies go. Trust it only after it was verified with the request's token.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>The channel, such as "msteams" or "webchat"; see <see cref="ChannelIds"/>.</summary>
    public string? ChannelId { get; set; }

    /// <summary>Who sent it.</summary>
    public ChannelAccount? From { get; set; }

    /// <summary>The conversation it belongs to.</summary>
    public ConversationAccount? Conversation { get; set; }

    /// <summary>Who it is for; on incoming activities the bot.</summary>
    public ChannelAccount? Recipient { get; set; }

    /// <summary>How <see cref="Text"/> is to be read; see <see cref="TextFormatTypes"/>. Channels disagree about the default, so set it.</summary>
    public string? TextFormat { get; set; }

    /// <summary>How several attachments are laid out; see <see cref="AttachmentLayoutTypes"/>.</summary>
    public string? AttachmentLayout { get; set; }

    /// <summary>Who joined, on conversationUpdate. Members may have no more than an id.</summary>
    public List<ChannelAccount>? MembersAdded { get; set; }

    /// <summary>Who left, on conversationUpdate.</summary>
    public List<ChannelAccount>? MembersRemoved { get; set; }

    /// <summary>Reactions given, on messageReaction.</summary>
    public List<MessageReaction>? ReactionsAdded { get; set; }

    /// <summary>Reactions taken back, on messageReaction.</summary>
    public List<MessageReaction>? ReactionsRemoved { get; set; }

    /// <summary>The conversation's new topic, on conversationUpdate.</summary>
    public string? TopicName { get; set; }

    /// <summary>Whether the conversation's history is disclosed, on conversationUpdate.</summary>
    public bool? HistoryDisclosed { get; set; }

    /// <summary>The language of the content, or of the user, as a BCP 47 tag.</summary>
    public string? Locale { get; set; }

    /// <summary>The words.</summary>
    public string? Text { get; set; }

    /// <summary>What is to be spoken, as text or SSML.</summary>
    public string? Speak { get; set; }

    /// <summary>Whether the bot expects an answer; see <see cref="InputHints"/>.</summary>
    public string? InputHint { get; set; }

    /// <summary>What to show where the content can't be shown.</summary>
    public string? Summary { get; set; }

    /// <summary>Buttons offered with the message until the user writes.</summary>
    public SuggestedActions? SuggestedActions { get; set; }

    /// <summary>Cards and files.</summary>
    public List<Attachment>? Attachments { get; set; }

    /// <summary>Metadata such as mentions; see <see cref="Entity"/>.</summary>
    public List<Entity>? Entities { get; set; }

    /// <summary>What only this channel understands, exactly as it came; in the wild also a primitive.</summary>
    public JsonElement? ChannelData { get; set; }

    /// <summary>What was done, on contactRelationUpdate and installationUpdate: "add", "remove" and their variants.</summary>
    public string? Action { get; set; }

    /// <summary>The activity that this one answers.</summary>
    public string? ReplyToId { get; set; }

    /// <summary>A label for a trace.</summary>
    public string? Label { get; set; }

    /// <summary>What <see cref="Value"/> is.</summary>
    public string? ValueType { get; set; }

    /// <summary>What came with an event, an invoke or a card's button, exactly as it came.</summary>
    public JsonElement? Value { get; set; }

    /// <summary>The name of an event, an invoke or a command.</summary>
    public string? Name { get; set; }

    /// <summary>Another conversation that this one refers to.</summary>
    public ConversationReference? RelatesTo { get; set; }

    /// <summary>Why the conversation ended; see <see cref="EndOfConversationCodes"/>.</summary>
    public string? Code { get; set; }

    /// <summary>After this moment the activity is not to be shown. Written in UTC.</summary>
    [JsonConverter(typeof(UtcTimestampConverter))]
    public DateTimeOffset? Expiration { get; set; }

    /// <summary>"low", "normal" or "high".</summary>
    public string? Importance { get; set; }

    /// <summary>How replies are to be delivered; see <see cref="DeliveryModes"/>.</summary>
    public string? DeliveryMode { get; set; }

    /// <summary>Phrases that speech recognition should listen for.</summary>
    public List<string>? ListenFor { get; set; }

    /// <summary>Parts of the text that the replied-to activity highlights.</summary>
    public List<TextHighlight>? TextHighlights { get; set; }

    /// <summary>A programmatic action that comes with the request.</summary>
    public SemanticAction? SemanticAction { get; set; }
}
