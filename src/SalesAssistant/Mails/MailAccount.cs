using MimeKit;
using SalesAssistant.Hosting;

namespace SalesAssistant.Mails;

/// <summary>How e-mail leaves the house.</summary>
public enum MailWay
{
    Smtp,
    Graph,
}

/// <summary>Whether the product sends e-mail, and under which address. Without it nobody is promised any.</summary>
public sealed class MailAccount
{
    MailAccount(MailWay? way, MailboxAddress? from, TimeSpan timeout) => (Way, sender, Timeout) = (way, from, timeout);

    readonly MailboxAddress? sender;

    /// <summary>Null when no e-mail is sent.</summary>
    public MailWay? Way { get; }

    public bool IsOn => Way is not null;

    /// <summary>Who it comes from.</summary>
    /// <exception cref="InvalidOperationException">No e-mail is sent.</exception>
    public MailboxAddress From => sender ?? throw new InvalidOperationException("No e-mail is sent.");

    /// <summary>How long handing over one e-mail may take.</summary>
    public TimeSpan Timeout { get; }

    /// <exception cref="SettingException">Something is missing, or can't be an address.</exception>
    public static MailAccount Read(IConfiguration configuration)
    {
        var settings = Settings.Section<MailSettings>(configuration, MailSettings.Name);
        switch (settings.Provider.ToLowerInvariant())
        {
            case "smtp":
                var smtp = Settings.Section<SmtpSettings>(configuration, SmtpSettings.Name);
                return smtp.Host is null
                    ? new(null, null, settings.Timeout)
                    : new(MailWay.Smtp, Address("Smtp:From", smtp.From, "Smtp:Host is set"), settings.Timeout);
            case "graph":
                return new(MailWay.Graph, Address("Mail:Mailbox", settings.Mailbox, "Mail:Provider is Graph"), settings.Timeout);
            default:
                throw new SettingException("Mail:Provider", $"is '{settings.Provider}'", "write Smtp or Graph");
        }
    }

    static MailboxAddress Address(string name, string? text, string why)
    {
        const string mend = "write the address that e-mail comes from, such as sales@example.com or Example <sales@example.com>";
        if (string.IsNullOrWhiteSpace(text))
            throw new SettingException(name, $"is missing, and {why}", mend);
        return MailboxAddress.TryParse(text, out var address) && address.Address.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !text.Any(char.IsControl)
            ? address
            : throw new SettingException(name, $"is '{text}', which is no address", mend);
    }
}
