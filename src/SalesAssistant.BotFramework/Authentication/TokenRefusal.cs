namespace SalesAssistant.BotFramework.Authentication;

/// <summary>Why a request's token is not accepted. For the log: the caller is told none of it.</summary>
public enum TokenRefusal
{
    /// <summary>There is none, or not exactly one.</summary>
    NoToken,

    /// <summary>It is not a signed token of a readable form, or larger than any channel's.</summary>
    Malformed,

    /// <summary>Its issuer is none that speaks to this bot.</summary>
    UnknownIssuer,

    /// <summary>Its signature is of a kind that is not accepted.</summary>
    Algorithm,

    /// <summary>Its issuer has no key of that id, or its keys can't be read now.</summary>
    UnknownKey,

    /// <summary>It was not signed with that key.</summary>
    Signature,

    /// <summary>It is for another bot.</summary>
    Audience,

    /// <summary>It has ended, has not begun, or names no end.</summary>
    Lifetime,

    /// <summary>It is Entra's, and version, app or tenant in it are not those of its issuer and of this bot.</summary>
    Claims,

    /// <summary>The activity's service URL is missing, or not the one in the token.</summary>
    ServiceUrl,

    /// <summary>Its key may not sign for the activity's channel.</summary>
    NotEndorsed,

    /// <summary>It is Entra's, which speaks for the Emulator alone.</summary>
    Channel,
}
