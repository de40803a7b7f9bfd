using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using SalesAssistant.Bookings;
using SalesAssistant.Data;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations.Mails;

/// <summary>What visitors and reps get by e-mail about meetings, as an SMTP server takes it.</summary>
public sealed class BookingMailTests(BookingMailTests.Running running) : IClassFixture<BookingMailTests.Running>
{
    /// <summary>One product and one mail server; each test has visitors of its own.</summary>
    public sealed class Running : IAsyncLifetime
    {
        public MailServer Mail { get; } = new();
        public SalesApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await SalesApp.Start(settings: [.. Mail.Settings, "--Web:PublicUrl", "https://chat.example.com"]);

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Mail.DisposeAsync();
        }
    }

    readonly SalesApp app = running.App;
    readonly MailServer mail = running.Mail;

    [Fact]
    public async Task Booked_moved_and_cancelled_in_the_chat_the_visitor_has_invitation_change_and_cancellation()
    {
        using var prospect = await Prospect.Opens(app, "America/New_York");
        var booking = await Books(prospect, "tomorrow", "ada@example.org");
        await prospect.Hears("A confirmation is on its way to ada@example.org");

        var invitation = await Mail("ada@example.org", 1);
        Assert.Equal(("hello@larkfield.example", "Larkfield <hello@larkfield.example>"), (invitation.From, Header(invitation.Mail.From)));
        Assert.Equal("Ada Byron <ada@example.org>", Header(invitation.Mail.To));
        Assert.Equal(booking.HostEmail, Assert.Single(invitation.Mail.ReplyTo.Mailboxes).Address);
        Assert.StartsWith("Booked: Intro call with ", invitation.Mail.Subject, StringComparison.Ordinal);
        Assert.Equal("auto-generated", invitation.Mail.Headers[HeaderId.AutoSubmitted]);
        // multipart/mixed( alternative(text, html, text/calendar), invite.ics )
        var parts = Assert.IsType<Multipart>(invitation.Mail.Body);
        Assert.Equal("multipart/mixed", parts.ContentType.MimeType);
        Assert.Equal(["text/plain", "text/html", "text/calendar"], Assert.IsType<MultipartAlternative>(parts[0]).Select(part => part.ContentType.MimeType));
        Assert.Equal("invite.ics", Assert.IsAssignableFrom<MimePart>(parts[1]).FileName);
        var first = Calendar(invitation, "REQUEST");
        Assert.Equal((booking.EventUid, 0, booking.Start), (first.Uid, first.Sequence, first.Start!.AsUtc));
        Assert.Equal($"mailto:{booking.HostEmail}", first.Organizer!.Value!.ToString());
        // Both clocks, and where it is moved and cancelled.
        Assert.Contains("(America/New_York, ", invitation.Mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(" in Europe/", invitation.Mail.TextBody, StringComparison.Ordinal);
        Assert.Matches(@"https://chat\.example\.com/m/[\w-]+/move", invitation.Mail.TextBody);
        Assert.Matches(@"https://chat\.example\.com/m/[\w-]+/cancel", invitation.Mail.HtmlBody);

        await prospect.Says("Can we move the call to Thursday?");
        await prospect.Hears("stays there until you have chosen another time");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Moved: Intro call");
        var change = await Mail("ada@example.org", 2);
        var second = Calendar(change, "REQUEST");
        Assert.Equal((first.Uid, 1, DayOfWeek.Thursday), (second.Uid, second.Sequence, second.Start!.AsUtc.DayOfWeek));

        await prospect.Says("Please cancel my meeting");
        await prospect.Hears("Cancelled: Intro call");
        var end = await Mail("ada@example.org", 3);
        var last = Calendar(end, "CANCEL");
        Assert.Equal((first.Uid, 2, "CANCELLED"), (last.Uid, last.Sequence, last.Status));
        Assert.DoesNotContain("/cancel", end.Mail.TextBody, StringComparison.Ordinal);
        // Three e-mails, each once.
        Assert.Equal(3, mail.To("ada@example.org").Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_rep_has_the_brief_by_e_mail_and_answers_reach_the_visitor()
    {
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("What does the Academy cost?");
        await prospect.Hears("€");
        await prospect.Says("Do you sell <b>rocket fuel</b>?");
        await prospect.Hears("from what Larkfield has published");
        var booking = await Books(prospect, "on Wednesday", "grace@example.org");

        var letter = await Eventually.Get(() => Task.FromResult(mail.To(booking.HostEmail).FirstOrDefault(one => one.Mail.ReplyTo.Mailboxes.Any(answers => answers.Address == "grace@example.org"))));
        Assert.Equal("Intro call: Ada Byron has booked", letter.Mail.Subject);
        Assert.Contains("What does the Academy cost?", letter.Mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Source: ", letter.Mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Still open\n- Do you sell <b>rocket fuel</b>?", letter.Mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;rocket fuel&lt;/b&gt;", letter.Mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>rocket", letter.Mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"https://chat.example.com/console/{prospect.Conversation}", letter.Mail.TextBody, StringComparison.Ordinal);
        var file = Assert.IsAssignableFrom<MimePart>(Assert.Single(letter.Mail.Attachments));
        Assert.Equal("PUBLISH", Read(file).Method);
    }

    [Fact]
    public async Task A_visitor_who_writes_german_is_written_to_in_german()
    {
        using var prospect = await Prospect.Opens(app, "Europe/Berlin", "de-AT");
        await prospect.Says("Kann ich am Freitag einen Termin haben?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Wen darf ich in den Kalender eintragen?");
        await prospect.Presses(new { action = "contact", name = "Jörg Müßig", email = "joerg@example.org" });
        await prospect.Hears("Eine Bestätigung ist auch an joerg@example.org unterwegs");
        var letter = await Mail("joerg@example.org", 1);
        Assert.StartsWith("Gebucht: Intro call mit ", letter.Mail.Subject, StringComparison.Ordinal);
        Assert.Equal("Jörg Müßig", Assert.Single(letter.Mail.To.Mailboxes).Name);
        Assert.Contains("Guten Tag Jörg Müßig,", letter.Mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\">", letter.Mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("2026, ", letter.Mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_name_brings_stays_one_line_and_text_and_an_address_of_two_lines_is_refused()
    {
        await Owe("eve@example.org", "Eve\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>");
        var letter = await Mail("eve@example.org", 1);
        Assert.Equal(["eve@example.org"], letter.To);
        Assert.Empty(letter.Mail.Bcc);
        Assert.DoesNotContain(letter.Mail.Headers, header => header.Field.Equals("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("<script>", letter.Mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", letter.Mail.HtmlBody, StringComparison.Ordinal);

        var id = await Owe("mallory@example.org\r\nRCPT TO:<all@example.org>", "Mallory");
        Assert.Equal((BookingMailState.Failed, "RecipientRefused"), await Settled(id));
        Assert.DoesNotContain(mail.Taken, one => one.To.Contains("all@example.org"));
    }

    [Fact]
    public async Task A_recipient_who_is_refused_is_a_named_outcome_and_not_tried_again()
    {
        mail.Refuses = address => address == "nobody@example.org" ? "550 5.1.1 No such user" : address == "slow@example.org" && mail.To(address).Count == 0 ? "450 4.2.0 Later" : null;
        var refused = await Owe("nobody@example.org", "Nobody");
        Assert.Equal((BookingMailState.Failed, "RecipientRefused"), await Settled(refused));

        // "Later" is waited for.
        var later = await Owe("slow@example.org", "Slow");
        await Eventually.Holds(async () => (await Row(later)) is { State: BookingMailState.Pending, Outcome: "Deferred", Attempts: 1, Lease: null });
        mail.Refuses = _ => null;
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((BookingMailState.Sent, "Sent"), await Settled(later));
        Assert.Equal(2, (await Row(later)).Attempts);
    }

    [Fact]
    public async Task A_server_that_was_down_has_the_e_mail_once_when_it_is_up()
    {
        await mail.Stop();
        var id = await Owe("down@example.org", "Down");
        await Eventually.Holds(async () => (await Row(id)) is { State: BookingMailState.Pending, Outcome: "Unreachable", Lease: null });
        mail.Start();
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((BookingMailState.Sent, "Sent"), await Settled(id));
        Assert.Single(mail.To("down@example.org"));
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_a_second_copy_under_the_same_id()
    {
        mail.LosesAnswerTo = "lost@example.org";
        var id = await Owe("lost@example.org", "Lost");
        await Eventually.Holds(async () => (await Row(id)) is { State: BookingMailState.Pending, Outcome: "Unknown", Lease: null });
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((BookingMailState.Sent, "Sent"), await Settled(id));
        var copies = mail.To("lost@example.org");
        Assert.Equal([$"{id}@larkfield.example", $"{id}@larkfield.example"], copies.Select(copy => copy.Id));
        Assert.Single(copies.Select(copy => (Calendar(copy, "REQUEST").Uid, Calendar(copy, "REQUEST").Sequence)).Distinct());
    }

    [Fact]
    public async Task What_was_called_off_before_its_turn_is_not_confirmed_any_more()
    {
        await mail.Stop();
        var id = await Owe("quick@example.org", "Quick");
        await Eventually.Holds(async () => (await Row(id)) is { Outcome: "Unreachable", Lease: null });
        using (var api = app.Api())
        using (var answer = await api.DeleteAsync($"/api/v1/bookings/{(await Row(id)).BookingId}"))
            answer.EnsureSuccessStatusCode();
        mail.Start();
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((BookingMailState.Skipped, "Superseded"), await Settled(id));
        Assert.StartsWith("Cancelled:", (await Mail("quick@example.org", 1)).Mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_meeting_by_the_api_is_confirmed_too_in_the_language_asked_for()
    {
        using var api = app.Api();
        var slots = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?from=2026-12-14&host=tom@example.com"))!["slots"]!.AsArray();
        using var answer = await api.PostAsJsonAsync("/api/v1/bookings", new { slotId = slots[0]!["id"]!.GetValue<string>(), name = "Uwe Bär", email = "uwe@example.org", timeZone = "Europe/Berlin", language = "de-DE" });
        answer.EnsureSuccessStatusCode();
        Assert.StartsWith("Gebucht:", (await Mail("uwe@example.org", 1)).Mail.Subject, StringComparison.Ordinal);
    }

    /// <summary>Books a time by API, as an attendee whom no form has looked at, and gives the id of the visitor's e-mail.</summary>
    async Task<string> Owe(string email, string name)
    {
        using var api = app.Api();
        var slots = (await api.GetFromJsonAsync<JsonObject>("/api/v1/slots?from=2026-12-07&to=2026-12-12"))!["slots"]!.AsArray();
        var desk = app.Services.GetRequiredService<BookingDesk>();
        var result = await app.Services.GetRequiredService<BatchWriter>().Write(session => desk.Book(
            session, slots[0]!["id"]!.GetValue<string>(), new SalesAssistant.Bookings.Attendee(name, email, "Europe/Berlin"), Guid.NewGuid().ToString(), null, null, app.Clock.GetUtcNow().UtcDateTime));
        Assert.Equal(BookingOutcome.Confirmed, result.Outcome);
        return await app.Read(db => db.Set<BookingMail>().Where(row => row.BookingId == result.Booking!.Id && row.Rep == null).Select(row => row.Id).SingleAsync());
    }

    Task<BookingMail> Row(string id) => app.Read(db => db.Set<BookingMail>().AsNoTracking().SingleAsync(row => row.Id == id));

    async Task<(BookingMailState, string?)> Settled(string id)
    {
        await Eventually.Holds(async () => (await Row(id)).State != BookingMailState.Pending);
        var row = await Row(id);
        return (row.State, row.Outcome);
    }

    async Task<Booking> Books(Prospect prospect, string when, string email)
    {
        await prospect.Says($"Can I book a call {when}?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says($"Ada Byron, {email}");
        await prospect.Hears("Booked: Intro call with");
        return await app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
    }

    /// <summary>The e-mail of this number to an address, from one.</summary>
    Task<TakenMail> Mail(string address, int number) => Eventually.Get(() => Task.FromResult(mail.To(address).ElementAtOrDefault(number - 1)), $"e-mail {number} to {address}");

    static string Header(InternetAddressList list) => Assert.Single(list.Mailboxes) is var one && one.Name is { } name ? $"{name} <{one.Address}>" : one.Address;

    /// <summary>The event of the calendar part; the file beside it says the same.</summary>
    static Ical.Net.CalendarComponents.CalendarEvent Calendar(TakenMail mail, string method)
    {
        var part = mail.Mail.BodyParts.OfType<TextPart>().Single(text => text.ContentType.MimeType == "text/calendar");
        Assert.Equal((method, "utf-8"), (part.ContentType.Parameters["method"], part.ContentType.Charset));
        var calendar = Read(part);
        Assert.Equal(method, calendar.Method);
        var it = Assert.Single(calendar.Events);
        Assert.Equal((it.Uid, it.Sequence), (Read(mail.Mail.Attachments.OfType<MimePart>().Single()).Events[0]!.Uid, Read(mail.Mail.Attachments.OfType<MimePart>().Single()).Events[0]!.Sequence));
        return it!;
    }

    static Ical.Net.Calendar Read(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes);
        return Ical.Net.Calendar.Load(System.Text.Encoding.UTF8.GetString(bytes.ToArray()))!;
    }
}
