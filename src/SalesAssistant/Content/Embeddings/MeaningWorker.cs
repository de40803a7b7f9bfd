using SalesAssistant.Hosting;

namespace SalesAssistant.Content.Embeddings;

/// <summary>
/// Works out what the content means beside the server's work: once it has started, and after each change. Until that is done, questions are
/// answered by words and by the vectors known so far.
/// </summary>
internal sealed class MeaningWorker(ContentLibrary library, MeaningBuilder builder, IHostApplicationLifetime lifetime, ILogger<MeaningWorker> log) : BackgroundService
{
    /// <summary>An endpoint that failed is asked again after this.</summary>
    static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);

    static readonly TimeSpan Unwound = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await library.Changed(stoppingToken);
            while (!await Complete(stoppingToken))
                // About a network, not about the business: real time even where tests hold the clock.
                await Task.Delay(TryAgain, stoppingToken);
        }
    }

    /// <summary>The first visitors come before what can wait.</summary>
    async Task Started(CancellationToken cancel)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var whenStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancel);
    }

    /// <returns>False when it should be tried again.</returns>
    async Task<bool> Complete(CancellationToken cancel)
    {
        var snapshot = library.Current;
        try
        {
            var fits = snapshot.Vectors?.Basis;
            if (await builder.Build(snapshot, null, cancel) is not { } vectors)
                return true;
            // Changed meanwhile: that change has been told too, and is next.
            if (library.Complete(snapshot, vectors))
                log.LogInformation("Content {Hash}: its meaning is known", snapshot.Hash);
            if (!ReferenceEquals(fits, vectors.Basis))
                await LetGo(cancel);
            return true;
        }
        catch (EmbeddingException failed)
        {
            log.LogWarning("The content is searched by words: {Outcome}. {Reason}", failed.Outcome, failed.InnerException?.Message);
            return failed.Outcome == EmbeddingOutcome.NoModel;
        }
    }

    /// <summary>The weights and what they were multiplied with are large and not needed again for long: the memory goes back at once.</summary>
    static async Task LetGo(CancellationToken cancel)
    {
        // This runs on the stack of the work that has just ended, whose frames still hold all of it.
        await Task.Delay(Unwound, cancel);
        MemoryAtRest.GiveBack();
    }
}
