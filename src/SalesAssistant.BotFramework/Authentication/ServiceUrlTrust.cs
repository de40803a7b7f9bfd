namespace SalesAssistant.BotFramework.Authentication;

/// <summary>What is known about a service URL.</summary>
public enum ServiceUrlTrust
{
    /// <summary>An activity said it, and nothing proves it: the bot's token must not be sent there.</summary>
    Unverified,

    /// <summary>A validated token named it: the channel itself is there.</summary>
    TokenVerified,

    /// <summary>Whoever runs the bot has named it.</summary>
    Configured,
}
