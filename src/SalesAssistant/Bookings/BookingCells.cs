using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Data;

namespace SalesAssistant.Bookings;

/// <summary>The rows by which a booking owns its time.</summary>
static class BookingCells
{
    static readonly TimeSpan Cell = TimeSpan.FromMinutes(MeetingsFile.CellMinutes);

    /// <summary>Takes the cells and a place in the host's day and week.</summary>
    /// <param name="host">One of the booking's hosts, lower-case.</param>
    /// <param name="hostsDate">The date on which it starts by that host's clock.</param>
    /// <exception cref="UniqueViolationException">Another process has taken one of them.</exception>
    public static void Take(WriteSession session, Booking booking, string host, LocalDate hostsDate)
    {
        var end = booking.End.AddMinutes(booking.BufferAfterMinutes);
        for (var at = RoundDown(booking.Start.AddMinutes(-booking.BufferBeforeMinutes)); at < end; at += Cell)
            session.Insert(new BookingCell { HostEmail = host, CellStart = at, BookingId = booking.Id });

        var date = hostsDate.ToDateOnly();
        session.Insert(new BookingDayCount
        {
            HostEmail = host,
            MeetingTypeId = booking.MeetingTypeId,
            LocalDate = date,
            Ordinal = FirstFree(session.Db.Set<BookingDayCount>().AsNoTracking()
                .Where(count => count.HostEmail == host && count.MeetingTypeId == booking.MeetingTypeId && count.LocalDate == date)
                .Select(count => count.Ordinal)),
            BookingId = booking.Id,
        });

        var monday = hostsDate.PlusDays(1 - (int)hostsDate.DayOfWeek).ToDateOnly();
        session.Insert(new BookingWeekCount
        {
            HostEmail = host,
            MeetingTypeId = booking.MeetingTypeId,
            Monday = monday,
            Ordinal = FirstFree(session.Db.Set<BookingWeekCount>().AsNoTracking()
                .Where(count => count.HostEmail == host && count.MeetingTypeId == booking.MeetingTypeId && count.Monday == monday)
                .Select(count => count.Ordinal)),
            BookingId = booking.Id,
        });
    }

    static int FirstFree(IQueryable<int> ordinals)
    {
        var taken = ordinals.ToHashSet();
        return Enumerable.Range(1, taken.Count + 1).First(ordinal => !taken.Contains(ordinal));
    }

    public static void GiveBack(WriteSession session, string bookingId)
    {
        session.Execute("""DELETE FROM "BookingCells" WHERE "BookingId" = @booking""", ("@booking", bookingId));
        session.Execute("""DELETE FROM "BookingDayCounts" WHERE "BookingId" = @booking""", ("@booking", bookingId));
        session.Execute("""DELETE FROM "BookingWeekCounts" WHERE "BookingId" = @booking""", ("@booking", bookingId));
    }

    /// <summary>A zone may be off by minutes that are no multiple of a cell; the cell in which the meeting begins is then taken whole.</summary>
    static DateTime RoundDown(DateTime at) => at.AddTicks(-(at.Ticks % Cell.Ticks));
}
