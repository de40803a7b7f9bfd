using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using MimeKit;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>Hands e-mail to Microsoft Graph as the very MIME that an SMTP server would get, so that a calendar part stays one. It lies here because the SDK is known to this folder alone.</summary>
sealed class GraphMail(GraphSettings settings, MailAccount account) : IMailSender, IDisposable
{
    static readonly FormatOptions Lines = WithCrLf();

    readonly GraphConnection graph = new(settings, account.Timeout);

    /// <exception cref="MailException">As for every sender.</exception>
    public async Task Send(MimeMessage mail, CancellationToken cancel)
    {
        using var mime = new MemoryStream();
        await mail.WriteToAsync(Lines, mime, cancel);
        var body = Convert.ToBase64String(mime.GetBuffer(), 0, (int)mime.Length);
        try
        {
            await graph.Ask(account.From.Address, writes: true, async (client, stop) =>
            {
                // The SDK's own sendMail takes a message of JSON only.
                var request = new RequestInformation(Method.POST, "{+baseurl}/users/{user%2Did}/sendMail", new Dictionary<string, object> { ["baseurl"] = graph.BaseUrl, ["user%2Did"] = account.From.Address });
                request.SetStreamContent(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(body)), "text/plain");
                await client.RequestAdapter.SendNoContentAsync(request, new() { ["XXX"] = ODataError.CreateFromDiscriminatorValue }, stop);
                return mail;
            }, cancel);
        }
        catch (CalendarException fault)
        {
            throw new MailException(Named(fault), fault.Message, fault.RetryAfter, fault);
        }
    }

    static MailFault Named(CalendarException fault) => fault.Fault switch
    {
        CalendarFault.Denied => MailFault.Denied,
        CalendarFault.Throttled => MailFault.Deferred,
        CalendarFault.Unavailable => MailFault.Unreachable,
        // There is no such mailbox to send from.
        CalendarFault.NotFound => MailFault.SenderRefused,
        CalendarFault.Rejected => fault.Message.Contains("ErrorInvalidRecipients", StringComparison.Ordinal) ? MailFault.RecipientRefused : MailFault.Rejected,
        _ => MailFault.Unknown,
    };

    /// <summary>MIME ends its lines so, whatever this machine does.</summary>
    static FormatOptions WithCrLf()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    public void Dispose() => graph.Dispose();
}

static class GraphMails
{
    /// <summary>Registers Graph as the way out for e-mail, where `Mail:Provider` says so. What is missing in the settings is told before the server listens.</summary>
    public static void AddGraphMail(this IServiceCollection services, IConfiguration configuration)
    {
        if (!"Graph".Equals(configuration["Mail:Provider"], StringComparison.OrdinalIgnoreCase))
            return;
        services.AddSingleton<IMailSender>(provider => new GraphMail(GraphSettings.Read(configuration, "Mail:Provider is Graph"), provider.GetRequiredService<MailAccount>()));
        services.AddSingleton(provider => new StartCheck(() => _ = provider.GetRequiredService<IMailSender>()));
    }
}
