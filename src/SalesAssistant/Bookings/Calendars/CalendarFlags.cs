using Microsoft.EntityFrameworkCore;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>What reps are to look at in their calendars.</summary>
public sealed class CalendarFlags(IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock)
{
    const int Most = 200;

    /// <summary>Writes a finding. One that was made before stays as it is, cleared or not.</summary>
    /// <param name="about">What tells it from others of its kind: a booking's id, an event's.</param>
    /// <param name="now">UTC.</param>
    internal static void Raise(WriteSession session, CalendarFlagKind kind, string host, string about, string? bookingId, string? detail, DateTime now)
    {
        var id = $"{kind}|{about}";
        if (!session.Db.Set<CalendarFlag>().Any(flag => flag.Id == id))
            session.Insert(new CalendarFlag { Id = id, HostEmail = host, Kind = kind, BookingId = bookingId, Detail = detail, At = now });
    }

    /// <summary>What nobody has cleared yet, the latest first, with the booking where there is one.</summary>
    public async Task<IReadOnlyList<(CalendarFlag Flag, Booking? Booking)>> Open(CancellationToken cancel)
    {
        await using var db = reads.CreateDbContext();
        var found = await (
            from flag in db.Set<CalendarFlag>().AsNoTracking()
            join row in db.Set<Booking>().AsNoTracking() on flag.BookingId equals row.Id into bookings
            from booking in bookings.DefaultIfEmpty()
            where flag.ClearedAt == null
            orderby flag.At descending
            select new { flag, booking }).Take(Most).ToListAsync(cancel);
        return [.. found.Select(one => (one.flag, (Booking?)one.booking))];
    }

    /// <summary>A rep has seen to it.</summary>
    public Task Clear(string id)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return writer.Write(session => session.Execute("""UPDATE "CalendarFlags" SET "ClearedAt" = @now WHERE "Id" = @id""", ("@now", now), ("@id", id)));
    }
}
