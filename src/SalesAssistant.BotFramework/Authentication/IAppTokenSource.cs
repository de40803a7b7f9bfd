namespace SalesAssistant.BotFramework.Authentication;

/// <summary>The bot's own token, for the Connector.</summary>
/// <param name="Text">What goes after "Bearer". Never logged.</param>
/// <param name="ExpiresOn">When it ends.</param>
public sealed record AppToken(string Text, DateTimeOffset ExpiresOn)
{
    /// <summary>Without the token, for whoever prints it by mistake.</summary>
    public override string ToString() => $"a token until {ExpiresOn:u}";
}

/// <summary>Gets the bot's own token, by one kind of credential. Asked anew each time; <see cref="AppTokens"/> keeps what it gives.</summary>
public interface IAppTokenSource
{
    /// <exception cref="AppTokenException">None can be had now.</exception>
    Task<AppToken> GetAsync(CancellationToken cancel);
}

/// <summary>The bot can't get a token for itself, so nothing was sent. The message never holds a secret.</summary>
public sealed class AppTokenException(string message, Exception? inner = null) : Exception(message, inner);
