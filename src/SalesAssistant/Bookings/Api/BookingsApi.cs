using NodaTime;
using NodaTime.Text;
using SalesAssistant.Contacts;
using SalesAssistant.Conversations;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings.Api;

/// <summary>/api/v1/slots and /bookings.</summary>
public static class BookingsApi
{
    const int LongestKey = 200;
    static readonly TimeSpan DefaultWindow = TimeSpan.FromDays(14);

    public static void MapBookingsApi(this RouteGroupBuilder api)
    {
        api.MapGet("/slots", Slots);
        api.MapPost("/bookings", Book);
        api.MapGet("/bookings", async (string? cursor, int? limit, BookingBook book, CancellationToken cancel) => Results.Ok(await book.List(cursor, limit, cancel)));
        api.MapGet("/bookings/{id}", async (string id, BookingBook book, CancellationToken cancel) =>
            await book.Find(id, cancel) is { } booking ? Results.Ok(BookingRow.Of(booking)) : NoSuchBooking(id));
        api.MapDelete("/bookings/{id}", Cancel);
        api.MapPost("/bookings/{id}/outcome", Report);
    }

    static async Task<IResult> Slots(
        string? meetingType, string? host, string? from, string? to, string? timeZone,
        RepDirectory reps, MeetingCatalog meetings, SlotOffers offers, WallClock clock, CancellationToken cancel)
    {
        if (Zone(timeZone, reps.Current) is not { } zone)
            return UnknownZone(timeZone);
        if (!TryReadTime(from, zone, out var earliest) || !TryReadTime(to, zone, out var latest))
            return Results.Problem("'from' and 'to' are times such as 2026-12-01T09:00:00Z, or dates such as 2026-12-01 in the time zone asked for.", statusCode: 400);
        if (meetingType is not null && meetings.Current.Find(meetingType) is null)
            return Results.Problem($"meetings.yaml knows no meeting '{meetingType}': use {string.Join(", ", meetings.Current.All.Select(meeting => meeting.Id))}.", statusCode: 422);
        if (host is not null && reps.Find(host) is null)
            return Results.Problem($"team.yaml knows no rep '{host}'.", statusCode: 422);

        var now = clock.GetUtcNow().UtcDateTime;
        var slots = await offers.Find(
            new OfferRequest
            {
                MeetingTypeId = meetingType,
                HostEmail = host,
                Zone = zone,
                From = earliest,
                To = latest ?? (earliest > now ? earliest.Value : now) + DefaultWindow,
                EveryHost = true,
            },
            now,
            cancel);
        return Results.Ok(new { slots = slots.Select(slot => new { slot.Id, slot.Start, slot.End, Host = slot.HostEmail, MeetingType = slot.MeetingTypeId }) });
    }

    static async Task<IResult> Book(BookingRequest body, RepDirectory reps, MeetingCatalog meetings, SlotTokens tokens, BookingsOnBehalf bookings, CancellationToken cancel)
    {
        if (ContactBook.NameIn(body.Name) is not { } name)
            return Results.Problem("'name' is missing, or can't be a name.", statusCode: 400);
        if (Zone(body.TimeZone, reps.Current) is not { } zone)
            return UnknownZone(body.TimeZone);
        var isCall = tokens.Read(body.SlotId) is { } slot && meetings.Current.Find(slot.MeetingTypeId)?.Kind == MeetingKind.Phone;
        var phone = isCall && TelephoneNumbers.In(body.Phone, TelephoneNumbers.RegionsOf(zone.Id, null), isAsked: true) is PhoneReading.Understood understood ? understood.Number : null;
        if (isCall && phone is null)
            return Results.Problem("'phone' is missing, or is no telephone number that can be called; with its country code, such as +49 30 901820, it is understood everywhere. This meeting is a call.", statusCode: 400);
        var email = ContactBook.EmailIn(body.Email);
        if (email is null && !(isCall && string.IsNullOrEmpty(body.Email)))
            return Results.Problem("'email' is missing, or has not the form of an address.", statusCode: 400);
        if (body.IdempotencyKey?.Length > LongestKey)
            return Results.Problem($"'idempotencyKey' is longer than {LongestKey} characters.", statusCode: 400);

        // Without a key a repeated request can't be told from another one.
        var key = "api:" + (string.IsNullOrEmpty(body.IdempotencyKey) ? Guid.NewGuid().ToString("N") : body.IdempotencyKey);
        var result = await bookings.Book(new BookingOrder(body.SlotId, name, email, zone.Id, key, Phone: phone, Language: VisitorLanguage(body.Language)), by: null, cancel);
        return result.Outcome switch
        {
            BookingOutcome.Confirmed or BookingOutcome.Creating => Results.Created($"/api/v1/bookings/{result.Booking!.Id}", BookingRow.Of(result.Booking)),
            BookingOutcome.Repeated => Results.Ok(BookingRow.Of(result.Booking!)),
            BookingOutcome.NotOffered => Results.Problem("'slotId' is none that was offered here: take one from GET /api/v1/slots.", statusCode: 422),
            BookingOutcome.TooSoon => Gone("The slot is past, or too soon to be booked.", result),
            BookingOutcome.Unread => Gone("The host's calendar can't be read just now; another slot, or this one later, may be had.", result),
            BookingOutcome.DayFull => Gone("The host has no more meetings on that day.", result),
            BookingOutcome.WeekFull => Gone("The host has no more meetings in that week.", result),
            BookingOutcome.OutsideHours or BookingOutcome.TooFar => Gone("The host can no longer be booked at that time.", result),
            _ => Gone("The slot was taken meanwhile.", result),
        };
    }

