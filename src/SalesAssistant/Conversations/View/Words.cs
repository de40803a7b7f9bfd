using MudBlazor;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Components;
using SalesAssistant.Content;
using SalesAssistant.Handoffs;

namespace SalesAssistant.Conversations.View;

/// <summary>How the product's own terms are called on the pages.</summary>
public static class Words
{
    public const string Visitor = "Visitor";

    public static string Of(HandoffReason reason) => reason switch
    {
        HandoffReason.CustomerRequest => "Asked for a person",
        HandoffReason.MissingKnowledge => "No answer in our content",
        HandoffReason.UnsupportedRequest => "Can't be done by the assistant",
        HandoffReason.PolicyRestriction => "Not allowed to answer",
        HandoffReason.ToolFailure => "The assistant failed",
        HandoffReason.PendingClarification => "Unclear question",
        HandoffReason.BuyingIntent => "Wants to buy",
        HandoffReason.Objection => "Objection",
        HandoffReason.Frustration => "Frustrated",
        HandoffReason.Takeover => "A rep stepped in",
        _ => reason.ToString(),
    };

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Qualified => "Qualified",
        Outcome.NotQualified => "Not qualified",
        Outcome.MeetingBooked => "Meeting booked",
        Outcome.ExistingCustomer => "Existing customer",
        Outcome.NoReply => "No reply",
        Outcome.Spam => "Spam",
        _ => "Other",
    };

    public static string Of(HandoffState state) => state switch
    {
        HandoffState.Waiting => "Waiting",
        HandoffState.Claimed => "With a rep",
        HandoffState.Returned => "Returned",
        _ => "Resolved",
    };

    /// <summary>The Bot Framework's channel id as people call it.</summary>
    public static string Channel(string id) => id switch
    {
        "directline" or "webchat" => "Website",
        "msteams" => "Teams",
        "slack" => "Slack",
        "email" => "E-mail",
        "facebook" => "Messenger",
        "telegram" => "Telegram",
        "sms" => "SMS",
        "emulator" => "Emulator",
        _ => id,
    };

    public static string ChannelIcon(string id) => id switch
    {
        "directline" or "webchat" => Icons.Material.Outlined.Language,
        "msteams" => Icons.Material.Outlined.Groups,
        "email" => Icons.Material.Outlined.Mail,
        "sms" => Icons.Material.Outlined.Sms,
        _ => Icons.Material.Outlined.ChatBubbleOutline,
    };

    /// <summary>A channel's word for what somebody thought of a message, as people know it.</summary>
    public static string OfReaction(string type) => type.ToLowerInvariant() switch
    {
        "like" or "plusone" or "yes" => "👍 Liked",
        "dislike" or "minusone" or "no" => "👎 Disliked",
        "heart" => "❤️ Loved",
        "laugh" => "😄 Laughed",
        "surprised" => "😮 Surprised",
        "sad" => "🙁 Sad",
        "angry" => "😠 Angry",
        _ => type,
    };

    public static string Of(Rating rating) => rating == Rating.Up ? "👍 Helpful" : "👎 Not helpful";

    /// <summary>A delivery in a word, and its sign.</summary>
    public static (string Word, string Icon, StateChip.Tones Tone)? Of(Delivery delivery) => delivery switch
    {
        Delivery.Pending => ("Sending", Icons.Material.Outlined.Schedule, StateChip.Tones.Plain),
        Delivery.Delivered => ("Delivered", Icons.Material.Outlined.Done, StateChip.Tones.Plain),
        Delivery.Failed => ("Not delivered", Icons.Material.Outlined.ErrorOutline, StateChip.Tones.Bad),
        Delivery.Unknown => ("Perhaps delivered", Icons.Material.Outlined.HelpOutline, StateChip.Tones.Warn),
        Delivery.Discarded => ("Not sent, came too late", Icons.Material.Outlined.Block, StateChip.Tones.Warn),
        _ => null,
    };

    /// <summary>A card as a sentence: what the visitor saw beside the text.</summary>
    public static string Of(MessageCard card) => card switch
    {
        MessageCard.QuickReplies quick => "Suggested: " + string.Join(" · ", quick.Replies),
        MessageCard.Slots slots => $"Offered times with {slots.Host} ({slots.Zone}): " + string.Join(" · ", slots.Choices.GroupBy(choice => choice.Day).Select(day => $"{day.Key} {string.Join(", ", day.Select(choice => choice.Time))}")),
        MessageCard.ContactForm => "Asked for name and e-mail address",
        MessageCard.Confirmation booked => $"Booked: {booked.Title} with {booked.Host}, {booked.When} ({booked.Zone})",
        MessageCard.MayRemember => "Asked whether the visitor may be remembered",
        MessageCard.Remembers { Agreed: true } => "Agreed to be remembered",
        MessageCard.Remembers => "Is not remembered any more",
        MessageCard.Offer { Person: true, Meeting: true } => "Offered: a person, a meeting",
        MessageCard.Offer { Person: true } => "Offered: a person",
        MessageCard.Offer { Meeting: true } => "Offered: a meeting",
        _ => "A card",
    };

    /// <summary>A length as people say it.</summary>
    public static string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KB")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.#} MB");

    /// <summary>Where a source can be read, at the quoted place. The address is made here; nothing in a message decides it.</summary>
    public static string Address(string file, string? quote = null) => SourceLink.PathOf(file, string.IsNullOrEmpty(quote) ? null : quote);
}
