using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SalesAssistant.Hosting;

namespace SalesAssistant.Reps;

/// <summary>Who sells here: team.yaml of <c>Sales:Directory</c>, kept current while the program runs.</summary>
public sealed class RepDirectory : IDisposable
{
    readonly SalesFile<SalesTeam> file;

    public RepDirectory(IConfiguration settings, TimeProvider clock, ILogger<RepDirectory> log) =>
        file = new SalesFile<SalesTeam>(Path.Combine(SalesDirectory(settings), TeamFile.Name), TeamFile.Read, clock, log);

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

    public void Dispose() => file.Dispose();
}
