using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using SalesAssistant.Bookings;
using SalesAssistant.Bookings.Calendars;
using SalesAssistant.Bookings.Calendars.CalDav;
using SalesAssistant.Tests.Drivers;

namespace SalesAssistant.Tests.Bookings.Calendars;

/// <summary>Any CalDAV server: Radicale, in which reps write by plain HTTP.</summary>
public sealed class CalDavRig : CalendarRig
{
    readonly Lazy<Task<Radicale>> starting = new(Radicale.Start);
    readonly MovableClock clock = new();
    CalDavCalendars? calendars;
    int hosts;

    public CalDavRig() => clock.Set(Now.ToDateTimeOffset());

    public override IHostCalendars Calendars => calendars!;

    Radicale Server => starting.Value.Result;

    public override async Task<string> NewHost()
    {
        var server = await starting.Value;
        lock (starting)
            calendars ??= Connect(server.Url);
        var host = $"rep{Interlocked.Increment(ref hosts)}@example.com";
        await server.MakeCalendar(host);
        return host;
    }

    /// <summary>The adapter on any server at this address.</summary>
    public CalDavCalendars Connect(string url, TimeSpan? timeout = null) =>
        new(new CalDavSettings { Url = url, User = Radicale.User, Password = Radicale.Password }, timeout ?? TimeSpan.FromSeconds(15), _ => Zone, clock);

    public override Task<string> Puts(string host, Instant start, Instant end, BusyStatus status = BusyStatus.Busy) =>
        Writes(host, $"DTSTART:{Utc(start)}", $"DTEND:{Utc(end)}", status switch
        {
            BusyStatus.Free => "TRANSP:TRANSPARENT",
            BusyStatus.Tentative => "STATUS:TENTATIVE",
            _ => "STATUS:CONFIRMED",
        });

    public override Task PutsWholeDays(string host, LocalDate first, LocalDate until) =>
        Writes(host, $"DTSTART;VALUE=DATE:{first.ToString("uuuuMMdd", CultureInfo.InvariantCulture)}", $"DTEND;VALUE=DATE:{until.ToString("uuuuMMdd", CultureInfo.InvariantCulture)}");

    public override Task PutsWeekly(string host, LocalDateTime first, Period length, int weeks) =>
        Writes(host, $"DTSTART;TZID={Zone.Id}:{Local(first)}", $"DTEND;TZID={Zone.Id}:{Local(first + length)}", $"RRULE:FREQ=WEEKLY;COUNT={weeks}");

    public override Task Moves(string host, string eventId, Instant start, Instant end) => Edits(host, eventId, line =>
        line.StartsWith("DTSTART", StringComparison.Ordinal) ? $"DTSTART:{Utc(start)}" : line.StartsWith("DTEND", StringComparison.Ordinal) ? $"DTEND:{Utc(end)}" : line);

    public override async Task Deletes(string host, string eventId) => (await Server.Http.DeleteAsync(PathOf(host, eventId))).EnsureSuccessStatusCode();

    public override Task Declines(string host, string eventId, string attendee) => Edits(host, eventId, line =>
        line.StartsWith("ATTENDEE", StringComparison.Ordinal) ? line.Replace("NEEDS-ACTION", "DECLINED", StringComparison.Ordinal) : line);

    public override Task Doubles(string host, CalendarEvent first, Instant start, Instant end) =>
        Writes(host, $"DTSTART:{Utc(start)}", $"DTEND:{Utc(end)}", $"X-SALESASSISTANT-BOOKING:{first.BookingId}", $"CREATED:{Utc(first.Created!.Value + Duration.FromMinutes(1))}");

    public override Task<string> ForgottenCursor(string cursor) => Task.FromResult($"http://radicale.org/ns/sync/{new string('0', 64)}");

    /// <summary>Puts an event with these lines in. Returns its id.</summary>
    public async Task<string> Writes(string host, params string[] lines)
    {
        var file = $"{Guid.NewGuid():N}.ics";
        await Put(host, file, string.Join("\r\n", ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rep//EN", .. lines.Any(line => line.Contains($"TZID={Zone.Id}:", StringComparison.Ordinal)) ? ZoneLines : [], "BEGIN:VEVENT", $"UID:{Guid.NewGuid():N}", "DTSTAMP:20261101T000000Z", "SUMMARY:Own", .. lines, "END:VEVENT", "END:VCALENDAR", ""]));
        return file;
    }

    /// <summary>The zone as every client writes it beside what it says of it: without it Radicale takes an exception of a series only when it happens to have read the zone before.</summary>
    static readonly string[] ZoneLines =
    [
        "BEGIN:VTIMEZONE", $"TZID:{Zone.Id}",
        "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
        "END:VTIMEZONE",
    ];

    async Task Edits(string host, string eventId, Func<string, string> edit)
    {
        // A line that goes on begins with a space.
        var text = (await Server.Http.GetStringAsync(PathOf(host, eventId))).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n ", "", StringComparison.Ordinal);
        await Put(host, eventId, string.Join("\r\n", text.Split('\n').Select(edit)));
    }

    async Task Put(string host, string file, string text)
    {
        using var answer = await Server.Http.PutAsync(PathOf(host, file), new StringContent(text, Encoding.UTF8, "text/calendar"));
        answer.EnsureSuccessStatusCode();
    }

    static string PathOf(string host, string file) => $"/{host}/calendar/{file}";

    static string Utc(Instant at) => InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'").Format(at);

    static string Local(LocalDateTime time) => LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss").Format(time);

    public override async ValueTask DisposeAsync()
    {
        calendars?.Dispose();
        if (starting.IsValueCreated && starting.Value.IsCompletedSuccessfully)
            await (await starting.Value).DisposeAsync();
    }
}
