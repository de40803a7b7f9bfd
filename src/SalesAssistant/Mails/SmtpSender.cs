using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SalesAssistant.Hosting;

namespace SalesAssistant.Mails;

/// <summary>Hands e-mail to an SMTP server, one connection each: there are few, and none waits for another.</summary>
public sealed class SmtpSender : IMailSender
{
    readonly SmtpSettings settings;
    readonly SecureSocketOptions security;
    readonly TimeSpan timeout;

    /// <exception cref="SettingException">The security can't be meant, or a password would go over the open network.</exception>
    public SmtpSender(SmtpSettings settings, TimeSpan timeout)
    {
        (this.settings, this.timeout) = (settings, timeout);
        var isHere = settings.Host is "localhost" || (System.Net.IPAddress.TryParse(settings.Host, out var address) && System.Net.IPAddress.IsLoopback(address));
        security = settings.Security.ToLowerInvariant() switch
        {
            "auto" when settings.Port == 465 => SecureSocketOptions.SslOnConnect,
            // A password is never said where somebody could listen.
            "auto" when isHere || settings.User is null => SecureSocketOptions.StartTlsWhenAvailable,
            "auto" or "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" when isHere || settings.User is null => SecureSocketOptions.None,
            "none" => throw new SettingException("Smtp:Security", "is None, and Smtp:User has a password that could be read on the way", "write StartTls or Tls; None is for a server on this machine, or one without a password"),
            _ => throw new SettingException("Smtp:Security", $"is '{settings.Security}'", "write Auto, StartTls, Tls or None"),
        };
        if (settings.User is not null && string.IsNullOrEmpty(settings.Password))
            throw new SettingException("Smtp:Password", "is missing, and Smtp:User is set", "set it to that user's password");
    }

    public async Task Send(MimeMessage mail, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        using var client = new SmtpClient { Timeout = (int)timeout.TotalMilliseconds };
        var isHandedOver = false;
        try
        {
            await client.ConnectAsync(settings.Host!, settings.Port, security, limit.Token);
            if (settings.User is not null)
                await client.AuthenticateAsync(settings.User, settings.Password!, limit.Token);
            isHandedOver = true;
            await client.SendAsync(mail, limit.Token);
        }
        catch (Exception fault) when (!(fault is OperationCanceledException && cancel.IsCancellationRequested) && Named(fault, isHandedOver) is { } named)
        {
            throw named;
        }
        await Leave(client);
    }

    /// <summary>It was taken: how the farewell goes changes nothing about it.</summary>
    static async Task Leave(SmtpClient client)
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await client.DisconnectAsync(quit: true, soon.Token);
        }
        catch (Exception broken) when (broken is IOException or ProtocolException or CommandException or SocketException or OperationCanceledException)
        {
            // The server hung up first.
        }
    }

    /// <param name="fault">What was thrown.</param>
    /// <param name="isHandedOver">Whether it happened while the e-mail was being handed over, so that the server may have it.</param>
    static MailException? Named(Exception fault, bool isHandedOver) => fault switch
    {
        SmtpCommandException refused => new(Named(refused), string.Create(CultureInfo.InvariantCulture, $"the server answered {(int)refused.StatusCode}"), inner: fault),
        AuthenticationException or ServiceNotAuthenticatedException => new(MailFault.Denied, "the server doesn't let this user in", inner: fault),
        SslHandshakeException => new(MailFault.Untrusted, "the server's certificate is not trusted", inner: fault),
        // TLS, a way to sign in, or an address with letters beyond ASCII.
        NotSupportedException => new(isHandedOver ? MailFault.Rejected : MailFault.Untrusted, "the server can't do what is asked of it", inner: fault),
        SocketException or IOException or ProtocolException or OperationCanceledException or TimeoutException => isHandedOver
            ? new(MailFault.Unknown, "the connection ended before the answer", inner: fault)
            : new(MailFault.Unreachable, "there is no connection to the server", inner: fault),
        _ => null,
    };

    static MailFault Named(SmtpCommandException refused) => ((int)refused.StatusCode, refused.ErrorCode) switch
    {
        ( >= 400 and < 500, _) => MailFault.Deferred,
        (530 or 535, _) => MailFault.Denied,
        (_, SmtpErrorCode.RecipientNotAccepted) => MailFault.RecipientRefused,
        (_, SmtpErrorCode.SenderNotAccepted) => MailFault.SenderRefused,
        _ => MailFault.Rejected,
    };
}
