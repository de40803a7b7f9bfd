using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Data;
using SalesAssistant.Mails;

namespace SalesAssistant.Bookings;

/// <summary>
/// Who is told what of a booking, and by which way. All of it is rows, written in the unit in which it became true: news for the visitor's conversation,
/// e-mails for visitor and reps, and where a rep could hear of it by no other way a line on the page of meetings.
/// </summary>
/// <remarks>
/// A calendar that tells those invited has sent invitation, change and cancellation already: our e-mail then adds what the calendar can't (the links, a reminder,
/// what failed) and never a second invitation. With the embedded calendar, and a CalDAV server that tells nobody, our e-mail is the invitation.
/// </remarks>
public sealed class BookingPost(BookingSignals signals, MailAccount mail, CalendarReader calendars)
{
    /// <summary>Tells the conversation and writes the e-mails.</summary>
    /// <param name="reason">Named, such as `Taken`; null where there is nothing to say about why.</param>
    /// <param name="now">UTC.</param>
    internal void Tell(WriteSession session, Booking booking, BookingNewsKind kind, string? reason, DateTime now)
    {
        BookingNews.Write(session, signals, booking, kind, reason, now);
        if (kind is not (BookingNewsKind.Delayed or BookingNewsKind.Declined))
            Mail(session, booking, Enum.Parse<BookingMailKind>(kind.ToString()), now);
    }

    /// <summary>Tells the conversation alone.</summary>
    /// <inheritdoc cref="Tell"/>
    internal void News(WriteSession session, Booking booking, BookingNewsKind kind, DateTime now) => BookingNews.Write(session, signals, booking, kind, null, now);

    /// <summary>Writes the e-mails alone: the conversation says it itself.</summary>
    /// <param name="now">UTC.</param>
    internal void Mail(WriteSession session, Booking booking, BookingMailKind kind, DateTime now)
    {
        if (mail.IsOn && booking.Email is not null && !(calendars.TellsInvited && IsTheCalendars(kind)))
            Owe(session, booking, kind, null, now);
        // In calendars elsewhere the reps see it themselves.
        if (calendars.IsOutside || kind is not (BookingMailKind.Confirmed or BookingMailKind.Moved or BookingMailKind.Cancelled or BookingMailKind.Replaced))
            return;
        foreach (var host in BookingDesk.HostsOf(session, booking))
        {
            if (mail.IsOn)
                Owe(session, booking, kind, host, now);
            else if (kind != BookingMailKind.Confirmed)
                CalendarFlags.Raise(session, kind == BookingMailKind.Moved ? CalendarFlagKind.Moved : CalendarFlagKind.CalledOff, host, $"{booking.Id}|{booking.Sequence}|{host}", booking.Id, null, now);
        }
    }

    /// <summary>Whether a calendar that tells those invited has told this.</summary>
    static bool IsTheCalendars(BookingMailKind kind) =>
        kind is BookingMailKind.Moved or BookingMailKind.HostMoved or BookingMailKind.Cancelled or BookingMailKind.HostCancelled or BookingMailKind.Replaced;

    void Owe(WriteSession session, Booking booking, BookingMailKind kind, string? rep, DateTime now)
    {
        session.Insert(new BookingMail { Id = Guid.NewGuid().ToString("N"), BookingId = booking.Id, Kind = kind, Rep = rep, Sequence = booking.Sequence, At = now });
        session.OnceCommitted(signals.TellMail);
    }
}
