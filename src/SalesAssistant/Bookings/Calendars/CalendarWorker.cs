using Microsoft.EntityFrameworkCore;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>
/// Pays what is owed to the hosts' calendars. It looks at the table when something was written and every second, so that what a crash left is
/// taken up like everything else. Each debt is leased first: of several processes one works on it, and whoever has lost its lease can write
/// nothing more about it.
/// </summary>
public sealed class CalendarWorker(
    CalendarProtocol protocol, CalendarReader reader, BookingSignals signals, Database database, BatchWriter writer, WallClock clock, ILogger<CalendarWorker> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Of one mailbox mostly one or two; a calendar that takes no more says so.</summary>
    const int AtOnce = 16;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!reader.IsOutside)
            return;
        var running = new List<Task>();
        try
        {
            await Leases.FreeOld(database, writer, "CalendarWork");
            while (true)
            {
                running.RemoveAll(task => task.IsCompleted);
                running.AddRange((await DueSafely(AtOnce - running.Count, stoppingToken)).Select(work => Pay(work, stoppingToken)));
                await signals.WaitForOwed(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends: what is owed stays owed.
        }
        await Task.WhenAll(running);
    }

    /// <summary>Pays everything that is due now, and what becomes due by that.</summary>
    public async Task PayAll(CancellationToken cancel)
    {
        while (await Due(AtOnce, cancel) is { Count: > 0 } due)
            await Task.WhenAll(due.Select(work => Pay(work, cancel)));
    }

    async Task<List<CalendarWork>> DueSafely(int most, CancellationToken cancel)
    {
        try
        {
            return await Due(most, cancel);
        }
        catch (System.Data.Common.DbException fault)
        {
            log.LogError(fault, "What is owed to the calendars could not be read; it is tried again");
            return [];
        }
    }

    async Task<List<CalendarWork>> Due(int most, CancellationToken cancel)
    {
        if (most <= 0)
            return [];
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.CreateDbContext();
        return await db.Set<CalendarWork>().AsNoTracking()
            .Where(work => work.State == CalendarWorkState.Pending && (work.DueAt == null || work.DueAt <= now) && (work.LeasedUntil == null || work.LeasedUntil <= now))
            .OrderBy(work => work.At).Take(most).ToListAsync(cancel);
    }

    async Task Pay(CalendarWork due, CancellationToken cancel)
    {
        try
        {
            if (await Lease(due) is { } leased)
                await protocol.Pay(leased, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // As after a crash: whoever starts next takes it up.
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            log.LogError(fault, "What is owed to the calendar for booking {Booking} could not be handled; it is tried again once its lease has ended", due.BookingId);
        }
        // What it has led to is looked at now.
        signals.TellOwed();
    }

    Task<CalendarWork?> Lease(CalendarWork due)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return writer.Write(session => session.Execute(
            """
            UPDATE "CalendarWork" SET "Lease" = @lease, "LeasedUntil" = @until, "Attempts" = "Attempts" + 1
            WHERE "BookingId" = @id AND "State" = 'Pending' AND "Generation" = @generation AND ("LeasedUntil" IS NULL OR "LeasedUntil" <= @now)
            """,
            ("@lease", Guid.NewGuid().ToString("N")), ("@until", now + CalendarProtocol.LeaseFor), ("@id", due.BookingId), ("@generation", due.Generation), ("@now", now)) == 1
            ? session.Db.Set<CalendarWork>().AsNoTracking().Single(work => work.BookingId == due.BookingId)
            : null);
    }
}
