namespace SalesAssistant.Conversations;

/// <summary>Section `Episodes`.</summary>
public sealed class ConversationOptions
{
    /// <summary>Silence of this length ends an episode.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(24);
}
