using MimeKit;

namespace SalesAssistant.Mails;

/// <summary>Hands e-mail over to whoever delivers it: an SMTP server, or Microsoft Graph. It repeats nothing by itself.</summary>
public interface IMailSender
{
    /// <summary>Returns once the other side has taken it.</summary>
    /// <exception cref="MailException">It was not taken, or nobody can say whether it was.</exception>
    Task Send(MimeMessage mail, CancellationToken cancel);
}

/// <summary>Why an e-mail was not taken.</summary>
public enum MailFault
{
    /// <summary>There is no such recipient, or the server doesn't deliver there. Repeating is of no use.</summary>
    RecipientRefused,

    /// <summary>The e-mail itself is not taken as it is. Repeating is of no use.</summary>
    Rejected,

    /// <summary>The server doesn't take e-mail from the address that it comes from.</summary>
    SenderRefused,

    /// <summary>The program may not: user, password, secret or a right.</summary>
    Denied,

    /// <summary>Not now, says the server.</summary>
    Deferred,

    /// <summary>The connection is not as safe as it is to be.</summary>
    Untrusted,

    /// <summary>There was no connection: nothing was handed over.</summary>
    Unreachable,

    /// <summary>The connection ended, or the time was over, before the answer: it may have been taken.</summary>
    Unknown,
}

/// <summary>An e-mail was not taken. The message is for the log and names nobody.</summary>
public sealed class MailException(MailFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public MailFault Fault { get; } = fault;

    /// <summary>Not before this has passed; null when the other side doesn't say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether the same e-mail may be taken another time.</summary>
    public bool MayRetry => Fault is not (MailFault.RecipientRefused or MailFault.Rejected);
}
