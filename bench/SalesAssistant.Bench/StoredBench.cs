using System.Globalization;
using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Questions;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>Memory with many conversations stored: made over /api/messages as visitors make them, one question each.</summary>
static class StoredBench
{
    const int Stored = 10_000;
    const int AtOnce = 64;
    const int TurnsAfterwards = 10;

    /// <summary>Within this the product gives back what it no longer needs.</summary>
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(45);

    public static async Task<int> Run(BenchOptions options, QuestionBank bank)
    {
        await using var connector = await FakeConnector.Start();
        var data = options.NewData("product");
        double whileAllAreActive, activeAtRest;
        await using (var product = await (await BenchServer.Product(data, options.Product)).AtRest())
        {
            using var driver = new Driver("m", product, connector, bank.Next, greets: true);
            var unanswered = 0;
            await Parallel.ForAsync(0, Stored, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
            {
                if ((await driver.Ask(bank.Next()!)).Outcome is Outcome.Missing or Outcome.Refused)
                    Interlocked.Increment(ref unanswered);
            });
            if (unanswered > 0)
            {
                await Console.Error.WriteLineAsync($"{unanswered} conversations got no answer.\n{product.LastOutput}");
                return 1;
            }
            whileAllAreActive = ProcessCost.Memory(product.ProcessId);
            await Task.Delay(Rest);
            activeAtRest = ProcessCost.Memory(product.ProcessId);
        }

        await using var again = await (await BenchServer.Product(data, options.Product)).AtRest();
        using var after = new Driver("n", again, connector, bank.Next, greets: true);
        var result = await after.Run(AtOnce, TimeSpan.FromSeconds(30), TurnsAfterwards);
        await Task.Delay(Rest);
        var atRest = ProcessCost.Memory(again.ProcessId);
        Console.WriteLine();
        Console.WriteLine($"| memory with {Stored} conversations stored | RSS MiB |");
        Console.WriteLine("| --- | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| right after they were made, all still active | {whileAllAreActive:F0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| at rest since {Rest.TotalSeconds:F0} s, all still active | {activeAtRest:F0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| started again, after {result.Turns.Count} turns in {AtOnce} conversations | {result.Memory:F0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| at rest since {Rest.TotalSeconds:F0} s | {atRest:F0} |"));
        return result.Errors > 0 ? 1 : 0;
    }
}
