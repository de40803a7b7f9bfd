using NodaTime;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>
/// The calendars of the hosts, as the booking protocol needs them: the embedded one, Microsoft Graph, or any CalDAV server. Every method may
/// fail with <see cref="CalendarException"/> and nothing else but cancellation; what could not be read counts as busy, so nobody guesses.
/// None repeats a request by itself for longer than a few seconds: the protocol repeats, by the outcome's name.
/// </summary>
public interface IHostCalendars
{
    /// <summary>Whether the calendar itself tells those invited, of changes and cancellations too. Where it doesn't, our e-mail is the invitation.</summary>
    bool TellsInvited { get; }

    /// <summary>What blocks or may block these hosts between two instants. Hosts that could not be read are in it with their fault, never left out.</summary>
    /// <param name="hosts">Addresses, any number.</param>
    Task<IReadOnlyList<HostBusy>> ReadBusy(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel);

    /// <summary>The event that carries a booking's id; null when there is none. Where two are found, the one that was made first (then the smaller id).</summary>
    Task<CalendarEvent?> Find(string host, string bookingId, CancellationToken cancel);

    /// <summary>Makes the event, without attendees, so that nobody is told yet. The same request again makes no second event.</summary>
    Task<CalendarEvent> Create(EventRequest request, CancellationToken cancel);

    /// <summary>Everything in the host's calendar that overlaps [from, to), recurring events one by one, each with its id, so that our own can be told apart.</summary>
    Task<IReadOnlyList<CalendarEvent>> ReadEvents(string host, Instant from, Instant to, CancellationToken cancel);

    /// <summary>
    /// Adds the attendees to the event, which tells them. <see cref="CalendarFault.Changed"/> when the event was changed since it was read
    /// (its version is not <see cref="CalendarEvent.Version"/> any more). Repeated with the same people it tells nobody again.
    /// </summary>
    Task<CalendarEvent> Invite(CalendarEvent seen, IReadOnlyList<EventAttendee> attendees, CancellationToken cancel);

    /// <summary>Moves the same event, which tells those invited. <see cref="CalendarFault.Changed"/> as in <see cref="Invite"/>.</summary>
    Task<CalendarEvent> Move(CalendarEvent seen, Instant start, Instant end, CancellationToken cancel);

    /// <summary>Takes the event away; those invited are told, with the comment where the calendar can carry one. An event that is gone already is fine.</summary>
    Task Cancel(string host, string eventId, string? comment, CancellationToken cancel);

    /// <summary>
    /// What has changed among the host's events of the coming weeks since the cursor. Without a cursor, or with one that the calendar no longer
    /// knows, all of them, with <see cref="EventChanges.Whole"/> set.
    /// </summary>
    Task<EventChanges> ReadChanges(string host, string? cursor, CancellationToken cancel);
}

/// <summary>A host's busy items, or why they could not be read. Without items and with a fault the host counts as busy.</summary>
/// <param name="Host">As asked for.</param>
/// <param name="Items">Null when they could not be read.</param>
public sealed record HostBusy(string Host, IReadOnlyList<BusyItem>? Items, CalendarFault? Fault = null, string? Detail = null);

/// <summary>An event as it is to be made. The same for every attempt: it is stored before the first.</summary>
/// <param name="BookingId">Carried by the event, also as what keeps a repeated request from making a second one.</param>
/// <param name="Uid">iCalendar's UID that calendars which let us choose it should use.</param>
/// <param name="Body">HTML, without scripts, every text of a visitor encoded.</param>
/// <param name="Location">Where it takes place, for people; null with none.</param>
/// <param name="OnlineMeeting">Whether the calendar should add a link to a video call where it can.</param>
public sealed record EventRequest(
    string Host, string BookingId, string Uid, string Subject, string Body, string? Location, Instant Start, Instant End, bool OnlineMeeting);

/// <summary>Somebody who is invited.</summary>
public sealed record EventAttendee(string Address, string Name);

/// <summary>An event as it stands in a calendar.</summary>
/// <param name="Id">The calendar's own id of it.</param>
/// <param name="Uid">iCalendar's UID; null when the calendar doesn't say.</param>
/// <param name="Version">Changes with every change of the event (an ETag).</param>
/// <param name="BookingId">The booking it was made for; null for the host's own.</param>
/// <param name="Created">When it was made, as the calendar says; null when it doesn't.</param>
/// <param name="JoinUrl">The link to the video call that the calendar added; null with none.</param>
/// <param name="Attendees">Addresses of those invited, with what they answered.</param>
public sealed record CalendarEvent(
    string Host,
    string Id,
    string? Uid,
    string? Version,
    string? BookingId,
    string? Subject,
    BusyItem When,
    Instant? Created,
    string? JoinUrl,
    IReadOnlyDictionary<string, AttendeeResponse> Attendees,
    bool Cancelled = false);

/// <summary>What an attendee has answered to an invitation.</summary>
public enum AttendeeResponse
{
    None,
    Accepted,
    Tentative,
    Declined,
}

/// <summary>Changed events, and the ids of those that are gone.</summary>
/// <param name="Cursor">For the next question.</param>
/// <param name="Whole">All there is instead of what has changed: what is not among them is gone.</param>
public sealed record EventChanges(IReadOnlyList<CalendarEvent> Changed, IReadOnlyList<string> Gone, string Cursor, bool Whole);

/// <summary>Why a calendar didn't do what it was asked.</summary>
public enum CalendarFault
{
    /// <summary>It can't be said whether it was done: no answer, or one that breaks off. Asking again after a search is safe.</summary>
    Unknown,

    /// <summary>Not done, and may work later: it is down, or busy.</summary>
    Unavailable,

    /// <summary>Not done: too many requests. <see cref="CalendarException.RetryAfter"/> says when again.</summary>
    Throttled,

    /// <summary>The event was changed by somebody else since it was read.</summary>
    Changed,

    /// <summary>There is no such mailbox, calendar or event.</summary>
    NotFound,

    /// <summary>The program may not: a right, a secret or a policy.</summary>
    Denied,

    /// <summary>The calendar doesn't take the request as it is; repeating it is of no use.</summary>
    Rejected,
}

/// <summary>A calendar did not do what it was asked. The message is for the log and names no visitor.</summary>
public sealed class CalendarException(CalendarFault fault, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public CalendarFault Fault { get; } = fault;

    /// <summary>Not before this has passed; null when the calendar doesn't say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
