using System.Text.Json;
using System.Text.Json.Nodes;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>Where an activity stands in a stream.</summary>
/// <param name="Type">See <see cref="StreamTypes"/>.</param>
/// <param name="StreamId">The stream's id: that of its first activity. Null on the first itself, where the channel gives it.</param>
/// <param name="Sequence">From 1, one more each time; null on the last, which has none.</param>
public readonly record struct StreamInfo(string Type, string? StreamId, int? Sequence)
{
    /// <summary>The type of the entity that carries it.</summary>
    public const string EntityType = "streaminfo";

    /// <summary>Puts it on the activity, as the specification's entity, and in channelData beside what stands there, where Web Chat reads it.</summary>
    public void AddTo(Activity activity)
    {
        var info = new JsonObject { ["streamType"] = Type };
        if (StreamId is not null) info["streamId"] = StreamId;
        if (Sequence is { } sequence) info["streamSequence"] = sequence;
        activity.Entities ??= [];
        // One activity is part of one stream (A9246).
        activity.Entities.RemoveAll(entity => string.Equals(entity.Type, EntityType, StringComparison.OrdinalIgnoreCase));
        activity.Entities.Add(new Entity
        {
            Type = EntityType,
            Properties = info.ToDictionary(field => field.Key, field => JsonSerializer.SerializeToElement(field.Value)),
        });
        var data = activity.ChannelData is { ValueKind: JsonValueKind.Object } known ? JsonObject.Create(known)! : [];
        foreach (var (name, value) in info) data[name] = value!.DeepClone();
        activity.ChannelData = JsonSerializer.SerializeToElement(data);
    }
}
