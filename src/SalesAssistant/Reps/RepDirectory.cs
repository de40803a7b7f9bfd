using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SalesAssistant.Hosting;

namespace SalesAssistant.Reps;

/// <summary>Who sells here: team.yaml of <c>Sales:Directory</c>, kept current while the program runs.</summary>
public sealed class RepDirectory : IDisposable
{
    readonly SalesFile<SalesTeam> file;

    readonly ILogger log;

    public RepDirectory(IConfiguration settings, TimeProvider clock, ILogger<RepDirectory> log)
    {
        file = new SalesFile<SalesTeam>(Path.Combine(SalesDirectory(settings), TeamFile.Name), TeamFile.Read, clock, log);
        this.log = log;
    }

    /// <summary>The setting <c>Sales:Directory</c>, "sales" when unset.</summary>
    public static string SalesDirectory(IConfiguration settings) =>
        settings["Sales:Directory"] is { Length: > 0 } directory ? directory : "sales";

    /// <summary>The team as its last good version has it. Take it once for one piece of work, so that all of it sees the same version.</summary>
    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public SalesTeam Current => file.Current;

    /// <summary>What is wrong in team.yaml as it is now.</summary>
    public IReadOnlyList<FileFault> Faults => file.Faults;

    /// <summary>The rep with this address, whatever its letter case; null when there is none.</summary>
    /// <exception cref="SalesFileException">There has not been a good version yet.</exception>
    public Rep? Find(string? email) => Current.Find(email);

    /// <summary>Raised after another good version came into force.</summary>
    public event Action? Changed
    {
        add => file.Changed += value;
        remove => file.Changed -= value;
    }

    /// <summary>Reads team.yaml now if it has changed, without waiting for the watcher.</summary>
    public void LookAgain() => file.LookAgain();

    /// <summary>Changes a rep's hours in team.yaml. What has changed there beside the parts that are to change stays.</summary>
    /// <param name="seen">What stood there when the change was thought of.</param>
    /// <param name="wanted">What is to stand there.</param>
    /// <param name="keepOld">The file in which the replaced text is kept.</param>
    /// <param name="by">Who changes it, for the log.</param>
    public TeamChange Change(string email, RepHours seen, RepHours wanted, string keepOld, string by)
    {
        TeamChange? refused = null;
        try
        {
            var isWritten = file.Replace(text =>
            {
                var found = TeamFile.Read(TeamFile.Name, text);
                if (found.Value?.Find(email) is not { } rep)
                {
                    refused = found.Value is null ? new(TeamChangeOutcome.HasFaults, SalesFileException.Summary(found.Faults)) : new(TeamChangeOutcome.UnknownRep);
                    return null;
                }
                var stands = RepHours.Of(rep);
                var (before, now, after) = (seen.Parts(), stands.Parts(), wanted.Parts());
                if (Enumerable.Range(0, now.Count).Any(part => before[part] != after[part] && now[part] != before[part] && now[part] != after[part]))
                {
                    refused = new(TeamChangeOutcome.Conflict);
                    return null;
                }
                var merged = new RepHours(
                    before[0] == after[0] ? stands.Weekly : wanted.Weekly, before[1] == after[1] ? stands.Overrides : wanted.Overrides,
                    before[2] == after[2] ? stands.OutOfOffice : wanted.OutOfOffice, before[3] == after[3] ? stands.Travel : wanted.Travel);
                var next = TeamFileWriter.Write(text, email, merged);
                // Whatever was written, nobody else's hours may have changed with it.
                if (next is null || !OthersStand(found.Value, TeamFile.Read(TeamFile.Name, next).Value, email))
                    refused = new(TeamChangeOutcome.ByHandOnly);
                return refused is null ? next : null;
            }, keepOld);
            if (isWritten)
                log.LogInformation("{File}: the hours of {Rep} were changed by {By}", TeamFile.Name, email, by);
            return refused ?? new(isWritten ? TeamChangeOutcome.Saved : TeamChangeOutcome.Unchanged);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning(fault, "{File} can't be written", TeamFile.Name);
            return new(TeamChangeOutcome.NotWritable, fault.Message);
        }
    }

    static bool OthersStand(SalesTeam before, SalesTeam? after, string email) => after is not null && before.Reps.Count == after.Reps.Count
        && before.Reps.Zip(after.Reps).All(pair => pair.First.Email == pair.Second.Email && (pair.First.IsAt(email) || RepHours.Of(pair.First).Parts().SequenceEqual(RepHours.Of(pair.Second).Parts())));

    public void Dispose() => file.Dispose();
}
