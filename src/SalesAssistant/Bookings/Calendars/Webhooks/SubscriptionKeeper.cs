using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SalesAssistant.Bookings.Calendars.Graph;
using SalesAssistant.Data;
using SalesAssistant.Hosting;

namespace SalesAssistant.Bookings.Calendars.Webhooks;

/// <summary>
/// Sees to it that there is one subscription for each host, long before it ends, and none when there shall be none. It looks every minute and when
/// Graph says that something has become of one. Of several processes one works on a host at a time, by lease.
/// </summary>
public sealed class SubscriptionKeeper(
    GraphSubscriptions graph, CalendarWebhooks webhooks, CalendarComparison comparison, IDbContextFactory<SalesDb> reads, BatchWriter writer, WallClock clock,
    IHostApplicationLifetime lifetime, ILogger<SubscriptionKeeper> log) : BackgroundService
{
    /// <summary>Graph takes less than seven days for events.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(6);

    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>Longer than the few requests that one host takes.</summary>
    static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(3);

    readonly SemaphoreSlim woken = new(0, 1);

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Graph asks back while we subscribe: not before the server listens.
        var listening = new TaskCompletionSource();
        await using (lifetime.ApplicationStarted.Register(listening.SetResult))
            await listening.Task.WaitAsync(stoppingToken);
        while (await KeepSafely(stoppingToken) || webhooks.IsOn)
            await woken.WaitAsync(Every, stoppingToken);
    }

    /// <summary>Something has become of a subscription: look now.</summary>
    public void Wake()
    {
        lock (woken)
        {
            if (woken.CurrentCount == 0)
                woken.Release();
        }
    }

    async Task<bool> KeepSafely(CancellationToken cancel)
    {
        try
        {
            return await KeepAll(cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "The subscriptions could not be looked at; it is tried again");
            return true;
        }
    }

    /// <summary>Makes, renews and ends what is due.</summary>
    /// <returns>Whether any are left.</returns>
    public async Task<bool> KeepAll(CancellationToken cancel)
    {
        var wanted = webhooks.IsOn ? comparison.Hosts().ToHashSet(StringComparer.Ordinal) : [];
        List<CalendarSubscription> rows;
        await using (var db = reads.CreateDbContext())
            rows = await db.Set<CalendarSubscription>().AsNoTracking().ToListAsync(cancel);
        foreach (var host in wanted.Except(rows.Select(row => row.HostEmail)))
            rows.Add(await Begin(host));
        foreach (var row in rows.Where(row => !wanted.Contains(row.HostEmail) || IsDue(row)))
            await Keep(row, wanted.Contains(row.HostEmail), cancel);
        await using var after = reads.CreateDbContext();
        return await after.Set<CalendarSubscription>().AnyAsync(cancel);
    }

    bool IsDue(CalendarSubscription row) => row.SubscriptionId is null || row.RenewAt <= Now || row.ExpiresAt <= Now || row.Url != webhooks.Notifications.AbsoluteUri;

    /// <summary>The row of a host, which another process may have written at this moment.</summary>
    async Task<CalendarSubscription> Begin(string host)
    {
        var row = new CalendarSubscription { HostEmail = host, ClientState = NewState(), Url = webhooks.Notifications.AbsoluteUri };
        try
        {
            await writer.Write(session => session.Insert(row));
        }
        catch (UniqueViolationException)
        {
            // Its lease says who goes on.
        }
        return row;
    }

    static string NewState() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    async Task Keep(CalendarSubscription due, bool isWanted, CancellationToken cancel)
    {
        if (await Lease(due.HostEmail) is not { } row)
            return;
        try
        {
            if (!isWanted)
                await End(row, cancel);
            else if (IsDue(row))
                await Keep(row, cancel);
        }
        catch (CalendarException fault)
        {
            // What can't be told of is polled all the same.
            if (row.Outcome != fault.Fault.ToString())
                log.LogWarning("Graph doesn't tell of changes in the calendar of {Host} for the moment: {Fault}, {Detail}", row.HostEmail, fault.Fault, fault.Message);
            await Store(row, one => one.Outcome = fault.Fault.ToString());
        }
        finally
        {
            await writer.Write(session => session.Execute(
                """UPDATE "CalendarSubscriptions" SET "Lease" = NULL, "LeasedUntil" = NULL WHERE "HostEmail" = @host AND "Lease" = @lease""", ("@host", row.HostEmail), ("@lease", row.Lease)));
        }
    }

    async Task Keep(CalendarSubscription row, CancellationToken cancel)
    {
        if (row.Url != webhooks.Notifications.AbsoluteUri)
        {
            // The address has changed, and can't be changed at Graph.
            if (row.SubscriptionId is { } old)
                await graph.Delete(row.HostEmail, old, cancel);
            await Store(row, one => (one.SubscriptionId, one.MayExist, one.ClientState, one.Url) = (null, false, NewState(), webhooks.Notifications.AbsoluteUri));
        }
        var known = row.SubscriptionId is { } id && row.ExpiresAt > Now ? await graph.Renew(row.HostEmail, id, Now + Lifetime, cancel) : null;
        var isNew = known is null;
        known ??= await Subscribe(row, cancel);
        await Store(row, one => (one.SubscriptionId, one.ExpiresAt, one.RenewAt, one.Outcome) = (known.Id, known.ExpiresAt, Now + ((known.ExpiresAt - Now) / 2), null));
        if (isNew)
            comparison.Wake(row.HostEmail);
    }

    /// <summary>A subscription with the row's client state: the one that an earlier attempt has made whose answer we didn't get, or a new one.</summary>
    async Task<GraphSubscription> Subscribe(CalendarSubscription row, CancellationToken cancel)
    {
        if (row.MayExist)
        {
            foreach (var ours in await graph.Of(row.HostEmail, webhooks.Notifications, cancel))
                if (await graph.Renew(row.HostEmail, ours.Id, Now + Lifetime, cancel) is { } adopted)
                    return adopted;
        }
        await Store(row, one => (one.SubscriptionId, one.MayExist) = (null, true));
        try
        {
            return await Create();
        }
        catch (CalendarException there) when (there.Fault == CalendarFault.Changed)
        {
            // One of a database that is no more: its notifications would carry what we don't know.
            foreach (var other in await graph.Of(row.HostEmail, webhooks.Notifications, cancel))
                await graph.Delete(row.HostEmail, other.Id, cancel);
            return await Create();
        }

        Task<GraphSubscription> Create() => graph.Create(row.HostEmail, webhooks.Notifications, webhooks.Lifecycle, row.ClientState, Now + Lifetime, cancel);
    }

    async Task End(CalendarSubscription row, CancellationToken cancel)
    {
        if (row.SubscriptionId is { } id && row.ExpiresAt > Now)
            await graph.Delete(row.HostEmail, id, cancel);
        await writer.Write(session => session.Execute("""DELETE FROM "CalendarSubscriptions" WHERE "HostEmail" = @host AND "Lease" = @lease""", ("@host", row.HostEmail), ("@lease", row.Lease)));
    }

    Task<CalendarSubscription?> Lease(string host)
    {
        var now = Now;
        return writer.Write(session => session.Execute(
            """UPDATE "CalendarSubscriptions" SET "Lease" = @lease, "LeasedUntil" = @until WHERE "HostEmail" = @host AND ("LeasedUntil" IS NULL OR "LeasedUntil" <= @now)""",
            ("@lease", Guid.NewGuid().ToString("N")), ("@until", now + LeaseFor), ("@host", host), ("@now", now)) == 1
            ? session.Db.Set<CalendarSubscription>().AsNoTracking().Single(row => row.HostEmail == host)
            : null);
    }

    /// <summary>Writes a step down, if we still hold the lease; otherwise whoever holds it goes on.</summary>
    Task Store(CalendarSubscription row, Action<CalendarSubscription> change) => writer.Write(session =>
    {
        if (!session.Db.Set<CalendarSubscription>().AsNoTracking().Any(one => one.HostEmail == row.HostEmail && one.Lease == row.Lease))
            return;
        change(row);
        session.Update(row);
    });
}
