using SalesAssistant.Conversations;
using SalesAssistant.Tests.Drivers;
using Xunit;

namespace SalesAssistant.Tests.Channels;

/// <summary>Many visitors at once. How fast that goes is measured in bench/; here nothing may be lost, doubled or out of order.</summary>
public sealed class LoadTests
{
    static readonly string[] Questions = ["What does the Academy Starter plan cost?", "How do I cancel Studio?", "When does the next Sprint begin?", "hello", "Which payment methods do you take?"];

    [Fact]
    public async Task Many_visitors_at_once_are_each_greeted_once_and_get_every_answer_once_and_in_order()
    {
        var visitors = Setting("LOAD_CONVERSATIONS", 24);
        var turns = Setting("LOAD_TURNS", 4);
        await using var server = await ChannelServer.StartAsync();
        await using var app = await SalesApp.Start(settings: BotChannel.Settings);

        await Task.WhenAll(Enumerable.Range(0, visitors).Select(async number =>
        {
            using var channel = new BotChannel(app, server, $"visitor-{number}");
            for (var turn = 0; turn < turns; turn++)
            {
                // Each waits for its answer, and some repeat themselves as a channel does that has not heard the acknowledgement.
                var id = $"{number}-{turn}";
                for (var time = 0; time <= (number + turn) % 2; time++)
                    Assert.Equal(202, await channel.Says(Questions[(number + turn) % Questions.Length], id));
                await Eventually.Holds(() => Task.FromResult(channel.Heard.Count == turn + 2), $"answer {turn} of visitor {number}");
            }
        }));

        for (var number = 0; number < visitors; number++)
        {
            using var channel = new BotChannel(app, server, $"visitor-{number}");
            Assert.Equal([null, .. Enumerable.Range(0, turns).Select(turn => $"{number}-{turn}")],
                channel.Heard.Select(activity => activity.TryGetProperty("replyToId", out var answered) ? answered.GetString() : null));
            var stored = await channel.Stored();
            Assert.Equal(Enumerable.Range(0, turns).Select(turn => $"{number}-{turn}"), stored.Where(message => message.Sender == Sender.Contact).Select(message => message.IncomingId));
            Assert.Equal(stored.Where(message => message.Sender == Sender.Assistant).Select(message => message.Text.Split('\n')[0]), channel.HeardTexts.Select(text => text!.Split('\n')[0]));
        }
    }

    static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), out var asked) ? asked : usual;
}
