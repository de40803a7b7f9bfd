using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations;

/// <summary>What the assistant says and does about meetings: offers, holds, books, cancels.</summary>
public sealed class MeetingReactions(Phrases phrases, RepDirectory reps)
{
    /// <summary>The visitor's zone when it is known, else the company's.</summary>
    public DateTimeZone ZoneOf(Conversation conversation) =>
        (conversation.TimeZone is { } zone ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) : null) ?? reps.Current.Company.TimeZone;

    public Task<Action<Draft>> Offer(Conversation conversation, Turn turn, string? when, CancellationToken cancel) => None(turn);
    public Task<Action<Draft>> OfferLater(Conversation conversation, Turn turn, bool anotherDay, CancellationToken cancel) => None(turn);
    public Task<Action<Draft>> Choose(Conversation conversation, Turn turn, string? slot, CancellationToken cancel) => None(turn);
    public Task<Action<Draft>> TakeContact(Conversation conversation, Turn turn, string? name, string? email, CancellationToken cancel) => None(turn);
    public Task<Action<Draft>> Cancel(Conversation conversation, Turn turn, CancellationToken cancel) => None(turn);
    public static string? ChosenByWords(Conversation conversation, Dialog dialog, string words) => null;

    Task<Action<Draft>> None(Turn turn) => Task.FromResult<Action<Draft>>(draft => draft.Say(Sender.Assistant, phrases.Current.Say("offerSlotsNone"), turn: turn));
}
