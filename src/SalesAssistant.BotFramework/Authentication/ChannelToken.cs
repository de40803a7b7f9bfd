using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Authentication;

/// <summary>A validated token: whoever holds it was given it for this bot. What it may say is asked for each activity.</summary>
public sealed class ChannelToken
{
    /// <param name="keys">Its issuer's keys.</param>
    /// <param name="key">The one it was signed with.</param>
    /// <param name="isEntra">It is no channel's, but Entra's.</param>
    /// <param name="serviceUrl">The claim serviceurl.</param>
    /// <param name="validFrom">In UTC.</param>
    /// <param name="validTo">In UTC.</param>
    internal ChannelToken(SigningKeys keys, SigningKey key, bool isEntra, string? serviceUrl, DateTime validFrom, DateTime validTo)
    {
        Keys = keys;
        Key = key;
        _isEntra = isEntra;
        _serviceUrl = serviceUrl;
        ValidFrom = validFrom;
        ValidTo = validTo;
    }

    /// <summary>What is known of the service URL of an activity that this may bring. A token of Entra names none.</summary>
    public ServiceUrlTrust ServiceUrlTrust => _isEntra ? ServiceUrlTrust.Unverified : ServiceUrlTrust.TokenVerified;

    /// <summary>Why it may not bring this activity; null when it may.</summary>
    public TokenRefusal? RefusalFor(Activity activity)
    {
        if (_isEntra) return activity.ChannelId == ChannelIds.Emulator ? null : TokenRefusal.Channel;
        if (!ServiceUrls.AreSame(_serviceUrl, activity.ServiceUrl)) return TokenRefusal.ServiceUrl;
        return Key.Endorsements.Contains(activity.ChannelId ?? "") ? null : TokenRefusal.NotEndorsed;
    }

    internal SigningKeys Keys { get; }
    internal SigningKey Key { get; }
    internal DateTime ValidFrom { get; }
    internal DateTime ValidTo { get; }

    /// <summary>The same token, with its key, and what that may sign for, as they were read last.</summary>
    internal ChannelToken With(SigningKey key) =>
        ReferenceEquals(Key, key) ? this : new(Keys, key, _isEntra, _serviceUrl, ValidFrom, ValidTo);

    readonly bool _isEntra;
    readonly string? _serviceUrl;
}

/// <summary>What reading a token gave: the token, or why it is refused.</summary>
public readonly record struct TokenReading(ChannelToken? Token, TokenRefusal? Refusal)
{
    public static implicit operator TokenReading(TokenRefusal refusal) => new(null, refusal);
    public static implicit operator TokenReading(ChannelToken token) => new(token, null);
}
