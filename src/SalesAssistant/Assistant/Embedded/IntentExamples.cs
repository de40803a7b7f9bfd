using SalesAssistant.Hosting;

namespace SalesAssistant.Assistant.Embedded;

/// <summary>
/// The marketers' example sentences: <c>intents/NAME.txt</c> in <c>Prompts:Directory</c>, a sentence a line, # for remarks; further languages in <c>intents/NAME.de.txt</c>. When they
/// change the classifier is trained anew; while they can't be used, the last good one stays.
/// </summary>
public sealed class IntentExamples
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly string directory;
    readonly TimeProvider clock;
    readonly ILogger<IntentExamples> log;
    readonly Lock reading = new();
    long lookedAt;
    string lastSeen = "";
    volatile IntentClassifier? current;

    public IntentExamples(IConfiguration settings, TimeProvider clock, ILogger<IntentExamples> log)
    {
        directory = Path.Combine(PromptLibrary.PromptsDirectory(settings), "intents");
        this.clock = clock;
        this.log = log;
    }

    /// <exception cref="SettingException">There have not been any examples yet.</exception>
    public IntentClassifier Current
    {
        get
        {
            if (current is null || clock.GetElapsedTime(Volatile.Read(ref lookedAt)) > LookEvery)
                LookAgain();
            return current!;
        }
    }

    /// <summary>All examples of a folder, in the order of the files' names.</summary>
    /// <exception cref="IOException">The folder or a file of it can't be read.</exception>
    public static List<(string Intent, string Sentence)> Read(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*.txt").Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadLines(file).Select(line => (IntentOf(file), Sentence: line.Trim())))
            .Where(example => example.Sentence.Length > 0 && !example.Sentence.StartsWith('#'))];

    /// <summary>`person.txt` and `person.de.txt` teach the same.</summary>
    internal static string IntentOf(string file) => Path.GetFileName(file).Split('.')[0];

    void LookAgain()
    {
        // One thread trains; the others go on with what there is, unless there is nothing yet.
        if (!reading.TryEnter())
        {
            if (current is not null)
                return;
            reading.Enter();
        }
        try
        {
            if (current is not null && clock.GetElapsedTime(lookedAt) <= LookEvery)
                return;
            Volatile.Write(ref lookedAt, clock.GetTimestamp());
            var stamp = string.Join('|', new DirectoryInfo(directory).EnumerateFiles("*.txt").OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
            if (stamp == lastSeen)
                return;
            lastSeen = stamp;
            var examples = Read(directory);
            if (examples.Count == 0)
                throw new IOException("no file has an example");
            current = IntentClassifier.Train(examples);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (current is null)
                throw new SettingException("Prompts:Directory", $"has no examples in '{directory}' that can be read ({fault.Message})", "restore its intents folder, or name the folder that has it");
            log.LogWarning("The examples in {Directory} can't be used; what was learnt stays in force. {Fault}", directory, fault.Message);
        }
        finally
        {
            reading.Exit();
        }
    }
}
