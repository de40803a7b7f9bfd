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

    /// <summary>Takes the cells of a further time that the booking is to have, beside those that it owns.</summary>
    /// <param name="start">UTC, without the buffer.</param>
    /// <param name="end">UTC, without the buffer.</param>
    /// <exception cref="UniqueViolationException">Somebody else has one of them.</exception>
    public static void TakeAlso(WriteSession session, string bookingId, string host, DateTime start, DateTime end, int bufferBefore, int bufferAfter)
    {
        var (from, until) = (RoundDown(start.AddMinutes(-bufferBefore)), end.AddMinutes(bufferAfter));
        var mine = session.Db.Set<BookingCell>().Where(cell => cell.BookingId == bookingId && cell.HostEmail == host).Select(cell => cell.CellStart).ToHashSet();
        for (var at = from; at < until; at += Cell)
            if (!mine.Contains(at))
                session.Insert(new BookingCell { HostEmail = host, CellStart = at, BookingId = bookingId });
    }

    /// <summary>Whether another booking owns time that this one is to have.</summary>
    public static bool AreOthers(WriteSession session, Booking booking, string host)
    {
        var (from, until) = (RoundDown(booking.Start.AddMinutes(-booking.BufferBeforeMinutes)), booking.End.AddMinutes(booking.BufferAfterMinutes));
        return session.Db.Set<BookingCell>().Any(cell => cell.HostEmail == host && cell.CellStart >= from && cell.CellStart < until && cell.BookingId != booking.Id);
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
