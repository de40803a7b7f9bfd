using System.Text.Json;

namespace SalesAssistant.BotFramework.Activities;

/// <summary>The body of an answer that refuses a request.</summary>
public sealed class ErrorResponse : Extensible
{
    /// <summary>What is wrong.</summary>
    public Error? Error { get; set; }
}

/// <summary>What is wrong with a request.</summary>
public sealed class Error : Extensible
{
    /// <summary>The kind of fault, for programs; see <see cref="ErrorCodes"/>. An open string.</summary>
    public string? Code { get; set; }

    /// <summary>The fault in a sentence, for developers.</summary>
    public string? Message { get; set; }

    /// <summary>What a service behind the answering one said.</summary>
    public InnerHttpError? InnerHttpError { get; set; }
}

/// <summary>What a service behind the answering one said.</summary>
public sealed class InnerHttpError : Extensible
{
    /// <summary>Its HTTP status.</summary>
    public int? StatusCode { get; set; }

    /// <summary>Its body, of any form.</summary>
    public JsonElement? Body { get; set; }
}

/// <summary>Values of <see cref="Error.Code"/> that this library writes or tells apart.</summary>
public static class ErrorCodes
{
    public const string BadSyntax = "BadSyntax";
    public const string BadArgument = "BadArgument";
    public const string BadRequest = "BadRequest";
    public const string NotSupported = "NotSupported";
    public const string MissingProperty = "MissingProperty";
    public const string MessageSizeTooBig = "MessageSizeTooBig";
    public const string ServiceError = "ServiceError";
    public const string TokenExpired = "TokenExpired";
    public const string ConversationNotFound = "ConversationNotFound";
    public const string ActivityNotFound = "ActivityNotFound";
    public const string ConversationBlockedByUser = "ConversationBlockedByUser";
    public const string BotNotInConversationRoster = "BotNotInConversationRoster";
    public const string BotDisabledByAdmin = "BotDisabledByAdmin";
    public const string MessageWritesBlocked = "MessageWritesBlocked";
    public const string ContentStreamNotAllowed = "ContentStreamNotAllowed";
    public const string InvalidBotApiHost = "InvalidBotApiHost";
}
