using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Questions;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>The product beside the floor under load, at several numbers of conversations; the ratios are of one and the same run.</summary>
static class LoadBench
{
    const int WarmUpConversations = 64;

    public static async Task<int> Run(BenchOptions options, QuestionBank bank)
    {
        await using var connector = await FakeConnector.Start();
        await using var product = await (await BenchServer.Product(options.NewData("product"), options.Product)).AtRest();
        await using var floor = await BenchServer.Floor(options.NewData("floor"), durable: false);
        await using var durable = await BenchServer.Floor(options.NewData("floor-durable"), durable: true);

        // An echo does not read what it echoes, so it may be asked the same again.
        string[] echoes = [.. Enumerable.Range(0, Math.Min(1000, bank.Left)).Select(_ => bank.Next()!)];
        var echoed = 0;
        string Echo() => echoes[(uint)Interlocked.Increment(ref echoed) % echoes.Length];

        using var asked = new Driver("p", product, connector, bank.Next, greets: true);
        using var echo = new Driver("f", floor, connector, Echo, greets: false);
        using var kept = new Driver("d", durable, connector, Echo, greets: false);
        foreach (var driver in (Driver[])[asked, echo, kept])
            await driver.Run(WarmUpConversations, options.WarmUp);

        var failed = false;
        Report.Heading();
        foreach (var conversations in options.Conversations)
        {
            // The floor before and after: how much the same program differs from itself is how much the rest can be trusted.
            var before = await echo.Run(conversations, options.Measured / 2);
            var durably = await kept.Run(conversations, options.Measured / 2);
            var answers = await asked.Run(conversations, options.Measured);
            var after = await echo.Run(conversations, options.Measured / 2);
            Report.Line("floor", before, before);
            Report.Line("floor again", after, before);
            Report.Line("floor-durable", durably, before);
            Report.Line("product", answers, before, after);
            failed |= answers.Errors > 0 || bank.Left == 0;
        }
        Console.WriteLine($"Questions left over: {bank.Left}; activities for unknown conversations: {connector.Strangers}");
        if (bank.Left == 0)
            await Console.Error.WriteLineAsync("There were not enough distinct questions: measure for a shorter time.");
        return failed || connector.Strangers > 0 ? 1 : 0;
    }
}
