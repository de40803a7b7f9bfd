using SalesAssistant.GraphSimulator;

// Runs the simulator by itself, with the mailboxes of the sample team. `--Urls http://127.0.0.1:5080` says where.
await using var simulator = await Simulator.Start(args.SkipWhile(argument => argument != "--Urls").Skip(1).FirstOrDefault() ?? "http://127.0.0.1:5080");
simulator.Mailboxes.Add("mia@example.com", "Europe/Berlin");
simulator.Mailboxes.Add("tom@example.com", "Europe/London");
// Somebody who sells nothing: the program must not be able to read this mailbox, and check-calendar-access proves it.
simulator.Mailboxes.Add("ceo@example.com", "Europe/Berlin", inScope: false);

Console.WriteLine($"""
    Microsoft Graph, simulated: {simulator.BaseUrl}
    Mailboxes: {string.Join(", ", simulator.Mailboxes.Addresses)} (ceo@example.com is outside of the program's scope)
    What happened: {simulator.Address}/control/events and {simulator.Address}/control/mails

    To use it, start the assistant with
      --Calendar:Provider Graph --Graph:BaseUrl {simulator.BaseUrl}

    Ctrl+C ends it.
    """);
var ended = new TaskCompletionSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ended.TrySetResult();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    ended.TrySetResult();
});
await ended.Task;
