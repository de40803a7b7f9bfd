using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;
using SalesAssistant.Tests.Bookings;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Mails;

/// <summary>The ways that e-mail leaves by, and what their settings must have.</summary>
public sealed class MailWayTests
{
    [Theory]
    [InlineData("Smtp:From", "Smtp:Host=mail.example.com")]
    [InlineData("Smtp:From", "Smtp:Host=mail.example.com", "Smtp:From=nobody")]
    [InlineData("Smtp:From", "Smtp:Host=mail.example.com", "Smtp:From=a@example.com\r\nBcc: b@example.com")]
    [InlineData("Smtp:Port", "Smtp:Host=mail.example.com", "Smtp:From=a@example.com", "Smtp:Port=0")]
    [InlineData("Smtp:Security", "Smtp:Host=mail.example.com", "Smtp:From=a@example.com", "Smtp:Security=Maybe")]
    [InlineData("Smtp:Security", "Smtp:Host=mail.example.com", "Smtp:From=a@example.com", "Smtp:User=u", "Smtp:Password=p", "Smtp:Security=None")]
    [InlineData("Smtp:Password", "Smtp:Host=mail.example.com", "Smtp:From=a@example.com", "Smtp:User=u")]
    [InlineData("Mail:Mailbox", "Mail:Provider=Graph")]
    [InlineData("Mail:Provider", "Mail:Provider=Pigeon")]
    [InlineData("Mail:Timeout", "Mail:Timeout=1.00:00:00")]
    public void What_is_missing_or_unsafe_is_named(string setting, params string[] given) =>
        Assert.Equal(setting, Assert.Throws<SettingException>(() => new ServiceCollection().AddMails(Settings(given))).Setting);

    [Theory]
    [InlineData(false)]
    [InlineData(true, "Smtp:Host=127.0.0.1", "Smtp:From=a@example.com", "Smtp:User=u", "Smtp:Password=p", "Smtp:Security=None")]
    [InlineData(true, "Smtp:Host=mail.example.com", "Smtp:From=Example <a@example.com>")]
    [InlineData(true, "Mail:Provider=Graph", "Mail:Mailbox=a@example.com")]
    public void It_is_on_when_there_is_a_way(bool isOn, params string[] given) => Assert.Equal(isOn, MailAccount.Read(Settings(given)).IsOn);

