namespace SalesAssistant.Conversations;

/// <summary>Whether an answer was of use to the visitor. Counted also when nobody knows any more whose thumb it was.</summary>
public enum Rating
{
    Up,
    Down,
}

/// <summary>A visitor's thumb on an answer.</summary>
/// <param name="Message">The channel's id of the answer; null where <paramref name="Sequence"/> is known.</param>
/// <param name="Sequence">Its number; null where only the channel's id is known.</param>
/// <param name="Value">Null takes the thumb back.</param>
/// <param name="Reason">The visitor's own words; null for none, which keeps those that were given with the same thumb.</param>
/// <param name="By">Who, by the channel's id.</param>
[GenerateSerializer, Immutable]
public sealed record GivenRating(string? Message, int? Sequence, Rating? Value, string? Reason, string By)
{
    /// <summary>A reason is a sentence, no letter; what is longer is cut.</summary>
    public const int LongestReason = 500;
}
