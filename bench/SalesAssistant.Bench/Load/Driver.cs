using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SalesAssistant.Bench.Servers;

namespace SalesAssistant.Bench.Load;

/// <summary>
/// A closed loop: so many conversations, each of which sends its next message when the answer to the last one has arrived. Speaks to one server.
/// </summary>
/// <param name="name">Begins the conversations' ids, so that no two drivers share one.</param>
/// <param name="questions">The next question; null ends the conversation.</param>
/// <param name="greets">The server says hello before its first answer, and an answer of it counts only with a source; an echo does neither.</param>
sealed class Driver(string name, BenchServer server, FakeConnector connector, Func<string?> questions, bool greets) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
    int conversations;

    public BenchServer Server => server;

    /// <summary>What each request is proved with; nothing when null.</summary>
    public Func<string>? Authorization { get; init; }

    /// <summary>Runs new conversations for so long.</summary>
    public async Task<LoadResult> Run(int conversationCount, TimeSpan duration, int mostTurns = int.MaxValue)
    {
        // What an earlier run left must not be collected at this one's expense.
        GC.Collect();
        var dialogues = Enumerable.Range(0, conversationCount).Select(_ => NewDialogue()).ToList();
        var (cpu, own, began) = (ProcessCost.Cpu(server.ProcessId), ProcessCost.Cpu(Environment.ProcessId), Stopwatch.GetTimestamp());
        var until = began + (long)(duration.TotalSeconds * Stopwatch.Frequency);

        var turns = (await Task.WhenAll(dialogues.Select(dialogue => Task.Run(() => Talk(dialogue, until, mostTurns))))).SelectMany(one => one).ToList();

        var ended = Stopwatch.GetTimestamp();
        (cpu, own) = (ProcessCost.Cpu(server.ProcessId) - cpu, ProcessCost.Cpu(Environment.ProcessId) - own);
        // Whatever is said twice has the time to be said twice.
        await Task.Delay(300);
        return new LoadResult
        {
            Conversations = conversationCount,
            Elapsed = Stopwatch.GetElapsedTime(began, ended),
            Turns = turns,
            ServerCpu = cpu,
            DriverCpu = own,
            Memory = ProcessCost.Memory(server.ProcessId),
            Duplicates = dialogues.Sum(dialogue => dialogue.Duplicates),
            OutOfOrder = dialogues.Sum(dialogue => dialogue.OutOfOrder),
            MissingGreetings = dialogues.Sum(dialogue => dialogue.MissingGreetings),
        };
    }

    /// <summary>Asks one question in a conversation of its own.</summary>
    public async Task<Turn> Ask(string question) => await Ask(NewDialogue(), question);

    Dialogue NewDialogue()
    {
        var dialogue = new Dialogue(string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref conversations)}"), greets);
        connector.Add(dialogue);
        return dialogue;
    }

    async Task<List<Turn>> Talk(Dialogue dialogue, long until, int mostTurns)
    {
        var turns = new List<Turn>();
        while (Stopwatch.GetTimestamp() < until && turns.Count < mostTurns && questions() is { } question)
        {
            turns.Add(await Ask(dialogue, question));
            if (turns[^1].Outcome is Outcome.Missing or Outcome.Refused)
                break;
        }
        return turns;
    }

    async Task<Turn> Ask(Dialogue dialogue, string question)
    {
        var (number, answer) = dialogue.Ask();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Messages) { Content = Activity(dialogue.Id, number, question) };
        if (Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization());
        var sent = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode)
                return new Turn(Outcome.Refused, default);
            var (at, hasSource) = await answer.WaitAsync(Patience);
            return new Turn(hasSource || !greets ? Outcome.Answered : Outcome.Unsourced, Stopwatch.GetElapsedTime(sent, at));
        }
        catch (HttpRequestException)
        {
            return new Turn(Outcome.Refused, default);
        }
        catch (TimeoutException)
        {
            return new Turn(Outcome.Missing, Patience);
        }
    }

    /// <summary>A message as a channel sends it.</summary>
    ByteArrayContent Activity(string conversation, int number, string question) => new(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""
        {"type":"message","id":"{{number}}","timestamp":"2026-11-23T10:00:00.000Z","serviceUrl":"{{connector.Url}}","channelId":"webchat","from":{"id":"visitor-{{conversation}}","name":"Visitor","role":"user"},"conversation":{"id":"{{conversation}}"},"recipient":{"id":"bot","name":"Bot"},"textFormat":"plain","locale":"en-GB","text":"{{JsonEncodedText.Encode(question)}}"}
        """)))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
    };

    public void Dispose() => http.Dispose();
}
