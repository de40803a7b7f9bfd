using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.Graph;
using SalesAssistant.GraphSimulator;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>Microsoft Graph as the simulator stands for it.</summary>
public sealed class GraphRig : CalendarRig
{
    readonly Lazy<Task<Simulator>> starting = new(() => Simulator.Start());
    readonly MovableClock clock = new();
    GraphCalendars? calendars;
    int hosts;

    public GraphRig() => clock.Set(Now.ToDateTimeOffset());

    public override IHostCalendars Calendars => calendars!;

    public Simulator Simulator => starting.Value.Result;

    public override async Task<string> NewHost()
    {
        var simulator = await starting.Value;
        lock (starting)
            calendars ??= Connect(simulator.BaseUrl);
        var host = $"rep{Interlocked.Increment(ref hosts)}@example.com";
        simulator.Mailboxes.Add(host, Zone.Id);
        return host;
    }

    /// <summary>The adapter on any server at this address.</summary>
    public GraphCalendars Connect(string baseUrl, TimeSpan? timeout = null) =>
        new(new GraphSettings { BaseUrl = new Uri(baseUrl) }, timeout ?? TimeSpan.FromSeconds(15), _ => Zone, clock);

    public override Task<string> Puts(string host, Instant start, Instant end, BusyStatus status = BusyStatus.Busy) =>
        Task.FromResult(Simulator.Mailboxes.Put(host, "Own", new EventTime.Timed(start, end), Name(status), transactionId: $"localevent:{Guid.NewGuid()}").Id);

    public override Task PutsWholeDays(string host, LocalDate first, LocalDate until) =>
        Task.FromResult(Simulator.Mailboxes.Put(host, "Away", new EventTime.AllDay(first, until), "oof"));

    public override Task PutsWeekly(string host, LocalDateTime first, Period length, int weeks) => Task.FromResult(Simulator.Mailboxes.Put(host, "Weekly",
        new EventTime.Timed(Zone.AtStrictly(first).ToInstant(), Zone.AtStrictly(first + length).ToInstant()), repetition: new Repetition(7, weeks)));

    public override Task Moves(string host, string eventId, Instant start, Instant end)
    {
        Simulator.Mailboxes.Move(host, eventId, new EventTime.Timed(start, end));
        return Task.CompletedTask;
    }

    public override Task Deletes(string host, string eventId)
    {
        Simulator.Mailboxes.Remove(host, eventId);
        return Task.CompletedTask;
    }

    public override Task Declines(string host, string eventId, string attendee)
    {
        Simulator.Mailboxes.Respond(host, eventId, attendee, "declined");
        return Task.CompletedTask;
    }

    public override Task Doubles(string host, CalendarEvent first, Instant start, Instant end)
    {
        var second = Simulator.Mailboxes.Put(host, first.Subject!, new EventTime.Timed(start, end));
        foreach (var (id, value) in Simulator.Mailboxes.Events(host).Single(one => one.Id == first.Id).Properties)
            second.Properties[id] = value;
        return Task.CompletedTask;
    }

    public override Task<string> ForgottenCursor(string cursor)
    {
        Simulator.Mailboxes.ForgetDeltaTokens();
        return Task.FromResult(cursor);
    }

    public override int? Told(string eventId, string address) => Simulator.Mailboxes.Mails.Count(mail => mail.EventId == eventId && mail.To == address);

    static string Name(BusyStatus status) => status switch
    {
        BusyStatus.Free => "free",
        BusyStatus.Tentative => "tentative",
        _ => "busy",
    };

    public override async ValueTask DisposeAsync()
    {
        calendars?.Dispose();
        if (starting.IsValueCreated)
            await (await starting.Value).DisposeAsync();
    }
}
