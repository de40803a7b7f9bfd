using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Conversations;

/// <summary>Section `Episodes`.</summary>
public sealed class ConversationOptions
{
    /// <summary>Silence of this length ends an episode.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(24);
}
