using System.Text.Json;
using SalesAssistant.Assistant.Contract;
using SalesAssistant.Content;
using SalesAssistant.Content.Grounding;
using SalesAssistant.Reps;

namespace SalesAssistant.Review;

/// <summary>Looks at receipts one after the other, by the code that let their sentences out.</summary>
public sealed class ReceiptVerification(SnapshotStore store, RepDirectory reps)
{
    /// <summary>A version is read once for many receipts; so many are held at a time.</summary>
    const int MostHeld = 16;

    readonly Dictionary<string, Kept> held = [];
    readonly List<ReceiptFault> faults = [];
    int receipts;
    int answers;
    int sentences;

    public VerifiedReceipts Result => new(receipts, answers, sentences, faults);

    /// <param name="json">The receipt as it is stored.</param>
    public void Verify(string conversation, int turn, string json)
    {
        receipts++;
        if (Read(json) is not { } receipt)
        {
            faults.Add(new ReceiptFault(conversation, turn, ReceiptFaultKind.Unreadable, null, null, null, null, null));
            return;
        }
        if (receipt.Sentences.Count == 0)
            return;
        answers++;
        sentences += receipt.Sentences.Count;
        var kept = receipt.SnapshotHash is null ? new Kept(null, ReceiptFaultKind.SnapshotLost) : SnapshotOf(receipt.SnapshotHash);
        if (kept.Fault is { } fault)
        {
            faults.Add(new ReceiptFault(conversation, turn, fault, receipt.SnapshotHash, null, null, null, null));
            return;
        }
        var nearby = receipt.Ranked.Select(ranked => kept.Passages!.TryGetValue(ranked.PassageId, out var found) ? found.Passage.Text : "").ToList();
        foreach (var sentence in receipt.Sentences)
        {
            if (Fault(sentence, kept.Passages!, nearby) is var (kind, why))
                faults.Add(new ReceiptFault(conversation, turn, kind, receipt.SnapshotHash, sentence.Citation.File, sentence.Text, sentence.Citation.Quote, why));
        }
    }

    (ReceiptFaultKind Kind, SentenceFault? Why)? Fault(VerifiedSentence sentence, Dictionary<string, (KeptItem Item, KeptPassage Passage)> passages, List<string> nearby)
    {
        if (!passages.TryGetValue(sentence.PassageId, out var cited) || cited.Item.File != sentence.Citation.File || cited.Passage.Heading != sentence.Citation.Heading)
            return (ReceiptFaultKind.PassageMissing, null);
        var judged = GroundingCheck.Judge(GroundingSource.Of(cited.Item, cited.Passage, reps.Current.Company.Name), sentence.Text, sentence.Citation.Quote, nearby);
        return judged.Fault switch
        {
            null => null,
            SentenceFault.NoSuchQuote => (ReceiptFaultKind.QuoteMissing, null),
            var why => (ReceiptFaultKind.NotSupported, why),
        };
    }

    static Receipt? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Receipt>(json, JsonSerializerOptions.Web) is { Sentences: not null, Ranked: not null } receipt
                && receipt.Sentences.All(sentence => sentence is { Text: not null, PassageId: not null, Citation: { File: not null, Quote: not null } }) ? receipt : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    Kept SnapshotOf(string hash)
    {
        if (held.TryGetValue(hash, out var known))
            return known;
        if (held.Count >= MostHeld)
            held.Remove(held.Keys.First());
        return held[hash] = Load(hash);
    }

    Kept Load(string hash)
    {
        try
        {
            return store.Read(hash) is { } snapshot
                ? snapshot.Items is null ? new Kept(null, ReceiptFaultKind.SnapshotDamaged) : new Kept(snapshot.Items.SelectMany(item => item.Passages.Select(passage => (item, passage))).ToDictionary(pair => pair.passage.Id), null)
                : new Kept(null, ReceiptFaultKind.SnapshotLost);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Kept(null, ReceiptFaultKind.SnapshotDamaged);
        }
    }

    sealed record Kept(Dictionary<string, (KeptItem Item, KeptPassage Passage)>? Passages, ReceiptFaultKind? Fault);
}
