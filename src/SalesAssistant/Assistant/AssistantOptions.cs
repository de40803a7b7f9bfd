using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Assistant;

/// <summary>Section `Assistant`.</summary>
public sealed class AssistantOptions
{
    /// <summary>From 0 to 1: below this confidence the assistant says that it doesn't know.</summary>
    [Range(0.0, 1.0)]
    public double AnswerThreshold { get; set; } = 0.5;

    /// <summary>From 0 to 1: from this confidence on, and below <see cref="AnswerThreshold"/>, the closest page is shown as such.</summary>
    [Range(0.0, 1.0)]
    public double NearThreshold { get; set; } = 0.3;

    /// <summary>Longest message, in characters, that is read at all.</summary>
    [Range(100, 20_000)]
    public int LongestQuestion { get; set; } = 4000;

    /// <summary>How long a message that is only a beginning (a greeting, a trailing comma, the visitor still typing) waits for the rest. What stands alone never waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BurstWait { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a visitor who has agreed to it is remembered after their last visit; zero: nobody is asked, and nobody remembered across conversations.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromDays(365);
}
