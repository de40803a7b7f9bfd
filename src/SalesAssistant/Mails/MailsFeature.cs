using SalesAssistant.Hosting;

namespace SalesAssistant.Mails;

/// <summary>The way out for e-mail. Off until `Smtp:Host` is set or `Mail:Provider` is Graph, whose sender lies with Graph's calendars.</summary>
public static class MailsFeature
{
    public static IServiceCollection AddMails(this IServiceCollection services, IConfiguration configuration)
    {
        var account = MailAccount.Read(configuration);
        services.AddSingleton(account);
        if (account.Way == MailWay.Smtp)
            services.AddSingleton<IMailSender>(new SmtpSender(Settings.Section<SmtpSettings>(configuration, SmtpSettings.Name), account.Timeout));
        return services;
    }
}
