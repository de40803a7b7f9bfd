using AngleSharp.Html.Parser;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using Ical.Net.Serialization;
using NodaTime;
using Duration = NodaTime.Duration;
using IcalAttendee = Ical.Net.DataTypes.Attendee;
using IcalCalendar = Ical.Net.Calendar;
using IcalEvent = Ical.Net.CalendarComponents.CalendarEvent;

namespace SalesAssistant.Bookings.Calendars.CalDav;

/// <summary>Events as iCalendar has them (RFC 5545), and as we do.</summary>
static class CalDavEvents
{
    /// <summary>The property that carries the booking's id.</summary>
    public const string BookingProperty = "X-SALESASSISTANT-BOOKING";

    /// <summary>The file that a booking's event gets: the same for every attempt, so that a second one meets the first.</summary>
    public static string FileOf(string bookingId) => $"sales-assistant-{bookingId}.ics";

    /// <summary>A new event, without attendees.</summary>
    public static string Write(EventRequest request, Instant now)
    {
        var made = new IcalEvent
        {
            Uid = request.Uid,
            Sequence = 0,
            Summary = request.Subject,
            Description = new HtmlParser().ParseDocument(request.Body).Body?.TextContent.Trim(),
            Location = request.Location,
            Start = Utc(request.Start),
            End = Utc(request.End),
            DtStamp = Utc(now),
            Created = Utc(now),
            LastModified = Utc(now),
            Status = EventStatus.Confirmed,
            Transparency = TransparencyType.Opaque,
        };
        made.AddProperty(BookingProperty, request.BookingId);
        var calendar = new IcalCalendar { ProductId = "-//SalesAssistant//SalesAssistant//EN" };
        calendar.Events.Add(made);
        return Text(calendar);
    }

    /// <summary>The same file with its event changed.</summary>
    public static string Change(IcalCalendar calendar, IcalEvent changed, Instant now, Action<IcalEvent> change)
    {
        try
        {
            change(changed);
            changed.Sequence++;
            changed.DtStamp = changed.LastModified = Utc(now);
            return Text(calendar);
        }
        catch (Exception unfit) when (unfit is not CalendarException)
        {
            throw new CalendarException(CalendarFault.Rejected, $"The event can't be written ({unfit.GetType().Name})", inner: unfit);
        }
    }

    /// <summary>Adds to those invited. Whoever stands there stays, answer included.</summary>
    public static void Invite(IcalEvent changed, string host, IReadOnlyList<EventAttendee> attendees)
    {
        changed.Organizer ??= new Organizer($"mailto:{host}");
        foreach (var attendee in attendees.Where(attendee => !changed.Attendees.Any(known => Address(known).Equals(attendee.Address, StringComparison.OrdinalIgnoreCase))))
            changed.Attendees.Add(new IcalAttendee($"mailto:{attendee.Address}") { CommonName = Parameter(attendee.Name), Role = ParticipationRole.RequiredParticipant, ParticipationStatus = EventParticipationStatus.NeedsAction, Rsvp = true });
    }

    public static void Move(IcalEvent changed, Instant start, Instant end)
    {
        if (changed.Duration is not null)
            changed.Duration = null;
        (changed.Start, changed.End) = (Utc(start), Utc(end));
    }

    /// <exception cref="CalendarException">It is no iCalendar.</exception>
    public static IcalCalendar Parse(string data)
    {
        try
        {
            return IcalCalendar.Load(data) ?? throw Unreadable(null);
        }
        catch (Exception broken) when (broken is not CalendarException)
        {
            throw Unreadable(broken);
        }
    }

    /// <summary>What of a file lies in [from, to), repeated events one by one.</summary>
    /// <param name="host">Whose calendar it is in.</param>
    /// <param name="resource">With its data.</param>
    /// <param name="zone">The host's: whole days, and times that name no zone, are meant there.</param>
    /// <exception cref="CalendarException">It can't be read; then nobody knows what it blocks.</exception>
    public static IReadOnlyList<CalendarEvent> Between(string host, CalDavResource resource, Instant from, Instant to, DateTimeZone zone)
    {
        var calendar = Parse(resource.Data!);
        try
        {
            if (!IsRepeated(calendar))
                return [.. calendar.Events.Select(one => Read(host, resource, one, When(one, zone), null)).Where(one => EventTimes.Overlaps(one.When, from, to, zone))];
            var longest = calendar.Events.Max(one => Length(When(one, zone)));
            // Whole days and times without a zone are compared as if they were UTC: a day around them makes up for it, and what is too much is sorted out.
            var start = from - longest - Duration.FromDays(1);
            var found = new List<CalendarEvent>();
            foreach (var occurrence in calendar.GetOccurrences<IcalEvent>(Utc(start), new EvaluationOptions { MaxUnmatchedIncrementsLimit = 10_000 }))
            {
                var when = Item(occurrence.Period.StartTime, occurrence.Period.EffectiveEndTime ?? occurrence.Period.StartTime, zone);
                if (Begin(when, zone) > to + Duration.FromDays(1))
                    break;
                if (EventTimes.Overlaps(when, from, to, zone))
                    found.Add(Read(host, resource, (IcalEvent)occurrence.Source, when, occurrence.Period.StartTime));
            }
            return found;
        }
        catch (Exception broken) when (broken is not CalendarException)
        {
            throw Unreadable(broken);
        }
    }

