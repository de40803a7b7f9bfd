namespace SalesAssistant.BotFramework.Activities;

/// <summary>A conversation on a channel.</summary>
public sealed class ConversationAccount : Extensible
{
    /// <summary>The channel's id: opaque, compared ordinally.</summary>
    public string? Id { get; set; }

    /// <summary>Whether more than two take part.</summary>
    public bool? IsGroup { get; set; }

    /// <summary>In Teams "personal", "groupChat" or "channel".</summary>
    public string? ConversationType { get; set; }

    /// <summary>The tenant in Microsoft Entra ID, where the channel has one.</summary>
    public string? TenantId { get; set; }

    /// <summary>The display name.</summary>
    public string? Name { get; set; }

    /// <summary>The person's object id in Microsoft Entra ID, in conversations of two.</summary>
    public string? AadObjectId { get; set; }

    /// <summary>The role of the account, when the conversation stands for one.</summary>
    public string? Role { get; set; }
}
