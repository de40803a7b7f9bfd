using System.Text.Json;

namespace SalesAssistant.Conversations;

/// <summary>What somebody thought of a message, by the channel's own word such as `like`. Marketing reads it beside the answer.</summary>
/// <param name="Type">An open word of the channel.</param>
/// <param name="By">Who, by the channel's id.</param>
/// <param name="At">When, UTC.</param>
public sealed record Reaction(string Type, string By, DateTime At)
{
    /// <summary>The reactions to a message, oldest first.</summary>
    public static IReadOnlyList<Reaction> To(Message message) => In(message.Reactions);

    /// <summary>The reactions in a message's column.</summary>
    public static IReadOnlyList<Reaction> In(string? stored) =>
        stored is null ? [] : JsonSerializer.Deserialize<List<Reaction>>(stored, JsonSerializerOptions.Web) ?? [];

    /// <summary>The column's content after one person gave some and took back others. Null when none is left.</summary>
    public static string? After(string? stored, IReadOnlyList<string> added, IReadOnlyList<string> removed, string by, DateTime at)
    {
        var left = In(stored).Where(reaction => reaction.By != by || (!removed.Contains(reaction.Type) && !added.Contains(reaction.Type))).ToList();
        left.AddRange(added.Select(type => new Reaction(type, by, at)));
        return left.Count == 0 ? null : JsonSerializer.Serialize(left.TakeLast(Most), JsonSerializerOptions.Web);
    }

    const int Most = 50;
}
