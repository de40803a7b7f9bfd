using Microsoft.EntityFrameworkCore;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Bookings;

/// <summary>
/// Gives the reminders of agreed meetings. They are worked out anew at every look, from the bookings and meetings.yaml as they stand, so that a meeting that
/// was moved or called off has the right ones or none. What was due while no server ran is given as long as it helps: the latest one, and before the start.
/// </summary>
public sealed class ReminderWorker(MeetingCatalog meetings, BookingPost post, IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock, TimeProvider timers, ILogger<ReminderWorker> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, timers);
        do
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception fault) when (fault is System.Data.Common.DbException or SalesFileException)
            {
                log.LogError(fault, "Reminders could not be looked after; it is tried again");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Gives what is due now.</summary>
    public async Task Look(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var furthest = meetings.Current.All.SelectMany(meeting => meeting.ReminderMinutes).DefaultIfEmpty(0).Max();
        if (furthest == 0)
            return;
        var until = now.AddMinutes(furthest);
        await using var db = reads.CreateDbContext();
        var coming = await db.Set<Booking>().AsNoTracking().Where(booking => booking.State == BookingState.Confirmed && booking.Start > now && booking.Start <= until).ToListAsync(cancel);
        if (coming.Count == 0)
            return;
        var given = (await db.Set<BookingReminder>().AsNoTracking().Where(reminder => reminder.Start > now && reminder.Start <= until).ToListAsync(cancel))
            .Select(reminder => (reminder.BookingId, reminder.Start, reminder.MinutesBefore)).ToHashSet();
        foreach (var booking in coming)
        {
            var due = Due(booking, now).Where(minutes => !given.Contains((booking.Id, booking.Start, minutes))).ToList();
            if (due.Count > 0)
                await Give(booking, due, now);
        }
    }

    /// <summary>The reminders whose time has come since the meeting was agreed as it stands, the latest last. Who books three hours ahead needs no word of the day before.</summary>
    IEnumerable<int> Due(Booking booking, DateTime now) =>
        (meetings.Current.Find(booking.MeetingTypeId)?.ReminderMinutes ?? []).Order().Reverse()
            .Where(minutes => booking.Start.AddMinutes(-minutes) <= now && booking.Start.AddMinutes(-minutes) > booking.ConfirmedAt);

    Task Give(Booking seen, List<int> due, DateTime now) => writer.Write(session =>
    {
        var latest = due[^1];
        // Look again: since it was read it may have been moved or called off, or another server have given it.
        if (BookingDesk.Find(session, seen.Id) is not { State: BookingState.Confirmed } booking || booking.Start != seen.Start
            || session.Db.Set<BookingReminder>().Any(reminder => reminder.BookingId == seen.Id && reminder.Start == seen.Start && reminder.MinutesBefore == latest))
            return;
        foreach (var minutes in due)
            session.Insert(new BookingReminder
            {
                BookingId = booking.Id,
                Start = booking.Start,
                MinutesBefore = minutes,
                State = minutes == latest ? BookingReminderState.Told : BookingReminderState.Skipped,
                At = now,
            });
        post.Tell(session, booking, BookingNewsKind.Reminder, null, now);
    });
}
