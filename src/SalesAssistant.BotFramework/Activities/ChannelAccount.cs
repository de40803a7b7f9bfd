namespace SalesAssistant.BotFramework.Activities;

/// <summary>A person or a bot on a channel.</summary>
public sealed class ChannelAccount : Extensible
{
    /// <summary>The channel's id: opaque, compared ordinally. In Teams it differs from bot to bot.</summary>
    public string? Id { get; set; }

    /// <summary>The display name; often missing.</summary>
    public string? Name { get; set; }

    /// <summary>The person's object id in Microsoft Entra ID; with the tenant it identifies a person across bots.</summary>
    public string? AadObjectId { get; set; }

    /// <summary>"user" or "bot"; see <see cref="RoleTypes"/>.</summary>
    public string? Role { get; set; }
}
