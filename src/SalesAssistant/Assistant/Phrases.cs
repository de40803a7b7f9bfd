using System.Text;
using SalesAssistant.Hosting;
using SalesAssistant.Reps;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SalesAssistant.Assistant;

/// <summary>The sentences that the product says in its own words: marketers edit them in `phrases/en.yaml` of `Prompts:Directory`.</summary>
public sealed class Phrases : IDisposable
{
    readonly SalesFile<PhraseBook> file;

    public Phrases(IConfiguration settings, TimeProvider clock, ILogger<Phrases> log) =>
        file = new SalesFile<PhraseBook>(Path.Combine(PromptLibrary.PromptsDirectory(settings), "phrases", "en.yaml"), PhraseBook.Read, clock, log, "Prompts:Directory");

    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public PhraseBook Current => file.Current;

    public IReadOnlyList<FileFault> Faults => file.Faults;

    public void Dispose() => file.Dispose();
}

/// <summary>All phrases of one language, as one version of their file has them.</summary>
public sealed class PhraseBook
{
    /// <summary>What the code says by name. A file that lacks one is not used.</summary>
    public static readonly string[] Needed =
    [
        "assistant", "greeting", "clarify", "dontKnow", "dontKnowAgain", "dontKnowOutOfHours", "handoffWaiting", "handoffWaitingFirst", "handoffNextRep", "handoffNobody", "handoffOutOfHours",
        "handoffAlready", "repJoined", "repReturned", "hubJoined", "hubReturned", "hubFailed", "resolved", "offerSlots", "offerSlotsNone", "slotTaken", "slotUnknown", "slotPast", "onlyHost", "hostAhead", "hostBehind", "zoneUnknown", "clarifyTime", "timeNoSuchDay", "timeNoSuchTime", "timeContradiction", "timeSkipped", "timePast", "consent", "askContact", "askContactAgain", "askName", "bookingNone",
        "bookingCreating", "bookingDelayed", "bookingFailed", "bookingMoving", "moveFailed", "bookingCancelling", "bookingBusy", "hostMoved", "hostCancelled", "bookingDeclined", "calendarUnread", "brief.answered", "brief.open",
        "askEmailForReply", "emailThanks", "booked", "bookingCancelled", "bookingMoved", "moveTo", "modelFailed", "tooLong", "emptyMessage", "filesOnly", "visitorEnded", "cardUsed", "cardNoted",
        "sources", "buttons.person", "buttons.meeting", "buttons.later", "buttons.anotherDay", "buttons.cancelMeeting", "buttons.moveMeeting", "buttons.send", "buttons.calendarFile",
        "labels.name", "labels.email", "labels.when", "labels.with", "labels.where", "labels.chosen",
    ];

    readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    readonly Dictionary<string, IReadOnlyList<string>> lists = new(StringComparer.Ordinal);

    /// <param name="file">The path to name in faults.</param>
    /// <param name="text">The file's text.</param>
    public static FileReading<PhraseBook> Read(string file, string text)
    {
        var book = new PhraseBook();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }, ..])
                book.Add("", root);
        }
        catch (YamlException wrong)
        {
            return new(null, [new FileFault(file, (int)wrong.Start.Line, $"this is not valid YAML: {wrong.Message}")]);
        }
        var missing = Needed.Where(key => !book.texts.ContainsKey(key)).ToList();
        return missing.Count == 0
            ? new(book, [])
            : new(null, [new FileFault(file, 0, $"these phrases are missing: {string.Join(", ", missing)}; add a line \"key: text\" for each")]);
    }

    /// <summary>A phrase with its {placeholders} filled. A placeholder without a value stays out.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var text = new StringBuilder(texts[key]);
        foreach (var (name, value) in values)
            text.Replace($"{{{name}}}", value);
        return text.ToString();
    }

    /// <summary>Whether there is such a phrase.</summary>
    public bool Has(string key) => texts.ContainsKey(key);

    /// <summary>A list of phrases; empty when there is none of that name.</summary>
    public IReadOnlyList<string> List(string key) => lists.GetValueOrDefault(key) ?? [];

    void Add(string prefix, YamlMappingNode map)
    {
        foreach (var (key, value) in map.Children)
        {
            var name = prefix + ((YamlScalarNode)key).Value;
            if (value is YamlMappingNode inner)
                Add(name + ".", inner);
            else if (value is YamlSequenceNode sequence)
                lists[name] = [.. sequence.Children.OfType<YamlScalarNode>().Select(item => item.Value ?? "")];
            else if (value is YamlScalarNode { Value: { Length: > 0 } scalar })
                texts[name] = scalar.Trim();
        }
    }
}
