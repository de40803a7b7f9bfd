namespace SalesAssistant.Assistant.Contract;

/// <summary>
/// What a tool asks for. A tool never changes anything itself: the conversation carries the intent out after it has looked again
/// at who owns it, and the confirmation is written by code from the stored row.
/// </summary>
public abstract record Intent
{
    /// <summary>Offer free times.</summary>
    /// <param name="When">The visitor's own words about time; null for no wish.</param>
    /// <param name="Meeting">Which kind of meeting: an id of meetings.yaml, or the visitor's own words about it; null when nothing was said.</param>
    public sealed record OfferMeeting(string? When, string? Meeting = null) : Intent;

    /// <summary>Bring in a person.</summary>
    public sealed record HandOff(HandoffReason Reason) : Intent;

    /// <summary>Cancel the visitor's next meeting.</summary>
    public sealed record CancelMeeting : Intent;

    /// <summary>Ask which of these is meant. <paramref name="Choices"/> are names that the content has, at least two.</summary>
    public sealed record AskWhich(IReadOnlyList<string> Choices) : Intent;

    /// <summary>Say one of the marketers' phrases, named by its key, such as `smallTalk.thanks`.</summary>
    public sealed record Say(string Phrase) : Intent;
}

/// <summary>Why a conversation was handed to a person. A fixed category, so that it can be counted.</summary>
public enum HandoffReason
{
    CustomerRequest,
    MissingKnowledge,
    UnsupportedRequest,
    PolicyRestriction,
    ToolFailure,
    PendingClarification,
    BuyingIntent,
    Objection,
    Frustration,

    /// <summary>Nobody asked: a rep stepped in.</summary>
    Takeover,
}
