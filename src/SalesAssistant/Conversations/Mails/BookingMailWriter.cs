using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using MimeKit.Text;
using NodaTime;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;
using SalesAssistant.Reps;

namespace SalesAssistant.Conversations.Mails;

/// <summary>An e-mail as it is to be sent, or the name of the reason why it is not.</summary>
public sealed record WrittenMail(MimeMessage? Mail, string? SkippedFor = null);

/// <summary>
/// Writes the e-mails about bookings when it is their turn, from the booking as it stands: to the visitor in their language and zone, to a rep with what is
/// known beforehand. Names and addresses are what people typed: they stand in headers as one line, and in HTML encoded.
/// </summary>
public sealed class BookingMailWriter(
    Phrases phrases, MeetingWords inWords, MeetingBrief brief, MeetingLinks links, RepDirectory reps, MailAccount account, CalendarReader calendars, RunningServer server, WallClock clock,
    IDbContextFactory<SalesDb> reads, IServiceProvider services, ILoggerFactory logs)
{
    DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task<WrittenMail> Write(BookingMail owed, CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        if (await db.Set<Booking>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == owed.BookingId, cancel) is not { Name: not null } booking
            // Who is called need not have given an address; the rep is written to all the same.
            || (owed.Rep is null && booking.Email is null))
            return new(null, "NoRecipient");
        var kind = owed.Kind;
        // Of a move to another host that came to nothing the old meeting is left.
        if (kind == BookingMailKind.Failed && booking.Replaces is { } old && await db.Set<Booking>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == old, cancel) is { State: BookingState.Confirmed } left)
            (kind, booking) = (BookingMailKind.MoveFailed, left);
        if (Moot(owed, kind, booking) is { } why)
            return new(null, why);
        return new(owed.Rep is { } rep ? await ToRep(owed, booking, rep, db, cancel) : await ToVisitor(owed, kind, booking));
    }

    /// <summary>Why it needn't be sent any more; null when it holds.</summary>
    string? Moot(BookingMail owed, BookingMailKind kind, Booking booking)
    {
        var isNewest = booking.Sequence == owed.Sequence;
        return kind switch
        {
            // Where the calendar tells of changes, ours alone has the links, whatever has changed since.
            BookingMailKind.Confirmed when owed.Rep is null && calendars.TellsInvited => booking.State == BookingState.Confirmed ? TooLate() : "Superseded",
            BookingMailKind.Confirmed or BookingMailKind.Moved or BookingMailKind.HostMoved => booking.State == BookingState.Confirmed && isNewest ? TooLate() : "Superseded",
            BookingMailKind.MoveFailed => booking.State == BookingState.Confirmed ? TooLate() : "Superseded",
            BookingMailKind.Reminder => booking.State != BookingState.Confirmed || !isNewest ? "Superseded" : booking.Start <= Now ? "TooLate" : null,
            BookingMailKind.NoShow => booking.Outcome == MeetingOutcome.NoShow ? null : "Superseded",
            BookingMailKind.Failed => null,
            _ => TooLate(),
        };

        string? TooLate() => booking.End <= Now ? "TooLate" : null;
    }

    async Task<MimeMessage> ToVisitor(BookingMail owed, BookingMailKind kind, Booking booking)
    {
        var (book, zone) = (phrases.In(booking.Language), inWords.ZoneOf(booking));
        string Say(string phrase) => inWords.Say(book, phrase, booking, zone);
        var page = Absolute(links.PathOf(booking.Id));
        var stands = booking.State == BookingState.Confirmed && kind != BookingMailKind.NoShow;
        // A calendar that tells those invited has invited them; otherwise we do, and take back what we have sent.
        var invites = !calendars.TellsInvited && kind is BookingMailKind.Confirmed or BookingMailKind.Moved or BookingMailKind.HostMoved or BookingMailKind.Cancelled or BookingMailKind.HostCancelled or BookingMailKind.Replaced;
        var key = Camel(kind);
        var content = new MailContent(phrases.CodeOf(booking.Language) ?? "en", OneLine(Say($"mail.{key}.subject")))
        {
            Opening = [Say("mail.hello"), Say($"mail.{key}.text")],
            Facts = Facts(book, booking, inWords.When(booking, zone, book), (book.Say("labels.with"), inWords.HostName(booking.HostEmail))),
            Links = kind == BookingMailKind.Replaced ? []
                : stands ? [.. Join(book, booking), new(book.Say("mail.move"), page + "/move"), new(book.Say("mail.cancel"), page + "/cancel")]
                : [new(book.Say("mail.again"), page)],
            Closing = !stands ? []
                : kind == BookingMailKind.Confirmed ? [Say(invites ? "mail.attached" : "mail.separate"), Say("mail.reply")]
                : [Say("mail.reply")],
            Footer = Say("mail.footer"),
        };
        var host = reps.Find(booking.HostEmail);
        var mail = await Build(owed, content, Mailbox(booking.Name!, booking.Email!), Mailbox(host?.Name ?? booking.HostEmail, booking.HostEmail));
        if (invites)
            Attach(mail, Invitation.Write(booking, reps.Current.Company, host, stands ? page : null), stands ? "REQUEST" : "CANCEL");
        return mail;
    }

    async Task<MimeMessage> ToRep(BookingMail owed, Booking booking, string rep, SalesDb db, CancellationToken cancel)
    {
        // Reps read in the company's language, and by their own clocks.
        var (book, hostZone) = (phrases.Current, inWords.HostZoneOf(booking));
        var conversation = booking.ConversationId is null ? null : await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == booking.ConversationId, cancel);
        var known = conversation is null || owed.Kind is not (BookingMailKind.Confirmed or BookingMailKind.Moved) ? null : await brief.Read(conversation, cancel);
        string Say(string phrase) => inWords.Say(book, phrase, booking, hostZone);
        var key = owed.Kind switch { BookingMailKind.Confirmed => "confirmed", BookingMailKind.Moved => "moved", _ => "cancelled" };
        var content = new MailContent("en", OneLine(Say($"mail.rep.{key}.subject")))
        {
            Opening = [Say($"mail.rep.{key}.text")],
            Facts = Facts(book, booking, MeetingWords.When(booking, hostZone, inWords.ZoneOf(booking), book), (book.Say("mail.rep.visitor"), string.Join(", ", new[] { booking.Name, booking.Phone, booking.Email }.OfType<string>()))),
            Links =
            [
                conversation is null ? new(book.Say("mail.rep.meetings"), Absolute("/meetings")) : new(book.Say("mail.rep.conversation"), Absolute($"/console/{conversation.Id}")),
                .. Join(book, booking),
            ],
            Sections = known is null ? [] : [.. Sections(book, known)],
            Footer = Say("mail.rep.footer"),
        };
        var host = reps.Find(rep);
        var mail = await Build(owed, content, Mailbox(host?.Name ?? rep, rep), booking.Email is null ? null : Mailbox(booking.Name!, booking.Email));
        Attach(mail, Invitation.Write(booking, reps.Current.Company, host, forHost: true), method: null);
        return mail;
    }

    static IEnumerable<MailSection> Sections(PhraseBook book, BriefContent known)
    {
        MailSection?[] sections =
        [
            Section("brief.told", [.. known.Told.Select(fact => new MailItem([MeetingBrief.Short(fact.Words)]))]),
            Section("brief.answered", [.. known.Answered.Select(one => new MailItem([MeetingBrief.Short(one.Question), MeetingBrief.Short(one.Answer), $"{book.Say("sources")}: {string.Join("; ", one.Sources)}"]))]),
            Section("brief.open", [.. known.Open.Select(question => new MailItem([MeetingBrief.Short(question)]))]),
            Section("brief.objections", [.. known.Objections.Select(words => new MailItem([MeetingBrief.Short(words)]))]),
        ];
        return sections.OfType<MailSection>();

        MailSection? Section(string heading, IReadOnlyList<MailItem> items) => items.Count == 0 ? null : new(book.Say(heading), items);
    }

    static List<(string, string)> Facts(PhraseBook book, Booking booking, string when, (string Label, string Value) other)
    {
        List<(string, string)> facts = [(book.Say("mail.who"), booking.Title), (book.Say("labels.when"), when), other];
        if (booking.JoinUrl is null && booking.Location is { } place)
            facts.Add((book.Say("labels.where"), place));
        return facts;
    }

    static IEnumerable<MailLink> Join(PhraseBook book, Booking booking) => booking is { JoinUrl: { } call, State: BookingState.Confirmed } ? [new(book.Say("mail.join"), call)] : [];

    async Task<MimeMessage> Build(BookingMail owed, MailContent content, MailboxAddress to, MailboxAddress? answersTo)
    {
        var mail = new MimeMessage
        {
            // The same for every attempt: a server or a mail program that has it already can tell.
            MessageId = $"{owed.Id}@{account.From.Domain}",
            Subject = content.Subject,
            Date = new DateTimeOffset(Now, TimeSpan.Zero),
            Body = new MultipartAlternative
            {
                new TextPart(TextFormat.Plain) { Text = content.ToText() },
                new TextPart(TextFormat.Html) { Text = await Html(content) },
            },
        };
        mail.From.Add(string.IsNullOrEmpty(account.From.Name) ? Mailbox(reps.Current.Company.Name, account.From.Address) : account.From);
        mail.To.Add(to);
        if (answersTo is not null)
            mail.ReplyTo.Add(answersTo);
        // No holiday notice is wanted in answer.
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        mail.Headers.Add(HeaderId.ContentLanguage, content.Language);
        return mail;
    }

    async Task<string> Html(MailContent content)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<MailBody>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(MailBody.Content)] = content }))).ToHtmlString());
    }

    /// <summary>Adds the calendar file: as one of the ways to read the e-mail, which calendars take up by themselves, and as a file for those that don't.</summary>
    /// <param name="method">iCalendar's METHOD of an invitation or of its end; null for the file alone.</param>
    static void Attach(MimeMessage mail, string calendar, string? method)
    {
        var texts = (MultipartAlternative)mail.Body!;
        if (method is not null)
        {
            var part = new TextPart("calendar") { ContentTransferEncoding = ContentEncoding.Base64 };
            part.SetText(System.Text.Encoding.UTF8, calendar);
            part.ContentType.Parameters["method"] = method;
            texts.Add(part);
        }
        var file = new MimePart("application", "ics")
        {
            Content = new MimeContent(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(calendar))),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = method is null ? "meeting.ics" : "invite.ics",
        };
        mail.Body = new Multipart("mixed") { texts, file };
    }

    /// <exception cref="FormatException">The address can't be one.</exception>
    static MailboxAddress Mailbox(string name, string address)
    {
        if (address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !MailboxAddress.TryParse(address, out var parsed) || parsed.Address != address)
            throw new FormatException("This is not the address of one mailbox.");
        return new MailboxAddress(OneLine(name), address);
    }

    /// <summary>Headers are lines: whatever a text brings, it stays one.</summary>
    static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    string Absolute(string path) => new Uri(server.Site, path).AbsoluteUri;

    static string Camel(BookingMailKind kind) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
