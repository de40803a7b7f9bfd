using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using SalesAssistant.Bookings;
using SalesAssistant.Conversations;
using SalesAssistant.Review;
using SalesAssistant.Tests.Bookings;
using SalesAssistant.Tests.Drivers;
using SalesAssistant.Tests.Fakes;
using Xunit;

namespace SalesAssistant.Tests.Conversations;

/// <summary>After a booking: reminders in the conversation and by e-mail, what became of the meeting, and another time for who didn't come.</summary>
public sealed class AfterwardsTests(Browser browser)
{
    [Fact]
    public async Task The_visitor_is_reminded_in_the_chat_and_by_e_mail_once_also_across_a_restart()
    {
        await using var mail = new MailServer();
        var first = await SalesApp.Start(settings: mail.Settings);
        using var prospect = await Prospect.Opens(first);
        var booking = await Books(first, prospect, "on Thursday");
        Assert.Equal(DayOfWeek.Thursday, booking.Start.DayOfWeek);
        first.Clock.Set(booking.Start.AddHours(-24).AddSeconds(1));
        // The chat page's token has run out by then, so its words are read from the log.
        var reminder = await Said(first, prospect, "A reminder: Intro call with");
        Assert.Contains(booking.Id, reminder.Card!, StringComparison.Ordinal);
        var letter = await Eventually.Get(() => Task.FromResult(mail.To("ada@example.org").FirstOrDefault(one => one.Mail.Subject!.StartsWith("Reminder:", StringComparison.Ordinal))));
        Assert.Contains("/m/", letter.Mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(letter.Mail.BodyParts, part => part.ContentType.MimeType == "text/calendar");

        // The server ends and another one begins in the same minute; then the last hour begins while a rep speaks.
        await first.DisposeAsync();
        await using var second = await SalesApp.Start(settings: mail.Settings, data: first.DataDirectory, at: booking.Start.AddMinutes(-61));
        Assert.Equal(RepResult.Done, (await second.Conversation(prospect.Conversation).Claim(booking.HostEmail)).Result);
        second.Clock.Set(booking.Start.AddMinutes(-59));
        await Eventually.Holds(async () => (await Reminders(second)).Count == 2);
        Assert.Equal([Sender.Assistant, Sender.System], (await Reminders(second)).Select(message => message.Sender));
        await Eventually.Holds(() => Task.FromResult(mail.To("ada@example.org").Count(one => one.Mail.Subject!.StartsWith("Reminder:", StringComparison.Ordinal)) == 2));
        await Eventually.Holds(async () => await second.Read(db => db.Set<BookingMail>().CountAsync(row => row.State == BookingMailState.Pending)) == 0, "nothing is owed any more");

        async Task<List<Message>> Reminders(SalesApp app) => [.. (await app.Messages(prospect.Conversation)).Where(message => message.Text.StartsWith("A reminder:", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Who_did_not_come_is_offered_another_time_once_and_books_it_by_the_link()
    {
        await using var mail = new MailServer();
        await using var app = await SalesApp.Start(settings: mail.Settings);
        using var prospect = await Prospect.Opens(app);
        await prospect.Says("What does the Academy cost?");
        await prospect.Hears("€");
        var booking = await Books(app, prospect, "tomorrow");
        using var api = app.Api();
        Assert.Equal(HttpStatusCode.Conflict, (await Report("noShow")).Status);
        app.Clock.Set(booking.End.AddMinutes(5));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Report("vanished")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Report("held", "nobody@example.com")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Report("held", id: "none")).Status);

        var (status, row) = await Report("noShow");
        Assert.Equal((HttpStatusCode.OK, "NoShow", "mia@example.com"), (status, row["outcome"]!.GetValue<string>(), row["outcomeBy"]!.GetValue<string>()));
        Assert.EndsWith("Z", row["outcomeAt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("free with", (await Said(app, prospect, "We missed you at Intro call")).Text, StringComparison.Ordinal);
        var letter = await Eventually.Get(() => Task.FromResult(mail.To("ada@example.org").FirstOrDefault(one => one.Mail.Subject!.StartsWith("We missed you", StringComparison.Ordinal))));

        // Said otherwise, and once more: it stays with the one offer.
        Assert.Equal("Held", (await Report("held")).Row["outcome"]!.GetValue<string>());
        Assert.Equal("NoShow", (await Report("noShow")).Row["outcome"]!.GetValue<string>());
        Assert.Equal(1, await app.Read(db => db.Set<BookingNews>().CountAsync(news => news.Kind == BookingNewsKind.NoShow)));

        var figures = app.Services.GetRequiredService<ReviewFigures>();
        var (since, until) = (booking.CreatedAt.AddDays(-1), booking.End.AddDays(1));
        Assert.Equal((1, 0, 1), (await figures.Count(Figure.Met, since, until, default), await figures.Count(Figure.Held, since, until, default), await figures.Count(Figure.NoShow, since, until, default)));
        Assert.Equal(prospect.Conversation, Assert.Single(await figures.List(Figure.NoShow, since, until, 10, default)).ConversationId);
        Assert.Equal(MeetingOutcome.NoShow, Assert.Single(await app.Services.GetRequiredService<BookingBook>().Since(null, default).ToListAsync()).Outcome);

        using var visitor = app.Http();
        var path = System.Text.RegularExpressions.Regex.Match(letter.Mail.TextBody!, @"/m/[\w-]+").Value;
        var slot = new HtmlParser().ParseDocument(await visitor.GetStringAsync(path)).QuerySelectorAll<IHtmlInputElement>("input[name=slot]").First().Value;
        for (var press = 0; press < 2; press++)
        {
            using var again = await visitor.PostAsync(path + "/again", new FormUrlEncodedContent([new("slot", slot)]));
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }
        var second = Assert.Single(await app.Read(db => db.Set<Booking>().AsNoTracking().Where(one => one.Id != booking.Id && one.ConfirmedAt != null).ToListAsync()));
        Assert.Equal((BookingState.Confirmed, "ada@example.org", prospect.Conversation), (second.State, second.Email, second.ConversationId));
        Assert.Contains("Go to that meeting", await visitor.GetStringAsync(path), StringComparison.Ordinal);
        await Eventually.Holds(async () => (await app.Messages(prospect.Conversation)).Count(message => message.Text.StartsWith("Booked: Intro call", StringComparison.Ordinal)) == 2);

        async Task<(HttpStatusCode Status, JsonObject Row)> Report(string outcome, string rep = "mia@example.com", string? id = null)
        {
            using var answer = await api.PostAsJsonAsync($"/api/v1/bookings/{id ?? booking.Id}/outcome", new { outcome, rep });
            return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!);
        }
    }

    [Fact]
    public async Task A_rep_says_on_the_page_of_meetings_how_it_went_and_sees_what_was_not_taken()
    {
        await using var mail = new MailServer { Refuses = address => address == "ada@example.org" ? "550 5.1.1 No such user" : null };
        await using var app = await SalesApp.Start(settings: mail.Settings);
        using var prospect = await Prospect.Opens(app);
        var booking = await Books(app, prospect, "tomorrow");
        await Eventually.Holds(() => app.Read(db => db.Set<BookingMail>().AnyAsync(row => row.State == BookingMailState.Failed)));
        app.Clock.Set(booking.End.AddMinutes(1));

        await using var rep = await browser.Open();
        await rep.Page.GotoAsync(app.SignInLink());
        await rep.Page.GotoAsync($"{app.Address}/meetings");
        await rep.Page.GetByText("The address is not taken: it may be mistyped (RecipientRefused)").WaitForAsync();
        await rep.Page.GetByRole(AriaRole.Button, new() { Name = "Held", Exact = true }).ClickAsync();
        await rep.Page.GetByText("Held, says Mia Berger").WaitForAsync();
        await rep.HasNoFaultAtAnySize("the meetings");
        Assert.Equal((MeetingOutcome.Held, "mia@example.com"), await app.Read(async db => await db.Set<Booking>().Where(row => row.Id == booking.Id).Select(row => new { row.Outcome, row.OutcomeBy }).SingleAsync() is var said ? (said.Outcome!.Value, said.OutcomeBy!) : default));

        // Question, source, meeting and what became of it stand on one page.
        await rep.Page.GotoAsync($"{app.Address}/review/conversations/{prospect.Conversation}");
        await rep.Page.Locator(".meetings-of").GetByText("Held").WaitForAsync();
        await rep.HasNoFaultAtAnySize("a conversation with its meeting in the review");
        Assert.Empty(rep.Errors);
    }

    [Fact]
    public async Task Without_a_way_to_send_any_no_e_mail_is_promised_or_owed()
    {
        await using var app = await SalesApp.Start();
        using var prospect = await Prospect.Opens(app);
        await Books(app, prospect, "tomorrow");
        await prospect.NeverHeard("on its way");
        Assert.Equal(0, await app.Read(db => db.Set<BookingMail>().CountAsync()));
    }

    /// <summary>SIGKILL between the mail server's yes and our note of it: the one case in which a second copy can't be avoided, and it bears the same Message-ID.</summary>
    [Fact]
    public async Task Killed_before_the_answer_the_e_mail_goes_out_again_under_the_same_id_and_then_never()
    {
        await using var mail = new MailServer { HoldsAnswers = new() };
        await using var product = new SalesProcess(TestFolder.New("mailkill"), mail.Settings);
        product.Http.DefaultRequestHeaders.Authorization = new("Bearer", SalesApp.ApiKey);
        await product.Start();
        var slot = (await product.Http.GetFromJsonAsync<JsonObject>("/api/v1/slots"))!["slots"]!.AsArray()[^1]!["id"]!.GetValue<string>();
        using (var answer = await product.Http.PostAsJsonAsync("/api/v1/bookings", new { slotId = slot, name = "Ada Byron", email = "ada@example.org", idempotencyKey = "kill" }))
            answer.EnsureSuccessStatusCode();
        await Eventually.Holds(() => Task.FromResult(mail.To("ada@example.org").Count == 1));
        await product.Kill();
        mail.HoldsAnswers.TrySetResult();
        mail.HoldsAnswers = null;
        await product.Start();
        await Eventually.Holds(() => Task.FromResult(mail.To("ada@example.org").Count == 2));
        Assert.Single(mail.To("ada@example.org").Select(copy => copy.Id).Distinct());
        await Eventually.Holds(() => NothingIsOwed(product.DataDirectory), "the mail server's yes is noted");
        await product.Kill();
        await product.Start();
        // It has looked by now, and found nothing owed: what is written next goes out, and is the first since.
        using (var answer = await product.Http.DeleteAsync($"/api/v1/bookings/{(await product.Http.GetFromJsonAsync<JsonObject>("/api/v1/bookings"))!["items"]![0]!["id"]}"))
            answer.EnsureSuccessStatusCode();
        await Eventually.Holds(() => Task.FromResult(mail.To("ada@example.org").Any(copy => copy.Mail.Subject!.StartsWith("Cancelled", StringComparison.Ordinal))));
        Assert.Equal(3, mail.To("ada@example.org").Count);
    }

    /// <summary>As its database's file has it, from outside.</summary>
    static async Task<bool> NothingIsOwed(string data)
    {
        await using var line = new SqliteConnection($"Data Source={Path.Combine(data, "sales.db")}");
        await line.OpenAsync();
        await using var command = line.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM \"BookingMails\" WHERE \"State\" = '{nameof(BookingMailState.Pending)}'";
        return (long)(await command.ExecuteScalarAsync())! == 0;
    }

    static Task<Message> Said(SalesApp app, Prospect prospect, string words) => Eventually.Get(async () =>
        (await app.Messages(prospect.Conversation)).Find(message => message.Text.Contains(words, StringComparison.Ordinal)), words);

    static async Task<Booking> Books(SalesApp app, Prospect prospect, string when)
    {
        await prospect.Says($"Can I book a call {when}?");
        await prospect.Presses(await prospect.Sees("slot"));
        await prospect.Hears("Whom may I put in the calendar?");
        await prospect.Says("Ada Byron, ada@example.org");
        await prospect.Hears("Booked: Intro call with");
        return await app.Read(db => db.Set<Booking>().AsNoTracking().SingleAsync(booking => booking.ConversationId == prospect.Conversation));
    }
}
