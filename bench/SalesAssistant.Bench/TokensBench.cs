using SalesAssistant.Bench.Load;
using SalesAssistant.Bench.Questions;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench;

/// <summary>What it costs that every request is proved by a token: the same product with and without, in turns.</summary>
static class TokensBench
{
    const int WarmUpConversations = 64;
    const int Rounds = 3;

    public static async Task<int> Run(BenchOptions options, QuestionBank bank)
    {
        await using var connector = await FakeConnector.Start();
        await using var authority = await TokenAuthority.Start();
        await using var open = await (await BenchServer.Product(options.NewData("open"), options.Product)).AtRest();
        await using var guarded = await (await BenchServer.Guarded(options.NewData("guarded"), options.Product, authority.Settings)).AtRest();

        // A channel uses a token for many requests, and has several of them at once.
        string[] tokens = [.. Enumerable.Range(0, 16).Select(_ => $"Bearer {authority.TokenFor(connector.Url)}")];
        var used = 0;

        using var unproved = new Driver("o", open, connector, bank.Next, greets: true);
        using var proved = new Driver("g", guarded, connector, bank.Next, greets: true) { Authorization = () => tokens[(uint)Interlocked.Increment(ref used) % tokens.Length] };
        await unproved.Run(WarmUpConversations, options.WarmUp);
        await proved.Run(WarmUpConversations, options.WarmUp);

        var failed = false;
        Report.Heading();
        foreach (var conversations in options.Conversations)
            for (var round = 0; round < Rounds; round++)
            {
                var without = await unproved.Run(conversations, options.Measured / 2);
                var with = await proved.Run(conversations, options.Measured / 2);
                Report.Line("without tokens", without, without);
                Report.Line("with tokens", with, without);
                failed |= with.Errors > 0 || without.Errors > 0;
            }
        return failed || bank.Left == 0 ? 1 : 0;
    }
}
