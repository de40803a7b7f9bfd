using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Assistant.Embedded;
using SalesAssistant.Content;
using SalesAssistant.Content.Grounding;
using SalesAssistant.Reps;

namespace SalesAssistant.Assistant;

/// <summary>
/// One turn of the assistant: prompt, tools and model by Semantic Kernel, then the guardrails. The embedded model and an endpoint run
/// the very same turn. It reads and thinks; what is to be done comes back as an intent.
/// </summary>
public sealed class AssistantTurn
{
    readonly IServiceProvider services;
    readonly IChatClient client;
    readonly KernelPluginCollection plugins = [];
    readonly PromptLibrary prompts;
    readonly ContentLibrary content;
    readonly RepDirectory reps;
    readonly ModelOptions model;
    readonly ModelBudget budget;
    readonly Lazy<IChatClient> embedded;
    readonly ILogger<AssistantTurn> log;

    public AssistantTurn(IServiceProvider services, IChatClient client, IEnumerable<ToolSet> tools, PromptLibrary prompts, ContentLibrary content, RepDirectory reps, ModelOptions model, ModelBudget budget, EmbeddedChatClient embedded, ILogger<AssistantTurn> log)
    {
        this.services = services;
        this.client = client;
        this.prompts = prompts;
        this.content = content;
        this.reps = reps;
        this.model = model;
        this.budget = budget;
        this.embedded = new Lazy<IChatClient>(() => embedded.AsBuilder().UseKernelFunctionInvocation().Build(services));
        this.log = log;
        foreach (var set in tools)
            plugins.Add(KernelPluginFactory.CreateFromObject(set.Tools, set.Name));
    }

    /// <summary>Whether the model's answers come bit by bit. The embedded one answers at once.</summary>
    public bool Streams => model.Endpoint is not null;

    /// <summary>Runs a turn.</summary>
    /// <exception cref="OperationCanceledException">The answer is no longer wanted.</exception>
    public Task<TurnOutcome> Run(TurnRequest request, CancellationToken cancel) => Run(request, null, cancel);

    /// <summary>Runs a turn, and shows its answer while it grows.</summary>
    /// <param name="show">Is given the answer so far after each sentence that was verified, where the model <see cref="Streams"/>; null when nobody looks on.</param>
    /// <exception cref="OperationCanceledException">The answer is no longer wanted.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a model or its connection throws has one outcome for the visitor; the log has the truth.")]
    public async Task<TurnOutcome> Run(TurnRequest request, Func<TurnOutcome.Answered, Task>? show, CancellationToken cancel)
    {
        var turn = new TurnContext(request);
        var snapshot = turn.Hold(() => content.Current);
        var prompt = prompts.Current;
        var kernel = new Kernel(services, plugins) { Data = { [TurnContext.Key] = turn } };
        kernel.AutoFunctionInvocationFilters.Add(IntentsEndTheTurn.Filter);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(model.Timeout);
        // Whoever has used up the day's budget is answered all the same, by the model that costs nothing.
        var asksEndpoint = Streams && (request.Visitor is null || budget.TryTake(request.Visitor));
        var masks = asksEndpoint && model.MaskPersonalData;
        try
        {
            var arguments = new KernelArguments
            {
                ["company"] = reps.Current.Company.Name,
                ["tone"] = prompt.Tone,
                ["rules"] = prompt.Guardrails,
                ["today"] = request.Today.ToString("uuuu-MM-dd", null),
                ["known"] = Masked(string.Join("; ", request.Known.Select(field => $"{field.Key}: {field.Value}"))),
                ["question"] = Masked(request.Question),
            };
            var history = masks ? [.. request.History.Select(said => said with { Text = Masked(said.Text) })] : request.History;
            var messages = await prompt.Messages.Render(kernel, arguments, history, deadline.Token);
            var options = prompt.Messages.Options(kernel);
            var text = asksEndpoint
                ? await Stream(messages, options, show is null ? null : Judged, deadline.Token)
                : (await (Streams ? embedded.Value : client).GetResponseAsync(messages, options, deadline.Token)).Text;
            if (asksEndpoint && request.Visitor is { } visitor)
                budget.Note(visitor, messages.Sum(message => (long)message.Text.Length) + turn.Found.Sum(passage => (long)passage.Text.Length) + text.Length);
            if (turn.Intents.Count > 0)
                return new TurnOutcome.Wants(turn.Intents[0], Receipt([], []), turn.Found);
            return AnswerFormat.Read(text) is { } proposed ? Judge(proposed) : new TurnOutcome.Failed("NotJson", Receipt([], []), turn.Found);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            log.LogError(failure, "The model did not answer");
            return new TurnOutcome.Failed(failure is OperationCanceledException ? "Timeout" : "Unreachable", Receipt([], []), turn.Found);
        }

        // Only what stands in the content is said: each sentence needs a quote that code finds in the snapshot this turn has read.
        TurnOutcome Judge(IReadOnlyList<ProposedSentence> proposed)
        {
            var verified = new List<VerifiedSentence>();
            var faults = new List<SentenceFault>();
            foreach (var sentence in proposed)
            {
                var judged = turn.Found.Exists(found => found.PassageId == sentence.Passage) && snapshot.Find(sentence.Passage) is { } passage
                    ? GroundingCheck.Judge(GroundingSource.Of(passage, reps.Current.Company.Name), sentence.Sentence, sentence.Quote, turn.Found.Select(found => found.Text))
                    : new Judgement(null, null, SentenceFault.NoSuchQuote);
                if (judged is { Text: { } text, Citation: { } citation })
                {
                    if (!verified.Exists(other => other.Text == text))
                        verified.Add(new VerifiedSentence(text, sentence.Passage, citation));
                }
                else
                    faults.Add(judged.Fault ?? SentenceFault.NoSuchQuote);
            }
            var receipt = Receipt(verified, faults);
            return verified.Count == 0
                ? new TurnOutcome.Unknown(receipt, turn.Found)
                : new TurnOutcome.Answered(Join(verified), [.. verified.Select(sentence => sentence.Citation).Distinct()], receipt, turn.Found);
        }

        string Masked(string text) => masks ? PersonalData.Mask(text) : text;

        // The sentences so far are an answer like any other, only a shorter one.
        Task Judged(IReadOnlyList<ProposedSentence> soFar) =>
            turn.Intents.Count == 0 && Judge(soFar) is TurnOutcome.Answered answer ? show!(answer) : Task.CompletedTask;

        Receipt Receipt(IReadOnlyList<VerifiedSentence> sentences, IReadOnlyList<SentenceFault> faults) =>
            new(asksEndpoint || !Streams ? model.Label : ModelOptions.Embedded, prompt.Hash, snapshot.Hash, turn.Confidence, sentences, turn.ToolCalls, [.. turn.Found.Select(passage => new RankedPassage(passage.PassageId, passage.Score))], faults.Count, faults);
    }

