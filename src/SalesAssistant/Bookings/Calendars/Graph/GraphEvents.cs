using Microsoft.Graph.Models;
using NodaTime;
using GraphAttendee = Microsoft.Graph.Models.Attendee;

namespace SalesAssistant.Bookings.Calendars.Graph;

/// <summary>Events as Graph has them, and as we do.</summary>
static class GraphEvents
{
    /// <summary>The extended property that carries the booking's id. Its name is looked for letter by letter.</summary>
    public const string BookingProperty = "String {0c4d5c5e-6c0a-4f0e-9f6b-2b8f1f5a7d31} Name SalesAssistantBookingId";

    /// <summary>Marks our transaction ids: other programs, Outlook among them, set ids of their own.</summary>
    const string TransactionPrefix = "sales-assistant:";

    /// <summary>What is read of an event.</summary>
    public static readonly string[] Selected =
    [
        "id", "iCalUId", "subject", "start", "end", "isAllDay", "isCancelled", "showAs", "type", "seriesMasterId", "createdDateTime", "attendees", "onlineMeeting",
    ];

    public static readonly string[] Expanded = [$"singleValueExtendedProperties($filter=id eq '{BookingProperty}')"];

    public static string SearchFor(string bookingId) =>
        $"singleValueExtendedProperties/Any(ep: ep/id eq '{BookingProperty}' and ep/value eq '{bookingId.Replace("'", "''", StringComparison.Ordinal)}')";

    /// <summary>The same for every attempt, byte by byte: it is what Graph knows a repeated request by. Without attendees: they would be told at once.</summary>
    public static Event Write(EventRequest request) => new()
    {
        Subject = request.Subject,
        Body = new ItemBody { ContentType = BodyType.Html, Content = request.Body },
        Location = request.Location is null ? null : new Location { DisplayName = request.Location },
        Start = GraphTimes.Write(request.Start),
        End = GraphTimes.Write(request.End),
        IsOnlineMeeting = request.OnlineMeeting ? true : null,
        OnlineMeetingProvider = request.OnlineMeeting ? OnlineMeetingProviderType.TeamsForBusiness : null,
        AllowNewTimeProposals = false,
        ShowAs = FreeBusyStatus.Busy,
        TransactionId = TransactionPrefix + request.BookingId,
        SingleValueExtendedProperties = [new SingleValueLegacyExtendedProperty { Id = BookingProperty, Value = request.BookingId }],
    };

    public static List<GraphAttendee> Write(IEnumerable<EventAttendee> attendees) =>
        [.. attendees.Select(attendee => new GraphAttendee { EmailAddress = new EmailAddress { Address = attendee.Address, Name = attendee.Name }, Type = AttendeeType.Required })];

    /// <param name="host">Whose calendar it is in.</param>
    /// <param name="it">As it came.</param>
    /// <param name="bookingId">The booking it is known to be made for, where the answer doesn't say.</param>
    /// <exception cref="CalendarException">Its time can't be read.</exception>
    public static CalendarEvent Read(string host, Event it, string? bookingId = null)
    {
        bookingId ??= BookingIdOf(it);
        return new(
            host,
            it.Id ?? throw new CalendarException(CalendarFault.Unavailable, "Graph gave an event without an id"),
            it.ICalUId,
            it.AdditionalData.TryGetValue("@odata.etag", out var tag) ? tag?.ToString() : null,
            bookingId,
            it.Subject,
            When(it) with { Id = it.Id, Own = bookingId is not null, Status = it.IsCancelled == true ? BusyStatus.Free : Status(it.ShowAs) },
            it.CreatedDateTime is { } created ? Instant.FromDateTimeOffset(created) : null,
            JoinUrl(it),
            (it.Attendees ?? []).Where(attendee => attendee.EmailAddress?.Address is not null).DistinctBy(attendee => attendee.EmailAddress!.Address, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(attendee => attendee.EmailAddress!.Address!, attendee => Response(attendee.Status?.Response), StringComparer.OrdinalIgnoreCase),
            it.IsCancelled == true);
    }

    /// <summary>How a calendar shows something; what Graph calls by a name that the SDK doesn't know counts as unknown, and so as busy.</summary>
    public static BusyStatus Status(FreeBusyStatus? status) => status switch
    {
        FreeBusyStatus.Free => BusyStatus.Free,
        FreeBusyStatus.Tentative => BusyStatus.Tentative,
        FreeBusyStatus.Busy => BusyStatus.Busy,
        FreeBusyStatus.Oof => BusyStatus.Oof,
        FreeBusyStatus.WorkingElsewhere => BusyStatus.WorkingElsewhere,
        _ => BusyStatus.Unknown,
    };

    /// <summary>The property where the answer expands it; in a delta, which can't, the transaction's id says the same.</summary>
    static string? BookingIdOf(Event it) =>
        it.SingleValueExtendedProperties?.FirstOrDefault(property => property.Id?.EndsWith(BookingProperty[BookingProperty.IndexOf('}', StringComparison.Ordinal)..], StringComparison.Ordinal) == true)?.Value
            ?? (it.TransactionId?.StartsWith(TransactionPrefix, StringComparison.Ordinal) == true ? it.TransactionId[TransactionPrefix.Length..] : null);

    static BusyItem When(Event it)
    {
        // Whole days come from midnight to midnight whatever zone was asked for: they are dates of the host's own zone.
        if (it.IsAllDay == true && GraphTimes.Local(it.Start) is { } first && GraphTimes.Local(it.End) is { } last && first.TimeOfDay == LocalTime.Midnight && last.TimeOfDay == LocalTime.Midnight)
            return new BusyItem.AllDay(first.Date, last.Date);
        if (GraphTimes.Read(it.Start) is { } start && GraphTimes.Read(it.End) is { } end)
            return new BusyItem.Timed(start, end);
        throw new CalendarException(CalendarFault.Unavailable, $"Graph gave an event whose time can't be read (zone '{it.Start?.TimeZone}')");
    }

    static string? JoinUrl(Event it) =>
        Uri.TryCreate(it.OnlineMeeting?.JoinUrl, UriKind.Absolute, out var link) && link.Scheme == Uri.UriSchemeHttps ? it.OnlineMeeting!.JoinUrl : null;

    static AttendeeResponse Response(ResponseType? response) => response switch
    {
        ResponseType.Accepted => AttendeeResponse.Accepted,
        ResponseType.TentativelyAccepted => AttendeeResponse.Tentative,
        ResponseType.Declined => AttendeeResponse.Declined,
        _ => AttendeeResponse.None,
    };
}
