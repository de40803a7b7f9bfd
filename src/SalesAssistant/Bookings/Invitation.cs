using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using SalesAssistant.Reps;
using IcalAttendee = Ical.Net.DataTypes.Attendee;

namespace SalesAssistant.Bookings;

/// <summary>A booking as a calendar file (RFC 5545): a request while it stands, a cancellation once it is called off.</summary>
public static class Invitation
{
    public const string ContentType = "text/calendar; charset=utf-8";

    /// <param name="booking">An agreed or cancelled booking.</param>
    /// <param name="company">For the name under which it is sent.</param>
    /// <param name="host">The organiser; null when team.yaml doesn't know the host any more.</param>
    /// <param name="description">What is said about it; null for nothing.</param>
    /// <param name="forHost">For the organiser's own calendar: nothing to be answered, and nobody invited by it.</param>
    public static string Write(Booking booking, Company company, Rep? host, string? description = null, bool forHost = false)
    {
        var cancelled = booking.State is BookingState.Cancelled or BookingState.Cancelling;
        var meeting = new CalendarEvent
        {
            Uid = booking.EventUid,
            Sequence = booking.Sequence,
            Summary = Subject(booking, company, host),
            Description = description ?? (booking.Phone is null ? null : $"{host?.Name ?? booking.HostEmail} calls {booking.Name}: {booking.Phone}"),
            Location = booking.JoinUrl ?? booking.Phone ?? booking.Location,
            // UTC needs no zone definition in the file, and every calendar shows it in its owner's zone.
            Start = new CalDateTime(booking.Start),
            End = new CalDateTime(booking.End),
            DtStamp = new CalDateTime(booking.CancelledAt ?? booking.ConfirmedAt ?? booking.CreatedAt),
            Created = new CalDateTime(booking.CreatedAt),
            Status = cancelled ? EventStatus.Cancelled : EventStatus.Confirmed,
            Url = booking.JoinUrl is { } link ? new Uri(link) : null,
            Organizer = new Organizer($"mailto:{booking.HostEmail}") { CommonName = Parameter(host?.Name ?? booking.HostEmail) },
        };
        if (booking.Email is not null && !forHost)
        {
            meeting.Attendees.Add(new IcalAttendee($"mailto:{booking.Email}")
            {
                CommonName = Parameter(booking.Name),
                Role = ParticipationRole.RequiredParticipant,
                ParticipationStatus = EventParticipationStatus.Accepted,
                Rsvp = false,
            });
        }

        var calendar = new Ical.Net.Calendar { Method = forHost ? CalendarMethods.Publish : cancelled ? CalendarMethods.Cancel : CalendarMethods.Request, ProductId = $"-//{company.Name}//SalesAssistant//EN" };
        calendar.Events.Add(meeting);
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    /// <summary>What the event is called in a calendar.</summary>
    public static string Subject(Booking booking, Company company, Rep? host) => booking.Phone is { } phone
        ? $"{booking.Title}: {booking.Name}, {phone} ({company.Name})"
        : $"{booking.Title}: {booking.Name} and {host?.Name ?? booking.HostEmail} ({company.Name})";

    /// <summary>Values of parameters, unlike those of properties, have no way to write a quote or a line break, and Ical.Net writes them as they are.</summary>
    static string? Parameter(string? text) =>
        text is null ? null : string.Concat(text.Select(c => c == '"' ? '\'' : char.IsControl(c) ? ' ' : c));
}
