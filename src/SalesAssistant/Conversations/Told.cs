using System.Text.Json;

namespace SalesAssistant.Conversations;

/// <summary>One thing that the visitor has told of themselves.</summary>
/// <param name="Field">Which, by its name in `rules/remember.yaml`, such as `need` or `size`.</param>
/// <param name="Words">The visitor's own words, never ours.</param>
/// <param name="Sequence">The message they stand in.</param>
/// <param name="At">When, UTC; null for what was kept before this was written down.</param>
public sealed record ToldFact(string Field, string Words, int Sequence, DateTime? At = null);

/// <summary>What the visitor has told of themselves in this conversation: one thing a field, the last one said.</summary>
/// <param name="ForgottenThrough">The number of the message with which the visitor wanted it forgotten, 0 for never: what was said up to there is not given to a model any more.</param>
public sealed record Told(IReadOnlyList<ToldFact> Facts, int ForgottenThrough = 0)
{
    public static Told Of(Conversation conversation) =>
        conversation.Told is null ? new([]) : JsonSerializer.Deserialize<Told>(conversation.Told, JsonSerializerOptions.Web) ?? new([]);

    /// <summary>With what a message tells, in place of what it told before it was changed, and of what was told of the same before.</summary>
    /// <param name="now">UTC.</param>
    public Told With(int message, IReadOnlyList<(string Field, string Words)> told, DateTime now) => this with
    {
        Facts = [.. Facts.Where(known => known.Sequence != message && !told.Any(fact => fact.Field == known.Field)), .. told.Select(fact => new ToldFact(fact.Field, fact.Words, message, now))],
    };

    /// <summary>Stores it with the conversation; nothing told is stored as nothing.</summary>
    public void On(Conversation conversation) => conversation.Told = Facts.Count == 0 && ForgottenThrough == 0 ? null : JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
