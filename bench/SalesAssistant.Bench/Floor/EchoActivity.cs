using System.Text.Json.Serialization;

namespace SalesAssistant.Bench.Floor;

/// <summary>As much of an activity as an echo needs.</summary>
sealed record EchoActivity
{
    public string? Type { get; init; }
    public string? Id { get; init; }
    public string? ServiceUrl { get; init; }
    public string? ChannelId { get; init; }
    public EchoAccount? From { get; init; }
    public EchoAccount? Recipient { get; init; }
    public EchoAccount? Conversation { get; init; }
    public string? ReplyToId { get; init; }
    public string? Text { get; init; }
}

sealed record EchoAccount(string Id, string? Name = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EchoActivity))]
sealed partial class EchoJson : JsonSerializerContext;