    /// <summary>The event of a file that holds one.</summary>
    public static CalendarEvent Whole(string host, CalDavResource resource, IcalEvent it, DateTimeZone zone)
    {
        try
        {
            return Read(host, resource, it, When(it, zone), null);
        }
        catch (Exception broken) when (broken is not CalendarException)
        {
            throw Unreadable(broken);
        }
    }

    public static bool IsRepeated(IcalCalendar calendar) => calendar.Events.Any(one => one.RecurrenceRule is not null || one.RecurrenceIdentifier is not null || one.RecurrenceDates.GetAllDates().Any());

    public static string? BookingIdOf(IcalEvent it) => it.Properties.Get<string>(BookingProperty) is { Length: > 0 } id ? id : null;

    static CalendarEvent Read(string host, CalDavResource resource, IcalEvent it, BusyItem when, CalDateTime? occurrence)
    {
        var bookingId = BookingIdOf(it);
        var cancelled = string.Equals(it.Status, EventStatus.Cancelled, StringComparison.OrdinalIgnoreCase);
        var id = occurrence is null ? resource.File : $"{resource.File}#{occurrence.Value:yyyyMMdd'T'HHmmss}";
        return new(
            host, id, it.Uid, resource.Tag, bookingId, it.Summary,
            when with { Id = id, Own = bookingId is not null, Status = cancelled ? BusyStatus.Free : Status(it) },
            it.Created is { } created ? Moment(created, DateTimeZone.Utc) : null,
            it.Properties.Get<string>("CONFERENCE") is { } link && link.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? link : null,
            it.Attendees.Where(attendee => Address(attendee).Length > 0).DistinctBy(Address, StringComparer.OrdinalIgnoreCase).ToDictionary(Address, Response, StringComparer.OrdinalIgnoreCase),
            cancelled);
    }

    static BusyStatus Status(IcalEvent it) => it.Properties.Get<string>("X-MICROSOFT-CDO-BUSYSTATUS")?.ToUpperInvariant() switch
    {
        "FREE" => BusyStatus.Free,
        "TENTATIVE" => BusyStatus.Tentative,
        "OOF" => BusyStatus.Oof,
        "WORKINGELSEWHERE" => BusyStatus.WorkingElsewhere,
        "BUSY" => BusyStatus.Busy,
        _ => string.Equals(it.Transparency, TransparencyType.Transparent, StringComparison.OrdinalIgnoreCase) ? BusyStatus.Free
            : string.Equals(it.Status, EventStatus.Tentative, StringComparison.OrdinalIgnoreCase) ? BusyStatus.Tentative
            : BusyStatus.Busy,
    };

    static BusyItem When(IcalEvent it, DateTimeZone zone) => Item(it.Start ?? throw Unreadable(null), it.EffectiveEnd(), zone);

    static BusyItem Item(CalDateTime start, CalDateTime end, DateTimeZone zone) => start.HasTime
        ? new BusyItem.Timed(Moment(start, zone), Moment(end, zone))
        : new BusyItem.AllDay(LocalDate.FromDateOnly(start.Date), LocalDate.FromDateOnly(end.Date) is var last && last > LocalDate.FromDateOnly(start.Date) ? last : LocalDate.FromDateOnly(start.Date).PlusDays(1));

    /// <summary>The end, from the end, the duration, or what follows from neither being there: the day, or nothing.</summary>
    static CalDateTime EffectiveEnd(this IcalEvent it) =>
        it.End ?? (it.Duration is { } lasts ? it.Start!.Add(lasts) : it.Start!.HasTime ? it.Start : it.Start.AddDays(1));

    static Instant Moment(CalDateTime time, DateTimeZone floating) =>
        time.IsFloating ? floating.AtLeniently(LocalDateTime.FromDateTime(time.Value)).ToInstant() : Instant.FromDateTimeUtc(DateTime.SpecifyKind(time.AsUtc, DateTimeKind.Utc));

    static Instant Begin(BusyItem item, DateTimeZone zone) => item is BusyItem.Timed timed ? timed.Start : zone.AtStartOfDay(((BusyItem.AllDay)item).StartDate).ToInstant();

    static Duration Length(BusyItem item) => item is BusyItem.Timed timed ? timed.End - timed.Start : Duration.FromDays(NodaTime.Period.DaysBetween(((BusyItem.AllDay)item).StartDate, ((BusyItem.AllDay)item).EndDate));

    static AttendeeResponse Response(IcalAttendee attendee) => attendee.ParticipationStatus?.ToUpperInvariant() switch
    {
        EventParticipationStatus.Accepted => AttendeeResponse.Accepted,
        EventParticipationStatus.Tentative => AttendeeResponse.Tentative,
        EventParticipationStatus.Declined => AttendeeResponse.Declined,
        _ => AttendeeResponse.None,
    };

    static string Address(IcalAttendee attendee) =>
        attendee.Value is { } uri && uri.Scheme == "mailto" ? Uri.UnescapeDataString(uri.OriginalString["mailto:".Length..]) : "";

    static CalDateTime Utc(Instant at) => new(at.ToDateTimeUtc());

    static string Text(IcalCalendar calendar) => new CalendarSerializer().SerializeToString(calendar)!;

    /// <summary>Values of parameters have no way to write a quote or a line break, and Ical.Net writes them as they are.</summary>
    static string Parameter(string text) => string.Concat(text.Select(c => c == '"' ? '\'' : char.IsControl(c) ? ' ' : c));

    static CalendarException Unreadable(Exception? cause) => new(CalendarFault.Unavailable, $"The calendar holds an event that can't be read ({cause?.GetType().Name ?? "no start"})", inner: cause);
}
