using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesAssistant.Conversations;

/// <summary>A card as the product means it; Channels draws it in the channel's own form.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "card")]
[JsonDerivedType(typeof(QuickReplies), "quickReplies")]
[JsonDerivedType(typeof(Slots), "slots")]
[JsonDerivedType(typeof(ContactForm), "contactForm")]
[JsonDerivedType(typeof(Confirmation), "confirmation")]
[JsonDerivedType(typeof(Offer), "offer")]
[JsonDerivedType(typeof(MayRemember), "mayRemember")]
[JsonDerivedType(typeof(Remembers), "remembers")]
public abstract record MessageCard
{
    /// <summary>Suggestions that the visitor may send as their own words.</summary>
    public sealed record QuickReplies(IReadOnlyList<string> Replies) : MessageCard;

    /// <summary>Free times, grouped by day in the visitor's zone.</summary>
    /// <param name="Zone">IANA zone in which the labels are written.</param>
    public sealed record Slots(string Title, string Host, string Zone, IReadOnlyList<SlotChoice> Choices) : MessageCard;

    /// <summary>Asks for name and e-mail address; with <paramref name="IsCall"/> for name and telephone number, and the address only if they like.</summary>
    public sealed record ContactForm(string? Name, string? Email, bool IsCall = false, string? Phone = null) : MessageCard;

    /// <summary>A booked meeting. The calendar file is at /bookings/{BookingId}.ics.</summary>
    public sealed record Confirmation(string BookingId, string Title, string Host, string When, string Zone, DateTime Start, DateTime End, string? Location, string? Phone = null) : MessageCard;

    /// <summary>What can be done instead: a person, a meeting.</summary>
    public sealed record Offer(bool Person, bool Meeting) : MessageCard;

    /// <summary>Asks whether the visitor may be remembered across conversations.</summary>
    public sealed record MayRemember : MessageCard;

    /// <summary>Nothing to see: tells our own page to keep, or to throw away, what a returning visitor is recognised by.</summary>
    public sealed record Remembers(bool Agreed) : MessageCard;
}

/// <summary>A free time to choose. <paramref name="SlotId"/> was made by us; <paramref name="Day"/> and <paramref name="Time"/> are local labels.</summary>
public sealed record SlotChoice(string SlotId, DateTime Start, string Day, string Time);

/// <summary>What a card's button sends back.</summary>
/// <param name="Action">`slot`, `contact`, `person`, `meeting`, `later`, `anotherDay`, `move`, `cancel`, `remember` or `dontRemember`.</param>
public sealed record CardAction(string Action, string? Slot = null, string? Name = null, string? Email = null, string? Phone = null)
{
    /// <summary>No button sends it: the turn that is owed when something has become of a booking.</summary>
    public const string News = "news";

    /// <summary>The press in a turn's column; null for words, and for what can't be read.</summary>
    public static CardAction? Of(string? stored)
    {
        try
        {
            return stored is null ? null : JsonSerializer.Deserialize<CardAction>(stored, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
