using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Assistant;
using SalesAssistant.Bookings.Api;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Pages.Visitor;

/// <summary>What the page is looked at for.</summary>
enum VisitorView
{
    Meeting,
    Move,
    Cancel,
}

/// <summary>A booking's page and what can be done there.</summary>
public sealed class VisitorMeeting(
    MeetingLinks links, BookingBook book, BookingDesk desk, BookingPost post, SlotOffers offers, MeetingCatalog meetings, RepDirectory reps, Phrases phrases, MeetingWords inWords, BatchWriter writer, WallClock clock)
{
    const long LargestForm = 16 * 1024;

    /// <summary>So many days with free times are shown at once, and so many times of each.</summary>
    const int Days = 4;

    /// <inheritdoc cref="Days"/>
    const int TimesADay = 12;

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal async Task<IResult> Show(string token, HttpContext http, VisitorView view)
    {
        var (booking, refusal) = await Find(token, http);
        if (booking is null)
            return refusal!;
        return Page(await Describe(booking, view, http));
    }

    internal async Task<IResult> Move(string token, HttpContext http)
    {
        var (booking, refusal) = await Find(token, http);
        if (booking is null)
            return refusal!;
        if (await Chosen(http) is not { } slot)
            return Page(await Describe(booking, VisitorView.Move, http, "meetingPage.choose"), StatusCodes.Status400BadRequest);
        var elsewhere = await desk.LookElsewhere(slot, http.RequestAborted);
        var result = await BookingDesk.AgainIfTaken(() => writer.Write(session =>
        {
            var moved = desk.Move(session, booking.Id, slot, elsewhere, Now);
            // The chat didn't say it, so it is told. With another calendar it is told when it is done.
            if (moved is { Outcome: BookingOutcome.Moved, Booking: { } now } && (now.Id != booking.Id || now.Sequence != booking.Sequence))
                post.News(session, now, BookingNewsKind.Moved, Now);
            return moved;
        }));
        return result.Outcome switch
        {
            BookingOutcome.Moved or BookingOutcome.Moving or BookingOutcome.Creating => Results.Redirect($"{links.PathOf(result.Booking!.Id)}?done=moved", permanent: false, preserveMethod: false),
            BookingOutcome.NotFound or BookingOutcome.Over or BookingOutcome.Busy => Results.Redirect(links.PathOf(booking.Id)),
            BookingOutcome.Unread => Page(await Describe(booking, VisitorView.Move, http, "meetingPage.unread"), StatusCodes.Status409Conflict),
            _ => Page(await Describe(booking, VisitorView.Move, http, "meetingPage.moveFailed"), StatusCodes.Status409Conflict),
        };
    }

    internal async Task<IResult> BookAgain(string token, HttpContext http)
    {
        var (booking, refusal) = await Find(token, http);
        if (booking is null)
            return refusal!;
        if (await Chosen(http) is not { } slot)
            return Page(await Describe(booking, VisitorView.Meeting, http, "meetingPage.choose"), StatusCodes.Status400BadRequest);
        var elsewhere = await desk.LookElsewhere(slot, http.RequestAborted);
        var result = await BookingDesk.AgainIfTaken(() => writer.Write(session =>
        {
            var made = desk.BookAgain(session, booking.Id, slot, elsewhere, Now);
            if (made is { Outcome: BookingOutcome.Confirmed, Booking: { } now })
                post.News(session, now, BookingNewsKind.Confirmed, Now);
            return made;
        }));
        return result.Outcome switch
        {
            BookingOutcome.Confirmed or BookingOutcome.Creating or BookingOutcome.Repeated => Results.Redirect(links.PathOf(result.Booking!.Id)),
            BookingOutcome.NotFound => Results.Redirect(links.PathOf(booking.Id)),
            BookingOutcome.Unread => Page(await Describe(booking, VisitorView.Meeting, http, "meetingPage.unread"), StatusCodes.Status409Conflict),
            _ => Page(await Describe(booking, VisitorView.Meeting, http, "slotTaken"), StatusCodes.Status409Conflict),
        };
    }

    internal async Task<IResult> Cancel(string token, HttpContext http)
    {
        var (booking, refusal) = await Find(token, http);
        if (booking is null)
            return refusal!;
        await writer.Write(session =>
        {
            var wasOff = BookingDesk.Find(session, booking.Id) is { State: BookingState.Cancelled or BookingState.Cancelling };
            var cancelled = desk.Cancel(session, booking.Id, Now);
            if (!wasOff && cancelled is { Outcome: BookingOutcome.Cancelled, Booking: { } now })
                post.News(session, now, BookingNewsKind.Cancelled, Now);
        });
        // What has become of it the page says, whatever that is.
        return Results.Redirect(links.PathOf(booking.Id));
    }

    internal IResult Busy(HttpContext http)
    {
        var book = Language(http, null);
        return Page(Plain(book, http, "busy", "busyText"), StatusCodes.Status429TooManyRequests);
    }

    /// <summary>The booking that the link is for; or the page that says why there is none.</summary>
    async Task<(Booking? Booking, IResult? Refusal)> Find(string token, HttpContext http)
    {
        // A hold that nobody has agreed to has no page.
        if (links.Read(token) is not { } id || await book.Find(id, http.RequestAborted) is not { ConfirmedAt: not null, Email: not null } booking)
            return (null, Page(Plain(Language(http, null), http, "unknown", "unknownText"), StatusCodes.Status404NotFound));
        return MeetingLinks.IsOpen(booking, Now)
            ? (booking, null)
            : (null, Page(Plain(Language(http, booking), http, "expired", "expiredText"), StatusCodes.Status410Gone));
    }

    static RazorComponentResult<VisitorMeetingPage> Page(VisitorMeetingModel model, int status = StatusCodes.Status200OK) =>
        new(new Dictionary<string, object?> { [nameof(VisitorMeetingPage.Model)] = model }) { StatusCode = status };

    VisitorMeetingModel Plain(PhraseBook phrasebook, HttpContext http, string heading, string text) => new(LanguageCode(http, null), reps.Current.Company.Name, "")
    {
        Book = phrasebook,
        Heading = phrasebook.Say($"meetingPage.{heading}"),
        Text = phrasebook.Say($"meetingPage.{text}"),
    };

    async Task<VisitorMeetingModel> Describe(Booking booking, VisitorView view, HttpContext http, string? warning = null)
    {
        var (phrasebook, zone, now) = (Language(http, booking), inWords.ZoneOf(booking), Now);
        string Say(string phrase) => inWords.Say(phrasebook, phrase, booking, zone);
        var work = await book.WorkOf(booking.Id, http.RequestAborted);
        var isPending = work is { State: CalendarWorkState.Pending, Kind: not CalendarWorkKind.TakeBack };
        var model = new VisitorMeetingModel(LanguageCode(http, booking), reps.Current.Company.Name, links.PathOf(booking.Id))
        {
            Book = phrasebook,
            Heading = Say("meetingPage.standing"),
            Warning = warning is null ? null : Say(warning),
            Facts = Facts(phrasebook, booking, zone),
            CalendarFile = booking.State == BookingState.Confirmed && booking.Start > now ? $"/bookings/{booking.Id}.ics" : null,
        };
        if (isPending || booking.State is BookingState.Creating or BookingState.Verifying or BookingState.Inviting)
            return model with { Heading = Say("meetingPage.soon"), Text = Say("meetingPage.soonText"), LooksAgain = true };
        if (BookingDesk.CanBeBookedAgain(booking) || booking.State is BookingState.Cancelling or BookingState.Failed)
        {
            var (heading, text) = booking switch
            {
                { State: BookingState.Confirmed } => ("missed", "missedText"),
                { State: BookingState.Failed } or { State: BookingState.Cancelling } when work?.Kind == CalendarWorkKind.TakeBack => ("failed", "failedText"),
                _ => ("cancelled", "cancelledText"),
            };
            model = model with { Heading = Say($"meetingPage.{heading}"), IsOff = true, CalendarFile = null };
            if (await book.SuccessorOf(booking.Id, http.RequestAborted) is { } successor)
                return model with { Text = Say("meetingPage.replaced"), Successor = links.PathOf(successor.Id) };
            return model with { Text = Say($"meetingPage.{text}"), Times = await Times(booking, phrasebook, zone, "again", "againButton", "", http) };
        }
        if (booking.Start <= now)
            return booking.End <= now
                ? model with { Heading = Say("meetingPage.over") }
                : model with { Heading = Say("meetingPage.running"), Text = Say("meetingPage.runningText"), JoinUrl = booking.JoinUrl };
        if (view == VisitorView.Cancel)
            return model with { Heading = Say("meetingPage.cancelAsk"), Text = Say("meetingPage.cancelHint"), AsksToCancel = true };
        if (view == VisitorView.Move)
            return model with { Heading = Say("meetingPage.move"), Text = Say("meetingPage.moveHint"), Times = await Times(booking, phrasebook, zone, "move", "moveButton", "/move", http) };
        var done = http.Request.Query["done"] == "moved";
        return model with
        {
            Notice = done && work?.Outcome is null or "Moved" ? (done ? Say("meetingPage.moved") : null) : null,
            Warning = done && work is { Kind: CalendarWorkKind.Move, Outcome: not "Moved" } ? Say("meetingPage.moveFailed") : model.Warning,
            JoinUrl = booking.JoinUrl,
            CanBeChanged = true,
        };
    }

    List<(string Label, string Value)> Facts(PhraseBook phrasebook, Booking booking, DateTimeZone zone)
    {
        List<(string, string)> facts =
        [
            (phrasebook.Say("mail.who"), booking.Title), (phrasebook.Say("labels.when"), inWords.When(booking, zone, phrasebook)), (phrasebook.Say("labels.with"), inWords.HostName(booking.HostEmail)),
        ];
        if (booking.JoinUrl is null && booking.Location is { } place)
            facts.Add((phrasebook.Say("labels.where"), place));
        return facts;
    }

    /// <summary>Free times of the same kind with the same host, while that rep still holds such meetings.</summary>
    async Task<VisitorTimes> Times(Booking booking, PhraseBook phrasebook, DateTimeZone zone, string action, string button, string view, HttpContext http)
    {
        var from = LocalDatePattern.Iso.Parse(http.Request.Query["from"].ToString()) is { Success: true, Value: { Year: > 1900 and < 2300 } given } ? given : (LocalDate?)null;
        var isHost = meetings.Current.Find(booking.MeetingTypeId)?.HostsIn(reps.Current).Any(host => host.Rep.IsAt(booking.HostEmail)) == true;
        var free = await offers.Find(
            new OfferRequest
            {
                MeetingTypeId = booking.MeetingTypeId,
                HostEmail = isHost ? booking.HostEmail : null,
                Zone = zone,
                From = from is { } date ? zone.AtStartOfDay(date).ToDateTimeUtc() : null,
                Take = (Days + 1) * TimesADay,
                TakePerDay = TimesADay,
            },
            Now, http.RequestAborted);
        var days = free.Where(slot => slot.Start != booking.Start || slot.HostEmail != booking.HostEmail).GroupBy(slot => Instant.FromDateTimeUtc(slot.Start).InZone(zone).Date).ToList();
        var path = links.PathOf(booking.Id);
        return new VisitorTimes(
            $"{path}/{action}", inWords.Say(phrasebook, "meetingPage.times", booking, zone), phrasebook.Say("meetingPage.zone", ("zone", zone.Id)), phrasebook.Say($"meetingPage.{button}"),
            [.. days.Take(Days).Select(day => new VisitorDay(phrasebook.Day(day.Key), [.. day.Select(slot => (slot.Id, Instant.FromDateTimeUtc(slot.Start).InZone(zone).ToString("HH:mm", CultureInfo.InvariantCulture)))]))],
            from is null ? null : path + view,
            days.Count > Days ? $"{path}{view}?from={LocalDatePattern.Iso.Format(days[Days - 1].Key.PlusDays(1))}" : null,
            inWords.Say(phrasebook, "meetingPage.noTimes", booking, zone));
    }

    /// <summary>The time that was chosen; null when none was.</summary>
    static async Task<string?> Chosen(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestForm;
        if (!http.Request.HasFormContentType)
            return null;
        try
        {
            return (await http.Request.ReadFormAsync(http.RequestAborted))["slot"].ToString() is { Length: > 0 } slot ? slot : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    PhraseBook Language(HttpContext http, Booking? booking) => phrases.In(LanguageCode(http, booking));

    /// <summary>The language that the visitor was written to in, else the first that their browser prefers and we have.</summary>
    string LanguageCode(HttpContext http, Booking? booking) =>
        phrases.CodeOf(booking?.Language)
        ?? (http.Request.GetTypedHeaders().AcceptLanguage ?? []).OrderByDescending(language => language.Quality ?? 1).Select(language => phrases.CodeOf(language.Value.ToString())).FirstOrDefault(code => code is not null)
        ?? "en";
}