    [Fact]
    public async Task A_password_lets_us_in_and_a_wrong_one_is_a_named_outcome()
    {
        await using var server = new MailServer { Password = "open sesame" };
        await Sender("open sesame").Send(Letter(), CancellationToken.None);
        Assert.Equal("Hello", Assert.Single(server.Taken).Mail.Subject);
        Assert.Equal(MailFault.Denied, (await Assert.ThrowsAsync<MailException>(() => Sender("guessed").Send(Letter(), CancellationToken.None))).Fault);
        Assert.Equal(MailFault.Denied, (await Assert.ThrowsAsync<MailException>(() => Sender(null).Send(Letter(), CancellationToken.None))).Fault);
        // Without TLS no password is said beyond this machine.
        Assert.Equal(MailFault.Untrusted, (await Assert.ThrowsAsync<MailException>(() => Sender("open sesame", "StartTls").Send(Letter(), CancellationToken.None))).Fault);
        Assert.Single(server.Taken);

        SmtpSender Sender(string? password, string security = "Auto") =>
            new(new SmtpSettings { Host = "127.0.0.1", Port = server.Port, User = password is null ? null : "us", Password = password, Security = security }, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_for_ever()
    {
        await using var server = new MailServer { HoldsAnswers = new() };
        var sender = new SmtpSender(new SmtpSettings { Host = "127.0.0.1", Port = server.Port }, TimeSpan.FromSeconds(1));
        Assert.Equal(MailFault.Unknown, (await Assert.ThrowsAsync<MailException>(() => sender.Send(Letter(), CancellationToken.None))).Fault);
    }

    [Fact]
    public async Task By_graph_it_leaves_from_the_mailbox_with_its_calendar_part_whole()
    {
        await using var graph = await Simulator.Start();
        graph.Mailboxes.Add("sales@example.com", "Europe/Berlin");
        await using var app = await SalesApp.Start(settings: ["--Mail:Provider", "Graph", "--Mail:Mailbox", "sales@example.com", "--Graph:BaseUrl", graph.BaseUrl]);
        // Throttled once, it is sent once.
        graph.Faults.Inject(new Fault(FaultKind.Answer, "POST", "sendMail", Status: 503));
        var booking = await VisitorMeetingTests.Books(app, "ada@example.org", 0);
        await Eventually.Holds(() => app.Read(db => db.Set<BookingMail>().AnyAsync(row => row.Outcome == "Unknown")));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.Holds(() => app.Read(db => db.Set<BookingMail>().AllAsync(row => row.State == BookingMailState.Sent)));
        var posted = graph.Mailboxes.Posted.Select(mail => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.Mime)))).ToList();
        var letter = Assert.Single(posted, mail => mail.To.Mailboxes.Single().Address == "ada@example.org");
        Assert.Equal("Larkfield <sales@example.com>", $"{letter.From.Mailboxes.Single().Name} <{letter.From.Mailboxes.Single().Address}>");
        Assert.Equal(booking.HostEmail, letter.ReplyTo.Mailboxes.Single().Address);
        Assert.Contains(letter.BodyParts, part => part.ContentType.MimeType == "text/calendar" && part.ContentType.Parameters["method"] == "REQUEST");
    }

    [Fact]
    public async Task Where_the_calendar_invites_our_e_mail_brings_the_links_and_no_second_invitation()
    {
        await using var mail = new MailServer();
        var calendar = new ScriptedCalendars(new Fakes.Mailboxes());
        await using var app = await SalesApp.Start(services => services.AddSingleton<IHostCalendars>(calendar), [.. mail.Settings, "--Bookings:ReadingServes", "00:00:00"]);
        var booking = await VisitorMeetingTests.Books(app, "ada@example.org", 0);
        var letter = await Eventually.Get(() => Task.FromResult(mail.To("ada@example.org").ElementAtOrDefault(0)));
        Assert.DoesNotContain(letter.Mail.BodyParts, part => part.ContentType.MimeType is "text/calendar" or "application/ics");
        Assert.Contains("The invitation itself comes from", letter.Mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("/cancel", letter.Mail.TextBody, StringComparison.Ordinal);
        // The calendar cancels by itself; the rep has it in the calendar.
        using var api = app.Api();
        using (var off = await api.DeleteAsync($"/api/v1/bookings/{booking.Id}"))
            off.EnsureSuccessStatusCode();
        await Eventually.Holds(() => app.Read(db => db.Set<Booking>().AnyAsync(row => row.State == BookingState.Cancelled)));
        Assert.Equal(1, await app.Read(db => db.Set<BookingMail>().CountAsync()));

        // One that tells nobody leaves that to us; and of what fails we tell in any case.
        calendar.TellsInvited = false;
        await VisitorMeetingTests.Books(app, "ben@example.org", 1);
        var invitation = await Eventually.Get(() => Task.FromResult(mail.To("ben@example.org").ElementAtOrDefault(0)));
        Assert.Contains(invitation.Mail.BodyParts, part => part.ContentType.MimeType == "text/calendar");
        calendar.Before(Ask.Create, (Action)(() => throw new CalendarException(CalendarFault.Rejected, "no")));
        await VisitorMeetingTests.Books(app, "eve@example.org", 2);
        Assert.StartsWith("Not booked:", (await Eventually.Get(() => Task.FromResult(mail.To("eve@example.org").ElementAtOrDefault(0)))).Mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_that_nothing_fills_in_is_named_by_the_check()
    {
        var text = File.ReadAllText(Repository.PathOf("prompts", "phrases", "en.yaml")).Replace("Your meeting with {host} is booked.", "Your meeting with {hots} is booked.", StringComparison.Ordinal);
        var fault = Assert.Single(PhraseBook.Read("en.yaml", text, isWhole: true).Faults);
        Assert.Contains("'mail.confirmed.text' has {hots}", fault.Message, StringComparison.Ordinal);
    }

    static MimeMessage Letter()
    {
        var letter = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = ".\r\n..\r\nHello" } };
        letter.From.Add(new MailboxAddress("Us", "us@example.com"));
        letter.To.Add(new MailboxAddress("You", "you@example.org"));
        return letter;
    }

    static IConfiguration Settings(string[] given) => new ConfigurationBuilder().AddInMemoryCollection(given.Select(pair => pair.Split('=', 2)).Select(pair => new KeyValuePair<string, string?>(pair[0], pair[1]))).Build();
}
