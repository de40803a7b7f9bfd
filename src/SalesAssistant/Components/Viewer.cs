using System.Globalization;
using NodaTime;
using SalesAssistant.Hosting;

namespace SalesAssistant.Components;

/// <summary>How times are shown to the person in front of one browser window: in their own zone, counted from now.</summary>
public sealed class Viewer : IDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    readonly WallClock clock;
    readonly ITimer timer;

    public Viewer(WallClock clock, CompanyClock company)
    {
        this.clock = clock;
        Zone = company.Zone;
        // Real time also under a test's clock: this only looks again.
        timer = TimeProvider.System.CreateTimer(_ => Ticked?.Invoke(), null, Every, Every);
    }

    /// <summary>The browser's zone; the company's until the browser has said so.</summary>
    public DateTimeZone Zone { get; private set; }

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Raised every ten seconds, on any thread: what counts the time shows it anew.</summary>
    public event Action? Ticked;

    /// <summary>Takes the zone that the browser names; one that nobody knows changes nothing.</summary>
    public void Is(string? zone)
    {
        if (zone is null || DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } known)
            return;
        Zone = known;
        Ticked?.Invoke();
    }

    /// <summary>"now", "3 min ago", "2 h ago", "yesterday 14:05", "12 Nov", "12 Nov 2025".</summary>
    /// <param name="at">UTC.</param>
    public string Ago(DateTime at)
    {
        var passed = Now - at;
        if (passed < TimeSpan.FromMinutes(1))
            return "now";
        if (passed < TimeSpan.FromHours(1))
            return $"{(int)passed.TotalMinutes} min ago";
        var local = Local(at);
        var days = Period.Between(local.Date, Local(Now).Date, PeriodUnits.Days).Days;
        return days switch
        {
            0 => $"{(int)passed.TotalHours} h ago",
            1 => "yesterday " + Write(local, "HH:mm"),
            _ => Write(local, local.Year == Local(Now).Year ? "d MMM" : "d MMM yyyy"),
        };
    }

    /// <summary>"Monday, 23 November 2026, 14:05:09 (Europe/Berlin)".</summary>
    /// <param name="at">UTC.</param>
    public string Exact(DateTime at) => $"{Write(Local(at), "dddd, d MMMM yyyy, HH:mm:ss")} ({Zone.Id})";

    /// <summary>"14:05" in the viewer's zone.</summary>
    /// <param name="at">UTC.</param>
    public string TimeOfDay(DateTime at) => Write(Local(at), "HH:mm");

    /// <summary>"today", "yesterday" or "Monday, 23 November 2026" in the viewer's zone.</summary>
    /// <param name="at">UTC.</param>
    public string Day(DateTime at) => Period.Between(Local(at).Date, Local(Now).Date, PeriodUnits.Days).Days switch
    {
        0 => "Today",
        1 => "Yesterday",
        _ => Write(Local(at), "dddd, d MMMM yyyy"),
    };

    /// <summary>"40 s", "3 min", "2 h 5 min", "3 d".</summary>
    public static string Length(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalSeconds)} s"),
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min",
        { TotalHours: < 24 } => time.Minutes == 0 ? $"{(int)time.TotalHours} h" : $"{(int)time.TotalHours} h {time.Minutes} min",
        _ => $"{(int)time.TotalDays} d",
    };

    public void Dispose() => timer.Dispose();

    LocalDateTime Local(DateTime utc) => Instant.FromDateTimeUtc(utc).InZone(Zone).LocalDateTime;

    static string Write(LocalDateTime local, string pattern) => local.ToString(pattern, CultureInfo.InvariantCulture);
}
