using System.Globalization;

namespace SalesAssistant.Bench.Servers;

/// <summary>What a process has used so far, as Linux counts it.</summary>
static class ProcessCost
{
    /// <summary>Linux reports processor time to user space in hundredths of a second, whatever the kernel's own tick.</summary>
    const int TicksPerSecond = 100;

    /// <summary>User and system time of all threads since the start.</summary>
    public static TimeSpan Cpu(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // The second field is the name in parentheses and may hold blanks; user and system time are the 14th and 15th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / (double)TicksPerSecond);
    }

    /// <summary>Resident memory now, in MiB.</summary>
    public static double Memory(int process) =>
        Number(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))["VmRSS:".Length..^" kB".Length].Trim()) / 1024.0;

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
