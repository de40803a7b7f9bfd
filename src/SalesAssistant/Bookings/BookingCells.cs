using Microsoft.EntityFrameworkCore;
using NodaTime;
using SalesAssistant.Data;

namespace SalesAssistant.Bookings;

/// <summary>The rows by which a booking owns its time.</summary>
static class BookingCells
{
    static readonly TimeSpan Cell = TimeSpan.FromMinutes(MeetingsFile.CellMinutes);

    /// <summary>Takes the cells and a place in the host's day and week.</summary>
    /// <exception cref="UniqueViolationException">Another process has taken one of them.</exception>
    public static void Take(WriteSession session, Booking booking, LocalDate hostsDate)
    {
        var end = booking.End.AddMinutes(booking.BufferAfterMinutes);
        for (var at = RoundDown(booking.Start.AddMinutes(-booking.BufferBeforeMinutes)); at < end; at += Cell)
            session.Insert(new BookingCell { HostEmail = booking.HostEmail, CellStart = at, BookingId = booking.Id });

        var date = hostsDate.ToDateOnly();
        session.Insert(new BookingDayCount
        {
            HostEmail = booking.HostEmail,
            MeetingTypeId = booking.MeetingTypeId,
            LocalDate = date,
            Ordinal = FirstFree(session.Db.Set<BookingDayCount>().AsNoTracking()
                .Where(count => count.HostEmail == booking.HostEmail && count.MeetingTypeId == booking.MeetingTypeId && count.LocalDate == date)
                .Select(count => count.Ordinal)),
            BookingId = booking.Id,
        });

        var monday = hostsDate.PlusDays(1 - (int)hostsDate.DayOfWeek).ToDateOnly();
        session.Insert(new BookingWeekCount
        {
            HostEmail = booking.HostEmail,
            MeetingTypeId = booking.MeetingTypeId,
            Monday = monday,
            Ordinal = FirstFree(session.Db.Set<BookingWeekCount>().AsNoTracking()
                .Where(count => count.HostEmail == booking.HostEmail && count.MeetingTypeId == booking.MeetingTypeId && count.Monday == monday)
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
