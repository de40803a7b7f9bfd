using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Questions;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>Drives the product alone, for a profiler to look at: it prints the process id, and one line a measurement.</summary>
static class DriveBench
{
    public static async Task<int> Run(BenchOptions options, QuestionBank bank)
    {
        await using var connector = await FakeConnector.Start();
        await using var product = await (await BenchServer.Product(options.NewData("product"), options.Product)).AtRest();
        using var driver = new Driver("p", product, connector, bank.Next, greets: true);
        await driver.Run(options.Conversations[0], options.WarmUp);
        Console.WriteLine($"Warm; the product is process {product.ProcessId}.");
        Report.Heading();
        foreach (var conversations in options.Conversations)
        {
            var result = await driver.Run(conversations, options.Measured);
            Report.Line("product", result, result);
        }
        return 0;
    }
}
