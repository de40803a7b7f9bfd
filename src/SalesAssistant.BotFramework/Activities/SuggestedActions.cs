namespace SalesAssistant.BotFramework.Activities;

/// <summary>Buttons that are offered with a message and disappear once the user writes.</summary>
public sealed class SuggestedActions : Extensible
{
    /// <summary>Ids of those who may see them; empty means everybody. Always written: Microsoft's own schema requires it.</summary>
    public List<string>? To { get; set; } = [];

    /// <summary>The buttons.</summary>
    public List<CardAction>? Actions { get; set; }
}
