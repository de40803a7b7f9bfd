namespace SalesAssistant.BotFramework.Activities;

/// <summary>
/// What is needed to speak into a conversation later. Store it only from an activity whose service URL was verified, together
/// with the fact that it was.
/// </summary>
public sealed class ConversationReference : Extensible
{
    /// <summary>The activity it was taken from.</summary>
    public string? ActivityId { get; set; }

    /// <summary>The person.</summary>
    public ChannelAccount? User { get; set; }

    /// <summary>The bot.</summary>
    public ChannelAccount? Bot { get; set; }

    /// <summary>The conversation.</summary>
    public ConversationAccount? Conversation { get; set; }

    /// <summary>The channel.</summary>
    public string? ChannelId { get; set; }

    /// <summary>The channel's endpoint.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>
    /// The App ID for which a validated token named this service URL; null when none did. Only with it may a token of that app be
    /// sent there. It is stored and never sent.
    /// </summary>
    public string? ServiceUrlVerifiedFor { get; set; }

    /// <summary>The language of the person.</summary>
    public string? Locale { get; set; }
}
