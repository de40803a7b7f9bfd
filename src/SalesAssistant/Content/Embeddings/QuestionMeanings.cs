namespace SalesAssistant.Content.Embeddings;

/// <summary>Questions' vectors: from the snapshot's own table within microseconds, or from an endpoint where one is set up.</summary>
/// <param name="endpoint">Null when there is none.</param>
internal sealed class QuestionMeanings(EndpointEncoder? endpoint, ILogger<QuestionMeanings> log)
{
    /// <summary>Null when it can't be had: the search goes by words then.</summary>
    public async ValueTask<QuestionMeaning?> Of(Snapshot snapshot, string question, CancellationToken cancel)
    {
        if (snapshot.Vectors is not { } vectors)
            return null;
        question = snapshot.Words.Corrected(question);
        if (vectors.Basis.Table is not null || endpoint is null)
            return vectors.MeaningOf(question);
        try
        {
            var vector = (await endpoint.Encode([question], cancel))[0];
            return vector.Length == vectors.Basis.Projection.Dimensions ? vectors.MeaningOf(vector) : throw new EmbeddingException(EmbeddingOutcome.WrongShape);
        }
        catch (EmbeddingException failed)
        {
            log.LogWarning("A question was searched by words: {Outcome}", failed.Outcome);
            return null;
        }
    }
}
