using SalesAssistant.Hosting;
using SalesAssistant.Reps;

namespace SalesAssistant.Handoffs;

/// <summary>handoffs.yaml: who is told of a handoff, in which order, and how long each has.</summary>
/// <param name="ClaimWithin">After this the next rep is told.</param>
/// <param name="Route">The reps' addresses, first to last.</param>
public sealed record HandoffRules(TimeSpan ClaimWithin, IReadOnlyList<string> Route)
{
    public const string FileName = "handoffs.yaml";

    /// <param name="file">The path to name in faults.</param>
    /// <param name="text">The file's text.</param>
    public static FileReading<HandoffRules> Read(string file, string text) => YamlSection.Read(file, text, root =>
    {
        var minutes = root.Number("claimWithinMinutes", 2, 1, 1440);
        var route = root.Texts("route").Select(entry => entry.Text).ToList();
        if (route.Count == 0)
            root.Fault(root.LineOf("route"), "nobody is told of a handoff; list at least one rep's e-mail address under \"route:\"");
        return new HandoffRules(TimeSpan.FromMinutes(minutes), route);
    });
}

/// <summary>The rules of handoffs.yaml in <c>Sales:Directory</c>, kept current while the program runs.</summary>
public sealed class HandoffRulesFile(IConfiguration settings, TimeProvider clock, ILogger<HandoffRulesFile> log) : IDisposable
{
    readonly SalesFile<HandoffRules> file = new(Path.Combine(RepDirectory.SalesDirectory(settings), HandoffRules.FileName), HandoffRules.Read, clock, log);

    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public HandoffRules Current => file.Current;

    public IReadOnlyList<FileFault> Faults => file.Faults;

    public void Dispose() => file.Dispose();
}
