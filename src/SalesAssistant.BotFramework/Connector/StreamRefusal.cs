using SalesAssistant.BotFramework.Activities;

namespace SalesAssistant.BotFramework.Connector;

/// <summary>Why a channel takes nothing more of a stream.</summary>
public enum StreamRefusal
{
    /// <summary>It does; or what became of the request says nothing about the stream.</summary>
    None,

    /// <summary>The user has stopped it. What was shown stays.</summary>
    CanceledByUser,

    /// <summary>It has taken too long: what it comes to must replace it, as an update.</summary>
    TimeExceeded,

    /// <summary>There are no streams here, or this one is no longer any.</summary>
    NotAllowed,
}

public static class StreamRefusals
{
    /// <summary>What a refused activity of a stream says about the stream. Teams gives one code to several reasons, and names them in the message.</summary>
    public static StreamRefusal RefusalOfStream(this SendResult result)
    {
        if (result.Outcome is not (SendOutcome.Rejected or SendOutcome.NotSupported)) return StreamRefusal.None;
        if (result.Error?.Code != ErrorCodes.ContentStreamNotAllowed) return StreamRefusal.NotAllowed;
        var message = result.Error.Message ?? "";
        return message.Contains("canceled by user", StringComparison.OrdinalIgnoreCase) || message.Contains("cancelled by user", StringComparison.OrdinalIgnoreCase) ? StreamRefusal.CanceledByUser
            : message.Contains("exceeded streaming time", StringComparison.OrdinalIgnoreCase) ? StreamRefusal.TimeExceeded
            : StreamRefusal.NotAllowed;
    }
}
