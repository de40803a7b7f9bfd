using System.Text.Json;

namespace SalesAssistant.Conversations;

/// <summary>What the assistant is in the middle of with a visitor: times it has offered, a time it holds, a question it has asked.</summary>
/// <param name="Offered">The times of the last offer. Only what stands here can be chosen by words.</param>
/// <param name="HeldBookingId">The slot that is held while the visitor types name and address.</param>
/// <param name="AsksEmail">The visitor was asked for an address so that somebody can write.</param>
/// <param name="Misses">Questions in a row that the content did not answer.</param>
public sealed record Dialog(
    IReadOnlyList<SlotChoice>? Offered = null,
    string? OfferedWhen = null,
    string? HeldBookingId = null,
    bool AsksEmail = false,
    int Misses = 0)
{
    public static Dialog Of(Conversation conversation) =>
        conversation.Dialog is null ? new Dialog() : JsonSerializer.Deserialize<Dialog>(conversation.Dialog, JsonSerializerOptions.Web) ?? new Dialog();

    /// <summary>Stores it with the conversation; nothing to be in the middle of is stored as nothing.</summary>
    public void On(Conversation conversation) =>
        conversation.Dialog = this == new Dialog() ? null : JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
