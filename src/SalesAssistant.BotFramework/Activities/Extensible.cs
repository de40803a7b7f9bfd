using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>
/// A protocol object that may carry properties this library does not know. They are kept as they came and written back,
/// because a channel may rely on them (protocol rule A2005).
/// </summary>
public abstract class Extensible
{
    /// <summary>Properties without a member of their own, under the name they had on the wire; null when there were none.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Properties { get; set; }
}
