using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content;
using SalesAssistant.Content.Embeddings;
using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant;

/// <summary>The command `ask`: one turn with the configured model, outside of any conversation.</summary>
public static class AskCommand
{
    /// <param name="services">Makes the abilities from the settings.</param>
    public static Command Create(Func<IConfiguration, ServiceProvider> services)
    {
        var question = new Argument<string>("question") { Description = "What a prospect would ask" };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of text" };
        var command = new Command("ask", "Asks one question with the configured model; prints the answer and its sources.") { question, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancel) => Run(services(CommandLines.Settings(parsed)), parsed.GetValue(question)!, parsed.GetValue(json), cancel));
        return command;
    }

    /// <summary>Searches by meaning too, as a server does: with the vectors that are kept, and with those that can be made in the time. Otherwise it says that it goes by words.</summary>
    static async Task KnowMeaning(ServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<MeaningBuilder>() is not { } builder)
            return;
        var library = services.GetRequiredService<ContentLibrary>();
        var snapshot = library.Current;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestPreparation);
        try
        {
            if (await builder.Build(snapshot, null, limit.Token) is { } vectors)
                library.Complete(snapshot, vectors);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Searched by words alone: what the content means is not worked out yet, and takes longer than a question may. A server does it once after its start.");
        }
        catch (EmbeddingException failed)
        {
            await Console.Error.WriteLineAsync($"Searched by words alone: {failed.Outcome}.");
        }
    }

    static readonly TimeSpan LongestPreparation = TimeSpan.FromSeconds(15);

    static async Task<int> Run(ServiceProvider provider, string question, bool json, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(question))
            throw new SettingException("QUESTION", "is empty", "write what a prospect would ask, in quotes");
        await using var services = provider;
        await KnowMeaning(services, cancel);
        var turn = services.GetRequiredService<AssistantTurn>();
        var phrases = services.GetRequiredService<Phrases>();
        var today = services.GetRequiredService<CompanyClock>().Today;
        var started = Stopwatch.GetTimestamp();
        var outcome = await turn.Run(new TurnRequest(question, [], new Dictionary<string, string>(), today), cancel);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var answer = outcome as TurnOutcome.Answered;
        var reason = outcome switch
        {
            TurnOutcome.Unknown => HandoffReason.MissingKnowledge,
            TurnOutcome.Failed => HandoffReason.ToolFailure,
            TurnOutcome.Wants { Intent: Intent.HandOff handOff } => handOff.Reason,
            _ => (HandoffReason?)null,
        };
        var text = answer?.Text ?? outcome switch
        {
            TurnOutcome.Wants { Intent: Intent.Say say } => phrases.Current.Say(say.Phrase),
            TurnOutcome.Wants { Intent: Intent.AskWhich which } => $"{phrases.Current.Say("askWhich")} ({string.Join(", ", which.Choices)})",
            TurnOutcome.Wants { Intent: Intent.OfferMeeting offer } => $"(offers a meeting: {offer.When})",
            TurnOutcome.Wants { Intent: Intent.CancelMeeting } => "(cancels the visitor's meeting)",
            _ => $"(hands over: {reason})",
        };
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                answered = answer is not null,
                answer = text,
                citations = answer?.Citations ?? [],
                handoff = reason is null ? null : new { reason = reason.ToString() },
                milliseconds = Math.Round(elapsed.TotalMilliseconds, 2),
            }, CommandLines.Json));
            return 0;
        }
        Console.WriteLine(text);
        foreach (var citation in answer?.Citations ?? [])
            Console.WriteLine($"\n  {citation.File} › {citation.Heading}\n  “{citation.Quote}”");
        return 0;
    }
}
