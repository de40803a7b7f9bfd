using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings;
using SalesAssistant.Data;
using SalesAssistant.Hosting;
using SalesAssistant.Mails;

namespace SalesAssistant.Conversations.Mails;

/// <summary>
/// Sends the e-mails that are owed. Each is leased first: of several processes one works on it, and whoever has lost its lease settles nothing. What a crash
/// left is taken up like everything else; between the server's yes and our note of it a crash makes a second e-mail that can't be avoided, under the same
/// Message-ID and, where it invites, with the same UID and SEQUENCE, so that mail programs and calendars take the two for one.
/// </summary>
public sealed class BookingMailWorker(
    IMailSender sender, BookingMailWriter letters, BookingSignals signals, Database database, BatchWriter writer, WallClock clock, ILogger<BookingMailWorker> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Longer than handing over may take.</summary>
    static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(2);

    const int AtOnce = 4;

    /// <summary>With ever longer waits some fifteen hours.</summary>
    const int MostAttempts = 24;

    static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Leases.FreeOld(database, writer, "BookingMails");
            while (true)
            {
                await SendAll(stoppingToken);
                await signals.WaitForMail(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends: what is owed stays owed.
        }
    }

    async Task SendAll(CancellationToken cancel)
    {
        try
        {
            while (await Due(cancel) is { Count: > 0 } due)
                await Task.WhenAll(due.Select(mail => Send(mail, cancel)));
        }
        catch (System.Data.Common.DbException fault)
        {
            log.LogError(fault, "The e-mails that are owed could not be read or settled; it is tried again");
        }
    }

    async Task<List<BookingMail>> Due(CancellationToken cancel)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var db = database.CreateDbContext();
        return await db.Set<BookingMail>().AsNoTracking()
            .Where(mail => mail.State == BookingMailState.Pending && (mail.DueAt == null || mail.DueAt <= now) && (mail.LeasedUntil == null || mail.LeasedUntil <= now))
            .OrderBy(mail => mail.At).Take(AtOnce).ToListAsync(cancel);
    }

    async Task Send(BookingMail due, CancellationToken cancel)
    {
        if (await Lease(due) is not { } owed)
            return;
        try
        {
            var (mail, skippedFor) = await letters.Write(owed, cancel);
            if (mail is null)
            {
                await Settle(owed, BookingMailState.Skipped, skippedFor!);
                return;
            }
            using (mail)
                await sender.Send(mail, cancel);
            await Settle(owed, BookingMailState.Sent, "Sent");
        }
        catch (MailException fault)
        {
            await Refused(owed, fault);
        }
        catch (FormatException)
        {
            await Settle(owed, BookingMailState.Failed, nameof(MailFault.RecipientRefused));
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException or System.Data.Common.DbException))
        {
            // A phrase, a file of the sales team: people can mend it, and it is tried again.
            log.LogError(fault, "The e-mail {Kind} about booking {Booking} could not be written", owed.Kind, owed.BookingId);
            await TryLater(owed, "NotWritten", null);
        }
    }

    async Task Refused(BookingMail owed, MailException fault)
    {
        log.LogWarning("The e-mail {Kind} about booking {Booking} was not taken (attempt {Attempt}): {Fault}, {Detail}", owed.Kind, owed.BookingId, owed.Attempts, fault.Fault, fault.Message);
        if (fault.MayRetry)
            await TryLater(owed, fault.Fault.ToString(), fault.RetryAfter);
        else
            await Settle(owed, BookingMailState.Failed, fault.Fault.ToString());
    }

    Task TryLater(BookingMail owed, string outcome, TimeSpan? least)
    {
        if (owed.Attempts >= MostAttempts)
            return Settle(owed, BookingMailState.Failed, outcome);
        var wait = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, 15 * Math.Pow(2, owed.Attempts - 1)));
        return Settle(owed, BookingMailState.Pending, outcome, clock.GetUtcNow().UtcDateTime + (least > wait ? least.Value : wait));
    }

    Task<BookingMail?> Lease(BookingMail due)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return writer.Write(session => session.Execute(
            """
            UPDATE "BookingMails" SET "Lease" = @lease, "LeasedUntil" = @until, "Attempts" = "Attempts" + 1
            WHERE "Id" = @id AND "State" = 'Pending' AND ("LeasedUntil" IS NULL OR "LeasedUntil" <= @now)
            """,
            ("@lease", Guid.NewGuid().ToString("N")), ("@until", now + LeaseFor), ("@id", due.Id), ("@now", now)) == 1
            ? session.Db.Set<BookingMail>().AsNoTracking().Single(mail => mail.Id == due.Id)
            : null);
    }

    Task Settle(BookingMail owed, BookingMailState state, string outcome, DateTime? dueAt = null) => writer.Write(session =>
    {
        session.Execute(
            """
            UPDATE "BookingMails" SET "State" = @state, "Outcome" = @outcome, "DueAt" = @due, "SettledAt" = @settled, "Lease" = NULL, "LeasedUntil" = NULL
            WHERE "Id" = @id AND "Lease" = @lease
            """,
            ("@state", state.ToString()), ("@outcome", outcome), ("@due", dueAt), ("@settled", state == BookingMailState.Pending ? null : clock.GetUtcNow().UtcDateTime),
            ("@id", owed.Id), ("@lease", owed.Lease));
    });
}