    /// <summary>An endpoint streams: a slow one shows life by its first words, and a time-out ends a silent one.</summary>
    /// <param name="sentenceCame">Is given the sentences so far whenever a further one is whole.</param>
    async Task<string> Stream(List<ChatMessage> messages, ChatOptions options, Func<IReadOnlyList<ProposedSentence>, Task>? sentenceCame, CancellationToken cancel)
    {
        var answer = new AnswerReader();
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancel))
        {
            // What is said beside a call for a tool is no answer.
            if (update.Contents.OfType<Microsoft.Extensions.AI.FunctionCallContent>().Any())
                answer.Clear();
            else if (answer.Add(update.Text) && sentenceCame is not null)
                await sentenceCame(answer.Sentences);
        }
        return answer.Text;
    }

    /// <summary>Sentences in a row; items of a list and rows of a table on lines of their own.</summary>
    static string Join(List<VerifiedSentence> sentences)
    {
        var text = new StringBuilder();
        foreach (var sentence in sentences)
        {
            if (text.Length > 0)
                text.Append(sentence.Text.StartsWith("- ", StringComparison.Ordinal) || sentence.Text.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ');
            text.Append(sentence.Text);
        }
        return text.ToString();
    }
}

/// <summary>As soon as a tool has asked for something to be done, the model is not asked again: code says what was done.</summary>
sealed class IntentsEndTheTurn : IAutoFunctionInvocationFilter
{
    public static readonly IntentsEndTheTurn Filter = new();

    [SuppressMessage("Usage", "CA1816", Justification = "The context is the kernel's, and has nothing to dispose.")]
    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        await next(context);
        // Its finalizer forgets changes to a history that ends with the turn, and would keep all of the turn alive through two collections: a third of what they had to copy.
        GC.SuppressFinalize(context);
        var turn = context.Kernel.Turn();
        turn.ToolCalls.Add(new ToolCall($"{context.Function.PluginName}_{context.Function.Name}", JsonSerializer.Serialize(context.Arguments?.ToDictionary(), JsonSerializerOptions.Web)));
        if (turn.Intents.Count > 0)
            context.Terminate = true;
    }
}
