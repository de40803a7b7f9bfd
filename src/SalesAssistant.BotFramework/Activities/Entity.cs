using System.Text.Json;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>Metadata about an activity or its text. Everything but the type lies in <see cref="Extensible.Properties"/>.</summary>
public sealed class Entity : Extensible
{
    /// <summary>The kind, such as "mention" or "clientInfo"; compared without regard to case.</summary>
    public string? Type { get; set; }

    /// <summary>This entity as a mention of somebody; null when it is something else or names nobody.</summary>
    public Mention? AsMention()
    {
        if (!string.Equals(Type, "mention", StringComparison.OrdinalIgnoreCase)) return null;
        if (Property("mentioned") is not { ValueKind: JsonValueKind.Object } mentioned) return null;

        ChannelAccount? account;
        try
        {
            account = mentioned.Deserialize(ActivityJsonContext.Wire.ChannelAccount);
        }
        catch (JsonException)
        {
            // An entity that can't be read is an entity that is not understood: it stays, and means nothing to us (A7001).
            return null;
        }

        if (account?.Id is null) return null;
        var text = Property("text") is { ValueKind: JsonValueKind.String } written ? written.GetString() : null;
        return new Mention(account, text);
    }

    JsonElement? Property(string name)
    {
        if (Properties is null) return null;
        if (Properties.TryGetValue(name, out var exact)) return exact;
        foreach (var (key, value) in Properties)
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }
}

/// <summary>Somebody named in a message's text.</summary>
/// <param name="Mentioned">Who is meant; its id is set.</param>
/// <param name="Text">How the mention is written in the text; null or empty when the channel left it out.</param>
public sealed record Mention(ChannelAccount Mentioned, string? Text);
