using System.Diagnostics;
using System.Globalization;
using NodaTime;
using SalesAssistant.Bookings;
using SalesAssistant.Reps;

namespace SalesAssistant.Bench;

/// <summary>
/// Free slots of many hosts, each with a calendar of their own, over a span of days: the time of one whole computation, and how it grows
/// with hosts and with busy items. Half-hour meetings with buffers of ten minutes, two hours' notice, eight zones of which three change
/// their clocks within the span.
/// </summary>
static class SlotsBench
{
    const int Rounds = 200;
    const int WarmUp = 60;

    static readonly Instant Now = Instant.FromUtc(2026, 10, 12, 7, 0);

    static readonly string[] Zones =
        ["Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo"];

    public static Task<int> Run(BenchOptions options)
    {
        // Compiled well before the first line, or its figures would be those of the compiler.
        for (var round = 0; round < 4; round++)
            Measure(100, 80, 30, options.Seed);

        Console.WriteLine();
        Console.WriteLine("| hosts | busy items each | days | slots | p50 ms | p95 ms | µs a host, p50 |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        (int Hosts, int Busy, int Days)[] loads =
        [
            (1, 40, 30), (10, 40, 30), (100, 40, 30), (200, 40, 30), (400, 40, 30), (1000, 40, 30),
            (100, 0, 30), (100, 80, 30), (100, 160, 30), (100, 320, 30), (100, 640, 30), (100, 1280, 30), (100, 40, 62),
        ];
        foreach (var load in loads)
            Line(load.Hosts, load.Busy, load.Days, options.Seed);
        return Task.FromResult(0);
    }

    static void Line(int hosts, int busy, int days, int seed)
    {
        var (times, slots) = Measure(hosts, busy, days, seed);
        var (half, most) = (times[Rounds / 2], times[Rounds * 95 / 100]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {hosts} | {busy} | {days} | {slots} | {half:F2} | {most:F2} | {half * 1000 / hosts:F1} |"));
    }

    static (List<double> Milliseconds, int Slots) Measure(int hosts, int busy, int days, int seed)
    {
        var random = new Random(seed);
        var questions = Enumerable.Range(0, hosts).Select(host => Question(Zones[host % Zones.Length], busy, days, random)).ToList();
        var times = new List<double>();
        var slots = 0;
        for (var round = -WarmUp; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            slots = 0;
            foreach (var question in questions)
                slots += SlotEngine.FreeStarts(question).Count;
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return (times, slots);
    }

    static SlotQuestion Question(string zone, int busy, int days, Random random) => new()
    {
        Hours = new WorkingCalendar(
            DateTimeZoneProviders.Tzdb[zone],
            [
                new WeeklyHours([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday], new DayRange(9 * 3600, 12 * 3600)),
                new WeeklyHours([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday], new DayRange(13 * 3600, 18 * 3600)),
            ],
            []),
        Busy = [.. Enumerable.Range(0, busy).Select(i => Now + Duration.FromMinutes(random.Next(days * 96) * 15)).Select((start, i) =>
            new BusyItem.Timed(start, start + Duration.FromMinutes(30 + random.Next(3) * 15)) { Own = i % 8 == 0, Id = $"item-{i}" })],
        DurationMinutes = 30,
        IntervalMinutes = 30,
        AlignMinutes = 30,
        BufferBeforeMinutes = 10,
        BufferAfterMinutes = 10,
        MinNoticeMinutes = 120,
        MaxPerLocalDay = 6,
        Now = Now,
        From = Now,
        To = Now + Duration.FromDays(days),
    };
}
