using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Data;

namespace SalesAssistant.Conversations;

/// <summary>
/// Which cards are used up: on a card of times one is chosen, a form is sent until it is taken. What stands behind other buttons may be
/// asked for again. Known only of channels that say on which card a button was pressed.
/// </summary>
public sealed class CardPresses(IDbContextFactory<SalesDb> reads)
{
    /// <summary>The card behind a press with the language that it is in, and the press that used it up; null when the press is on no card that is known.</summary>
    /// <param name="press">The number of the press's message.</param>
    /// <param name="beforeTurn">Only what was pressed before this turn counts; null for all.</param>
    public async Task<(MessageCard Card, CardAction? UsedBy, string? Language)?> On(string conversationId, int press, int? beforeTurn, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var messages = db.Set<Message>().AsNoTracking().Where(message => message.ConversationId == conversationId);
        var drawn = await messages.Where(message => message.Sequence == press && message.Sender == Sender.Contact).Select(message => message.ReplyTo).FirstOrDefaultAsync(cancel);
        if (drawn is not { } place || await messages.Where(message => message.Sequence == place).Select(message => new { message.Card, message.Language }).FirstOrDefaultAsync(cancel) is not { } found || Read(found.Card) is not { } card)
            return null;
        var turns = await (
            from pressed in messages
            join turn in db.Set<Turn>() on new { pressed.ConversationId, At = pressed.Sequence } equals new { turn.ConversationId, At = turn.FromSequence }
            join answer in messages on (int?)turn.Number equals answer.Turn
            where pressed.ReplyTo == place && pressed.Sender == Sender.Contact && turn.State == TurnState.Answered && (beforeTurn == null || turn.Number < beforeTurn)
            orderby turn.Number
            select new { turn.Action, answer.Card }).ToListAsync(cancel);
        return (card, turns.Where(turn => LedOn(CardAction.Of(turn.Action), turn.Card)).Select(turn => CardAction.Of(turn.Action)).FirstOrDefault(), found.Language);
    }

    /// <summary>Whether the press came to what the card was for.</summary>
    /// <param name="answer">The card of the answer to it, as stored; null when it has none.</param>
    internal static bool LedOn(CardAction? action, string? answer) => (action?.Action, Read(answer)) is ("slot", MessageCard.ContactForm or MessageCard.Confirmation or MessageCard.QuickReplies) or ("contact", MessageCard.Confirmation or MessageCard.QuickReplies);

    /// <summary>Whether this may be pressed on the card.</summary>
    /// <param name="card">As stored.</param>
    internal static bool Offers(string card, CardAction action) => Read(card) switch
    {
        MessageCard.Slots slots => action.Action == "slot" && slots.Choices.Any(choice => choice.SlotId == action.Slot),
        MessageCard.ContactForm => action.Action == "contact",
        _ => false,
    };

    static MessageCard? Read(string? stored) => stored is null ? null : JsonSerializer.Deserialize<MessageCard>(stored, JsonSerializerOptions.Web);
}
