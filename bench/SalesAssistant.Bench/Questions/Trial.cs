using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench.Questions;

/// <summary>
/// Finds out what the content can be asked about: every run of words is asked about once, with an opening that no measured question has, and is
/// kept when the answer came with a source. A server of its own hears these, so that the measured one knows nothing of them.
/// </summary>
static class Trial
{
    const int AtOnce = 16;
    const string Opening = "Somebody told me that";

    public static async Task<QuestionBank> Questions(BenchOptions options)
    {
        await using var connector = await FakeConnector.Start();
        await using var product = await BenchServer.Product(options.NewData("trial"), options.Product);
        using var driver = new Driver("t", product, connector, () => null, greets: true);
        var runs = ContentSentences.In(Repository.PathOf("content")).SelectMany(WordRun.In).ToList();
        var answered = new bool[runs.Count];
        await Parallel.ForAsync(0, runs.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, _) =>
            answered[at] = (await driver.Ask($"{Opening} {runs[at].Text}?")).Outcome == Outcome.Answered);
        var bank = QuestionBank.About(runs.Where((_, at) => answered[at]), options.Seed);
        if (bank.Left == 0)
            throw new InvalidOperationException($"The product answered nothing:\n{product.LastOutput}");
        Console.WriteLine($"Of {runs.Count} runs of words of the content, {answered.Count(one => one)} were answered with a source: {bank.Left} distinct questions.");
        return bank;
    }
}
