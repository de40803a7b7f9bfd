namespace SalesAssistant.BotFramework.Activities;

/// <summary>A reaction to a message, such as "like".</summary>
public sealed class MessageReaction : Extensible
{
    /// <summary>The reaction's name; an open string.</summary>
    public string? Type { get; set; }
}
