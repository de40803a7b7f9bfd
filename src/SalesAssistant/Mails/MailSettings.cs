using System.ComponentModel.DataAnnotations;

namespace SalesAssistant.Mails;

/// <summary>The section `Mail`. What each means stands in appsettings.sample.json.</summary>
public sealed class MailSettings
{
    public const string Name = "Mail";

    public string Provider { get; set; } = "Smtp";

    public string? Mailbox { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The section `Smtp`. What each means stands in appsettings.sample.json.</summary>
public sealed class SmtpSettings
{
    public const string Name = "Smtp";

    public string? Host { get; set; }

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    public string? User { get; set; }
    public string? Password { get; set; }
    public string? From { get; set; }
    public string Security { get; set; } = "Auto";
}
