using System.CommandLine;
using SalesAssistant.Bench;
using SalesAssistant.Bench.Floor;
using SalesAssistant.Bench.Questions;
using SalesAssistant.Bench.Servers;

var conversations = new Option<string>("--conversations") { Description = "How many at once, one measurement each", DefaultValueFactory = _ => "1,16,64,256" };
var seconds = new Option<double>("--seconds") { Description = "Length of each measurement", DefaultValueFactory = _ => 8 };
var warmUp = new Option<double>("--warm-up") { Description = "Seconds that each server is driven before it is measured", DefaultValueFactory = _ => 8 };
var seed = new Option<int>("--seed") { Description = "Decides which questions are asked when", DefaultValueFactory = _ => 1 };
var product = new Option<string>("--product") { Description = "The product's assembly", DefaultValueFactory = _ => Repository.Product };
var data = new Option<string>("--data") { Description = "Where the servers write; a real disk", DefaultValueFactory = _ => Repository.PathOf("artifacts", "bench") };

var root = new RootCommand("Measures the product beside a bare echo on the same machine.")
{
    Measuring("all", "load, start and stored, one after the other", async options =>
    {
        var bank = await Trial.Questions(options);
        return await LoadBench.Run(options, bank) | await StartBench.Run(options) | await StoredBench.Run(options, bank);
    }),
    Measuring("load", "Turns a second, times, processor time and memory under load", async options => await LoadBench.Run(options, await Trial.Questions(options))),
    Measuring("start", "Process start to first answered turn", StartBench.Run),
    Measuring("stored", "Memory with 10,000 conversations stored", async options => await StoredBench.Run(options, await Trial.Questions(options))),
    Measuring("tokens", "Turns with validated tokens beside turns without", async options => await TokensBench.Run(options, await Trial.Questions(options))),
    Measuring("parse", "Reading and writing an activity beside a JsonDocument", ParseBench.Run),
    Measuring("slots", "Free slots of 1 to 1,000 hosts, and how the cost grows", SlotsBench.Run),
    Measuring("bookings", "Meetings held and confirmed at 50 a second, and a cold offer over 100 calendars", BookingsBench.Run),
    Measuring("sockets", "Direct Line's WebSockets: a message to all who watch, and memory of those that wait", SocketsBench.Run),
    Measuring("drive", "The product alone, without the floor, to look at it with a profiler", async options => await DriveBench.Run(options, await Trial.Questions(options))),
    Answers(),
    Dates(),
    Serving("floor", "The floor: an echo on bare Kestrel", durable: false),
    Serving("floor-durable", "The floor, with every message written durably", durable: true),
};
return await root.Parse(args).InvokeAsync();

Command Measuring(string name, string description, Func<BenchOptions, Task<int>> run)
{
    var command = new Command(name, description) { conversations, seconds, warmUp, seed, product, data };
    command.SetAction(async (parsed, _) =>
    {
        var options = new BenchOptions(
            [.. parsed.GetValue(conversations)!.Split(',').Select(int.Parse)], TimeSpan.FromSeconds(parsed.GetValue(seconds)), TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            parsed.GetValue(seed), parsed.GetValue(product)!, Path.Combine(parsed.GetValue(data)!, Guid.NewGuid().ToString("N")[..8]));
        Directory.CreateDirectory(options.Data);
        try
        {
            return await run(options);
        }
        finally
        {
            Directory.Delete(options.Data, recursive: true);
        }
    });
    return command;
}

Command Answers()
{
    var passages = new Option<string>("--passages") { Description = "How large the content is, one measurement each", DefaultValueFactory = _ => "1000,10000" };
    var words = new Option<bool>("--words") { Description = "Search by words alone" };
    var command = new Command("answers", "Finding and composing answers in content of 1,000 passages and more") { passages, words, seed, product, data };
    command.SetAction(async (parsed, _) =>
    {
        var options = new BenchOptions([], default, default, parsed.GetValue(seed), parsed.GetValue(product)!, Path.Combine(parsed.GetValue(data)!, Guid.NewGuid().ToString("N")[..8]));
        Directory.CreateDirectory(options.Data);
        try
        {
            return await AnswersBench.Run([.. parsed.GetValue(passages)!.Split(',').Select(int.Parse)], parsed.GetValue(words), options);
        }
        finally
        {
            Directory.Delete(options.Data, recursive: true);
        }
    });
    return command;
}

Command Dates()
{
    var sentences = new Argument<string>("sentences") { Description = "A file of labelled sentences, one JSON object a line" };
    var command = new Command("dates", "How well phrases about time are understood") { sentences };
    command.SetAction(parsed => DatesBench.Run(parsed.GetValue(sentences)!));
    return command;
}

Command Serving(string name, string description, bool durable)
{
    var command = new Command(name, description) { data };
    command.SetAction((parsed, cancel) => EchoServer.Serve(parsed.GetValue(data)!, durable, cancel));
    return command;
}
