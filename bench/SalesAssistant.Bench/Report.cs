using System.Globalization;
using SalesAssistant.Bench.Load;

namespace SalesAssistant.Bench;

/// <summary>The table that is printed, in Markdown.</summary>
static class Report
{
    public static void Heading()
    {
        Console.WriteLine();
        Console.WriteLine("| conversations | server | turns/s | ÷ floor | CPU µs a turn | ÷ floor | p50 ms | p95 ms | p99 ms | RSS MiB | without source | errors | driver CPU µs |");
        Console.WriteLine("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    /// <param name="floors">What the ratios are to; of several, to their mean.</param>
    public static void Line(string name, LoadResult result, params ReadOnlySpan<LoadResult> floors)
    {
        double rate = 0, cpu = 0;
        foreach (var floor in floors)
            (rate, cpu) = (rate + (floor.Rate / floors.Length), cpu + (floor.CpuPerTurn / floors.Length));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {result.Conversations} | {name} | {result.Rate:F0} | {result.Rate / rate:F2} | {result.CpuPerTurn:F0} | {result.CpuPerTurn / cpu:F1} | {result.Percentile(0.5):F1} | {result.Percentile(0.95):F1} | {result.Percentile(0.99):F1} | {result.Memory:F0} | {100.0 * result.Count(Outcome.Unsourced) / Math.Max(1, result.Turns.Count):F2} % | {result.Errors} | {result.DriverCpuPerTurn:F0} |"));
        if (result.Errors > 0)
            Console.WriteLine($"Errors: refused {result.Count(Outcome.Refused)}, missing {result.Count(Outcome.Missing)}, doubled {result.Duplicates}, out of order {result.OutOfOrder}, greetings missing {result.MissingGreetings}");
    }
}
