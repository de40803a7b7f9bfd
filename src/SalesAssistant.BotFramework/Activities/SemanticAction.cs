namespace SalesAssistant.BotFramework.Activities;

/// <summary>A programmatic action that comes with a request.</summary>
public sealed class SemanticAction : Extensible
{
    /// <summary>The action's id.</summary>
    public string? Id { get; set; }

    /// <summary>"start", "continue" or "done".</summary>
    public string? State { get; set; }

    /// <summary>What the action is about, by name.</summary>
    public Dictionary<string, Entity>? Entities { get; set; }
}
