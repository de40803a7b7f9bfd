using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SalesAssistant.Assistant.Embedded;

namespace SalesAssistant.Tests.Fakes;

/// <summary>
/// The embedded model behind a gate: a test decides when it answers, or that it fails. While it is held it hears no cancellation,
/// like an endpoint that answers all the same.
/// </summary>
public sealed class GatedModel : DelegatingChatClient
{
    readonly ConcurrentDictionary<int, Held> held = new();
    volatile bool isHeld;
    int calls;

    GatedModel(IChatClient inner) : base(inner)
    {
    }

    /// <summary>How often a model was called.</summary>
    public int Calls => calls;

    /// <summary>Whether calls wait for <see cref="Answer"/>; they pass at once otherwise.</summary>
    public bool IsHeld { get => isHeld; set => isHeld = value; }

    /// <summary>Lets the choice of a tool pass and holds only the answer itself.</summary>
    public bool HoldsOnlyAnswers { get; set; }

    /// <summary>The calls that wait.</summary>
    public IReadOnlyCollection<Held> Waiting => [.. held.OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    /// <summary>Puts itself in the place of the product's model.</summary>
    public static void Replace(IServiceCollection services, Action<GatedModel>? made = null) =>
        services.AddChatClient(provider =>
        {
            var model = new GatedModel(provider.GetRequiredService<EmbeddedChatClient>());
            made?.Invoke(model);
            return model;
        }).UseKernelFunctionInvocation();

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = Interlocked.Increment(ref calls);
        if (IsHeld && (!HoldsOnlyAnswers || messages.Last().Role == ChatRole.Tool))
        {
            var waiting = new Held(messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "");
            held[call] = waiting;
            // It may have been opened since it was asked.
            if (!IsHeld)
                waiting.Answer();
            var fails = await waiting.Released;
            held.TryRemove(call, out _);
            if (fails)
                throw new HttpRequestException("The model is down.");
        }
        return await base.GetResponseAsync(messages, options, CancellationToken.None);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    /// <summary>Lets all that wait answer, and from now on everything pass.</summary>
    public void Open()
    {
        IsHeld = false;
        foreach (var waiting in held.Values)
            waiting.Answer();
    }

    /// <summary>A call that waits.</summary>
    public sealed class Held(string question)
    {
        readonly TaskCompletionSource<bool> released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Question => question;
        internal Task<bool> Released => released.Task;
        public void Answer() => released.TrySetResult(false);
        public void Fail() => released.TrySetResult(true);
    }
}