    static async Task<IResult> Cancel(string id, BookingDesk desk, BatchWriter writer, WallClock clock)
    {
        var result = await writer.Write(session => desk.Cancel(session, id, clock.GetUtcNow().UtcDateTime));
        return result.Outcome switch
        {
            BookingOutcome.Cancelled or BookingOutcome.Cancelling => Results.Ok(BookingRow.Of(result.Booking!)),
            BookingOutcome.Over => Gone("The meeting has already begun.", result),
            _ => NoSuchBooking(id),
        };
    }

    static async Task<IResult> Report(string id, OutcomeReport body, RepDirectory reps, BookingDesk desk, BatchWriter writer, WallClock clock)
    {
        if (body.Outcome is not { } text || !Enum.TryParse<MeetingOutcome>(text, ignoreCase: true, out var outcome) || !Enum.IsDefined(outcome) || char.IsAsciiDigit(text[0]))
            return Results.Problem("'outcome' is held or noShow.", statusCode: 422);
        if (reps.Find(body.Rep) is not { } rep)
            return Results.Problem($"team.yaml knows no rep '{body.Rep}'.", statusCode: 422);
        var result = await writer.Write(session => desk.Report(session, id, outcome, rep.Email, clock.GetUtcNow().UtcDateTime));
        return result.Outcome switch
        {
            BookingOutcome.Noted => Results.Ok(BookingRow.Of(result.Booking!)),
            BookingOutcome.NotBegun => Gone("The meeting has not begun.", result),
            _ => Results.Problem($"There is no meeting '{id}' that was to take place.", statusCode: 404),
        };
    }

    static DateTimeZone? Zone(string? id, SalesTeam team) =>
        string.IsNullOrEmpty(id) ? team.Company.TimeZone : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Reads a moment, or a local date or time in the zone; an absent one is null and fine.</summary>
    static bool TryReadTime(string? text, DateTimeZone zone, out DateTime? utc)
    {
        utc = null;
        if (string.IsNullOrEmpty(text))
            return true;
        // A plus sign that was not escaped arrives as a space.
        if (OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', '+')) is { Success: true, Value: var moment } && IsThisAge(moment.Year))
            utc = moment.ToInstant().ToDateTimeUtc();
        else if (LocalDateTimePattern.ExtendedIso.Parse(text) is { Success: true, Value: var local } && IsThisAge(local.Year))
            utc = local.InZoneLeniently(zone).ToDateTimeUtc();
        else if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date } && IsThisAge(date.Year))
            utc = zone.AtStartOfDay(date).ToDateTimeUtc();
        return utc is not null;
    }

    /// <summary>Far from the ends of the calendar, so that adding days to a moment can't fail.</summary>
    static bool IsThisAge(int year) => year is >= 1900 and < 2300;

    /// <summary>A locale as browsers have it; anything longer is none.</summary>
    static string? VisitorLanguage(string? given) => given is { Length: > 0 and <= 35 } ? given : null;

    static IResult UnknownZone(string? zone) => Results.Problem($"'{zone}' is not a time zone: use an IANA name such as Europe/Berlin.", statusCode: 400);

    static IResult NoSuchBooking(string id) => Results.Problem($"There is no booking '{id}'.", statusCode: 404);

    static IResult Gone(string message, BookingResult result) =>
        Results.Problem(message, statusCode: 409, extensions: new Dictionary<string, object?> { ["outcome"] = result.Outcome.ToString() });
}

/// <summary>A booking as it is asked for.</summary>
/// <param name="Phone">For a meeting that is a call: where the host calls. An address need not be given then.</param>
/// <param name="Language">In which the visitor is written to, a locale such as de-AT; null for English.</param>
public sealed record BookingRequest(string? SlotId, string? Name, string? Email, string? TimeZone, string? IdempotencyKey, string? Phone = null, string? Language = null);

/// <summary>What became of a meeting.</summary>
/// <param name="Outcome">`held` or `noShow`.</param>
/// <param name="Rep">The address of the rep who says so.</param>
public sealed record OutcomeReport(string? Outcome, string? Rep);
