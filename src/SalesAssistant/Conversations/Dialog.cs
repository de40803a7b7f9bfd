using System.Text.Json;

namespace SalesAssistant.Conversations;

/// <summary>What the assistant is in the middle of with a visitor: times it has offered, a time it holds, a question it has asked.</summary>
public sealed record Dialog
{
    /// <summary>The times of the last offer, for "the second one" and "later".</summary>
    public IReadOnlyList<SlotChoice>? Offered { get; init; }

    /// <summary>The visitor's words about time that the last offer followed.</summary>
    public string? OfferedWhen { get; init; }

    /// <summary>The hosts of the last offer, by address: "with someone else" means none of them.</summary>
    public IReadOnlyList<string>? OfferedHosts { get; init; }

    /// <summary>Hosts whom the visitor doesn't want in this search, by address.</summary>
    public IReadOnlyList<string>? ExceptHosts { get; init; }

    /// <summary>The host whom the visitor asked for by name, by address.</summary>
    public string? OnlyHost { get; init; }

    /// <summary>The kind of meeting that the last offer was for, by its id; null for the first.</summary>
    public string? OfferedMeeting { get; init; }

    /// <summary>The kinds of meeting among which the visitor was asked, by their ids.</summary>
    public IReadOnlyList<string>? AsksMeeting { get; init; }

    /// <summary>A time is held for a call, and the visitor is asked for the number, a name, or whether the number is right.</summary>
    public bool AsksPhone { get; init; }

    /// <summary>The number that the visitor has given, with its country code.</summary>
    public string? Phone { get; init; }

    /// <summary>The visitor has said that it is right.</summary>
    public bool IsPhoneRight { get; init; }

    /// <summary>The numbers among which the visitor was asked: what was typed is one in several countries.</summary>
    public IReadOnlyList<string>? PhoneChoices { get; init; }

    /// <summary>The visitor was asked which time is meant, or for another one.</summary>
    public bool AsksTime { get; init; }

    /// <summary>The sentence about the use of name and address, as it was shown when they were asked for.</summary>
    public string? ConsentShown { get; init; }

    /// <summary>The agreed booking that the visitor is moving: the next time that is chosen is its new one.</summary>
    public string? MovesBookingId { get; init; }

    /// <summary>The booking that is held while the visitor types name and address, and the slot behind it.</summary>
    public string? HeldBookingId { get; init; }

    /// <inheritdoc cref="HeldBookingId"/>
    public string? HeldSlotId { get; init; }

    /// <summary>An address that was typed without a name: the name is asked for.</summary>
    public string? EmailWithoutName { get; init; }

    /// <summary>The visitor was asked for an address so that somebody can write.</summary>
    public bool AsksEmail { get; init; }

    /// <summary>The last answer was the question which product is meant: that is not asked twice in a row.</summary>
    public bool AskedWhich { get; init; }

    /// <summary>The visitor was asked whether they may be remembered, and has not answered; the question as they read it.</summary>
    public RememberQuestion? AskedToRemember { get; init; }

    /// <summary>Questions in a row that the content did not answer.</summary>
    public int Misses { get; init; }

    public static Dialog Of(Conversation conversation)
    {
        if (conversation.Dialog is not { } text)
            return Nothing;
        if (conversation.ReadDialog is { } read && ReferenceEquals(read.Text, text))
            return read.Meaning;
        var meaning = JsonSerializer.Deserialize<Dialog>(text, JsonSerializerOptions.Web) ?? Nothing;
        conversation.ReadDialog = (text, meaning);
        return meaning;
    }

    /// <summary>Stores it with the conversation; nothing to be in the middle of is stored as nothing.</summary>
    public void On(Conversation conversation)
    {
        if (conversation.ReadDialog is { } read && ReferenceEquals(read.Text, conversation.Dialog) && read.Meaning == this)
            return;
        conversation.Dialog = this == Nothing ? null : JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
        conversation.ReadDialog = conversation.Dialog is { } text ? (text, this) : null;
    }

    static readonly Dialog Nothing = new();
}

/// <summary>The question whether a visitor may be remembered.</summary>
/// <param name="Language">Two letters.</param>
/// <param name="Sequence">The message that asks it: a mere "yes" answers it only right after.</param>
public sealed record RememberQuestion(string Text, string Language, int Sequence);
