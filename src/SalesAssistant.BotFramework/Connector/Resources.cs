using System.Text.Json;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>The answer to a stored activity or file.</summary>
public sealed class ResourceResponse : Extensible
{
    /// <summary>The channel's id for it.</summary>
    public string? Id { get; set; }
}

/// <summary>What to create a conversation with.</summary>
public sealed class ConversationParameters : Extensible
{
    public bool? IsGroup { get; set; }
    public ChannelAccount? Bot { get; set; }
    public List<ChannelAccount>? Members { get; set; }
    public string? TopicName { get; set; }
    public string? TenantId { get; set; }

    /// <summary>The first message, when the channel can take it at once.</summary>
    public Activity? Activity { get; set; }
    public JsonElement? ChannelData { get; set; }
}

/// <summary>The answer to a created conversation.</summary>
public sealed class ConversationResourceResponse : Extensible
{
    /// <summary>The conversation's id.</summary>
    public string? Id { get; set; }

    /// <summary>The id of the first message, when one was sent.</summary>
    public string? ActivityId { get; set; }

    /// <summary>Where to send from now on.</summary>
    public string? ServiceUrl { get; set; }
}

/// <summary>A page of a conversation's members.</summary>
public sealed class PagedMembersResult : Extensible
{
    public List<ChannelAccount>? Members { get; set; }

    /// <summary>Asks for the next page; null on the last.</summary>
    public string? ContinuationToken { get; set; }
}

/// <summary>A conversation's past activities.</summary>
public sealed class Transcript : Extensible
{
    public List<Activity>? Activities { get; set; }
}

/// <summary>A file to upload.</summary>
public sealed class AttachmentData : Extensible
{
    /// <summary>The media type.</summary>
    public string? Type { get; set; }
    public string? Name { get; set; }
    public string? OriginalBase64 { get; set; }
    public string? ThumbnailBase64 { get; set; }
}

/// <summary>What is known of an uploaded file.</summary>
public sealed class AttachmentInfo : Extensible
{
    public string? Name { get; set; }

    /// <summary>The media type.</summary>
    public string? Type { get; set; }
    public List<AttachmentView>? Views { get; set; }
}

/// <summary>One form of an uploaded file, such as its original or its thumbnail.</summary>
public sealed class AttachmentView : Extensible
{
    public string? ViewId { get; set; }

    /// <summary>In bytes.</summary>
    public long? Size { get; set; }
}

/// <summary>The body of the HTTP answer to an activity whose sender expects the replies in it.</summary>
public sealed class ExpectedReplies : Extensible
{
    public List<Activity> Activities { get; set; } = [];

    /// <summary>The result of an invoke; null for other activities.</summary>
    public JsonElement? Body { get; set; }
}

/// <summary>The body of the HTTP answer to an invoke adaptiveCard/action.</summary>
public sealed class AdaptiveCardInvokeResponse : Extensible
{
    /// <summary>200, or how the press failed; the HTTP answer itself has 200 either way.</summary>
    public int StatusCode { get; set; }

    /// <summary>What <see cref="Value"/> is: a card, a message or an error; see <see cref="ContentTypes"/>.</summary>
    public string? Type { get; set; }

    public JsonElement? Value { get; set; }
}
