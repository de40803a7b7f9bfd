namespace SalesAssistant.BotFramework.Activities;

/// <summary>A part of a replied-to message's text.</summary>
public sealed class TextHighlight : Extensible
{
    /// <summary>The words.</summary>
    public string? Text { get; set; }

    /// <summary>Which occurrence of the words is meant, counted from 1.</summary>
    public int? Occurrence { get; set; }
}
