using System.Collections.Concurrent;
using NodaTime;

namespace SalesAssistant.Bookings.Calendars;

/// <summary>
/// Reads free/busy of the hosts, never inside a unit of work or a grain's call. For offers what was read serves a short while, and a slow
/// calendar is not waited for longer than <see cref="BookingOptions.ReadWithin"/>: its host isn't offered, the reading goes on, and the next
/// offer has it. Before a booking it is read anew.
/// </summary>
public sealed class CalendarReader(IHostCalendars calendars, BookingOptions options, TimeProvider time, ILogger<CalendarReader> log)
{
    /// <summary>A calendar that failed is not asked again by every visitor at once.</summary>
    static readonly TimeSpan FaultServes = TimeSpan.FromSeconds(3);

    /// <summary>No reading takes longer.</summary>
    static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(30);

    /// <summary>How long a re-check before a booking may take: somebody waits, and who was not read is refused.</summary>
    static readonly TimeSpan RecheckWithin = TimeSpan.FromSeconds(5);

    static readonly TimeSpan RecheckServes = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Reading<HostBusy>> readings = new();

    /// <summary>The re-checks of this second, by what was asked.</summary>
    readonly Dictionary<string, Reading<IReadOnlyList<HostBusy>>> rechecks = [];

    /// <summary>What was said last about a host that could not be read, so that the log has it once.</summary>
    readonly ConcurrentDictionary<string, string> complaints = new();

    /// <summary>Whether the hosts' calendars are somewhere else: with the embedded one our own tables know everything.</summary>
    public bool IsOutside => calendars is not Local.LocalCalendars;

    /// <inheritdoc cref="IHostCalendars.TellsInvited"/>
    public bool TellsInvited => calendars.TellsInvited;

    /// <summary>For an offer. Null with the embedded calendar.</summary>
    /// <param name="hosts">Lower-case.</param>
    public async Task<BusyElsewhere?> ForOffer(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel)
    {
        if (!IsOutside)
            return null;
        var missing = hosts.Where(host => !(readings.TryGetValue(host, out var reading) && Serves(reading, from, to))).ToList();
        if (missing.Count > 0)
        {
            // An hour more, so that the next visitors' "now" lies in it too.
            var (start, end) = (from - Duration.FromHours(1), to + Duration.FromHours(1));
            var batch = Read(missing, start, end);
            foreach (var host in missing)
                readings[host] = new(start, end, time.GetTimestamp(), One(batch, host));
        }
        return new BusyElsewhere(await Task.WhenAll(hosts.Select(host => Within(host, readings[host].Result, options.ReadWithin, cancel))));
    }

    /// <summary>Just before a time is held. Null with the embedded calendar. Many who want the same time at once share a reading of that second: only one of them can have it, and before the event is made it is read once more.</summary>
    /// <param name="hosts">Lower-case.</param>
    public async Task<BusyElsewhere?> Anew(IReadOnlyList<string> hosts, Instant from, Instant to, CancellationToken cancel)
    {
        if (!IsOutside)
            return null;
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{from.ToUnixTimeSeconds()} {to.ToUnixTimeSeconds()} {string.Join(' ', hosts)}");
        Reading<IReadOnlyList<HostBusy>> reading;
        lock (rechecks)
        {
            foreach (var (old, one) in rechecks.ToList())
                if (time.GetElapsedTime(one.Began) > RecheckServes)
                    rechecks.Remove(old);
            if (!rechecks.TryGetValue(key, out reading!))
                rechecks[key] = reading = new(from, to, time.GetTimestamp(), Read(hosts, from, to));
        }
        return new BusyElsewhere(await Task.WhenAll(hosts.Select(host => Within(host, One(reading.Result, host), RecheckWithin, cancel))));
    }

    /// <summary>What was read of this host no longer holds.</summary>
    /// <param name="host">Lower-case.</param>
    public void Forget(string host) => readings.TryRemove(host, out _);

    bool Serves(Reading<HostBusy> reading, Instant from, Instant to)
    {
        if (reading.From > from || reading.To < to)
            return false;
        var age = time.GetElapsedTime(reading.Began);
        return !reading.Result.IsCompleted || age < (reading.Result is { IsCompletedSuccessfully: true, Result.Items: not null } ? options.ReadingServes : FaultServes);
    }

    async Task<IReadOnlyList<HostBusy>> Read(IReadOnlyList<string> hosts, Instant from, Instant to)
    {
        using var limit = new CancellationTokenSource(LongestReading, time);
        try
        {
            var read = await calendars.ReadBusy(hosts, from, to, limit.Token);
            foreach (var host in read)
                Note(host);
            return read;
        }
        catch (Exception failure) when (failure is CalendarException or OperationCanceledException)
        {
            var fault = (failure as CalendarException)?.Fault ?? CalendarFault.Unavailable;
            var all = hosts.Select(host => new HostBusy(host, null, fault, failure.Message)).ToList();
            all.ForEach(Note);
            return all;
        }
    }

    /// <summary>The log hears when a calendar can't be read, and when it can again; not at every offer.</summary>
    void Note(HostBusy read)
    {
        if (read.Items is not null)
        {
            if (complaints.TryRemove(read.Host, out _))
                log.LogInformation("The calendar of {Host} can be read again", read.Host);
            return;
        }
        var complaint = $"{read.Fault}: {read.Detail}";
        if (!complaints.TryGetValue(read.Host, out var before) || before != complaint)
            log.LogWarning("The calendar of {Host} can't be read, so nobody is offered a time with this rep: {Fault}, {Detail}", read.Host, read.Fault, read.Detail);
        complaints[read.Host] = complaint;
    }

    static async Task<HostBusy> One(Task<IReadOnlyList<HostBusy>> batch, string host) =>
        (await batch).FirstOrDefault(read => read.Host.Equals(host, StringComparison.OrdinalIgnoreCase)) ?? new HostBusy(host, null, CalendarFault.Unknown, "the calendar left it out");

    async Task<HostBusy> Within(string host, Task<HostBusy> reading, TimeSpan most, CancellationToken cancel)
    {
        try
        {
            return await reading.WaitAsync(most, time, cancel);
        }
        catch (TimeoutException)
        {
            var late = new HostBusy(host, null, CalendarFault.Unavailable, $"no answer within {most.TotalSeconds:0.#} s");
            Note(late);
            return late;
        }
    }

    /// <param name="Began">By the time provider's timestamp.</param>
    sealed record Reading<T>(Instant From, Instant To, long Began, Task<T> Result);
}
