using System.Diagnostics;
using System.Globalization;
using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>How long after the start of its process a server has answered the first question.</summary>
static class StartBench
{
    const int Starts = 5;

    /// <summary>Answered by the sample content; not one of the questions that are measured under load.</summary>
    const string Question = "What does the Academy Starter plan cost a month?";

    public static async Task<int> Run(BenchOptions options)
    {
        await using var connector = await FakeConnector.Start();
        var kept = options.NewData("product");
        Console.WriteLine();
        Console.WriteLine($"| process start to first answered turn, median of {Starts} | ms | CPU ms | all |");
        Console.WriteLine("| --- | ---: | ---: | --- |");
        var failed = await Measure("floor", connector, greets: false, () => BenchServer.Floor(options.NewData("floor"), durable: false));
        failed |= await Measure("product, new data directory", connector, greets: true, () => BenchServer.Product(options.NewData("product"), options.Product));
        await using (await BenchServer.Product(kept, options.Product)) { }
        failed |= await Measure("product, started again", connector, greets: true, () => BenchServer.Product(kept, options.Product));
        return failed ? 1 : 0;
    }

    static async Task<bool> Measure(string what, FakeConnector connector, bool greets, Func<Task<BenchServer>> start)
    {
        var times = new List<double>();
        var costs = new List<double>();
        for (var at = 0; at < Starts; at++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var server = await start();
            using var driver = new Driver($"s{Guid.NewGuid():N}", server, connector, () => null, greets);
            var turn = await driver.Ask(Question);
            if (turn.Outcome != Outcome.Answered)
            {
                await Console.Error.WriteLineAsync($"{what}: the first question was not answered ({turn.Outcome}).\n{server.LastOutput}");
                return true;
            }
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            costs.Add(ProcessCost.Cpu(server.ProcessId).TotalMilliseconds);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times.Order().ElementAt(Starts / 2):F0} | {costs.Order().ElementAt(Starts / 2):F0} | {string.Join(", ", times.Select(time => time.ToString("F0", CultureInfo.InvariantCulture)))} |"));
        return false;
    }
}
