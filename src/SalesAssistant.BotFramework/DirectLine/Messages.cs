using System.Text.Json.Serialization;
using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.DirectLine;

/// <summary>What a token is asked for with; all of it optional.</summary>
public sealed class TokenParameters : Extensible
{
    /// <summary>The user that the token pins; the id must start with "dl_".</summary>
    public ChannelAccount? User { get; set; }

    /// <summary>The origins of the pages that may use the token; null for any.</summary>
    public List<string>? TrustedOrigins { get; set; }
}

/// <summary>What a conversation is started with; all of it optional.</summary>
public sealed class StartConversationParameters : Extensible
{
    public ChannelAccount? User { get; set; }

    /// <summary>The user's language as a BCP 47 tag.</summary>
    public string? Locale { get; set; }
}

/// <summary>A conversation and how to take part in it.</summary>
public sealed class StartConversationResponse
{
    public string? ConversationId { get; set; }

    /// <summary>A token for this conversation alone.</summary>
    public string? Token { get; set; }

    /// <summary>The token's lifetime in seconds.</summary>
    [JsonPropertyName("expires_in")]
    public int? ExpiresIn { get; set; }

    /// <summary>Where to open the WebSocket, with a ticket in it that opens it once and soon.</summary>
    public string? StreamUrl { get; set; }

    /// <summary>Names a speech grammar; this server has none.</summary>
    public string? ReferenceGrammarId { get; set; }
}

/// <summary>The name of a client's session.</summary>
public sealed class SessionResponse
{
    public string? SessionId { get; set; }
}

/// <summary>Activities of a conversation, oldest first, and the watermark after them.</summary>
public sealed class ActivitySet
{
    public List<Activity> Activities { get; set; } = [];
    public string? Watermark { get; set; }
}

/// <summary>Why a Direct Line request was refused.</summary>
public sealed class DirectLineError
{
    public Error? Error { get; set; }

    /// <summary>An error with this code (see <see cref="ErrorCodes"/>) and this sentence for developers.</summary>
    public static DirectLineError Of(string code, string message) => new() { Error = new Error { Code = code, Message = message } };
}
