using System.Text.Json;
using SalesAssistant.Assistant.Contract;

namespace SalesAssistant.Conversations;

/// <summary>An answer while it is thought: the sentences that are verified by now.</summary>
/// <param name="ChannelId">The channel, so that a listener for others need not look.</param>
/// <param name="Turn">The turn that thinks it.</param>
/// <param name="ReplyTo">The number of the message that it answers.</param>
/// <param name="StreamId">The id of the stream in which it is shown; null while there is none yet.</param>
/// <param name="Number">From 1, and one more each time that it is shown.</param>
/// <param name="Text">The whole text so far, of which nothing is taken back; null where it must be asked for (<see cref="IConversationGrain.Show"/>) when it can be shown.</param>
/// <param name="At">Later than every message before it, UTC.</param>
[GenerateSerializer, Immutable]
public sealed record AnswerUnderWay(string ConversationId, string ChannelId, int Turn, int ReplyTo, string? StreamId, int Number, string? Text, DateTime At);

/// <summary>What the visitor has seen of an answer under way, with its proof: what a cut-off answer is closed with.</summary>
public sealed record ShownAnswer(string Text, IReadOnlyList<Citation> Citations, Receipt Receipt)
{
    public static ShownAnswer Read(string json) => JsonSerializer.Deserialize<ShownAnswer>(json, JsonSerializerOptions.Web)!;

    public string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
